"""A caregiver's private answers: an admin, and whoever was only called to an alert, reads them nowhere in the inbox."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.ids import Id
from dialogs.rows.desk import Alert
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Message, Outgoing, Prompt
from dialogs.turns import acts
from storage import pages
from tests.inbox.conftest import World

#: The last two questions of the first form are private: about the home, and about the caregiver.
HOME, SELF = "ho2", "cg1"
_HIDDEN = "A private answer."
#: In words what is asked in words; the third level carries private questions.
_ANSWERS = {"wm1": "to walk alone", "pr5": "3", "eq1w": "the feeding pump"}


def rows(world: World, kind: type[Any]) -> list[Any]:
    with world.database.reading() as connection:
        return pages.read(connection, kind, world.program, world.keys)


def asked(world: World) -> str:
    """The question that is open to F2."""
    contact = world.homes["F2"].contact.id
    open_prompts = [row for row in rows(world, Prompt) if row.contact_id == contact and row.state == "open"]
    return open_prompts[-1].question.partition("/")[0] if open_prompts else ""


def until(world: World, link_id: str) -> None:
    """F2 answers the first form up to this question."""
    if not rows(world, Walk):
        world.act("F2", acts.StartInterview(world.homes["F2"].contact.id, None, "first8", "at the clinic"))
        world.drain()
    for _ in range(20):
        if asked(world) == link_id:
            return
        world.hear("F2", _ANSWERS.get(asked(world), "1"))
        world.clock.move(seconds=60)
        world.drain()
    raise AssertionError(f"'{link_id}' was never asked")


def called(world: World) -> None:
    """Luis was told of an alert about F2, who is Ana's."""
    home = world.homes["F2"]
    alert = Alert(world.new_id(), home.contact.id, "red", "open", world.clock(), step=3)
    told = Outgoing(
        world.new_id(), None, world.staff["luis"].id, world.line, "phone:x", "alert", "staff-alert", "en",
        "F2 needs a person", "o1", world.clock(), world.clock(), alert_id=alert.id, state="sent",
    )  # fmt: skip
    world.put(home.id, alert, told)


def shown(world: World, who: str) -> str:
    """Everything that names the family's texts: each list, the thread, and a reply that was refused."""
    browser, contact = world.signed_in(who), world.homes["F2"].contact.id
    pages_seen = [browser.get(f"/inbox?view={view}").text for view in ("needs", "urgent", "bot", "resolved", "mine")]
    pages_seen.append(browser.get(f"/inbox/threads/{contact}").text)
    refused = browser.send_form(f"/inbox/threads/{contact}/reply", text="Hello", seen="", key=who)
    assert refused.status_code == 409
    return "".join([*pages_seen, refused.text])


def assert_only_theirs(world: World, words: str) -> None:
    """Ana and the supervisor read these words; the admin and whoever was called do not."""
    called(world)
    for who in ("ana", "sara"):
        assert words in shown(world, who), who
    for who in ("adam", "luis"):
        assert words not in shown(world, who), who


def test_a_replaced_answer_stays_tied_to_its_text(world: World) -> None:
    """A correction ends the old answer; what was heard then is still known to be that answer, and stays private."""
    until(world, HOME)
    world.hear("F2", "yes")
    until(world, SELF)
    world.hear("F2", "back")
    assert asked(world) == HOME
    world.hear("F2", "no")
    found = [row for row in rows(world, Answer) if row.link_id == HOME]
    old, new = sorted(found, key=lambda row: row.at)
    assert old.replaced_at is not None
    assert new.replaced_at is None
    assert old.message_id is not None
    assert old.message_id != new.message_id


def test_added_words_stay_tied_to_their_texts(world: World) -> None:
    """A second text that belongs to an answer in own words does not cut the first one loose."""
    until(world, "wm1")
    world.hear("F2", "to walk alone")
    # Before the next question has left.
    world.clock.move(seconds=-15)
    world.hear("F2", "and to eat")
    found = [row for row in rows(world, Answer) if row.link_id == "wm1"]
    assert len(found) == 2
    assert all(row.message_id is not None for row in found)
    assert len({row.message_id for row in found}) == 2


def test_a_replaced_answer_is_not_shown_as_recorded(world: World) -> None:
    """Under its text stands only what is in force."""
    until(world, HOME)
    world.hear("F2", "yes")
    world.hear("F2", "back")
    world.hear("F2", "no")
    page = world.signed_in("ana").get(f"/inbox/threads/{world.homes['F2'].contact.id}").text
    talk = page.partition('id="talk"')[2].partition("</ol>")[0]
    assert talk.count("Recorded · private") == 1


def test_a_refused_reply_quotes_no_private_text(world: World) -> None:
    """A reply that names nothing as seen is refused with what came last, and that is hidden as in the thread."""
    until(world, SELF)
    world.hear("F2", "CANARY 1")
    called(world)
    contact = world.homes["F2"].contact.id
    for who, sees in (("ana", True), ("sara", True), ("adam", False), ("luis", False)):
        refused = world.signed_in(who).send_form(f"/inbox/threads/{contact}/reply", text="Hi", seen="", key=who)
        quoted = refused.text.partition('class="conflict"')[2].partition("</section>")[0]
        assert refused.status_code == 409
        assert "<blockquote" in quoted
        assert ("CANARY" in quoted) is sees, who
        assert (_HIDDEN in quoted) is not sees, who


def test_what_was_not_understood_is_private_as_its_question(world: World) -> None:
    """No answer was taken from it, and it was written to a private question all the same."""
    until(world, SELF)
    world.hear("F2", "CANARY some days are better than others")
    assert not [row for row in rows(world, Answer) if row.link_id == SELF]
    assert rows(world, Message)[-1].is_private
    assert_only_theirs(world, "CANARY")


def test_what_is_written_to_an_open_question_is_not_private_of_itself(world: World) -> None:
    """Before the private questions, an admin and whoever was called read what was written."""
    until(world, "md2")
    world.hear("F2", "CANARY some days")
    assert not rows(world, Message)[-1].is_private
    called(world)
    for who in ("ana", "sara", "adam", "luis"):
        assert "CANARY" in shown(world, who), who


def test_the_words_of_danger_are_for_whoever_was_called(world: World) -> None:
    """A text that alarms is not an answer to what was asked; whoever comes must be able to read it and what follows."""
    until(world, SELF)
    world.hear("F2", "CANARY she is not breathing and turned blue")
    world.hear("F2", "SECOND please hurry")
    called(world)
    seen = shown(world, "luis")
    assert "CANARY" in seen
    assert "SECOND" in seen


@pytest.mark.parametrize("is_answered", [False, True], ids=["while it is asked", "after the form"])
def test_an_edited_text_is_private(world: World, is_answered: bool) -> None:
    """What it was an edit of may be a private answer, long after the form is done."""
    until(world, SELF)
    if is_answered:
        world.hear("F2", "1")
        until(world, "")
    world.hear("F2", "CANARY edited", is_edit=True)
    assert rows(world, Message)[-1].mark == "edited"
    assert_only_theirs(world, "CANARY")


def our_own(world: World, key: str) -> None:
    """A text of ours to F2 that has left."""
    world.clock.move(minutes=1)
    row = Outgoing(
        world.new_id(), world.homes["F2"].contact.id, None, world.line, "phone:f2", "question", key, "en",
        "CANARY which one?", key, world.clock(), world.clock(), state="sent", sent_at=world.clock(),
    )  # fmt: skip
    world.put(world.homes["F2"].id, row)


@pytest.mark.parametrize("key", [f"form-first8-{SELF}", "which-one"])
def test_our_own_private_question_is_hidden_in_list_and_thread(world: World, key: str) -> None:
    """The preview says no more than the thread; "Is that for 1 … 2 …?" repeats an option of the question."""
    world.hear("F2", "STOP")
    world.act("F2", acts.Resolve(world.homes["F2"].contact.id))
    our_own(world, key)
    assert_only_theirs(world, "CANARY")
    line = world.signed_in("adam").get("/inbox?view=resolved").text
    assert "A private question." in line


def test_a_button_of_a_private_question_stays_private_when_it_is_stale(world: World) -> None:
    """Its label is an answer, and which question it belonged to is no longer known."""
    world.hear("F2", "CANARY label", button="1", prompt_id=Id(int=7))
    assert rows(world, Message)[-1].is_private


def test_what_is_written_while_it_rests_at_a_private_question_is_private(world: World) -> None:
    """ "Go on?" is being asked, and what comes may be the answer to what was asked before."""
    until(world, SELF)
    contact = world.homes["F2"].contact.id
    world.act("F2", acts.TakeOver(contact))
    world.act("F2", acts.HandBack(contact))
    world.drain()
    world.hear("F2", "CANARY some days")
    assert_only_theirs(world, "CANARY")
