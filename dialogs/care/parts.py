"""The whole assessment: its parts, their order by what the family wants first, and what of it was asked of a child.

The first sitting comes at once (first8, prefs, matters, strengths); the other parts are spread over 60 days. What is
still unasked then becomes a call: needs are missing unless somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from dialogs.forms.model import Form
from dialogs.forms.needs import SECTORS
from dialogs.ids import Id
from dialogs.rows.interviews import Answer

FIRST = "first8"
#: What follows the first form at once.
FIRST_THEN = ("prefs", "matters", "strengths")
CLOSE = "close"
CHECK_IN = "checkin"
#: Asked again and again: their answers are never carried over.
REPEATED = frozenset({CHECK_IN, "home48", "review", CLOSE})
#: The whole assessment is over by then.
DAYS = timedelta(days=60)
#: The first part comes a week after the first sitting began.
FIRST_GAP = timedelta(days=7)
#: Two parts are never nearer than this.
LEAST_GAP = timedelta(days=3)
#: The closing may follow the last part sooner.
CLOSE_GAP = timedelta(days=1)
FIRST_MONTH = timedelta(days=30)
#: Questions and offers together, however much is found.
FIRST_MONTH_MESSAGES = 40
#: An older answer is asked for anew.
GOOD_FOR = timedelta(days=365)

Covered = Literal["asked", "declined", "never asked"]


class Part(Struct, frozen=True):
    """A part of 6 to 8 questions. from_age: in whole years; where the age is not known, those from 0 or 1 are asked."""

    form: str
    from_age: int = 0


PARTS: dict[str, Part] = {
    part.form: part
    for part in (
        Part("part-a"), Part("part-b"), Part("part-c", 1), Part("part-d"), Part("part-e"), Part("part-f"),
        Part("part-g"), Part("part-h", 12),
    )
}  # fmt: skip
#: wm3, "where shall we start?" -> the order of the parts.
_ORDER: dict[str, str] = {
    "health": "abgdecfh",
    "home": "deabgcfh",
    "school": "cbagdefh",
    "family": "fdabgceh",
}


def in_order(theme: str) -> tuple[Part, ...]:
    """All parts, those of the family's theme first; health first where they chose none."""
    return tuple(PARTS[f"part-{letter}"] for letter in _ORDER.get(theme, _ORDER["health"]))


def is_for(part: Part, age: int | None) -> bool:
    """Whether the part is asked about a child of this age in whole years."""
    return part.from_age <= 1 if age is None else age >= part.from_age


def next_at(started_at: datetime, now: datetime, left: int) -> datetime:
    """When the next part should come, so that those that are left and the closing spread over the rest of the 60 days.

    left: parts after this one. A few days are kept in hand: the family's hours and caps push each of them on.
    """
    ends = started_at + DAYS - LEAST_GAP
    return now + max(LEAST_GAP if left else CLOSE_GAP, (ends - now) / (left + 2))


def coverage(forms: Iterable[Form], answers: Iterable[Answer], child_id: Id) -> dict[str, Covered]:
    """Sector -> asked, declined or never asked of one child: household and caregiver answers count for every child.

    forms: those that are for this child; a sector that none of them asks about is left out. answers: those in force.
    Skipped and declined alike are declined: the question was put, and left open.
    """
    about = sectors(forms)
    told: dict[str, Covered] = {name: "never asked" for name in SECTORS if name in about.values() and name != "other"}
    for answer in answers:
        sector = about.get((answer.form, answer.link_id), "")
        if sector not in told or (answer.about == "child" and answer.child_id != child_id):
            continue
        if answer.state in ("answered", "voice"):
            told[sector] = "asked"
        elif told[sector] == "never asked":
            told[sector] = "declined"
    return told


def sectors(forms: Iterable[Form]) -> dict[tuple[str, str], str]:
    """Form and link id -> what the question is about; where it does not say, what the need is about that it raises."""
    found: dict[tuple[str, str], str] = {}
    for form in forms:
        found |= {(form.name, when.question): rule.sector for rule in form.needs for when in rule.when}
        found |= {(form.name, q.link_id): q.sector for q in form.questions if q.sector and not q.is_hidden}
    return found
