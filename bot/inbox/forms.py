"""Admin pages for forms: what can be asked, bringing one, what it costs, publishing and retiring it.

A version is named by its id in addresses, a built-in form by its name.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.exchange import form_files, form_lint, form_sheet
from bot.exchange.form_intake import Intake
from bot.exchange.form_lint import Check
from bot.inbox import concerns, frame, showing
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from bot.rehearsal import NAMES
from dialogs.content import Content
from dialogs.desk import permission
from dialogs.forms.model import Form
from dialogs.forms.problems import FormError, Problem
from storage import forms
from storage.forms import Version

STATES = {"draft": "Draft", "active": "In use", "retired": "Retired"}
#: Where a browser may keep a file: nothing of a name but these.
_SAFE = "abcdefghijklmnopqrstuvwxyz0123456789-."


class Entry(Struct, frozen=True):
    """One form of the list. `version` is none for a built-in one; `questions`: those that are asked."""

    key: str
    name: str
    number: str
    title: str
    state: str
    languages: tuple[str, ...]
    questions: int


class Shown(Struct, frozen=True):
    """A form that was asked for: the compiled form, and the version that the program keeps of it."""

    key: str
    form: Form
    version: Version | None


def may_manage(desk: Desk, visit: Visit) -> bool:
    """Whether the pages are theirs; in the demo, whoever sits at this machine may try everything."""
    return desk.is_demo or permission.may_manage_forms(visit.scope)


def listing(desk: Desk, visit: Visit) -> Response:
    """What the program brought, newest first, and what is built in."""
    _theirs(desk, visit)
    return _list(desk, visit)


def bring(desk: Desk, visit: Visit) -> Response:
    """A file was dropped: kept as a draft, or refused with everything that is wrong with it."""
    _theirs(desk, visit)
    if visit.upload is None or not visit.upload.data:
        return _list(desk, visit, "Choose a file first: .xlsx, .xls, .csv or .json.", status=422)
    try:
        taken = _intake(desk, visit).take(visit.upload.data, visit.upload.name, desk.now())
    except FormError as error:
        return _list(desk, visit, problems=error.problems, status=422)
    return RedirectResponse(f"/admin/forms/{taken.id}?said={'form-kept' if taken.is_new else 'form-there'}", 303)


def show(desk: Desk, visit: Visit) -> Response:
    """One form: what it costs, what to look at again, its versions, and what can be done with it."""
    found = of_address(desk, visit)
    checked = form_lint.check(found.form, desk.content_of(visit.program_id), NAMES)
    with desk.database.reading() as connection:
        versions = [each for each in forms.versions(connection, visit.program_id) if each.name == found.form.name]
        return frame.shown(
            desk, visit, connection, "form.html", section="forms", found=found, states=STATES,
            title=form_lint.title_of(found.form, desk.content), checked=checked, rows=_rows(checked),
            raised=[
                (rule.code, showing.SEVERITIES[rule.severity], concerns.sector(rule.sector), form_lint.raised_by(rule))
                for rule in checked.needs
            ],
            languages=[(code, showing.language(code)) for code in checked.languages],
            versions=[(each, _when(desk, visit, each.created_at)) for each in versions if found.version],
        )  # fmt: skip


def publish(desk: Desk, visit: Visit) -> Response:
    """From now on new interviews get this version."""
    return _done(desk, visit, "form-published", is_publishing=True)


def retire(desk: Desk, visit: Visit) -> Response:
    """Nobody is asked it anew."""
    return _done(desk, visit, "form-retired", is_publishing=False)


def download(desk: Desk, visit: Visit) -> Response:
    """The Questionnaire as it was brought, or the translators' spreadsheet."""
    found = of_address(desk, visit)
    if found.version is None:
        raise NotHere
    with desk.database.reading() as connection:
        text = forms.sources(connection, visit.program_id, [found.version.id])[found.version.id]
    name = "".join(letter for letter in f"{found.form.name}-{found.form.version}".lower() if letter in _SAFE)
    if visit.query.get("as") != "sheet":
        return _file(text.encode(), f"{name}.json", "application/fhir+json")
    source = form_files.of_json(text.encode(), frozenset())
    rows = form_sheet.rows(source.questionnaire, form_lint.check(found.form, desk.content_of(visit.program_id), NAMES))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(form_sheet.as_xlsx(rows), f"{name}.xlsx", kind)


def of_address(desk: Desk, visit: Visit) -> Shown:
    """The form that the address names. Raises NotHere."""
    _theirs(desk, visit)
    key, content = visit.params["form"], desk.content_of(visit.program_id)
    if key in desk.content.current:
        return Shown(key, desk.content.form(key), None)
    with desk.database.reading() as connection:
        version = forms.version(connection, visit.program_id, visit.id("form"))
    form = content.find(version.name, version.version) if version else None
    if version is None or form is None:
        raise NotHere
    return Shown(key, form, version)


def _list(
    desk: Desk, visit: Visit, problem: str = "", *, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    name = visit.upload.name[:80] if visit.upload else ""
    with desk.database.reading() as connection:
        return frame.shown(
            desk, visit, connection, "forms.html", status, section="forms", title="Forms", problem=problem,
            problems=problems, file_name=name, own=list(_own(desk, visit, connection)),
            built_in=[
                _entry(desk.content, desk.content.form(name), name, "") for name in sorted(desk.content.current)
            ],
            states=STATES,
        )  # fmt: skip


def _own(desk: Desk, visit: Visit, connection: Connection) -> list[Entry]:
    content = desk.content_of(visit.program_id)
    return [
        _entry(content, form, str(version.id), version.state)
        for version in forms.versions(connection, visit.program_id)
        if (form := content.find(version.name, version.version)) is not None
    ]


def _entry(content: Content, form: Form, key: str, state: str) -> Entry:
    languages = form_lint.languages_of(form, content)
    return Entry(key, form.name, form.version, form_lint.title_of(form, content), state, languages, form.asked)


def _rows(checked: Check) -> list[tuple[str, list[form_lint.Cost]]]:
    """linkId -> its cost in each language, in the order of the form."""
    found: dict[str, list[form_lint.Cost]] = {}
    for cost in checked.costs:
        found.setdefault(cost.link_id, []).append(cost)
    return list(found.items())


def _done(desk: Desk, visit: Visit, said: str, *, is_publishing: bool) -> Response:
    version = of_address(desk, visit).version
    if version is None:
        raise NotHere
    intake = _intake(desk, visit)
    act = intake.publish if is_publishing else intake.retire
    done = act(version.id, desk.now())
    return RedirectResponse(f"/admin/forms/{version.id}?said={said if done else 'nothing'}", 303)


def _intake(desk: Desk, visit: Visit) -> Intake:
    return Intake(desk.database, desk.door.shelf, visit.program_id, visit.staff.id)


def _theirs(desk: Desk, visit: Visit) -> None:
    if not may_manage(desk, visit):
        raise NotHere


def _when(desk: Desk, visit: Visit, at: datetime) -> showing.When:
    return showing.when(at, desk.now(), visit.program.program.zone)


def _file(data: bytes, name: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
