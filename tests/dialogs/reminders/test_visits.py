"""What a reply to a visit's text means for visit, texts and staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dialogs.care.visits import (
    OPTIONS,
    Code,
    VisitReply,
    change_due,
    help_due,
    manner_of,
    missed_call,
    options_for,
    told_settled,
    visit_reply,
)
from dialogs.rows.care import Appointment
from dialogs.rows.people import Contact
from tests.dialogs.reminders.people import ANA, ANA_LEO, BEN, BEN_LEO, CHICAGO, PROGRAM, at, visit

LONG_BEFORE = at("2026-05-04 10:00")
AFTER = at("2026-05-21 10:00")
DONE = visit(status="fulfilled")
LATE = ["visit_reply_late"]


def answer(series: str, code: Code, appointment: Appointment, now: Any, contact: Contact = ANA) -> VisitReply:
    return visit_reply(appointment, series, code, contact=contact, program=PROGRAM, now=now)


def changed(before: Appointment, after: Appointment) -> dict[str, Any]:
    """Only the fields that differ."""
    return {
        name: getattr(after, name) for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)
    }


MISSED = visit(status="noshow")


@pytest.mark.parametrize(
    ("series", "code", "appointment", "effects", "says", "follows"),
    [
        pytest.param("t3", "coming", visit(), {"reply": "accepted"}, "visit-coming", [], id="coming"),
        pytest.param(
            "t3", "change", visit(), {"reply": "declined", "change_wanted": True}, "visit-which-days", ["visit_change"],
            id="change: the old day stands",
        ),
        pytest.param(
            "entry", "need_help", visit(), {"reply": "tentative", "needs_help": True}, "visit-which-help",
            ["visit_help"], id="a ride, an interpreter",
        ),
        pytest.param(
            "t1", "coming", visit(reply="declined", change_wanted=True), {"reply": "accepted", "change_wanted": False},
            "visit-coming", ["visit_change_withdrawn"], id="coming after all",
        ),
        pytest.param("happened", "yes", visit(), {"status": "fulfilled"}, "visit-happened", [], id="it happened"),
        pytest.param("happened", "no", visit(), {"status": "noshow"}, "visit-missed", [], id="it did not"),
        pytest.param(
            "happened", "new_date", visit(), {"status": "cancelled"}, "visit-which-new-date", ["visit_new_date"],
            id="it has a new date",
        ),
        pytest.param("missed1", "look_for_new", MISSED, {}, "visit-looking", ["visit_look_for_new"], id="look"),
        pytest.param("missed2", "not_needed", MISSED, {}, "visit-not-needed", ["visit_not_needed"], id="not needed"),
        pytest.param("missed3", "call_me", MISSED, {}, "visit-call", ["visit_call"], id="call me"),
        pytest.param("missed1", "did_go", MISSED, {"status": "fulfilled"}, "visit-happened", [], id="we did go"),
    ],
)  # fmt: skip
def test_each_reply(
    series: str, code: Code, appointment: Appointment, effects: dict[str, Any], says: str, follows: list[str]
) -> None:
    """One row a reply: what changes in the visit, what the family hears, what staff must do."""
    now = AFTER if series in ("happened", "missed1", "missed2", "missed3") else LONG_BEFORE
    reply = answer(series, code, appointment, now)
    assert changed(appointment, reply.appointment) == effects
    assert (reply.says, [follow.kind for follow in reply.follows]) == (says, follows)


@pytest.mark.parametrize("series", OPTIONS)
def test_every_option_of_every_step_is_understood(series: str) -> None:
    """No digit that we offer leads nowhere, and each reply ends the waiting of its step."""
    appointment = MISSED if series.startswith("missed") else visit()
    now = LONG_BEFORE if series in ("entry", "t7", "t3", "t1") else AFTER
    for code in options_for(series):
        reply = answer(series, code, appointment, now)
        assert reply.closes_step or reply.clears_all


@pytest.mark.parametrize("code", ["coming", "change", "need_help"])
def test_no_reply_before_a_visit_ever_frees_the_slot(code: Code) -> None:
    assert answer("t3", code, visit(), LONG_BEFORE).appointment.status == "booked"


def test_a_code_that_was_not_offered_is_a_broken_rule() -> None:
    with pytest.raises(ValueError, match="does not offer"):
        answer("t3", "did_go", visit(), LONG_BEFORE)


@pytest.mark.parametrize(
    ("series", "code", "appointment", "now", "says", "follows"),
    [
        pytest.param("t1", "coming", visit(status="cancelled"), LONG_BEFORE, "visit-is-off", [], id="cancelled"),
        pytest.param("t1", "change", visit(), AFTER, "visit-noted", LATE, id="after the visit"),
        pytest.param("happened", "no", DONE, AFTER, "visit-noted", LATE, id="two truths"),
        pytest.param("missed1", "call_me", DONE, AFTER, "visit-noted", LATE, id="not missed"),
    ],
)  # fmt: skip
def test_a_late_reply_changes_nothing(
    series: str, code: Code, appointment: Appointment, now: Any, says: str, follows: list[str]
) -> None:
    """What has been settled another way is not overturned by a text: a person looks."""
    reply = answer(series, code, appointment, now)
    assert reply.appointment == appointment
    assert (reply.says, [follow.kind for follow in reply.follows]) == (says, follows)


def test_a_reply_in_a_conflict_is_for_staff_only() -> None:
    """It neither closes nor changes the other adult's series, and nobody else hears of it."""
    ben = replace(BEN, is_conflict=True)
    reply = answer("t3", "change", visit(), LONG_BEFORE, ben)
    assert reply.appointment == visit()
    assert not reply.closes_step
    assert [follow.kind for follow in reply.follows] == ["visit_reply_conflict"]
    assert told_settled(visit(), ben, (ANA, ben), (ANA_LEO, BEN_LEO)) == ()
    assert told_settled(visit(), ANA, (ANA, ben), (ANA_LEO, BEN_LEO)) == ()
    assert told_settled(visit(), ANA, (ANA, BEN), (ANA_LEO, BEN_LEO)) == (BEN,)


@pytest.mark.parametrize(
    ("now", "change", "ride"),
    [
        pytest.param("2026-05-04 10:00", "2026-05-18 17:00", "2026-05-13 17:00", id="in good time"),
        pytest.param(
            "2026-05-14 10:00", "2026-05-18 17:00", "2026-05-14 14:00", id="too late for a ride the usual way"
        ),
        pytest.param("2026-05-19 15:00", "2026-05-20 11:00", "2026-05-20 11:00", id="both within four business hours"),
    ],
)
def test_when_staff_must_have_done_it(now: str, change: str, ride: str) -> None:
    """A change two days before the visit, a ride five business days before it, else within hours."""
    assert change_due(visit(), PROGRAM, at(now, CHICAGO)) == at(change, CHICAGO)
    assert help_due(visit(), PROGRAM, at(now, CHICAGO)) == at(ride, CHICAGO)


def test_near_visits_make_same_day_items() -> None:
    near = answer("t1", "change", visit(), visit().starts_at - timedelta(hours=72))
    far = answer("t1", "change", visit(), visit().starts_at - timedelta(hours=73))
    assert (near.follows[0].severity, far.follows[0].severity) == ("same_day", "request")


@pytest.mark.parametrize(
    ("changes", "manner"),
    [
        pytest.param({}, "full", id="unanswered"),
        pytest.param({"reply": "accepted"}, "short", id="confirmed"),
        pytest.param({"reply": "declined", "change_wanted": True}, "not_moved_yet", id="not moved yet"),
        pytest.param({"reply": "tentative", "needs_help": True}, "help_coming", id="ride asked for"),
    ],
)
def test_how_the_next_reminder_is_worded(changes: dict[str, Any], manner: str) -> None:
    assert manner_of(visit(**changes)) == manner


@pytest.mark.parametrize(
    ("language", "tier_is_high", "is_called"),
    [
        pytest.param("en", False, False, id="English, ordinary tier"),
        pytest.param("en-US", True, True, id="high tier"),
        pytest.param("es", False, True, id="Spanish"),
    ],
)
def test_who_is_called_after_a_missed_visit(language: str, tier_is_high: bool, is_called: bool) -> None:
    follow = missed_call(replace(ANA, language=language), PROGRAM, tier_is_high=tier_is_high, now=AFTER)
    assert (follow is not None) is is_called
