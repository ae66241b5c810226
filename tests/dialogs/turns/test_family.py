"""The family voice, text by text, as values: what is said, to which phone, and what it leaves for people to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from dialogs.rows.care import Appointment, Item
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Message, Outgoing, Prompt
from dialogs.rows.people import Address, Contact, Staff
from dialogs.safety.screen import screen
from dialogs.snapshot import Turn
from dialogs.turns import acts, handoff, staff, visits
from dialogs.turns.family import take_turn
from dialogs.turns.hearing import Heard
from dialogs.turns.prompts import claimed
from tests.builders import content
from tests.dialogs.reminders.people import ANA, LEO, NOON, SMS, new_ids, plan, some_id, visit
from tests.dialogs.turns.moments import snapshot

_ANA = replace(ANA, language="en", detail_level=2)
#: The phone that she writes from is not the one that she is written to first.
_OTHER = Address(some_id(13), ANA.id, SMS.id, "sms", "+15550199")
_CARLA = Staff(some_id(100), "Carla Diaz", "Carla", "coordinator")
_VISIT = visit()
#: What a prompt is while it may be answered.
_ASKED = ("open", "queued", "superseded")


class _Story:
    """Ana writes, we answer, whatever we wrote has left before she writes again, a minute later."""

    def __init__(self, *rows: Struct) -> None:
        self.rows: dict[Any, Any] = {row.id: row for row in (_ANA, _OTHER, *rows)}  # type: ignore[attr-defined]
        self.ids = new_ids()
        self.now = NOON

    def follow(self, done: Turn) -> None:
        """What a turn decided stands, and its messages leave."""
        self.rows |= {entry.row.id: entry.row for entry in done.happened}
        leaving = Turn(snapshot(*self.rows.values()), self.now, self.ids)
        for row in leaving.each(Outgoing):
            if row.state == "queued":
                leaving.change(row, "sent", state="sent")
                prompt = leaving.find(Prompt, row.prompt_id)
                if prompt is not None:
                    claimed(leaving, prompt)
        self.rows |= {entry.row.id: entry.row for entry in leaving.happened}
        self.now += timedelta(minutes=1)

    def hears(self, text: str) -> Turn:
        heard = Heard(
            next(self.ids), SMS.id, "sms", _OTHER.value, text, f"in-{self.now}", self.now,
            screen(text, "en", content().phrases), ANA.id, _OTHER.id,
        )  # fmt: skip
        done = take_turn(snapshot(*self.rows.values()), heard, content(), self.ids)
        self.follow(done)
        return done


def _asked(form: str) -> _Story:
    """Staff have started an interview, and its offer has come."""
    story = _Story()
    started, _ = staff.take_turn(
        snapshot(*story.rows.values()), acts.StartInterview(ANA.id, LEO.id, form), _CARLA, NOON, content(), story.ids
    )
    story.follow(started)
    return story


def _reminded(step: str) -> _Story:
    """A visit is planned, and one of its reminders has come."""
    reminders = [replace(row, id=some_id(300 + place)) for place, row in enumerate(plan(_VISIT, NOON))]
    story = _Story(_VISIT, *reminders)
    row = next(row for row in reminders if row.series == step)
    done = Turn(snapshot(*story.rows.values()), NOON, story.ids)
    visits.remind(done, content(), row, _ANA, _OTHER)
    done.change(row, "sent", state="sent")
    story.follow(done)
    return story


def _in_a_talk(story: _Story) -> _Story:
    """A person has taken the thread over since."""
    done = Turn(snapshot(*story.rows.values()), story.now, story.ids)
    handoff.to_human(done, _ANA, _CARLA.id, "taken-over")
    story.follow(done)
    return story


def _then(form: str, following: str) -> _Story:
    """Another part was agreed to follow at once."""
    story = _asked(form)
    story.rows |= {row.id: replace(row, then=(following,)) for row in story.rows.values() if isinstance(row, Walk)}
    return story


_SCENES: dict[str, Callable[[], _Story]] = {
    "": _Story,
    "offer": lambda: _asked("part-d"),
    "visit": lambda: _reminded("t1"),
    "was it": lambda: _reminded("happened"),
    "two parts": lambda: _then("matters", "strengths"),
    "visit in a talk": lambda: _in_a_talk(_reminded("t1")),
    "was it in a talk": lambda: _in_a_talk(_reminded("happened")),
}


def _left(done: Turn) -> str:
    """All that a turn says and leaves, on one line."""
    fresh = [entry.row for entry in done.happened if entry.is_new]
    said = [f"{row.key} ({row.purpose})" for row in fresh if isinstance(row, Outgoing) and row.state == "queued"]
    made = [
        *(f"item {row.kind} {row.severity} {row.note}".strip() for row in fresh if isinstance(row, Item)),
        *(f"alert {row.kind} {row.state}" for row in done.each(Alert)),
        *(
            f"prompt {row.kind} {row.state}"
            for row in done.each(Prompt)
            if row.state in ("open", "queued", "superseded")
        ),
        *(f"{row.form} {row.status}" for row in done.each(Walk)),
        *(f"visit {row.status} {row.reply}" for row in done.each(Appointment)),
    ]
    (thread,), contact = done.each(Thread), done.get(Contact, ANA.id)
    marks = [thread.owner_kind, thread.status, thread.urgent, contact.silence, contact.consent]
    marks += [f"marked {row.mark}" for row in done.each(Message) if row.mark]
    return " | ".join([*said, *made, " ".join(filter(None, marks))])


@pytest.mark.parametrize(
    ("scene", "said", "follows"),
    [
        ("", "hello",
         "receipt-open (reply) | bot needs_reply active"),
        ("", "hello / are you there?",
         "bot needs_reply active"),
        ("", "thanks",
         "bot bot active"),
        ("", "STOP",
         "stopped (stop) | bot bot stop withdrawn"),
        ("", "STOP / START",
         "started-again (help) | bot bot active"),
        ("", "STOP / hello",
         "item call request wrote_after_stop | bot needs_reply stop withdrawn"),
        ("", "HELP",
         "help (help) | bot bot active"),
        ("", "EMERGENCY",
         "emergency (emergency) | alert emergency open | bot needs_reply emergency active"),
        ("", "EMERGENCY / EMERGENCY",
         "emergency (emergency) | alert emergency open | bot needs_reply emergency active"),
        ("", "he turned blue and cannot breathe",
         "danger (safety) | alert red open | human needs_reply red active"),
        ("", "he turned blue and cannot breathe / ok",
         "alert red open | human needs_reply red active"),
        ("", "I want to kill myself",
         "danger (safety) | alert red open | human needs_reply red active"),
        ("", "my son died",
         "death (safety) | item loss same_day confirm_or_undo | alert death open"
         " | human needs_reply death loss active"),
        ("", "my son died / sorry",
         "alert death open | human needs_reply death loss active"),
        ("", "he had a seizure",
         "danger-amber (safety) | item amber same_day | alert amber waiting | prompt amber queued"
         " | bot needs_reply amber active"),
        ("", "he had a seizure / no",
         "not-now-thanks (reply) | alert amber closed | bot needs_reply active"),
        ("", "he had a seizure / yes",
         "danger (safety) | alert red open | human needs_reply red active"),
        ("", "he had a seizure / yep",
         "danger (safety) | alert red open | human needs_reply red active"),
        ("", "he had a seizure / yeah he is",
         "danger (safety) | alert red open | human needs_reply red active"),
        ("", "he had a seizure / sip",
         "danger (safety) | alert red open | human needs_reply red active"),
        ("", "he had a seizure / nope",
         "not-now-thanks (reply) | alert amber closed | bot needs_reply active"),
        ("", "he had a seizure / ya paso",
         "not-now-thanks (reply) | alert amber closed | bot needs_reply active"),
        ("", "he had a seizure / now",
         "danger (safety) | alert red open | human needs_reply red active"),
        ("", "my husband hits me",
         "danger-discreet (safety) | alert red_discreet open | human needs_reply red active"),
        ("", "wrong number",
         "wrong-number (stop) | item privacy same_day wrong_number | bot bot wrong_number withdrawn"),
        ("", "wrong number / yes",
         "bot needs_reply wrong_number withdrawn"),
        ("", "no more",
         "ambiguous-stop (stop) | prompt ambiguous_stop queued | bot bot ambiguous active"),
        ("", "no more / 1",
         "stopped (stop) | bot bot stop withdrawn"),
        ("", "no more / 2",
         "receipt-open (reply) | bot needs_reply active"),
        ("", "stop please thanks",
         "ambiguous-stop (stop) | prompt ambiguous_stop queued | bot bot ambiguous active"),
        ("", "start please",
         "receipt-open (reply) | bot needs_reply active"),
        ("", "STOP / please start again",
         "started-again (help) | bot bot active"),
        ("", "STOP / start texting me again",
         "started-again (help) | bot bot active"),
        ("", "STOP / you can text me again",
         "item call request wants_texts_again | bot needs_reply stop withdrawn"),
        ("", "STOP / we start school again",
         "item call request wrote_after_stop | bot needs_reply stop withdrawn"),
        ("", "STOP / delete my data",
         "item privacy request asks_to_be_forgotten | bot needs_reply stop withdrawn"),
        ("", "wrong number / start please",
         "bot needs_reply wrong_number withdrawn"),
        ("", "take my number off",
         "stopped (stop) | bot bot stop withdrawn"),
        ("", "delete my data",
         "receipt-open (reply) | item privacy request asks_to_be_forgotten | human needs_reply active"),
        ("", "im not ana",
         "wrong-number (stop) | item privacy same_day wrong_number | bot bot wrong_number withdrawn"),
        ("", "i'm not ana, i'm her sister",
         "receipt-open (reply) | bot needs_reply active"),
        ("", "who is ana",
         "help (help) | bot needs_reply active"),
        ("offer", "im not ana",
         "receipt-open (reply) | item privacy same_day may_be_wrong_number | part-d paused | human needs_reply active"),
        ("offer", "1 / im not ana",
         "receipt-open (reply) | item privacy same_day may_be_wrong_number | part-d paused | human needs_reply active"),
        ("offer", "1 / this isnt her phone anymore",
         "receipt-open (reply) | item privacy same_day may_be_wrong_number | part-d paused | human needs_reply active"),
        ("offer", "1 / delete my data",
         "receipt-open (reply) | item privacy request asks_to_be_forgotten | part-d paused | human needs_reply active"),
        ("visit", "im not ana",
         "wrong-number (stop) | item privacy same_day wrong_number | visit booked needs-action"
         " | bot bot wrong_number withdrawn"),
        ("", "STOP / yes please",
         "item call request wrote_after_stop | bot needs_reply stop withdrawn"),
        ("", "please don't write to me about this",
         "stopped (stop) | bot bot stop withdrawn"),
        ("", "please don't write to me about this / when do you open?",
         "item call request wrote_after_stop | bot needs_reply stop withdrawn"),
        ("", "sorry i think you have the wrong number i dont know any maya",
         "wrong-number (stop) | item privacy same_day wrong_number | bot bot wrong_number withdrawn"),
        ("", "espanol",
         "language-changed (reply) | bot bot active"),
        ("", "call me",
         "person-coming (reply) | item call request rather_talk | human needs_reply active"),
        ("", "can you call me please",
         "person-coming (reply) | item call request rather_talk | human needs_reply active"),
        ("offer", "1",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "start please",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "2",
         "paused (reply) | part-d paused | bot bot active"),
        ("offer", "3",
         "person-coming (reply) | item call request rather_talk | part-d paused | human needs_reply active"),
        ("offer", "yes",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "no gracias",
         "paused (reply) | part-d paused | bot bot active"),
        ("offer", "1 / no thanks",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "later",
         "paused (reply) | part-d paused | bot bot active"),
        ("offer", "hello there",
         "form-part-d-offer (question) | prompt question open | part-d paused | bot needs_reply active"),
        ("offer", "1 / yes",
         "form-part-d-mo2 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / zzz",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / zzz / qqq",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / zzz / qqq / 3",
         "sent-on (reply) | part-d paused | human needs_reply active"),
        ("offer", "ya",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "seguir",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / i guess yes / yes her wheelchair is broken now",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "gracias",
         "prompt question open | part-d paused | bot bot active"),
        ("offer", "1 / thx",
         "prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / good night",
         "prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / back",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / skip",
         "form-part-d-mo2 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / why?",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / person",
         "person-coming (reply) | item call request rather_talk | part-d paused | human needs_reply active"),
        ("offer", "1 / call me please",
         "person-coming (reply) | item call request rather_talk | part-d paused | human needs_reply active"),
        ("offer", "1 / stop asking",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / STOP",
         "stopped (stop) | part-d paused | bot bot stop withdrawn"),
        ("offer", "1 / what is this for?",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / he had a seizure",
         "danger-amber (safety) | item amber same_day | alert amber waiting | prompt amber queued"
         " | part-d in-progress | bot bot amber active"),
        ("offer", "1 / he had a seizure / no",
         "form-part-d-mo1 (question) | alert amber closed | prompt question queued | part-d in-progress"
         " | bot bot active"),
        ("offer", "back",
         "form-part-d-offer (question) | prompt question open | part-d paused | bot bot active"),
        ("offer", "1 / 1 / 2 / later / back",
         "form-part-d-mo2 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("two parts", "1 / walk / sleep / 1",
         "form-strengths-offer (question) | prompt question queued | matters completed | strengths paused"
         " | bot bot active"),
        ("two parts", "1 / walk / sleep / 1 / atras",
         "form-matters-wm3 (question) | prompt question queued | matters in-progress | strengths stopped"
         " | bot bot active"),
        ("two parts", "1 / walk / sleep / 1 / back / 2",
         "form-strengths-offer (question) | prompt question queued | matters completed | strengths stopped"
         " | strengths paused | bot bot active"),
        ("two parts", "1 / walk / sleep / 1 / change 2",
         "form-matters-wm2 (question) | prompt question queued | matters in-progress | strengths stopped"
         " | bot bot active"),
        ("two parts", "1 / walk / sleep / 1 / 1 / back",
         "form-strengths-st1 (question) | prompt question open | matters completed | strengths in-progress"
         " | bot bot active"),
        ("two parts", "1 / walk / sleep / 1 / 1 / skip / skip / skip / back",
         "form-strengths-st3 (question) | prompt question queued | matters completed | strengths in-progress"
         " | bot bot active"),
        ("two parts", "1 / walk / sleep / 1 / 1 / skip / skip / skip / is that all? / back",
         "matters completed | strengths completed | bot needs_reply active"),
        ("offer", "1 / later / hello",
         "receipt-open (reply) | part-d paused | bot needs_reply active"),
        ("offer", "1 / later / go on",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / my son died",
         "death (safety) | item loss same_day confirm_or_undo | alert death open | part-d paused"
         " | human needs_reply death loss active"),
        ("offer", "1 / espanol",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / he turned blue and cannot breathe",
         "danger (safety) | alert red open | part-d paused | human needs_reply red active"),
        ("offer", "1 / HELP",
         "help (help) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / when is the next visit?",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot needs_reply active"),
        ("visit", "1",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "2",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued"
         " | visit booked declined | bot bot active"),
        ("visit", "3",
         "visit-which-help (reply) | item visit_help request | prompt which_help queued"
         " | visit booked tentative | bot bot active"),
        ("visit", "yes",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "no",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "yes, but we may be late",
         "visit-coming (reply) | visit booked accepted | bot needs_reply active"),
        ("visit", "cant go",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued"
         " | visit booked declined | bot bot active"),
        ("visit", "need 2 reschedule",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued"
         " | visit booked declined | bot bot active"),
        ("visit", "we cant come bc of work",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued"
         " | visit booked declined | bot bot active"),
        ("visit", "running late",
         "visit-late (reply) | item visit_late request running late | visit booked accepted | bot bot active"),
        ("visit", "running 20 min late",
         "visit-late (reply) | item visit_late request running 20 min late | visit booked accepted | bot bot active"),
        ("visit", "is it too late",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "yes but i need a ride",
         "visit-noted (reply) | item visit_help request | item visit_which_help request yes but i need a ride"
         " | visit booked tentative | bot bot active"),
        ("visit", "we dont need a ride",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "coming if i can",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "what time is it again?",
         "visit-ask (reply) | prompt visit queued | visit booked needs-action | bot bot active"),
        ("visit", "1 / what time?",
         "visit-short (reply) | prompt visit queued | visit booked accepted | bot bot active"),
        ("visit", "si",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "Thanks!",
         "prompt visit open | visit booked needs-action | bot bot active"),
        ("visit", "will do",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "We'll be there. Also can you ask if he should fast before?",
         "visit-coming (reply) | visit booked accepted | bot needs_reply active"),
        ("visit", "go on",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "3 ride",
         "visit-noted (reply) | item visit_help request | item visit_which_help request 3 ride"
         " | visit booked tentative | bot bot active"),
        ("visit", "ride",
         "visit-noted (reply) | item visit_help request | item visit_which_help request ride"
         " | visit booked tentative | bot bot active"),
        ("visit", "3 wheelchair van",
         "visit-noted (reply) | item visit_help request | item visit_which_help request 3 wheelchair van"
         " | visit booked tentative | bot bot active"),
        ("visit", "3 something else",
         "visit-which-help (reply) | item visit_help request | prompt which_help queued | visit booked tentative"
         " | bot bot active"),
        ("visit", "2 friday",
         "visit-change-noted (reply) | item visit_change request | item visit_which_days request 2 friday"
         " | visit booked declined | bot bot active"),
        ("visit", "2 viernes",
         "visit-change-noted (reply) | item visit_change request | item visit_which_days request 2 viernes"
         " | visit booked declined | bot bot active"),
        ("visit", "2 we moved",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued | visit booked declined"
         " | bot needs_reply active"),
        ("visit", "2 of us are coming",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "3 pm",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "1 wednesday",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "1 on wed, thanks",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "1 miercoles",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "1 not wednesday",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "1 wednesday or friday",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "1 friday",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "We cant make it fit",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "we cant make it to the appointment",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued | visit booked declined"
         " | bot bot active"),
        ("was it", "3 june 5",
         "visit-noted (reply) | item visit_new_date request | item visit_which_days request 3 june 5"
         " | visit cancelled needs-action | bot bot active"),
        ("was it", "it went great thanks for asking",
         "visit-happened (reply) | visit fulfilled needs-action | bot bot active"),
        ("was it", "thank you",
         "prompt happened open | visit booked needs-action | bot bot active"),
        ("offer", "2 / visit?",
         "receipt-open (reply) | part-d paused | bot needs_reply active"),
        ("offer", "2 / talk to my coordinator",
         "person-coming (reply) | item call request rather_talk | part-d paused | human needs_reply active"),
        ("offer", "1 / i guess yes / yes we manage",
         "form-part-d-mo2 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / i guess yes / no not every month",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("visit", "one",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("offer", "not now",
         "paused (reply) | part-d paused | bot bot active"),
        ("offer", "1 / idk",
         "form-part-d-mo1 (question) | prompt question open | part-d in-progress | bot bot active"),
        ("offer", "1 / one",
         "form-part-d-mo2 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / la primera",
         "form-part-d-mo2 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / not now",
         "form-part-d-mo1 (question) | prompt question queued | part-d in-progress | bot bot active"),
        ("offer", "1 / later / yes",
         "form-part-d-offer (question) | prompt question queued | part-d paused | bot bot active"),
        ("offer", "1 / later / later",
         "paused (reply) | part-d paused | bot bot active"),
        ("offer", "1 / later / ok",
         "part-d paused | bot bot active"),
        ("offer", "1 / is it free? / later / yes",
         "form-part-d-offer (question) | prompt question queued | part-d paused | bot needs_reply active"),
        ("offer", "1 / later / hello / yes",
         "part-d paused | bot needs_reply active"),
        ("visit", "2 / next week Tuesday",
         "visit-noted (reply) | item visit_which_days request next week Tuesday | visit booked declined"
         " | bot bot active"),
        ("visit", "3 / a ride",
         "visit-noted (reply) | item visit_which_help request a ride | visit booked tentative | bot bot active"),
        ("visit", "2 / hello",
         "visit-noted (reply) | item visit_which_days request hello | visit booked declined | bot bot active"),
        ("visit", "3 / 1",
         "visit-noted (reply) | item visit_which_help request 1 | visit booked tentative | bot bot active"),
        ("visit", "please cancel",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "maybe",
         "receipt-open (reply) | prompt visit open | visit booked needs-action | bot needs_reply active"),
        ("visit", "HELP",
         "help (help) | item visit_help request | visit booked tentative | bot bot active"),
        ("visit", "STOP",
         "stopped (stop) | item call same_day stopped_with_visit_open | visit booked needs-action"
         " | bot bot stop withdrawn"),
        ("visit", "1 / 2",
         "receipt-open (reply) | visit booked accepted | bot needs_reply active"),
        ("visit", "1 / 1",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "OK / OK",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "OK / yes",
         "visit-coming (reply) | visit booked accepted | bot bot active"),
        ("visit", "OK / yes / yes",
         "visit booked accepted | bot bot active"),
        ("visit", "1 / we cant make it",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued"
         " | visit booked declined | bot bot active"),
        ("visit", "1 / we need to change insurance",
         "receipt-open (reply) | visit booked accepted | bot needs_reply active"),
        ("visit", "1 / sorry we cant make it",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued"
         " | visit booked declined | bot bot active"),
        ("visit", "1 / is there parking / yes",
         "visit booked accepted | bot needs_reply active"),
        ("visit", "he turned blue and cannot breathe",
         "danger (safety) | alert red open | visit booked needs-action | human needs_reply red active"),
        ("visit", "CANCEL",
         "stopped (stop) | item call same_day stopped_with_visit_open | visit booked needs-action"
         " | bot bot stop withdrawn"),
        ("was it", "1",
         "visit-happened (reply) | visit fulfilled needs-action | bot bot active"),
        ("was it", "2",
         "visit-missed-then (reply) | prompt missed queued | visit noshow needs-action | bot bot active"),
        ("was it", "3",
         "visit-which-new-date (reply) | item visit_new_date request | prompt which_days queued"
         " | visit cancelled needs-action | bot bot active"),
        ("was it", "yes",
         "visit-happened (reply) | visit fulfilled needs-action | bot bot active"),
        ("was it", "yes / yes",
         "visit-happened (reply) | visit fulfilled needs-action | bot bot active"),
        ("was it", "we could not go",
         "receipt-open (reply) | prompt happened open | visit booked needs-action | bot needs_reply active"),
        ("was it", "2 / 1",
         "visit-looking (reply) | item visit_look_for_new request | visit noshow needs-action | bot bot active"),
        ("was it", "2 / 2",
         "visit-not-needed (reply) | item visit_not_needed request | visit noshow needs-action | bot bot active"),
        ("was it", "2 / 3",
         "visit-call (reply) | item visit_call request | visit noshow needs-action | bot bot active"),
        ("was it", "2 / 4",
         "visit-happened (reply) | visit fulfilled needs-action | bot bot active"),
        ("was it", "3 / June 5",
         "visit-noted (reply) | item visit_which_days request June 5 | visit cancelled needs-action | bot bot active"),
        ("visit in a talk", "no",
         "prompt visit open | visit booked needs-action | human needs_reply active"),
        ("visit in a talk", "2",
         "visit-which-days (reply) | item visit_change request | prompt which_days queued | visit booked declined"
         " | human bot active"),
        ("visit in a talk", "2 friday",
         "prompt visit open | visit booked needs-action | human needs_reply active"),
        ("was it in a talk", "no",
         "visit-missed-then (reply) | prompt missed queued | visit noshow needs-action | human bot active"),
        ("was it", "HELP",
         "help (help) | prompt happened open | visit booked needs-action | bot bot active"),
    ],
)  # fmt: skip
def test_what_follows_from_a_text(scene: str, said: str, follows: str) -> None:
    """The last of these texts: all that it says and leaves. The answer goes to the phone that wrote, not to another."""
    story = _SCENES[scene]()
    for text in said.split(" / "):
        done = story.hears(text)
    assert _left(done) == follows
    spoken = [entry.row for entry in done.happened if entry.is_new and isinstance(entry.row, Outgoing)]
    assert {row.address for row in spoken if row.contact_id} <= {f"sms:{_OTHER.value}"}
    assert {row.language for row in spoken if row.contact_id} <= {done.get(Contact, ANA.id).language}


@pytest.mark.parametrize("said", ["ok", "go on", "yes", "no thanks"])
def test_a_word_to_the_welcome_waits_for_the_question_that_is_on_its_way(said: str) -> None:
    """Between the first yes and "what may we write?" lie seconds: nothing is said twice, and nobody is called."""
    prompt = Prompt(some_id(80), ANA.id, "detail", "queued", created_at=NOON)
    done = _Story(prompt).hears(said)
    assert [row for row in done.each(Outgoing) if row.state == "queued"] == []
    assert [(row.kind, row.state) for row in done.each(Prompt)] == [("detail", "queued")]
    assert [row.status for row in done.each(Thread)] == ["bot"]
