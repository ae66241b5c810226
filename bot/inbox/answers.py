"""Recorded answers and running interviews, in words that staff read. English, beside the family's own words."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from bot.exchange import form_lint
from bot.inbox import showing
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from bot.inbox.showing import OURS
from dialogs.care import helpers
from dialogs.content import Content
from dialogs.forms import texts
from dialogs.forms.answers import Value
from dialogs.forms.asking import progress
from dialogs.forms.model import Form, Question
from dialogs.forms.slots import row_of
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.people import Child, Contact
from dialogs.turns.speaking import names_around
from storage.households import Household

_TITLES = {
    "first8": "First questions", "prefs": "How to work together", "matters": "What matters most",
    "strengths": "What goes well",
}  # fmt: skip
STATES = {
    "answered": "", "skipped": "Skipped", "declined": "Would rather not say", "voice": "By voice: listen, type it in",
}  # fmt: skip
MODES = {"text": "by text", "phone": "by phone", "person": "in person", "paper": "on paper"}


class Recorded(Struct, frozen=True):
    """One answer as understood, beside what was said."""

    question: str
    value: str
    raw: str
    language: str
    is_private: bool
    about: str
    mode: str
    form: str


class Asking(Struct, frozen=True):
    """Where an interview stands: "Health and doctors", 3 of 8."""

    title: str
    number: int
    of: int
    is_paused: bool

    @property
    def place(self) -> str:
        return f"{self.title}, {self.number} of {self.of}" if self.number else self.title


def recorded(desk: Desk, visit: Visit, home: Household, answer: Answer) -> Recorded:
    """An answer in English; where the form is not at hand, its id and the words as given."""
    contact = home.contact(answer.contact_id)
    content = desk.content_of(visit.program_id)
    names = names_of(visit, home, contact, child_of(home, contact, answer))
    form_told = content.find(answer.form, answer.version)
    names["need"] = helpers.what_for(answer.link_id, OURS, content.wording, form_told)
    question, value = answer.link_id, answer.raw
    found = _question(content, answer.form, answer.version, answer.link_id)
    if found is not None:
        form, asked = found
        question = texts.slot_text(form, answer.link_id, OURS, content.wording, names)
        if answer.value:
            typed: Value = msgspec.json.decode(answer.value, type=Value)
            value = texts.value_text(form, asked, typed, OURS, content.wording, names)
    return Recorded(
        question=f"{question} ({row})" if (row := row_of(answer.link_id)) else question,
        value=STATES.get(answer.state) or value,
        raw=answer.raw,
        language=answer.language,
        is_private=answer.is_private,
        about=answer.about,
        mode=MODES.get(answer.mode, answer.mode),
        form=title(content, answer.form, answer.version),
    )


def asking(content: Content, walk: Walk) -> Asking:
    """Where an interview stands."""
    number, of = 0, 0
    found = content.find(walk.form, walk.version)
    if found is not None:
        number, of = progress(found, walk.interview)
    return Asking(title(content, walk.form, walk.version), number, of, walk.status == "paused")


def title(content: Content, name: str, version: str = "") -> str:
    """What a form is called on our pages."""
    if name in _TITLES:
        return _TITLES[name]
    form = content.find(name, version)
    if form is None:
        return name
    key = f"form-{form.wording_key}" if form.wording_key else ""
    if key and content.wording.has(OURS, key):
        return content.wording.say(OURS, key)
    return form.title.base or name


def forms(content: Content, language: str) -> list[tuple[str, str]]:
    """(name, title) of what may be asked of somebody; a form without their language says so."""
    return [(name, f"{title(content, name)}{_missing(content, name, language)}") for name in sorted(content.current)]


def _missing(content: Content, name: str, language: str) -> str:
    has_it = language in form_lint.languages_of(content.form(name), content)
    return "" if has_it else f" (not in {showing.language(language)})"


def names_of(visit: Visit, home: Household, contact: Contact, child: Child | None) -> dict[str, str]:
    """What the wording of questions may name."""
    coordinator = next((p for p in visit.program.staff if p.id == home.family.coordinator_id), None)
    return names_around(visit.program.program, home.family, coordinator, contact) | {
        "child": child.nickname if child else "your child",
        "who": "other",
        "need": "this",
    }


def child_of(home: Household, contact: Contact, answer: Answer) -> Child | None:
    """The child that an answer is about, or the contact's first one."""
    linked = [link.child_id for link in home.links if link.contact_id == contact.id]
    wanted = answer.child_id or next(iter(linked), None)
    return next((child for child in home.children if child.id == wanted), None)


def _question(content: Content, name: str, version: str, link_id: str) -> tuple[Form, Question] | None:
    form = content.find(name, version)
    if form is None or not form.has(link_id):
        return None
    return form, form.question(link_id)
