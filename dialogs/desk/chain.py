"""Whom an alert calls, in what order, and by which word one of the team takes it.

coordinator and cover · supervisors and the others, one a step · the last REPEATS times more · everybody, each
morning that the clinic opens, until somebody has it. The bar on every page stays throughout (docs/decisions/0009).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from dialogs.ids import Id
from dialogs.reminders.business import next_business_open
from dialogs.rows.people import Program, Staff

#: The last person is told so often again; more would only wake the same one who does not answer.
REPEATS = 3
_RANKS = ("supervisor", "coordinator", "admin")
#: No letter or digit that looks like another one on a small screen.
_LETTERS, _DIGITS = "ACDEFHJKLMNPRTUVWXY", "23456789"
_TAKES = re.compile(r"1\W*([A-Z]\W*[2-9])?\W*", re.ASCII)


def chain_of(coordinator: Staff | None, team: Iterable[Staff], *, by_mail: bool) -> list[Staff]:
    """Who is told, in order: the coordinator, their cover, the supervisors, everybody else. by_mail: e-mail works."""
    everybody = list(team)
    cover = next((person for person in everybody if coordinator and person.id == coordinator.cover_id), None)
    ranked = sorted(
        (person for person in everybody if person.role != "auditor"),
        key=lambda person: _RANKS.index(person.role) if person.role in _RANKS else len(_RANKS),
    )
    found = [person for person in (coordinator, cover) if person is not None]
    found += [person for person in ranked if person not in found]
    return [person for person in found if person.phone or (by_mail and person.email)]


def called(chain: list[Staff], step: int) -> list[Staff]:
    """Who is told at this step, from 0."""
    if step == 0:
        return chain[:2]
    return chain if is_spent(chain, step) else chain[step + 1 : step + 2] or chain[-1:]


def is_spent(chain: list[Staff], step: int) -> bool:
    """Everybody was told, the last one several times: nobody answers."""
    return step - max(len(chain) - 2, 0) > REPEATS


def next_at(chain: list[Staff], step: int, now: datetime, program: Program) -> datetime:
    """When the step after this one is due (aware UTC)."""
    if is_spent(chain, step):
        return next_business_open(now + timedelta(hours=12), program)
    minutes = program.policies.alert_steps_minutes
    return now + timedelta(minutes=minutes[min(step, len(minutes) - 1)])


def mark_of(alert_id: Id) -> str:
    """A letter and a digit by which texts tell open alerts apart: "1 K7"."""
    return _LETTERS[alert_id.int % len(_LETTERS)] + _DIGITS[alert_id.int // len(_LETTERS) % len(_DIGITS)]


def taken(text: str) -> str | None:
    """The mark of the alert that a text of one of the team takes, '' for a bare 1; None when it takes none."""
    found = _TAKES.fullmatch(text.strip().upper())
    return None if found is None else re.sub(r"\W", "", found[1] or "")
