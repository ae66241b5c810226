"""Danger, opting out and roles where they meet: told through the real door, because each of these once went wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dialogs.rows.care import Item, Need
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Child, Contact, Link
from dialogs.turns import acts
from tests.builders import Household, Story


def _other_parent(story: Story, home: Household, **differs: Any) -> Household:
    """A second contact of the same child; no role unless given."""
    person = Contact(story.id(), "Luis Gomez", "en", consent="active", is_conflict=differs.pop("conflict", False))
    address = Address(story.id(), person.id, story.line.id, story.line.channel, "phone-of-luis")
    none = {"may_answer": False, "gets_reminders": False, "may_see_plan": False, "gets_emergency": False}
    link = Link(story.id(), person.id, home.child.id, "father", **(none | differs))
    story.add(home.family, person, address, link)
    return replace(home, contact=person, address=address, link=link)


def _contact(story: Story, who: Household) -> Contact:
    return next(row for row in story.rows(Contact, who) if row.id == who.contact.id)


def test_an_opt_out_that_alarms_still_opts_out(story: Story) -> None:
    """The danger text answers, the alert is raised, and nothing is written first any more."""
    rosa = story.family()
    story.hear(rosa, "stop texting me, I will kill myself")
    left = story.deliver()
    assert [message.key for message in left if message.contact_id] == ["danger"]
    assert (_contact(story, rosa).silence, _contact(story, rosa).consent) == ("stop", "withdrawn")
    assert [alert.kind for alert in story.rows(Alert)] == ["red"]


@pytest.mark.parametrize("differs", [{"conflict": True}, {}], ids=["conflict", "no role"])
def test_emergency_gives_the_lines_only_to_whom_they_belong(story: Story, differs: dict[str, Any]) -> None:
    """A parent under an order gets 911 and the clinic's phone, never the child's lines or where the sheet is kept."""
    rosa = story.family()
    lines = replace(rosa.family, emergency_lines="Dravet: midazolam 5 mg", sheet_kept="fridge", version=1)
    with story.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM family")
    story.add(rosa.family, lines)
    luis = _other_parent(story, rosa, **differs)
    story.hear(luis, "EMERGENCY")
    said = " ".join(message.text for message in story.deliver() if message.purpose == "emergency")
    assert "911" in said
    assert "midazolam" not in said
    assert "fridge" not in said
    story.hear(rosa, "EMERGENCY")
    assert "midazolam" in " ".join(m.text for m in story.deliver() if m.purpose == "emergency")


def test_a_contact_in_conflict_holds_nobody(story: Story) -> None:
    """ "My son died" from a barred parent raises the alarm and an item; the other parent's texts go on."""
    rosa = story.family()
    luis = _other_parent(story, rosa, conflict=True)
    story.hear(luis, "my son died")
    assert _contact(story, rosa).silence == ""
    assert [child.suppressed for child in story.rows(Child)] == [""]
    assert [alert.kind for alert in story.rows(Alert)] == ["death"]
    assert "loss" in [item.kind for item in story.rows(Item)]


def test_violence_stays_discreet_after_the_question(story: Story) -> None:
    """ "1 now" to amber about violence is answered by the text that reads as routine."""
    rosa = story.family()
    story.hear(rosa, "my husband hit me last year")
    story.deliver()
    story.hear(rosa, "1")
    assert [m.key for m in story.deliver() if m.contact_id] == ["danger-discreet"]
    assert [alert.kind for alert in story.rows(Alert)] == ["red_discreet"]


def test_no_text_of_its_own_after_stop(story: Story) -> None:
    """Amber that is met with STOP and then silence becomes a red alert and a call, never another text."""
    rosa = story.family()
    story.hear(rosa, "i want to disappear")
    story.deliver()
    story.hear(rosa, "STOP")
    story.deliver()
    story.clock.advance(minutes=11)
    assert [m.key for m in story.deliver() if m.contact_id] == []
    assert [(alert.kind, alert.state) for alert in story.rows(Alert)] == [("red", "open")]
    assert "call_now" in [item.kind for item in story.rows(Item)]


def test_nobody_without_a_role_is_asked_about_the_child(story: Story) -> None:
    """Invite and a new interview are refused for a contact who may not answer."""
    rosa = story.family()
    luis = _other_parent(story, rosa)
    asked = story.act(luis, acts.StartInterview(luis.contact.id, rosa.child.id, "first8"))
    assert asked.result == acts.Refused("no_role")
    with story.database.writing() as connection:
        connection.exec_driver_sql("UPDATE contact SET consent = 'recorded'")
    assert story.act(luis, acts.Invite(luis.contact.id)).result == acts.Refused("no_role")
    assert story.deliver() == []


def test_changed_words_are_another_reply(story: Story) -> None:
    """A second click on the same words sends once; corrected words under the same form key are sent too."""
    rosa = story.family()
    for text in ("2 mg", "2 mg", "2.5 mg"):
        story.act(rosa, acts.Reply(rosa.contact.id, text, None, "form-1", is_anyway=True))
        story.clock.advance(seconds=1)
    assert [m.text for m in story.deliver() if m.purpose == "person"] == ["2 mg", "2.5 mg"]


def test_who_is_this_is_a_question_of_somebody_who_agreed(story: Story) -> None:
    """The HELP text answers, nothing is frozen, and a person sees it; a number that never said yes is frozen."""
    rosa, unknown = story.family(), story.family(consent="recorded")
    story.hear(rosa, "who is this")
    story.hear(unknown, "who is this")
    said = {message.contact_id: message.key for message in story.deliver()}
    assert said == {rosa.contact.id: "help", unknown.contact.id: "wrong-number"}
    assert (_contact(story, rosa).silence, _contact(story, unknown).silence) == ("", "wrong_number")


def test_who_confirms_a_death_has_its_alert(story: Story) -> None:
    """The chain calls nobody else about what the team has looked at and decided; what was taken stays whose it is."""
    rosa = story.family()
    story.hear(rosa, "my son died")
    child = story.rows(Child)[0]
    story.act(rosa, acts.SettleLoss(rosa.contact.id, child.id))
    (alert,) = story.rows(Alert)
    assert (alert.state, alert.next_at, alert.acknowledged_by is None) == ("acknowledged", None, False)


def test_undoing_a_death_closes_its_alert(story: Story) -> None:
    """After "it was a misunderstanding" no page goes on saying that a death was reported."""
    rosa = story.family()
    story.hear(rosa, "my son died")
    story.act(rosa, acts.SettleLoss(rosa.contact.id, None))
    assert [(alert.kind, alert.state) for alert in story.rows(Alert)] == [("death", "closed")]
    assert [thread.urgent for thread in story.rows(Thread)] == [""]


def test_handing_back_leaves_what_waits(story: Story) -> None:
    """A message that nobody answered goes on waiting after the thread was handed back."""
    rosa = story.family()
    story.act(rosa, acts.TakeOver(rosa.contact.id))
    story.hear(rosa, "we are out of formula")
    story.act(rosa, acts.HandBack(rosa.contact.id))
    thread = story.rows(Thread)[0]
    assert (thread.owner_kind, thread.status) == ("bot", "needs_reply")
    assert thread.waiting_since is not None


def test_the_same_unclear_text_later_is_no_auto_reply(story: Story) -> None:
    """An unclear "mumble", a valid answer, and "mumble" again at the next question: the parent is still answered."""
    rosa = story.family(detail_level=2)
    story.act(rosa, acts.StartInterview(rosa.contact.id, rosa.child.id, "first8"))
    story.deliver()
    for text in ("1", "that she walks", "mumble", "1", "mumble"):
        story.clock.advance(minutes=1)
        story.hear(rosa, text)
        story.clock.advance(seconds=15)
        assert story.deliver(), text
    assert "auto_reply" not in [item.kind for item in story.rows(Item)]


def test_danger_of_one_parent_leaves_the_other_alone(story: Story) -> None:
    """Rosa's question is taken back while she is asked whether it is now; Luis's waits as before."""
    rosa = story.family()
    luis = _other_parent(story, rosa, may_answer=True)
    story.act(rosa, acts.StartInterview(rosa.contact.id, rosa.child.id, "first8"))
    story.deliver()
    story.act(luis, acts.StartInterview(luis.contact.id, luis.child.id, "first8"))
    story.hear(rosa, "1")
    story.hear(rosa, "he stopped breathing last year")
    assert [message.key for message in story.deliver()] == ["danger-amber"]
    waits = [(row.contact_id, row.key) for row in story.rows(Outgoing) if row.state == "queued"]
    assert waits == [(luis.contact.id, "form-first8-offer")]


def test_no_word_brings_texts_back_to_a_wrong_number(story: Story) -> None:
    """One apology and nothing that waited; START from there is not theirs to say, and is answered once at most."""
    rosa = story.family()
    story.act(rosa, acts.StartInterview(rosa.contact.id, rosa.child.id, "first8"))
    story.hear(rosa, "wrong number")
    assert [message.key for message in story.deliver()] == ["wrong-number"]
    assert {row.reason for row in story.rows(Outgoing) if row.state == "cancelled"} == {"no_channel"}
    story.hear(rosa, "START")
    assert "started-again" not in [message.key for message in story.deliver()]
    assert (_contact(story, rosa).silence, _contact(story, rosa).consent) == ("wrong_number", "withdrawn")
    assert [address.state for address in story.rows(Address)] == ["wrong_number"]


def test_who_would_rather_talk_is_called_about_that_child(story: Story) -> None:
    """Whoever calls sees which child the questions were about."""
    rosa = story.family()
    story.act(rosa, acts.StartInterview(rosa.contact.id, rosa.child.id, "first8"))
    story.deliver()
    story.hear(rosa, "3")
    (call,) = (item for item in story.rows(Item) if item.kind == "call")
    assert (call.child_id, call.contact_id, call.note) == (rosa.child.id, rosa.contact.id, "rather_talk")


def test_needs_get_their_places_in_the_order_in_which_they_are_named(story: Story) -> None:
    """ "3 1": the third comes first, the first second, and what was not named keeps none."""
    rosa = story.family()
    behind = {"medication-supply": "md2", "medical-home": "hl1", "utilities": "mo2"}
    needs = [
        Need(
            story.id(), rosa.child.id, rosa.contact.id, "health", "need", code, "child", False, False, (question,),
            story.id(), story.clock() - timedelta(days=days),
        )
        for days, (code, question) in enumerate(behind.items())
    ]  # fmt: skip
    story.add(rosa.family, *needs)
    story.act(rosa, acts.StartInterview(rosa.contact.id, rosa.child.id, "close"))
    story.deliver()
    story.hear(rosa, "1")
    (asked,) = story.deliver()
    assert asked.text.endswith("1 power, water 2 main doctor 3 getting medicine")
    story.hear(rosa, "3 1")
    ranks = {need.code: need.rank for need in story.rows(Need)}
    assert ranks == {"medication-supply": 1, "utilities": 2, "medical-home": 0}


def _urgent(story: Story, who: Household) -> str:
    return next(row.urgent for row in story.rows(Thread) if row.contact_id == who.contact.id)


def test_emergency_stands_first_in_the_list_until_its_alert_is_closed(story: Story) -> None:
    """One click closes it; danger that comes meanwhile outlives it."""
    rosa = story.family()
    story.hear(rosa, "EMERGENCY")
    assert _urgent(story, rosa) == "emergency"
    (alert,) = story.rows(Alert)
    story.act(rosa, acts.TakeAlert(alert.id))
    assert _urgent(story, rosa) == "emergency"
    story.act(rosa, acts.CloseAlert(alert.id))
    assert _urgent(story, rosa) == ""
    story.hear(rosa, "EMERGENCY")
    story.hear(rosa, "She is not breathing and turned blue")
    for each in story.rows(Alert):
        story.act(rosa, acts.CloseAlert(each.id))
    assert _urgent(story, rosa) == "red"
