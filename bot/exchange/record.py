"""One family's record on its way out: the rows, who they name, and the words for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

from dialogs.care import helpers
from dialogs.content import Content
from dialogs.forms import texts
from dialogs.forms.answers import Value
from dialogs.forms.model import Form, Question
from dialogs.forms.slots import row_of
from dialogs.ids import Id
from dialogs.rows.interviews import Answer
from dialogs.rows.people import Link, Program, Staff
from dialogs.turns.speaking import YOUTH
from storage.whole import Whole

#: The language of labels; a family's own words stay as they were written.
LANGUAGE = "en"


class Record(Struct, frozen=True):
    """One family's record, and what it takes to put it into words.

    withheld: ids of rows that leave only by name. `at`: aware.
    """

    whole: Whole
    program: Program
    staff: Mapping[Id, Staff]
    content: Content
    withheld: frozenset[Id]
    with_private: bool
    at: datetime

    def leaves(self, row_id: Id) -> bool:
        """Whether this row may be in the Bundle."""
        return self.with_private or row_id not in self.withheld

    def form(self, name: str, version: str) -> Form | None:
        """The form an interview is pinned to; None where it is no longer at hand."""
        return self.content.find(name, version)

    def link_of(self, contact_id: Id | None, child_id: Id | None = None) -> Link | None:
        """What ties a contact to this child, else to the first child of theirs."""
        own = [link for link in self.whole.home.links if link.contact_id == contact_id]
        return next((link for link in own if link.child_id == child_id), own[0] if own else None)

    def names(self, contact_id: Id, child_id: Id | None) -> dict[str, str]:
        """What the wording of questions may name."""
        home, link = self.whole.home, self.link_of(contact_id, child_id)
        contact = next((each for each in home.contacts if each.id == contact_id), None)
        child = next((each for each in home.children if link and each.id == (child_id or link.child_id)), None)
        coordinator = self.staff.get(home.family.coordinator_id) if home.family.coordinator_id else None
        return {
            "program": self.program.name,
            "phone": self.program.phone,
            "emergency": self.program.emergency_number,
            "poison": self.program.poison_number,
            "crisis": self.program.crisis_number,
            "contact": contact.name.split(" ")[0] if contact else "",
            "coordinator": coordinator.first_name if coordinator else self.program.name,
            "child": child.nickname if child else "your child",
            "clinician": home.family.introduced_by or self.program.name,
            "who": "self" if link and link.relationship in YOUTH else "other",
            # Which need a question was about stood in the text of its time.
            "need": "this",
        }

    def names_for(self, answer: Answer) -> dict[str, str]:
        form = self.form(answer.form, answer.version)
        need = helpers.what_for(answer.link_id, LANGUAGE, self.content.wording, form)
        return self.names(answer.contact_id, answer.child_id) | {"need": need}


def asked_of(record: Record, answer: Answer) -> tuple[Form, Question] | None:
    """The question that was answered; None where its form is no longer at hand."""
    form = record.form(answer.form, answer.version)
    return (form, form.question(answer.link_id)) if form and form.has(answer.link_id) else None


def question_words(record: Record, answer: Answer) -> str:
    """The question as it was put, in English; '' where its form is no longer at hand."""
    found = asked_of(record, answer)
    if found is None:
        return ""
    said = texts.question_text(*found, LANGUAGE, record.content.wording, record.names_for(answer))
    return f"{said} ({row})" if (row := row_of(answer.link_id)) else said


def value_words(record: Record, answer: Answer) -> str:
    """What was answered, as a person reads it; the words as given where nothing was understood."""
    found = asked_of(record, answer)
    if found is None or not answer.value:
        return answer.raw
    value: Value = msgspec.json.decode(answer.value, type=Value)
    return texts.value_text(*found, value, LANGUAGE, record.content.wording, record.names_for(answer))
