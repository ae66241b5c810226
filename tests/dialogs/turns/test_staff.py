"""The staff voice, act by act, as values: what each changes, and when it is refused and changes nothing at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from msgspec import Struct
from msgspec.structs import replace

from dialogs.forms.interview import Interview
from dialogs.rows.care import Item, Reminder
from dialogs.rows.desk import Alert, Note, Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Message, Outgoing, Prompt
from dialogs.rows.people import Address, Consent, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import acts, staff
from tests.builders import content
from tests.dialogs.reminders.people import (
    ANA,
    ANA_LEO,
    ANA_MIA,
    ANA_SMS,
    BEN,
    LEO,
    MIA,
    NEW_YORK,
    NOON,
    PROGRAM,
    THREAD,
    at,
    new_ids,
    some_id,
    text,
    visit,
)
from tests.dialogs.turns.moments import snapshot, told

_CARLA = Staff(some_id(100), "Carla Diaz", "Carla", "coordinator")
_HELD = replace(THREAD, owner_kind="human", owner_id=_CARLA.id, epoch=4, last_in_id=some_id(44))
_VISIT = visit()
_LATER, _LATER_UTC = datetime.fromisoformat("2026-06-01T09:00"), at("2026-06-01 09:00")
_ALERT = Alert(some_id(70), ANA.id, "red", "open", NOON, next_at=NOON)
_LOSS = Item(some_id(71), ANA.id, None, "loss", "same_day", "", NOON, NOON)
_CLOSED = replace(_LOSS, kind="call", state="closed", closed_at=NOON, closed_by=_CARLA.id, reason="reached_agreed")
_OPEN = Walk(
    some_id(60), ANA.id, LEO.id, "first8", "1", "in-progress",
    Interview(some_id(60), "first8", "1", ANA.id, "es", NOON, child_id=LEO.id), NOON, NOON,
)  # fmt: skip
_ENDED, _ENDED_MIA = (replace(link, ends_on=NOON.date() - timedelta(days=1)) for link in (ANA_LEO, ANA_MIA))
_NOBODY = some_id(999)
_STRANGE = Message(some_id(45), None, ANA_SMS.line_id, "sms:+15550000", "p", "It is me", NOON, mark="unknown-sender")
_UNREACHED = replace(ANA_SMS, contact_id=BEN.id)


def _act(act: acts.Act, *rows: Struct, now: datetime = NOON) -> tuple[Turn, acts.Result]:
    return staff.take_turn(snapshot(*rows), act, _CARLA, now, content(), new_ids())


def _done(act: acts.Act, *rows: Struct, now: datetime = NOON) -> Turn:
    done, result = _act(act, *rows, now=now)
    assert isinstance(result, acts.Done)
    return done


def _reply(words: str = " On my way. ", seen: Any = None, **more: Any) -> acts.Reply:
    return acts.Reply(ANA.id, words, seen, "click", **more)


_PAST, _NOW = (datetime.fromisoformat(f"2026-05-13T{clock}") for clock in ("11:59", "12:00"))
_REFUSED: list[Any] = [
    pytest.param("nothing", _reply("  \n"), (), id="a reply without words"),
    pytest.param("newer", _reply(), (_HELD,), id="a reply that has not seen the last text"),
    pytest.param("stopped", _reply(), (replace(ANA, silence="stop"),), id="a reply to who wants no texts"),
    pytest.param("gone", _reply(), (_UNREACHED,), id="a reply to nowhere"),
    pytest.param("gone", replace(_reply(), contact_id=_NOBODY), (), id="a reply to nobody"),
    pytest.param("nothing", acts.HandBack(ANA.id), (), id="handing back what the bot has"),
    pytest.param("gone", acts.TakeAlert(_NOBODY), (), id="an alert that is not there"),
    pytest.param("nothing", acts.LiftHold(ANA.id, "asked"), (), id="lifting no hold"),
    pytest.param("nothing", acts.LiftHold(ANA.id, "asked"), (replace(ANA, silence="stop"),), id="lifting an opt-out"),
    pytest.param(
        "nothing", acts.LiftHold(ANA.id, "asked"), (replace(ANA, silence="loss"), _LOSS), id="lifting before deciding"
    ),
    pytest.param("nothing", acts.LiftHold(ANA.id, ""), (replace(ANA, silence="loss"),), id="lifting without a reason"),
    pytest.param(
        "nothing", acts.LiftHold(ANA.id, "asked"), (replace(ANA, silence="placement"),), id="a reason of another hold"
    ),
    pytest.param(
        "no_role", acts.LiftHold(ANA.id, "returned"), (replace(ANA, silence="placement"), _ENDED, _ENDED_MIA),
        id="a child who is not with them",
    ),
    pytest.param("wrong_time", acts.AddVisit(LEO.id, _PAST, NEW_YORK, "x"), (), id="a visit that was"),
    pytest.param("wrong_time", acts.AddVisit(LEO.id, _NOW, NEW_YORK, "x"), (), id="a visit that begins now"),
    pytest.param("gone", acts.AddVisit(_NOBODY, _LATER, NEW_YORK, "x"), (), id="a visit of no child"),
    pytest.param("newer", acts.MoveVisit(_VISIT.id, 2, _LATER, "x"), (_VISIT,), id="moving what was moved"),
    pytest.param("wrong_time", acts.MoveVisit(_VISIT.id, 1, _PAST, "x"), (_VISIT,), id="moving into the past"),
    pytest.param("wrong_time", acts.MoveVisit(_VISIT.id, 1, _NOW, "x"), (_VISIT,), id="moving to this minute"),
    pytest.param("gone", acts.MoveVisit(_NOBODY, 1, _LATER, "x"), (), id="moving no visit"),
    pytest.param("newer", acts.CancelVisit(_VISIT.id, 0), (_VISIT,), id="cancelling what was moved"),
    pytest.param("nothing", acts.CancelVisit(_VISIT.id, 1), (replace(_VISIT, status="cancelled"),), id="off already"),
    pytest.param(
        "stopped", acts.StartInterview(ANA.id, LEO.id, "first8"), (replace(ANA, consent="recorded"),), id="no consent"
    ),
    pytest.param(
        "stopped", acts.StartInterview(ANA.id, LEO.id, "first8"), (replace(ANA, silence="pause"),), id="on a pause"
    ),
    pytest.param(
        "no_role", acts.StartInterview(ANA.id, LEO.id, "first8"), (replace(ANA_LEO, may_answer=False),), id="no say"
    ),
    pytest.param("nothing", acts.StartInterview(ANA.id, LEO.id, "strengths"), (_OPEN,), id="in the midst of another"),
    pytest.param("gone", acts.StartInterview(_NOBODY, LEO.id, "first8"), (), id="asking nobody"),
    pytest.param("nothing", acts.SetCheckIn(ANA.id, 7), (), id="a rhythm that we have not"),
    pytest.param("nothing", acts.CameHome(ANA.id, LEO.id), (replace(LEO, suppressed="loss"),), id="home, but has died"),
    pytest.param("gone", acts.CameHome(ANA.id, _NOBODY), (), id="no child came home"),
    pytest.param("nothing", acts.Invite(ANA.id), (), id="inviting who agreed"),
    pytest.param(
        "no_role", acts.Invite(ANA.id),
        (replace(ANA, consent="recorded"), replace(ANA_LEO, may_answer=False, gets_reminders=False)),
        id="inviting who has no role",
    ),
    pytest.param("gone", acts.RecordConsent(ANA.id, "hearsay"), (), id="a consent by hearsay"),
    pytest.param("gone", acts.RecordConsent(ANA.id, "paper"), (_UNREACHED,), id="a consent without a number"),
    pytest.param("nothing", acts.LinkNumber(ANA.id, (_STRANGE,), "guess", "verbal"), (), id="a number by guess"),
    pytest.param("nothing", acts.LinkNumber(ANA.id, (_STRANGE,), "call", ""), (), id="a number without a consent"),
    pytest.param("nothing", acts.LinkNumber(ANA.id, (), "call", "verbal"), (), id="a number that wrote nothing"),
    pytest.param("gone", acts.LinkNumber(_NOBODY, (_STRANGE,), "call", "verbal"), (), id="a number of nobody"),
    pytest.param("nothing", acts.ReopenItem(_LOSS), (_LOSS,), id="reopening what is open"),
    pytest.param("nothing", acts.ChangeContact(ANA.id, "xx", NEW_YORK, 1), (), id="a language that we have not"),
    pytest.param("nothing", acts.ChangeContact(ANA.id, "en", NEW_YORK, 3), (), id="more detail than there is"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "act", "rows"), _REFUSED)
def test_what_cannot_be_is_refused_and_changes_nothing(why: str, act: acts.Act, rows: tuple[Struct, ...]) -> None:
    """The page says why; the family's story stays as it was."""
    done, result = _act(act, *rows)
    assert (result, done.happened) == (acts.Refused(why), ())


def test_a_reply_leaves_in_the_words_of_its_writer() -> None:
    """To the contact's phone, once however often it is clicked; the thread is theirs and waits for the family."""
    done = _done(_reply(seen=_HELD.last_in_id), replace(_HELD, status="needs_reply", waiting_since=NOON, due_at=NOON))
    (row,) = done.each(Outgoing)
    assert (row.text, row.purpose, row.address, row.author_id, row.contact_id) == (
        "On my way.", "person", f"sms:{ANA_SMS.value}", _CARLA.id, ANA.id,
    )  # fmt: skip
    again = _done(_reply("On my way.", seen=_HELD.last_in_id), _HELD)
    assert {each.once_key for turn in (done, again) for each in turn.each(Outgoing)} == {row.once_key}
    others = [_reply("On my way!", is_anyway=True), replace(_reply(is_anyway=True), key="another click")]
    assert row.once_key not in {each.once_key for act in others for each in _done(act).each(Outgoing)}
    thread = done.get(Thread, THREAD.id)
    assert (thread.owner_kind, thread.owner_id, thread.status) == ("human", _CARLA.id, "waiting_family")
    assert (thread.waiting_since, thread.due_at, thread.receipt_sent, thread.last_staff_at) == (None, None, False, NOON)
    assert _promised(done) == {"hand_back": NOON + timedelta(minutes=PROGRAM.policies.hand_back_idle_minutes)}


def _promised(done: Turn) -> dict[str, datetime]:
    return {row.series: row.due_at for row in done.each(Reminder) if row.state == "planned"}


def test_what_newer_text_there_is_may_be_answered_anyway() -> None:
    """Once the writer has said so."""
    assert _done(_reply(is_anyway=True), _HELD).happened


def test_a_reply_can_be_the_last_word() -> None:
    """The thread is the bot's again, nothing waits and no hand-back is owed."""
    done = _done(_reply(seen=_HELD.last_in_id, then="resolve"), _HELD)
    thread = done.get(Thread, THREAD.id)
    assert (thread.owner_kind, thread.status, thread.last_staff_at) == ("bot", "resolved", NOON)
    assert _promised(done) == {}


def test_taking_over_rests_what_the_bot_was_asking() -> None:
    """Its words that have not left are dropped; it has the thread back by itself after a while."""
    queued = text("question", state="queued")
    prompt = Prompt(some_id(80), ANA.id, "question", "open", interview_id=_OPEN.id)
    done = _done(acts.TakeOver(ANA.id), _OPEN, queued, prompt)
    thread = done.get(Thread, THREAD.id)
    assert (thread.owner_kind, thread.owner_id, thread.epoch) == ("human", _CARLA.id, 1)
    assert (done.get(Walk, _OPEN.id).status, done.get(Prompt, prompt.id).state) == ("paused", "withdrawn")
    assert done.get(Outgoing, queued.id).reason == "owner_changed"
    assert list(_promised(done)) == ["hand_back"]


def test_resolving_closes_what_was_taken_and_nothing_else() -> None:
    """One that is being asked about stays; another contact's is not ours to close."""
    alerts = [
        replace(_ALERT, state="acknowledged"), replace(_ALERT, id=some_id(72), state="waiting"),
        replace(_ALERT, id=some_id(73), state="acknowledged", contact_id=BEN.id),
    ]  # fmt: skip
    waiting = replace(_HELD, urgent="red", status="needs_reply", waiting_since=NOON, due_at=NOON, receipt_sent=True)
    done = _done(acts.Resolve(ANA.id), waiting, *alerts)
    assert [alert.state for alert in done.each(Alert)] == ["closed", "waiting", "acknowledged"]
    assert done.get(Thread, THREAD.id) == replace(THREAD, status="resolved", epoch=5, last_in_id=waiting.last_in_id)


@pytest.mark.parametrize(
    "act", [acts.Resolve(ANA.id), acts.HandBack(ANA.id), acts.StartInterview(ANA.id, None, "matters")]
)
def test_nothing_goes_on_while_an_alarm_sounds_that_nobody_has(act: acts.Act) -> None:
    """It would text questions into a danger."""
    done, result = _act(act, _HELD, _ALERT)
    assert result == acts.Refused("danger")
    assert not done.happened


def test_an_alert_is_taken_and_closed() -> None:
    """By whom and when; it goes to nobody else after that."""
    done = _done(acts.TakeAlert(_ALERT.id), _ALERT)
    taken = {"state": "acknowledged", "next_at": None, "acknowledged_by": _CARLA.id, "acknowledged_at": NOON}
    assert ("alert-acknowledged", taken) in told(done)
    closed = {"state": "closed", "next_at": None, "closed_by": _CARLA.id, "closed_at": NOON}
    assert told(_done(acts.CloseAlert(_ALERT.id), _ALERT)) == [("alert-closed", closed)]


def test_a_hold_is_lifted_once_it_is_decided() -> None:
    """For this contact alone; the child who died stays held."""
    held = [replace(ANA, silence="loss"), replace(BEN, silence="loss"), replace(LEO, suppressed="loss")]
    decided = [replace(_LOSS, state="closed"), replace(_LOSS, id=some_id(74), kind="call")]
    assert told(_done(acts.LiftHold(ANA.id, "asked"), *held, *decided)) == [("hold-lifted-asked", {"silence": ""})]


def test_a_hold_after_a_placement_change_is_lifted_while_a_child_is_with_them() -> None:
    """With the reason in the audit."""
    held = replace(ANA, silence="placement")
    assert told(_done(acts.LiftHold(ANA.id, "returned"), held)) == [("hold-lifted-returned", {"silence": ""})]


def test_a_loss_is_confirmed_for_one_child_or_undone_for_all() -> None:
    """Confirmed: the others may be written about again. Undone: the alert, the thread's mark and the silence go too."""
    held = [replace(LEO, suppressed="loss"), replace(MIA, suppressed="loss"), replace(ANA, silence="loss"), BEN]
    assert told(_done(acts.SettleLoss(ANA.id, LEO.id), *held)) == [
        ("loss-confirmed", {}), ("loss-elsewhere", {"suppressed": ""}),
    ]  # fmt: skip
    death = replace(_ALERT, kind="death", state="acknowledged")
    others = [replace(_ALERT, id=some_id(75)), replace(death, id=some_id(76), state="closed", next_at=None)]
    undone = _done(acts.SettleLoss(ANA.id, None), *held, death, *others, replace(THREAD, urgent="death"))
    assert told(undone) == [
        ("loss-undone", {"suppressed": ""}), ("loss-undone", {"suppressed": ""}), ("loss-undone", {"silence": ""}),
        ("loss-undone", {"state": "closed", "next_at": None, "closed_by": _CARLA.id, "closed_at": NOON}),
        ("loss-undone", {"urgent": ""}),
    ]  # fmt: skip
    assert told(_done(acts.SettleLoss(ANA.id, None), replace(THREAD, urgent="red"), replace(ANA, silence="stop"))) == []


@pytest.mark.parametrize("send_now", ["", "the mother asked for it"])
def test_an_interview_is_offered_of_our_own_accord(send_now: str) -> None:
    """Window and caps decide when; "send now" passes them. The first one brings the rest of the assessment."""
    done = _done(acts.StartInterview(ANA.id, LEO.id, "first8", send_now))
    (row,), (walk,) = done.each(Outgoing), done.each(Walk)
    assert (walk.form, walk.child_id, walk.contact_id) == ("first8", LEO.id, ANA.id)
    assert (row.is_proactive, row.exempt) == (True, "send_now" if send_now else "")
    assert [note.text for note in done.each(Note)] == ([f"Sent now: {send_now}"] if send_now else [])
    assert set(_promised(done)) == {"assessment", "review"}
    assert _promised(_done(acts.StartInterview(ANA.id, LEO.id, "part-a"))) == {}


def test_what_a_shared_phone_may_not_carry_is_told_at_once() -> None:
    """One call item lists the questions, and the page can say so; another form has an item of its own."""
    shared = replace(ANA, is_shared_phone=True, detail_level=2)
    done, result = _act(acts.StartInterview(ANA.id, LEO.id, "part-d"), shared)
    (walk,), (item,) = done.each(Walk), done.each(Item)
    assert result == acts.Done(walk.id, ("ho2",))
    assert (item.kind, item.note, item.severity) == ("call_questions", "part-d: ho2", "need")
    own = replace(shared, is_shared_phone=False)
    assert not list(_done(acts.StartInterview(ANA.id, LEO.id, "part-d"), own).each(Item))


def test_questions_of_one_form_share_a_call() -> None:
    """What an answer adds stands in the same item while that is open; a closed one is history."""
    before = replace(_LOSS, kind="call_questions", note="part-d: mo1", child_id=LEO.id)
    shared = replace(ANA, is_shared_phone=True, detail_level=2)
    start = acts.StartInterview(ANA.id, LEO.id, "part-d")
    assert [item.note for item in _done(start, shared, before).each(Item)] == ["part-d: mo1, ho2"]
    closed = replace(before, state="closed")
    assert [item.note for item in _done(start, shared, closed).each(Item)] == ["part-d: mo1", "part-d: ho2"]


def test_a_form_that_asks_about_the_phone_leaves_nothing_beforehand() -> None:
    """Its own answers say what the phone may carry."""
    shared = replace(ANA, is_shared_phone=True, detail_level=0)
    assert _act(acts.StartInterview(ANA.id, LEO.id, "first8"), shared)[1].left == ()  # type: ignore[union-attr]


def test_a_consent_is_kept_with_its_proof() -> None:
    """Who recorded it, how, when and in which language; what had silenced the contact is over."""
    silent = replace(ANA, consent="withdrawn", silence="stop", silence_until=NOON)
    done = _done(acts.RecordConsent(ANA.id, "verbal"), silent, replace(ANA_SMS, state="stopped"))
    (kept,) = done.each(Consent)
    assert kept == Consent(
        kept.id, ANA.id, "sms", "recorded", "verbal", "", kept.version, "es", NOON, by_staff=_CARLA.id
    )
    assert told(done)[1:] == [
        ("consent-recorded", {"consent": "recorded", "silence": "", "silence_until": None}),
        ("consent-recorded", {"state": ""}),
    ]


def test_no_consent_ends_a_hold_after_a_loss() -> None:
    """They agree to texts again; that those about the other children may go on is asked and noted by itself."""
    held = replace(ANA, consent="withdrawn", silence="loss")
    assert ("consent-recorded", {"consent": "recorded"}) in told(_done(acts.RecordConsent(ANA.id, "verbal"), held))


def test_a_number_is_linked_with_its_consent() -> None:
    """Its texts go to the contact's thread and wait there; somebody who is on a pause stays on it."""
    done = _done(acts.LinkNumber(ANA.id, (_STRANGE,), "facts", "paper"), replace(ANA, silence="pause"))
    (new,) = [row for row in done.each(Address) if row.value == "+15550000"]
    assert (new.contact_id, new.line_id, new.channel, new.state) == (ANA.id, ANA_SMS.line_id, "sms", "")
    happened = [what for entry in done.happened for what in entry.what]
    assert happened[:3] == ["number-linked-facts", "consent-recorded", "message-linked"]
    assert done.get(Contact, ANA.id).silence == "pause"
    thread = next(row for row in done.each(Thread) if row.contact_id == ANA.id)
    assert (thread.status, thread.last_in_id) == ("needs_reply", _STRANGE.id)
    left = _done(acts.LinkNumber(ANA.id, (_STRANGE,), "call", "verbal", keeps_old=False))
    assert left.get(Address, ANA_SMS.id).state == "wrong_number"


@pytest.mark.parametrize(("reason", "spoke"), [("reached_agreed", True), ("declined", True), ("no_answer", False)])
def test_an_item_is_closed_with_how_it_ended(reason: str, spoke: bool) -> None:
    """Where somebody answered the call, the next text of the family has a receipt of its own."""
    waiting = replace(THREAD, receipt_sent=True)
    done = _done(acts.CloseItem(_LOSS.id, reason), _LOSS, waiting)
    closed = ("item-closed", {"state": "closed", "closed_at": NOON, "closed_by": _CARLA.id, "reason": reason})
    assert told(done) == ([closed, ("spoke", {"receipt_sent": False})] if spoke else [closed])
    unknown = replace(_LOSS, contact_id=None)
    assert told(_done(acts.CloseItem(_LOSS.id, reason), unknown, waiting)) == [closed]


def test_what_was_ticked_off_by_mistake_is_open_again() -> None:
    """As if it had never been closed."""
    done = _done(acts.ReopenItem(_CLOSED), _CLOSED)
    assert done.get(Item, _CLOSED.id) == replace(_LOSS, kind="call")


def test_another_language_is_spoken_from_the_next_question_on() -> None:
    """In this contact's interviews; another's stay as they are."""
    others = replace(_OPEN, id=some_id(61), contact_id=BEN.id)
    done = _done(acts.ChangeContact(ANA.id, "en", NEW_YORK, 2), _OPEN, others)
    assert done.get(Contact, ANA.id) == replace(ANA, language="en", detail_level=2)
    assert (done.get(Walk, _OPEN.id).interview.language, done.get(Walk, others.id)) == ("en", others)


def test_children_are_asked_about_one_at_a_time() -> None:
    """Where no child is named, the first of this contact's."""
    done = _done(acts.StartInterview(ANA.id, None, "part-a"), MIA, ANA_MIA)
    assert [walk.child_id for walk in done.each(Walk)] == [LEO.id]


def test_every_act_is_done_somewhere() -> None:
    """The table of the voice has a line for each act, and no other."""
    assert set(staff.DEEDS) == set(get_args(acts.Act))
