"""May it go now? One row a rule: what is refused, why, and until when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from dialogs.reminders.gates import GATES, OUT_OF_HAND, URGENT
from dialogs.reminders.verdict import FIRST_WORDS, Drop, Facts, Go, Reason, Verdict, Wait, WrittenFirst
from dialogs.rows.messages import Prompt
from dialogs.rows.people import QuietRange
from tests.dialogs.reminders.people import (
    ANA,
    ANA_SMS,
    BEN,
    LEO,
    NOON,
    PROGRAM,
    PURPOSES,
    SMS,
    THREAD,
    ask,
    at,
    plan,
    some_id,
    text,
    visit,
)  # fmt: skip

FIRST = {"is_proactive": True}
REMINDERS = {each.series: each for each in plan(visit(), at("2026-05-01 10:00"))}
T1, T3, HAPPENED = REMINDERS["t1"], REMINDERS["t3"], REMINDERS["happened"]


def reason(verdict: Verdict) -> str:
    return "go" if isinstance(verdict, Go) else verdict.reason


def silent(kind: str, **changes: Any) -> Any:
    return replace(ANA, silence=kind, **changes)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_on_a_quiet_day_everything_goes(purpose: str) -> None:
    """An agreeing contact, a working address, noon on a Wednesday: nothing is in the way."""
    assert ask(text(purpose)) == Go()


@pytest.mark.parametrize(
    ("contact", "address", "refusal", "passing"),
    [
        pytest.param(silent("stop"), ANA_SMS, "opted_out", URGENT, id="stop"),
        pytest.param(ANA, replace(ANA_SMS, state="stopped"), "opted_out", URGENT, id="this address said stop"),
        pytest.param(ANA, replace(ANA_SMS, state="blocked"), "opted_out", URGENT, id="blocked on Telegram"),
        pytest.param(silent("forget"), ANA_SMS, "opted_out", URGENT, id="forget"),
        pytest.param(silent("wrong_number"), ANA_SMS, "no_channel", URGENT, id="wrong number"),
        pytest.param(ANA, replace(ANA_SMS, state="wrong_number"), "no_channel", URGENT, id="quarantined"),
        pytest.param(None, ANA_SMS, "no_channel", URGENT, id="contact erased"),
        pytest.param(ANA, None, "no_channel", URGENT, id="no address left"),
        pytest.param(silent("placement"), ANA_SMS, "no_consent", URGENT, id="placement ended"),
        pytest.param(silent("surprise"), ANA_SMS, "paused", URGENT, id="a silence we do not know is silence"),
        pytest.param(silent("pause"), ANA_SMS, "paused", set(PURPOSES) - FIRST_WORDS, id="pause"),
        pytest.param(silent("ambiguous"), ANA_SMS, "paused", set(PURPOSES) - FIRST_WORDS, id="asked"),
        pytest.param(silent("loss"), ANA_SMS, "child_suppressed", OUT_OF_HAND, id="loss: only a person writes"),
        pytest.param(
            ANA, replace(ANA_SMS, state="failing"), "no_channel", set(PURPOSES) - FIRST_WORDS,
            id="failing: replies still try",
        ),
        pytest.param(
            replace(ANA, consent="none"), ANA_SMS, "no_consent",
            set(PURPOSES) - {"nudge", "reminder", "invite", "question"}, id="no consent",
        ),
        pytest.param(
            replace(ANA, consent="withdrawn"), ANA_SMS, "no_consent",
            set(PURPOSES) - {"nudge", "reminder", "invite", "question"}, id="withdrawn",
        ),
        pytest.param(
            replace(ANA, consent="recorded"), ANA_SMS, "no_consent",
            set(PURPOSES) - {"nudge", "reminder", "question"}, id="recorded permits the invitation",
        ),
    ],
)  # fmt: skip
def test_who_may_be_written_to(contact: Any, address: Any, refusal: str, passing: set[str]) -> None:
    """Each kind of silence lets exactly these purposes through."""
    went = {purpose for purpose in PURPOSES if ask(text(purpose), contact=contact, address=address) == Go()}
    assert went == set(passing)
    assert {reason(ask(text(each), contact=contact, address=address)) for each in PURPOSES} == {"go", refusal}


@pytest.mark.parametrize(
    ("suppressed", "message", "expected"),
    [
        pytest.param("loss", text("reminder"), "child_suppressed", id="loss: reminder"),
        pytest.param("loss", text("reply"), "child_suppressed", id="loss: not even a reply"),
        pytest.param("loss", text("person"), "go", id="loss: a person writes"),
        pytest.param("loss", text("emergency"), "go", id="loss: EMERGENCY answers"),
        pytest.param("child_mute", text("reminder"), "child_suppressed", id="muted: reminder"),
        pytest.param("child_mute", text("question", **FIRST), "child_suppressed", id="muted: interview of ours"),
        pytest.param("child_mute", text("reply"), "go", id="muted: reply"),
    ],
)
def test_a_child_about_whom_nothing_is_written(suppressed: str, message: Any, expected: str) -> None:
    assert reason(ask(message, child=replace(LEO, suppressed=suppressed))) == expected


def test_siblings_wait_after_a_loss_until_staff_decide() -> None:
    """The text about the sister is held, not lost: undoing lets it go."""
    assert isinstance(ask(text(), contact=silent("loss")), Wait)


@pytest.mark.parametrize(
    ("carriage", "level", "channel", "shared", "expected"),
    [
        pytest.param("plain", 0, 0, True, "go", id="plain always"),
        pytest.param("clinic", 0, 2, False, "detail_level", id="clinic needs level 1"),
        pytest.param("clinic", 1, 1, False, "go", id="clinic at level 1"),
        pytest.param("details", 1, 2, False, "detail_level", id="details need level 2"),
        pytest.param("details", 2, 0, False, "detail_level", id="the channel may not"),
        pytest.param("details", 2, 2, True, "go", id="details on a shared phone, agreed"),
        pytest.param("private", 2, 2, False, "go", id="private, own phone"),
        pytest.param("private", 2, 2, True, "detail_level", id="private never on a shared phone"),
    ],
)
def test_what_the_words_give_away(carriage: Any, level: int, channel: int, shared: bool, expected: str) -> None:
    """The lower of contact and channel decides; what may not go becomes a call."""
    contact = replace(ANA, detail_level=level, is_shared_phone=shared)
    verdict = ask(text("question", carriage=carriage), contact=contact, line=replace(SMS, phi_allowed=channel))
    assert reason(verdict) == expected
    assert not isinstance(verdict, Drop) or verdict.for_staff
    assert ask(text("emergency", carriage=carriage), contact=contact) == Go()


def prompt(state: str) -> Prompt:
    return Prompt(id=some_id(40), contact_id=ANA.id, kind="visit", state=state)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"reminder": T3, "appointment": visit()}, "go", id="nothing happened"),
        pytest.param({"reminder": T3, "appointment": visit(version=2)}, "cleared_by_reply", id="moved"),
        pytest.param({"reminder": T3, "appointment": visit(status="cancelled")}, "cleared_by_reply", id="cancelled"),
        pytest.param({"reminder": HAPPENED, "appointment": visit(status="fulfilled")}, "cleared_by_reply", id="it did"),
        pytest.param({"reminder": replace(T3, state="cleared")}, "cleared_by_reply", id="row cleared"),
        pytest.param({"prompt": prompt("answered")}, "cleared_by_reply", id="answered meanwhile"),
        pytest.param({"prompt": prompt("withdrawn")}, "cleared_by_reply", id="withdrawn"),
        pytest.param({"prompt": prompt("open")}, "go", id="still open"),
        pytest.param(
            {"reminder": replace(T3, series="missed1"), "appointment": visit(status="noshow")}, "go", id="missed"
        ),
        pytest.param(
            {"reminder": replace(T3, series="missed1"), "appointment": visit()}, "cleared_by_reply", id="did go"
        ),
    ],
)
def test_what_is_settled_does_not_go(changes: dict[str, Any], expected: str) -> None:
    assert reason(ask(text(), **changes)) == expected


@pytest.mark.parametrize(
    ("message", "thread", "facts", "expected"),
    [
        pytest.param(text("question", epoch=3), {"epoch": 4}, {}, "owner_changed", id="queued under another owner"),
        pytest.param(text("question", epoch=4), {"epoch": 4}, {}, "go", id="same owner"),
        pytest.param(text("reminder", epoch=3), {"epoch": 4}, {}, "go", id="reminders go whoever holds it"),
        pytest.param(text("safety", epoch=3), {"epoch": 4}, {}, "go", id="safety too"),
        pytest.param(text("question"), {"owner_kind": "human"}, {}, "owner_changed", id="form questions wait"),
        pytest.param(text("nudge"), {"owner_kind": "human"}, {}, "owner_changed", id="nudges wait"),
        pytest.param(text("reminder"), {"owner_kind": "human"}, {}, "go", id="reminders do not"),
        pytest.param(text("reminder"), {}, {"someone_typing_since": NOON}, "typing", id="staff are typing"),
        pytest.param(
            text("reminder"), {}, {"someone_typing_since": NOON - timedelta(minutes=15)}, "go", id="for 15 minutes"
        ),
        pytest.param(
            text("reminder", latest_useful=NOON + timedelta(minutes=5)), {}, {"someone_typing_since": NOON}, "go",
            id="not until it is useless",
        ),
        pytest.param(text("reply"), {}, {"someone_typing_since": NOON}, "go", id="replies are not held"),
        pytest.param(text("reply"), {"braked_until": NOON + timedelta(minutes=1)}, {}, "brake", id="brake"),
        pytest.param(text("safety"), {"braked_until": NOON + timedelta(minutes=1)}, {}, "go", id="brake, safety"),
        pytest.param(text("reply"), {"braked_until": NOON}, {}, "go", id="brake over"),
        pytest.param(text("reply"), {}, {"in_flight": True}, "in_flight", id="one in flight per address"),
        pytest.param(text("emergency"), {}, {"in_flight": True}, "go", id="EMERGENCY overtakes"),
        pytest.param(text("reply", latest_useful=NOON - timedelta(1)), {}, {}, "expired", id="expired"),
        pytest.param(text("reply", not_before=NOON + timedelta(minutes=1)), {}, {}, "not_yet", id="not yet"),
    ],
)  # fmt: skip
def test_thread_and_traffic(message: Any, thread: dict[str, Any], facts: dict[str, Any], expected: str) -> None:
    assert reason(ask(message, thread=replace(THREAD, **thread), facts=Facts(**facts))) == expected


NIGHT, SATURDAY = at("2026-05-13 22:00"), at("2026-05-16 12:00")


@pytest.mark.parametrize(
    ("message", "now", "facts", "expected"),
    [
        pytest.param(text("reminder"), NIGHT, {}, "quiet_hours", id="reminder at night"),
        pytest.param(text("person"), NIGHT, {}, "quiet_hours", id="a coordinator's words wait for nine"),
        pytest.param(text("person", exempt="send_now"), NIGHT, {}, "go", id="send now"),
        pytest.param(text("reminder", exempt="announcement"), NIGHT, {}, "go", id="approved announcement"),
        pytest.param(text("reply"), NIGHT, {}, "quiet_hours", id="a reply long after"),
        pytest.param(text("reply"), NIGHT, {"last_inbound_at": NIGHT - timedelta(minutes=30)}, "go", id="30 min"),
        pytest.param(
            text("reply"), NIGHT, {"last_inbound_at": NIGHT - timedelta(minutes=31)}, "quiet_hours", id="after 31 min"
        ),
        pytest.param(
            text("reminder"), NIGHT, {"last_inbound_at": NIGHT}, "quiet_hours", id="a reminder is no reply"
        ),
        *(pytest.param(text(each), NIGHT, {}, "go", id=each) for each in sorted(URGENT | {"help"})),
        pytest.param(text("nudge"), SATURDAY, {}, "quiet_hours", id="Saturday"),
        pytest.param(
            text("reminder", event_at=at("2026-05-18 09:00")), SATURDAY, {}, "go", id="Saturday, visit on Monday"
        ),
    ],
)  # fmt: skip
def test_quiet_hours(message: Any, now: datetime, facts: dict[str, Any], expected: str) -> None:
    """What we write first, and late replies, wait for the window; these purposes do not."""
    message = replace(message, not_before=now, created_at=now)
    assert reason(ask(message, now, facts=Facts(**facts))) == expected


def test_a_wait_ends_when_the_window_opens() -> None:
    """Written at ten at night, it goes soon after nine."""
    verdict = ask(text(not_before=NIGHT), NIGHT)
    assert isinstance(verdict, Wait)
    assert at("2026-05-14 09:00") <= verdict.until < at("2026-05-14 09:45")


def test_a_wait_past_its_use_is_a_drop_for_staff() -> None:
    """A visit at ten is of no use to remind of at half past nine when it must be known two hours before."""
    message = text(not_before=NIGHT, latest_useful=at("2026-05-14 08:00"), event_at=at("2026-05-14 10:00"))
    assert ask(message, NIGHT) == Drop("quiet_hours", for_staff=True)


def test_nobody_s_window_never_opens_in_silence() -> None:
    closed = replace(ANA, quiet=(QuietRange(tuple(range(7)), time(0), time(0)),))
    assert ask(text(), contact=closed) == Drop("quiet_hours", for_staff=True)


def wrote(*days_ago: float, contact: Any = ANA, key: str = "other") -> dict[str, Any]:
    sent = tuple(
        WrittenFirst(NOON - timedelta(days=days), f"{key}{index}:{contact.id}", contact.id)
        for index, days in enumerate(days_ago)
    )
    return {"written_first": sent}


@pytest.mark.parametrize(
    ("message", "rows", "facts", "until"),
    [
        pytest.param(text("nudge"), {}, wrote(0.1), "2026-05-14", id="one a day"),
        pytest.param(text("nudge"), {}, wrote(0.1, contact=BEN), "2026-05-14", id="a household, not a contact"),
        pytest.param(text("nudge"), {}, wrote(1), None, id="yesterday is another day"),
        pytest.param(text("nudge"), {}, wrote(1, 2, 6.9), "2026-05-13", id="three a week, free this afternoon"),
        pytest.param(text("nudge"), {}, wrote(1, 2, 3), "2026-05-18", id="three a week: Sunday is no day, so Monday"),
        pytest.param(text("nudge"), {}, wrote(1, 2, 7), None, id="a week ago counts no more"),
        pytest.param(text("reply"), {}, wrote(0.1), None, id="replies are outside"),
        pytest.param(text("person", **FIRST), {}, wrote(0.1), None, id="a person's words are outside"),
        pytest.param(text("nudge", exempt="same_day"), {}, wrote(0.1), None, id="a same-day item is outside"),
        pytest.param(text("question", exempt="sitting", **FIRST), {}, wrote(0.1), None, id="an agreed sitting is"),
        pytest.param(text(), {"reminder": T1, "appointment": visit()}, wrote(0.1), None, id="T-1 is outside"),
        pytest.param(text(once_key=T1.once_key), {}, wrote(0.1), None, id="T-1, known by its key"),
        pytest.param(text(), {"reminder": T3, "appointment": visit()}, wrote(0.1), "2026-05-14", id="T-3 is delayed"),
        pytest.param(
            text(latest_useful=at("2026-05-13 20:00")), {"reminder": T3, "appointment": visit()}, wrote(0.1), None,
            id="T-3 that cannot be delayed goes",
        ),
        pytest.param(
            text(once_key=f"visit:1:v1:{ANA.id}:t3"), {},
            {"written_first": (WrittenFirst(NOON, f"visit:1:v1:{BEN.id}:t3", BEN.id),)}, None,
            id="both parents hear of one visit",
        ),
        pytest.param(
            text("nudge"), {}, {"written_first": (WrittenFirst(NOON, f"visit:1:v1:{ANA.id}:t1", ANA.id),)}, None,
            id="a T-1 counts for nobody",
        ),
    ],
)  # fmt: skip
def test_caps_delay(message: Any, rows: dict[str, Any], facts: dict[str, Any], until: str | None) -> None:
    """One a day and three a week for the household; they delay, and never lose a visit's reminder."""
    verdict = ask(message, facts=Facts(**facts), **rows)
    if until is None:
        assert verdict == Go()
    else:
        assert isinstance(verdict, Wait)
        assert (verdict.reason, verdict.until.date().isoformat()) == ("cap_reached", until)


def test_a_nudge_that_caps_delay_past_its_use_is_dropped() -> None:
    verdict = ask(text("nudge", latest_useful=NOON + timedelta(hours=1)), facts=Facts(**wrote(0.1)))
    assert verdict == Drop("cap_reached")


@pytest.mark.parametrize(
    ("late_by", "event_in", "expected"),
    [
        pytest.param(60, 600, Go(), id="an hour late: as it is"),
        pytest.param(61, 119, Drop("expired", for_staff=True), id="visit too near: the coordinator's list"),
        pytest.param(61, 120, "again", id="visit in two hours: words anew"),
        pytest.param(61, None, "again", id="no event: words anew"),
        pytest.param(61, -6000, "again", id="did it happen: words anew"),
    ],
)
def test_after_an_outage(late_by: int, event_in: int | None, expected: Any) -> None:
    """Nothing stale is sent: on time enough, composed again for the next open minute, or given to staff."""
    event = NOON + timedelta(minutes=event_in) if event_in is not None else None
    verdict = ask(text(not_before=NOON - timedelta(minutes=late_by), event_at=event))
    if expected == "again":
        assert isinstance(verdict, Wait)
        assert verdict.compose_again
        assert NOON <= verdict.until < NOON + timedelta(minutes=45)
    else:
        assert verdict == expected


def test_a_late_reply_is_no_stale_reminder() -> None:
    """A coordinator's or the bot's answer goes when it can, however long the line was down."""
    assert ask(text("person", not_before=NOON - timedelta(days=1))) == Go()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(text("reminder"), "restore_hold", id="proactive"),
        pytest.param(text("reply"), "go", id="a reply"),
        pytest.param(text("safety"), "go", id="safety"),
    ],
)
def test_hold_after_a_restore(message: Any, expected: str) -> None:
    """Proactive sending is off until an admin releases."""
    assert reason(ask(message, program=replace(PROGRAM, hold=True))) == expected


def test_a_demo_reaches_only_the_phone_on_its_page() -> None:
    demo = replace(PROGRAM, is_demo=True)
    assert ask(text("safety"), program=demo) == Drop("no_channel")
    assert ask(text(), program=demo, address=replace(ANA_SMS, channel="phone")) == Go()


def test_an_unknown_sender_is_answered_and_never_written_to_first() -> None:
    """Nobody's contact: one neutral reply may go, nothing else."""
    rows: dict[str, Any] = {"contact": None, "address": None, "thread": None, "child": None}
    assert ask(text("reply", contact_id=None), **rows) == Go()
    assert ask(text("reminder", contact_id=None), **rows) == Drop("no_consent")


def test_the_first_refusal_wins_and_the_lasting_one_comes_first() -> None:
    """Stopped, at night, over the cap: the reason that is stored is the stop."""
    verdict = ask(text(), NIGHT, contact=silent("stop"), facts=Facts(**wrote(0.1)))
    assert verdict == Drop("opted_out")


def test_every_gate_stands_once_in_the_table() -> None:
    gates = [gate for gate, _ in GATES]
    assert len(set(gates)) == len(gates)
    for _, passes in GATES:
        assert passes <= set(PURPOSES)


def test_the_reasons_are_the_product_s_closed_list() -> None:
    """`suppressed_reason`, word for word."""
    listed = (
        "no_consent opted_out paused child_suppressed quiet_hours cap_reached expired duplicate no_channel "
        "cleared_by_reply detail_level owner_changed typing brake budget hospital restore_hold"
    )
    assert list(get_args(Reason)) == listed.split()
