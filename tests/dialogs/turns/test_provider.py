"""The provider voice, word by word: what each report changes, at its exact minute, and what it leaves alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dialogs.rows.care import Item
from dialogs.rows.messages import Attempt, Outgoing, Prompt
from dialogs.rows.people import Contact
from dialogs.snapshot import Turn
from dialogs.turns.provider import Reported, take_turn
from dialogs.turns.speaking import names
from tests.builders import content
from tests.dialogs.reminders.people import ANA, ANA_SMS, NOON, new_ids, some_id, text
from tests.dialogs.turns.moments import snapshot, told

_ADDRESS = f"sms:{ANA_SMS.value}"
_UNDER_WAY = Attempt(some_id(40), text().id, 1, NOON)


def _message(state: str = "sending", **fields: Any) -> Outgoing:
    return text(address=_ADDRESS, state=state, attempts=1, claimed_at=NOON, **fields)


def _ask(message: Outgoing, outcome: Any, *rows: Any, now: datetime = NOON, **said: Any) -> Any:
    known = snapshot(message, *(rows or (_UNDER_WAY,)))
    return take_turn(known, Reported(message.id, outcome, **said), now, content(), new_ids())


def _unknown(count: int) -> list[Attempt]:
    """So many attempts that ended unknown."""
    return [Attempt(some_id(40 + number), text().id, number, NOON, NOON, "unknown") for number in range(count)]


def test_sent_ends_the_attempt_and_says_when() -> None:
    """The provider's id is kept, the moment too."""
    later = NOON + timedelta(seconds=3)
    done = _ask(_message(check_at=NOON, reason="earlier"), "sent", now=later, provider_id="SM1")
    assert told(done) == [
        ("attempt-sent", {"ended_at": later, "outcome": "sent"}),
        ("sent", {"state": "sent", "provider_id": "SM1", "check_at": None, "sent_at": later, "reason": ""}),
    ]


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
def test_a_status_never_goes_back(state: str) -> None:
    """What is behind, or has been said already, changes nothing; what is ahead keeps the first id and moment."""
    known = _message(state, provider_id="SM1", sent_at=NOON)
    ahead = {"sent": ["delivered", "read"], "delivered": ["read"], "read": []}[state]
    for outcome in ("sent", "delivered", "read"):
        expected = [(outcome, {"state": outcome})] if outcome in ahead else []
        assert told(_ask(known, outcome, now=NOON + timedelta(hours=1))) == expected


@pytest.mark.parametrize("state", ["failed", "cancelled", "suppressed"])
def test_what_has_ended_stays_ended(state: str) -> None:
    """A word that comes after the end changes nothing."""
    assert told(_ask(_message(state), "delivered")) == []


def test_a_word_about_a_message_of_nobody_changes_nothing() -> None:
    """An id that this family does not know."""
    done = take_turn(snapshot(), Reported(some_id(99), "sent"), NOON, content(), new_ids())
    assert told(done) == []


def test_later_means_once_more_after_what_the_provider_asks() -> None:
    """Nothing left; the attempt ends with its reason."""
    done = _ask(_message(check_at=NOON), "later", after=timedelta(seconds=30), reason="429")
    assert told(done) == [
        ("attempt-later", {"ended_at": NOON, "outcome": "later", "reason": "429"}),
        ("try-later", {"state": "queued", "not_before": NOON + timedelta(seconds=30), "check_at": None}),
    ]
    assert told(_ask(_message("sent"), "later", after=timedelta(seconds=30))) == []


@pytest.mark.parametrize(
    ("meaning", "kind", "address"),
    [
        pytest.param("permanent", "not_delivered", {"failures": 1}, id="a number that does not exist"),
        pytest.param("filtered", "not_delivered", None, id="a carrier that filters"),
        pytest.param("ours_to_fix", "operator", None, id="our account"),
    ],
)
def test_a_refusal_is_told_to_a_person(meaning: str, kind: str, address: dict[str, Any] | None) -> None:
    """The message has failed, the thread waits for a person, and an item names purpose and reason."""
    done = _ask(_message(purpose="question", check_at=NOON), "refused", meaning=meaning, reason="30005")
    said = dict(told(done))
    assert said["attempt-refused"] == {"ended_at": NOON, "outcome": "refused", "reason": "30005"}
    assert said["failed"] == {"state": "failed", "reason": "30005", "check_at": None}
    assert said["reply-needed"]["status"] == "needs_reply"
    assert "receipt_sent" not in said["reply-needed"]
    assert said.get("failing") == address
    (item,) = done.each(Item)
    assert (item.contact_id, item.kind, item.severity, item.note) == (ANA.id, kind, "request", "question: 30005")


def test_an_address_that_fails_twice_is_failing() -> None:
    """Once may be a tunnel."""
    once = replace(ANA_SMS, failures=1)
    done = _ask(_message(), "failed", once, meaning="permanent")
    assert dict(told(done))["failing"] == {"failures": 2, "state": "failing"}


def test_a_refusal_that_may_pass_is_tried_so_often() -> None:
    """The first attempt and as many as the channel allows; then it has failed."""
    again: dict[str, Any] = {"meaning": "later", "after": timedelta(minutes=1), "retries": 1}
    assert told(_ask(_message(check_at=NOON), "refused", **again))[-1] == (
        "try-later",
        {"state": "queued", "not_before": NOON + timedelta(minutes=1), "check_at": None},
    )
    assert dict(told(_ask(_message(), "refused", **(again | {"retries": 0}))))["failed"]["state"] == "failed"


def test_an_opt_out_at_the_provider_is_a_stop_of_ours() -> None:
    """Told once: who has stopped already is not stopped again, and no item is opened."""
    done = _ask(_message(), "refused", meaning="opted_out")
    assert done.get(Contact, ANA.id).silence == "stop"
    assert not list(done.each(Item))
    again = _ask(_message(), "refused", replace(ANA, silence="stop"), _UNDER_WAY, meaning="opted_out")
    assert [what for what, _ in told(again)] == ["attempt-refused", "failed"]


def test_a_polite_start_that_the_carrier_does_not_know_is_for_a_call() -> None:
    """The carrier goes on blocking until its own word comes; nobody would know that they want texts again."""
    welcome = content().wording.say(ANA.language, "started-again", **names(Turn(snapshot(), NOON, new_ids()), ANA))
    done = _ask(replace(_message(), text=f"{welcome} 1 de 6"), "refused", meaning="opted_out")
    assert [item.note for item in done.each(Item)] == ["wants_texts_again"]


@pytest.mark.parametrize("fields", [{"contact_id": None}, {"address": "sms:+15559999"}], ids=["nobody", "old address"])
def test_a_failure_that_concerns_no_address_of_ours_only_ends_the_message(fields: dict[str, Any]) -> None:
    """A stranger's message, or one to a number that the contact no longer has."""
    done = _ask(replace(_message(), **fields), "failed", meaning="permanent", reason="30003")
    assert [what for what, _ in told(done)] == ["attempt-refused", "failed"]


@pytest.mark.parametrize(
    ("waited", "check"),
    [
        pytest.param(0, 60, id="at once"),
        pytest.param(59, 120, id="a second before the first"),
        pytest.param(60, 120, id="at the first"),
        pytest.param(118, 120, id="before the second"),
        pytest.param(119, 300, id="a second before the second"),
        pytest.param(298, 300, id="before the last"),
    ],
)
def test_an_unknown_end_is_asked_about_at_fixed_times(waited: int, check: int) -> None:
    """One, two and five minutes after the claim; a question that is due within the second counts as asked."""
    done = _ask(_message(), "unknown", now=NOON + timedelta(seconds=waited), reason="timeout")
    attempt, message = told(done)
    assert attempt[1]["reason"] == "timeout"
    assert message == ("unknown", {"state": "unknown", "check_at": NOON + timedelta(seconds=check)})


def test_a_crash_between_claim_and_report_is_a_cut_off() -> None:
    """Nobody was left to say why."""
    assert told(_ask(_message(), "unknown"))[0] == (
        "attempt-unknown",
        {"ended_at": NOON, "outcome": "unknown", "reason": "cut-off"},
    )


@pytest.mark.parametrize("state", ["queued", "sent", "delivered", "read"])
def test_what_is_known_does_not_become_unknown(state: str) -> None:
    """ "Not found" may be a provider that is slow to list what it has sent."""
    assert told(_ask(_message(state), "not_found")) == []


@pytest.mark.parametrize("purpose", ["safety", "emergency", "person", "alert", "reminder"])
def test_what_matters_is_sent_once_more(purpose: str) -> None:
    """Five minutes without a word: one copy more, at once."""
    now = NOON + timedelta(minutes=5)
    done = _ask(_message("unknown", purpose=purpose, check_at=now), "not_found", *_unknown(1), now=now)
    assert told(done) == [("once-more", {"state": "queued", "not_before": now, "check_at": None})]


@pytest.mark.parametrize("purpose", ["question", "nudge"])
def test_a_question_waits_ten_minutes_before_its_copy(purpose: str) -> None:
    """It might still arrive, and twice the same question confuses."""
    message = _message("unknown", purpose=purpose, check_at=NOON)
    early = _ask(message, "not_found", *_unknown(1), now=NOON + timedelta(minutes=5))
    assert told(early) == [("unknown", {"check_at": NOON + timedelta(minutes=10)})]
    late = _ask(message, "not_found", *_unknown(1), now=NOON + timedelta(minutes=10))
    assert told(late)[0][0] == "once-more"


@pytest.mark.parametrize(
    ("fields", "copies", "is_told"),
    [
        pytest.param({"purpose": "person"}, 2, True, id="two copies of a coordinator's words"),
        pytest.param({"purpose": "reminder"}, 2, True, id="two copies of a reminder"),
        pytest.param({"purpose": "safety"}, 2, True, id="two copies of a safety text"),
        pytest.param({"purpose": "emergency"}, 2, True, id="two copies of the emergency text"),
        pytest.param({"purpose": "question"}, 2, False, id="two copies of a question"),
        pytest.param({"purpose": "reply"}, 1, False, id="a reply is never repeated"),
        pytest.param({"purpose": "reminder", "latest_useful": NOON}, 1, True, id="too late to be useful"),
    ],
)
def test_it_is_given_up_and_a_person_hears_of_what_matters(fields: dict[str, Any], copies: int, is_told: bool) -> None:
    """Its state stays unknown, because that is the truth."""
    message = _message("unknown", check_at=NOON, **fields)
    done = _ask(message, "not_found", *_unknown(copies), now=NOON + timedelta(minutes=10))
    assert told(done)[0] == ("given-up", {"check_at": None})
    items = [(item.contact_id, item.kind, item.severity, item.note) for item in done.each(Item)]
    assert items == ([(ANA.id, "delivery_unknown", "request", fields["purpose"])] if is_told else [])


def test_a_question_that_was_answered_meanwhile_is_not_repeated() -> None:
    """Its prompt is no longer open; while it is open, the copy goes."""
    prompt = Prompt(some_id(50), ANA.id, "question", "open")
    message = _message("unknown", purpose="question", prompt_id=prompt.id)
    for state, what in (("open", "once-more"), ("answered", "given-up")):
        done = _ask(message, "not_found", replace(prompt, state=state), now=NOON + timedelta(minutes=10))
        assert told(done)[0][0] == what
