"""`kinline form import | publish | retire | export | sheet`: the forms that a program brings, and their translators."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path

from bot.content import load_content
from bot.exchange import form_files, form_lint, form_sheet
from bot.exchange.form_files import Source
from bot.exchange.form_intake import Intake, Taken
from bot.exchange.questionnaire import composed
from bot.rehearsal import NAMES
from bot.shelf import Shelf
from bot.upkeep.acting import OPERATOR
from bot.upkeep.form_names import is_file, source
from bot.upkeep.forms import print_json, printable, refused
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import BadUse, Trouble
from dialogs.content import Content
from dialogs.forms.problems import FormError
from storage import forms
from storage.forms import Version


def load(given: Namespace) -> int:
    """Keep the form in the file, and publish it. A form that is refused changes nothing."""
    content = load_content()
    with opened(given) as office:
        intake = _intake(office, content)
        try:
            source(given.file, content)
            taken = intake.take(Path(given.file).read_bytes(), Path(given.file).name, office.now())
        except FormError as error:
            return refused(error, is_json=given.json)
        is_published = not given.draft and intake.publish(taken.id, office.now())
    return _told(taken, content, is_published=is_published, given=given)


def publish(given: Namespace) -> None:
    """The newest version of the name, or the one that is named, is asked from now on."""
    with opened(given) as office:
        found = _version(office, given, ("draft", "retired"))
        if not _intake(office, load_content()).publish(found.id, office.now()):
            raise Trouble("It is in use already.")
    print(f"{found.name} {found.version} is asked from now on.")


def retire(given: Namespace) -> None:
    """Nobody is asked it anew; interviews that began with it go on."""
    with opened(given) as office:
        found = _version(office, given, ("active",))
        _intake(office, load_content()).retire(found.id, office.now())
    print(f"{found.name} {found.version} is asked nobody anew; what has begun goes on.")


def export(given: Namespace) -> None:
    """The Questionnaire word for word as it was brought; of a built-in form, its wording put in from the locales."""
    sys.stdout.write(_here(given).text.rstrip("\n") + "\n")


def sheet(given: Namespace) -> int:
    """Write the translators' spreadsheet of a form, or keep the texts of one as the form's next version."""
    content = load_content()
    if given.read:
        return _read_sheet(given, content)
    try:
        found = source(given.form, content) if is_file(given.form) else _here(given)
    except FormError as error:
        return refused(error, is_json=False)
    rows = form_sheet.rows(found.questionnaire, form_lint.check(found.form, content, NAMES))
    if not given.out:
        sys.stdout.write(form_sheet.as_csv(rows).decode("utf-8-sig"))
        return 0
    writers = {".csv": form_sheet.as_csv, ".xlsx": form_sheet.as_xlsx}
    writer = writers.get(Path(given.out).suffix.lower())
    if writer is None:
        raise BadUse("Name the file .xlsx or .csv.")
    Path(given.out).write_bytes(writer(rows))
    print(f"{len(rows) - 1} texts are in {given.out}.")
    return 0


def _read_sheet(given: Namespace, content: Content) -> int:
    path = Path(given.read)
    if not path.is_file() or path.stat().st_size > form_files.MOST_BYTES:
        raise BadUse("There is no such sheet, or it is too large to be one.")
    before = _kept(given)
    with opened(given) as office:
        intake = _intake(office, content)
        try:
            after = form_sheet.read_back(before.questionnaire, path.read_bytes(), path.suffix.lower())
            if after == before.questionnaire:
                print("The sheet says what the form says: nothing was changed.")
                return 0
            taken = intake.revise(after, office.now())
        except FormError as error:
            return refused(error, is_json=False)
        is_published = not given.draft and intake.publish(taken.id, office.now())
    return _told(taken, content, is_published=is_published, given=given)


def _told(taken: Taken, content: Content, *, is_published: bool, given: Namespace) -> int:
    checked = form_lint.check(taken.form, content, NAMES)
    if getattr(given, "json", False):
        print_json(
            {"ok": True, "name": taken.form.name, "version": taken.form.version, "published": is_published,
             "problems": [], "warnings": list(checked.warnings), "questions": form_lint.as_rows(checked.costs)}
        )  # fmt: skip
        return 0
    for warning in checked.warnings:
        print(printable(f"look again: {warning}"))
    how = "is asked from now on" if is_published else "is kept" if taken.is_new else "is here already"
    print(f"{taken.form.name} {taken.form.version} {how}: {taken.form.asked} questions.")
    return 0


def _here(given: Namespace) -> Source:
    """A form that is here, with its wording. Raises BadUse."""
    content = load_content()
    if given.form not in content.current:
        return _kept(given)
    form = content.form(given.form)
    whole = composed(form, content)
    return Source(form, json.dumps(whole, ensure_ascii=False, indent=2), whole)


def _kept(given: Namespace) -> Source:
    """A form that the program brought, as it was. Raises BadUse."""
    content = load_content()
    if given.form in content.current:
        raise BadUse("This form is built in: its words go into locales/<language>/forms/, not into a version of it.")
    with opened(given) as office:
        found = _version(office, given, ("active", "draft", "retired"))
        with office.database.reading() as connection:
            text = forms.sources(connection, office.program, [found.id])[found.id]
    return form_files.of_json(text.encode(), content.keywords.reserved)


def _version(office: Office, given: Namespace, states: tuple[str, ...]) -> Version:
    """The version that is named; else the newest in the first of these states. Raises BadUse."""
    with office.database.reading() as connection:
        named = [each for each in forms.versions(connection, office.program) if each.name == given.form]
    if not named:
        raise BadUse("The program has brought no form with this name; see: kinline form list")
    wanted = getattr(given, "version", "")
    fitting = [each for each in named if each.version == wanted or (not wanted and each.state in states)]
    if not fitting:
        there = ", ".join(f"{each.version} ({each.state})" for each in named)
        raise BadUse(f"There is no version of it that this can be done to; there are: {there}.")
    return min(fitting, key=lambda each: states.index(each.state) if each.state in states else len(states))


def _intake(office: Office, content: Content) -> Intake:
    return Intake(office.database, Shelf(content, office.database), office.program, OPERATOR.id)
