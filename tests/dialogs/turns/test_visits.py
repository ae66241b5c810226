"""Visits as staff enter, move and cancel them, as values: what is planned, asked, said and to be done then."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from dialogs.reminders.series import plan_visit
from dialogs.rows.care import Appointment, Item, Reminder
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import acts, staff
from tests.builders import content
from tests.dialogs.reminders.people import (
    ANA,
    ANA_LEO,
    BEN,
    BEN_LEO,
    BEN_SMS,
    LEO,
    MIA,
    NEW_YORK,
    NOON,
    PROGRAM,
    at,
    new_ids,
    some_id,
    visit,
)
from tests.dialogs.turns.moments import snapshot, told

_CARLA = Staff(some_id(100), "Carla Diaz", "Carla", "coordinator")
_VISIT = visit()
_LATER, _LATER_UTC = datetime.fromisoformat("2026-06-01T09:00"), at("2026-06-01 09:00")


def _done(act: acts.Act, *rows: Struct) -> Turn:
    done, result = staff.take_turn(snapshot(*rows), act, _CARLA, NOON, content(), new_ids())
    assert isinstance(result, acts.Done)
    return done


def _promised(done: Turn) -> dict[str, datetime]:
    return {row.series: row.due_at for row in done.each(Reminder) if row.state == "planned"}


def test_a_visit_is_entered_as_it_was_said() -> None:
    """On the wall clock of its place; its reminders are planned."""
    done = _done(acts.AddVisit(LEO.id, _LATER, NEW_YORK, "5 Main St", "Dr. Lee", "Bring the pump."))
    (made,) = done.each(Appointment)
    assert made == Appointment(
        made.id, LEO.id, _LATER, NEW_YORK, _LATER_UTC, "5 Main St", "Dr. Lee",
        "Bring the pump.",
    )  # fmt: skip
    assert list(_promised(done)) == ["entry", "t7", "t3", "t1", "happened"]


def _planned(of: Appointment, *contacts: Contact, first: int = 300) -> list[Reminder]:
    """What stood planned before, under ids of its own."""
    rows = plan_visit(of, contacts=contacts, links=(ANA_LEO, BEN_LEO), program=PROGRAM, now=NOON, ids=new_ids())
    return [replace(row, id=some_id(first + place)) for place, row in enumerate(rows)]


def test_a_visit_that_moves_is_asked_about_anew() -> None:
    """Whatever was said of the old day is off: reply, help, wish, what was planned and what is being asked."""
    before = replace(_VISIT, reply="accepted", needs_help=True, change_wanted=True)
    planned = _planned(before, ANA)
    asked = Prompt(some_id(80), ANA.id, "visit", "open", appointment_id=_VISIT.id, question="entry")
    other = Prompt(some_id(81), ANA.id, "visit", "open", appointment_id=some_id(21), question="entry")
    done = _done(acts.MoveVisit(_VISIT.id, 1, _LATER, "Floor 3"), before, asked, other, *planned)
    moved = done.get(Appointment, _VISIT.id)
    assert moved == replace(
        _VISIT, local_start=_LATER, starts_at=_LATER_UTC, place="Floor 3", version=2
    )  # fmt: skip
    assert {done.get(Reminder, row.id).state for row in planned} == {"cleared"}
    assert (done.get(Prompt, asked.id).state, done.get(Prompt, other.id).state) == ("withdrawn", "open")
    assert set(_promised(done)) == {"entry", "t7", "t3", "t1", "happened"}
    assert {row.due_at.date() >= NOON.date() for row in done.each(Reminder) if row.state == "planned"} == {True}


def _heard(version: int, contact: Contact = ANA, **fields: Any) -> Reminder:
    """The contact was told of the visit as it stood at that version."""
    made = Reminder(
        some_id(200 + version), contact.id, LEO.id, _VISIT.id, "entry", _VISIT.local_start, NEW_YORK, NOON, NOON,
        f"visit:{_VISIT.id}:v{version}:{contact.id}:entry", state="sent",
    )  # fmt: skip
    return replace(made, **fields)


@pytest.mark.parametrize(
    ("heard", "key"),
    [
        pytest.param((_heard(1), _heard(2)), "visit-cancelled", id="of this day"),
        pytest.param((_heard(1),), "visit-cancelled-undated", id="of an earlier day"),
        pytest.param((_heard(2, state="cleared"),), None, id="never"),
        pytest.param((), None, id="nothing planned"),
    ],
)
def test_a_visit_that_is_off_is_said_to_whom_it_was_told(heard: tuple[Reminder, ...], key: str | None) -> None:
    """With the day only where they know the day; not at all to who never heard of it."""
    item = Item(some_id(77), ANA.id, LEO.id, "visit_help", "request", "", NOON, NOON)
    call = replace(item, id=some_id(78), kind="call")
    now_moved = replace(_VISIT, version=2)
    done = _done(acts.CancelVisit(_VISIT.id, 2), now_moved, *heard, item, call)
    said = list(done.each(Outgoing))
    assert [row.key for row in said] == ([key] if key else [])
    for row in said:
        assert (row.contact_id, row.is_proactive, row.child_id) == (ANA.id, True, LEO.id)
        assert (row.event_at, row.latest_useful) == (_VISIT.starts_at, _VISIT.starts_at)
    assert done.get(Appointment, _VISIT.id) == replace(now_moved, status="cancelled", version=3)
    closed = {"state": "closed", "closed_at": NOON, "closed_by": _CARLA.id, "reason": "visit_cancelled"}
    assert ("item-closed", closed) in told(done)
    assert done.get(Item, call.id) == call


def test_what_is_to_be_done_stays_while_another_visit_stands() -> None:
    """The ride may be for that one."""
    item = Item(some_id(77), ANA.id, LEO.id, "visit_help", "request", "", NOON, NOON)
    for other, state in (
        (visit(id=some_id(21)), "open"),
        (visit(id=some_id(21), status="cancelled"), "closed"),
        (visit(id=some_id(21), child_id=MIA.id), "closed"),
        (visit("2026-05-12 09:00", id=some_id(21)), "closed"),
    ):
        assert _done(acts.CancelVisit(_VISIT.id, 1), _VISIT, other, item).get(Item, item.id).state == state


def test_another_zone_moves_what_is_still_owed() -> None:
    """Each step keeps its row, so that none goes twice; a visit that is off or over owes nothing, another's stay."""
    off = visit(id=some_id(21), status="cancelled")
    planned = [*_planned(_VISIT, ANA, BEN), *_planned(off, ANA, first=400)]
    done = _done(
        acts.ChangeContact(ANA.id, "es", "America/Los_Angeles", 0), BEN, BEN_LEO, BEN_SMS, _VISIT, off, *planned
    )
    assert done.get(Contact, ANA.id).zone == "America/Los_Angeles"
    for row in planned:
        after = done.get(Reminder, row.id)
        is_moved = row.contact_id == ANA.id and row.appointment_id == _VISIT.id
        assert (after.zone == "America/Los_Angeles") == is_moved
        assert (after.once_key, after.state, after.series) == (row.once_key, row.state, row.series)
        assert is_moved or after == row
    assert len(list(done.each(Reminder))) == len(planned)
    same = _done(acts.ChangeContact(ANA.id, "es", NEW_YORK, 0), _VISIT, *planned)
    assert [what for what, _ in told(same)] == ["contact-changed"]
