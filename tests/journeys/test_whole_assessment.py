"""The whole assessment, walked from the first yes to the last part, in time. `pytest -s` prints messages per part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from dialogs.care import parts
from dialogs.content import Content
from dialogs.forms.model import Kind
from dialogs.rows.care import Item
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.turns.acts import Invite
from storage import outbox, pages
from storage.database import Database
from storage.pages import Kind as RowKind
from tests.builders import content
from tests.conftest import Tell
from tests.journeys.stage import READING, Stage
from tests.journeys.telling import look
from tests.journeys.test_journeys import sqlite

__all__ = ["sqlite"]

#: A family with worries, not with all of them: about half of the follow-ups open.
_SOME = {
    "md2": "2", "md1": "1", "md4": "2", "eq1": "2", "em1": "3", "em3": "2", "fo1": "1", "ho2": "2", "cg1": "2",
    "pr1": "2", "pr4": "1", "pr5": "3", "pr6": "1", "hl1": "1", "hl2": "1", "hl3": "2", "hl4": "1", "th2": "1",
    "th3": "2",
    "hc1": "4", "hc2": "2", "ed1": "4", "ed2": "1", "bh1": "2", "re1": "1", "mo1": "2", "mo2": "2", "mo3": "1",
    "fo2": "2", "ho1": "1", "tr1": "1", "tr2": "2", "in1": "1", "in2": "2", "in3": "2", "cu1": "1", "fa1": "2",
    "fa2": "1", "fa3": "3", "cg2": "1", "re2": "1", "sk1": "1", "sk2": "2", "sk3": "2", "em4": "grandma", "wm3": "1",
}  # fmt: skip
#: A family that has every worry and follows every question to its end.
_ALL = {
    "md2": "1", "md1": "1", "md3": "20", "md4": "1", "eq1": "1", "eq2": "2", "em1": "3", "em3": "1", "fo1": "2",
    "ho2": "1", "cg1": "3", "pr1": "1", "pr4": "1", "pr5": "3", "pr6": "1", "hl1": "3", "hl2": "1", "hl3": "3",
    "hl4": "2", "th2": "1", "th3": "1", "hc1": "3", "hc2": "3", "ed1": "4", "ed2": "3", "ed3": "4", "bh1": "1",
    "bh2": "3", "re1": "3", "mo1": "3", "mo2": "2", "mo3": "1", "fo2": "1", "ho1": "3", "tr1": "1", "tr2": "1",
    "in1": "3", "in2": "1", "in3": "1", "cu1": "3", "fa1": "1", "fa2": "3", "fa3": "1", "cg2": "3", "re2": "3",
    "cg3": "12", "sk1": "3", "sk2": "1", "sk3": "1", "gr1": "3", "gr2": "3", "gr3": "3", "gr4": "3", "rk1": "2,1,3",
    "wm3": "1",
}  # fmt: skip
#: What any question takes that is not named above.
_PLAIN = {Kind.BOOLEAN: "2", Kind.INTEGER: "2", Kind.STRING: "Ana", Kind.TEXT: "Music, and quiet", Kind.SEVERAL: "1"}
_DAYS = timedelta(days=66)


class Walked:
    """One family that answers within minutes, and what it was sent: (day, form, link id)."""

    def __init__(self, stage: Stage, forms: Content, answers: dict[str, str]) -> None:
        self.stage, self.forms, self.answers = stage, forms, answers
        self.began = stage.clock()
        self.contact = next(iter(stage.people.values()))
        self.asked: list[tuple[int, str, str]] = []

    def until(self, end: datetime) -> None:
        """Answer whatever is asked; else go where time goes next."""
        while self.stage.clock() < end:
            self.stage.settle()
            self._count()
            prompt = self._open()
            if prompt is not None:
                self.stage.clock.now += READING
                self.stage.hear(self.stage.inbound(self.contact.name.split()[0], self._reply(prompt)))
                continue
            with self.stage.database.reading() as connection:
                following = outbox.next_due(connection)
            if following is None or following > end:
                break
            self.stage.clock.now = max(following, self.stage.clock.now)

    def _open(self) -> Prompt | None:
        """Only these rows are read: looking at the whole family took most of the time of sixty days."""
        state = pages.table_of(Prompt).c.state
        return next(iter(self._read(Prompt, state == "open")), None)

    def _read(self, kind: type[RowKind], *where: Any) -> list[RowKind]:
        with self.stage.database.reading() as connection:
            return pages.read(connection, kind, self.stage.program, self.stage.keys, *where)

    def _reply(self, prompt: Prompt) -> str:
        link_id, _, manner = prompt.question.partition("/")
        if manner != "open":
            # The invitation, "how much may we write?" (all), offers and what is read back.
            return "3" if prompt.kind == "detail" else "1"
        (walk,) = self._read(Walk, pages.table_of(Walk).c.id == prompt.interview_id)
        question = self.forms.form(walk.form, walk.version).question(link_id)
        return self.answers.get(link_id) or _PLAIN.get(question.kind, "1")

    def _count(self) -> None:
        for said in self.stage.said[len(self.asked) :]:
            form, link_id = _of(said.message)
            self.asked.append(((said.at - self.began).days, form, link_id))

    @property
    def per_form(self) -> Counter[str]:
        return Counter(form for _, form, _ in self.asked if form)

    def table(self) -> str:
        """A line for each form: on which days, how many questions, how many offers to begin."""
        lines = [f"{'form':10} {'days':8} questions offers"]
        for form, times in self.per_form.items():
            days = [day for day, name, _ in self.asked if name == form]
            offers = sum(name == form and link == "offer" for _, name, link in self.asked)
            lines.append(f"{form:10} {min(days):>2} - {max(days):<3} {times - offers:>9} {offers:>6}")
        return "\n".join(lines)

    @property
    def first_month(self) -> int:
        """Questions and offers of the first thirty days."""
        return sum(day < parts.FIRST_MONTH.days for day, form, _ in self.asked if form)


def _of(message: Outgoing) -> tuple[str, str]:
    """Form and question that a message puts; empty for anything else."""
    if not message.key.startswith("form-"):
        return "", ""
    known = max((name for name in content().current if message.key.startswith(f"form-{name}-")), key=len)
    return known, message.key.removeprefix(f"form-{known}-")


@pytest.fixture
def stages(sqlite: Database) -> Iterator[list[Stage]]:
    made: list[Stage] = []
    yield made
    for stage in made:
        stage.close()


def walked(stages: list[Stage], database: Database, language: str, answers: dict[str, str], *children: str) -> Walked:
    names = " and ".join(child.split()[0] for child in children)
    facts = [("family", "F-109, introduced by Dr. Lee"), ("starts", "Tue 2026-03-03 10:00")]
    facts += [("child", child) for child in children]
    facts += [("contact", f"Rosa Gomez, {language}, mother of {names}, consent recorded")]
    stage = Stage(database, content(), facts)
    stages.append(stage)
    found = Walked(stage, content(), answers)
    stage.act(stage.staff["Ana"], Invite(found.contact.id))
    found.until(found.began + _DAYS)
    return found


@pytest.mark.parametrize(
    ("language", "kind", "answers"),
    [
        pytest.param("en", "some worries", _SOME, id="English, some worries"),
        pytest.param("es", "every worry", _ALL, id="Spanish, every worry"),
    ],
)
def test_all_parts_are_asked_once_in_sixty_days(
    stages: list[Stage], sqlite: Database, tell: Tell, language: str, kind: str, answers: dict[str, str]
) -> None:
    """Every part and the closing, each question once, help once a part, at most forty messages in the first month."""
    family = walked(stages, sqlite, language, answers, "Sofia Gomez, born 2011-05-01")
    tell(f"{kind}, {language}: first month {family.first_month} of {sum(family.per_form.values())}\n{family.table()}")
    expected = {parts.FIRST, *parts.FIRST_THEN, *parts.PARTS, parts.CLOSE}
    assert set(family.per_form) >= expected
    twice = [link for link, times in Counter(link for _, form, link in family.asked if form).items() if times > 1]
    assert set(twice) <= {"offer", "rk1", "rk2-1", "rk2-2", "rk2-3", "rk3"}
    assert family.first_month <= parts.FIRST_MONTH_MESSAGES
    assert max(day for day, form, _ in family.asked if form) < parts.DAYS.days
    calls = [item.note for item in look(family.stage)[Item].values() if item.kind == "call_questions"]
    assert calls == []


def test_a_second_child_costs_a_third(stages: list[Stage], sqlite: Database, tell: Tell) -> None:
    """What is about the household or the adult is not asked again: 35 messages at most."""
    one = walked(stages, sqlite, "en", _SOME, "Sofia Gomez, born 2016-05-01", "Mateo Gomez, born 2018-05-01")
    walks = [walk for walk in look(one.stage)[Walk].values() if walk.child_id is not None]
    second = one.stage.children["Mateo"].id
    questions = {child: [slot for walk in walks if walk.child_id == child for slot in walk.interview.trail]
                 for child in (walks[0].child_id, second)}  # fmt: skip
    offers = sum(walk.child_id == second for walk in walks)
    tell(f"second child: {len(questions[second])} questions and {offers} offers")
    assert len(questions[second]) <= 35
    household = {q.link_id for form in content().forms.values() for q in form.questions if q.about != "child"}
    assert not household & set(questions[second])
