"""A form on paper: boxes to tick and lines to write on, in the family's language with ours beneath. Keyed in later."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from starlette.responses import Response

from bot.inbox import answers, frame, questions, reach
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from bot.inbox.questions import Both, Option, Sheet
from bot.inbox.showing import OURS
from dialogs.forms.model import Question


class Printed(Struct, frozen=True):
    """One question on the sheet. only_if: when to answer it at all; takes: one, several, words, line."""

    number: int
    notes: tuple[Both, ...]
    text: Both
    only_if: Both
    takes: str
    options: tuple[Option, ...]


def show(desk: Desk, visit: Visit) -> Response:
    """The whole form, to be printed."""
    content = desk.content_of(visit.program_id)
    name = visit.query.get("form", "")
    with desk.database.reading() as connection:
        home, contact = reach.contact(desk, visit, connection, visit.id("contact"))
        reach.talking(visit, home)
        if name not in content.current:
            raise NotHere
        form = content.form(name)
        language = contact.language if contact.language in content.wording.languages else OURS
        linked = [child for child in home.children if child.id.hex == visit.query.get("child", "")] or home.children
        names = answers.names_of(visit, home, contact, next(iter(linked), None))
        sheet = Sheet(content, form, names, language)
        said = {
            key: sheet.both(lambda spoken, key=key: content.wording.say(spoken, f"paper-{key}", **names))  # type: ignore[misc]
            for key in ("how", "name", "day")
        }
        return frame.shown(
            desk, visit, connection, "paper.html", section="families", title=answers.title(content, name), home=home,
            contact=contact, language=language, code=home.family.code, form=form, said=said,
            heading=sheet.both(lambda spoken: _title(sheet, spoken)), printed=list(_printed(sheet)),
        )  # fmt: skip


def _title(sheet: Sheet, language: str) -> str:
    key = f"form-{sheet.form.wording_key}"
    wording = sheet.content.wording
    return wording.say(language, key) if sheet.form.wording_key and wording.has(language, key) else (
        sheet.form.title.say(language) or sheet.form.name
    )  # fmt: skip


def _printed(sheet: Sheet) -> Iterator[Printed]:
    asked = [question for question in sheet.form.questions if not question.is_silent]
    numbers = {question.link_id: number for number, question in enumerate(asked, 1)}
    for question in asked:
        plain = questions.question_at(sheet, question.link_id)
        yield Printed(
            number=numbers[question.link_id],
            notes=tuple(sheet.note(note) for note in questions.notes_before(sheet.form, question)),
            text=plain.text,
            only_if=_only_if(sheet, question, numbers),
            takes=plain.takes,
            options=plain.options,
        )


def _only_if(sheet: Sheet, question: Question, numbers: dict[str, int]) -> Both:
    """ "Only if your answer to 3 is: yes". What is harder to say is left to whoever reads the sheet with them."""
    conditions = [condition for gate in question.gates for condition in gate.conditions]
    if not question.gates:
        return Both("", "")
    sources = {condition.source for condition in conditions}
    is_plain = len(sources) == 1 and all(condition.operator == "=" for condition in conditions)
    source = next(iter(sources), "")
    wording = sheet.content.wording
    if not is_plain or source not in numbers:
        return sheet.both(lambda language: wording.say(language, "paper-if-it-fits"))
    labels = questions.labels_of(sheet, sheet.form.question(source), [condition.expected for condition in conditions])
    return sheet.both(
        lambda language: wording.say(
            language, "paper-only-if", number=str(numbers[source]),
            answer=" / ".join(label.ours if language == OURS else label.theirs for label in labels),
        )
    )  # fmt: skip
