"""An interview run by staff: in speech or from paper, told through the real door. Nothing of it is texted."""

from __future__ import annotations

import msgspec
import pytest

from bot.channels.channel import Attachment
from dialogs.forms.commands import Command
from dialogs.forms.interview import Reply
from dialogs.rows.care import Item, Need
from dialogs.rows.desk import Alert, CareTime, Note, Thread
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.people import Child, Contact, Link
from dialogs.turns import acts
from dialogs.turns.talking import EndTalk, MarkRead, TakeDown, TalkThrough, TypeIn, place_of
from tests.builders import Household, Story


@pytest.fixture
def home(story: Story) -> Household:
    return story.family(detail_level=0)


def walk_of(story: Story, home: Household, form: str = "matters") -> Walk:
    return next(walk for walk in story.rows(Walk, home) if walk.form == form)


def begun(story: Story, home: Household, form: str = "matters", mode: str = "phone") -> Walk:
    done = story.act(home, TalkThrough(home.contact.id, home.child.id, form, mode)).result
    assert isinstance(done, acts.Done), done
    return walk_of(story, home, form)


def say(story: Story, home: Household, text: str = "", form: str = "matters", **more: object) -> object:
    """A minute later staff write down one reply to the open question, having seen the newest state."""
    story.clock.advance(minutes=1)
    walk = walk_of(story, home, form)
    reply = msgspec.convert({"text": text, **more}, Reply)
    return story.act(home, TakeDown(walk.id, place_of(walk.interview), reply)).result


def answers(story: Story, home: Household) -> dict[str, Answer]:
    return {row.link_id: row for row in story.rows(Answer, home) if row.replaced_at is None}


def test_nothing_is_texted(story: Story, home: Household) -> None:
    """A whole part on the phone: each answer with its mode and who wrote it down, and not one text."""
    begun(story, home)
    for words in ("That she walks", "Getting to the clinic?", "1"):
        say(story, home, words)
    assert walk_of(story, home).status == "completed"
    found = answers(story, home)
    assert {(row.mode, row.recorder_id) for row in found.values()} == {("phone", story.coordinator.id)}
    assert found["wm1"].raw == "That she walks"
    assert "Getting to the clinic?" in found["wm2"].value
    assert story.deliver() == []


def test_a_talk_that_was_broken_off_is_to_be_gone_on_with(story: Story, home: Household) -> None:
    """An hour after the last word it rests, nothing is texted, and it stands in To do until it is finished."""
    begun(story, home)
    say(story, home, "That she walks")
    story.clock.advance(minutes=61)
    assert story.deliver() == []
    (item,) = story.rows(Item, home)
    assert (item.kind, item.note, item.state, item.child_id) == ("call_questions", "matters", "open", home.child.id)
    story.act(home, TalkThrough(home.contact.id, home.child.id, "matters", "phone", walk_of(story, home).id))
    say(story, home, "Getting to the clinic")
    say(story, home, "1")
    assert walk_of(story, home).status == "completed"
    (item,) = [row for row in story.rows(Item, home) if row.kind == "call_questions"]
    assert item.state == "closed"


def test_private_questions_are_asked_aloud(story: Story, home: Household) -> None:
    """What this phone may not carry can be asked in speech; it is private all the same, and needs are found."""
    begun(story, home, "part-f")
    walk = walk_of(story, home, "part-f")
    assert (walk.interview.position, walk.interview.left) == ("fa1", ())
    while (walk := walk_of(story, home, "part-f")).status == "in-progress":
        places = (2,) if walk.interview.position == "cg1" else ()
        reply = {"picked": places} if places else {"command": Command.SKIP}
        say(story, home, form="part-f", **reply)
    assert answers(story, home)["cg1"].is_private
    (need,) = story.rows(Need, home)
    assert (need.code, need.is_private) == ("caregiver-worn", True)


def test_somebody_was_quicker(story: Story, home: Household) -> None:
    """An answer to a question that is no longer open is refused, and changes nothing."""
    walk = begun(story, home)
    seen = place_of(walk.interview)
    story.clock.advance(minutes=1)
    assert isinstance(story.act(home, TakeDown(walk.id, seen, Reply("first"))).result, acts.Done)
    assert story.act(home, TakeDown(walk.id, seen, Reply("second"))).result == acts.Refused("newer")
    assert [row.raw for row in story.rows(Answer, home)] == ["first"]


@pytest.mark.parametrize(
    ("form", "reply"),
    [
        pytest.param("part-d", Reply("soon"), id="no option"),
        pytest.param("part-d", Reply(picked=(9,)), id="no such place"),
        pytest.param("matters", Reply("  "), id="no words"),
        pytest.param("part-d", Reply("what do you mean?"), id="a question"),
    ],
)
def test_what_is_no_answer_is_said_at_once(story: Story, home: Household, form: str, reply: Reply) -> None:
    """Staff correct it themselves: no second asking, nothing sent on, nothing stored."""
    walk = begun(story, home, form)
    result = story.act(home, TakeDown(walk.id, place_of(walk.interview), reply)).result
    assert result == acts.Refused("unclear")
    assert walk_of(story, home, form) == walk


def test_back_and_another_answer(story: Story, home: Household) -> None:
    """The answer before is taken back up and replaced; the first one stays in the history."""
    begun(story, home)
    say(story, home, "one")
    say(story, home, command=Command.BACK)
    say(story, home, "two")
    rows = [row for row in story.rows(Answer, home) if row.link_id == "wm1"]
    assert sorted((row.raw, row.replaced_at is None) for row in rows) == [("one", False), ("two", True)]


def test_from_text_to_phone_and_back(story: Story, home: Household) -> None:
    """Begun by text, gone on with on the phone where it stood, and offered by text again at its next question."""
    story.act(home, acts.StartInterview(home.contact.id, home.child.id, "matters", "now"))
    story.deliver()
    story.hear(home, "1")
    story.deliver()
    story.hear(home, "by text")
    walk = walk_of(story, home)
    story.act(home, TalkThrough(home.contact.id, None, "", "phone", walk.id))
    assert walk_of(story, home).interview.position == "wm2"
    say(story, home, "on the phone")
    story.clock.advance(minutes=5)
    assert isinstance(story.act(home, EndTalk(walk.id, 7, goes_on_by_text=True)).result, acts.Done)
    offered = story.deliver()
    assert [message.key for message in offered] == ["form-matters-offer"]
    story.hear(home, "1")
    story.deliver()
    story.hear(home, "1")
    found = answers(story, home)
    assert [(found[link].mode, bool(found[link].recorder_id)) for link in ("wm1", "wm2", "wm3")] == [
        ("text", False), ("phone", True), ("text", False),
    ]  # fmt: skip
    (spent,) = story.rows(CareTime, home)
    assert (spent.minutes, spent.mode, spent.activity) == (7, "phone", "interview")


def test_what_a_phone_may_not_carry_is_left_to_a_call(story: Story, home: Household) -> None:
    """Handed over to text, private questions become a call; the call can ask just those."""
    walk = begun(story, home, "part-f")
    story.act(home, EndTalk(walk.id, goes_on_by_text=True))
    walk = walk_of(story, home, "part-f")
    assert walk.interview.left
    assert [item.kind for item in story.rows(Item, home)] == ["call_questions"]
    while walk_of(story, home, "part-f").status != "completed":
        story.deliver()
        story.hear(home, "1")
    again = story.act(home, TalkThrough(home.contact.id, None, "", "phone", walk.id)).result
    assert isinstance(again, acts.Done)
    assert walk_of(story, home, "part-f").interview.position == "fa1"


def test_nobody_is_texted_after_a_talk_that_stopped(story: Story, home: Household) -> None:
    """It rests; an idle hour gives the thread back but offers nothing by text. A text meanwhile is no answer."""
    walk = begun(story, home)
    say(story, home, "one")
    story.act(home, EndTalk(walk.id))
    story.clock.advance(hours=3)
    assert story.deliver() == []
    assert [thread.owner_kind for thread in story.rows(Thread, home)] == ["bot"]
    story.hear(home, "hello, is Ana there today?")
    assert "wm2" not in answers(story, home)


def test_an_hour_of_silence_ends_a_talk(story: Story, home: Household) -> None:
    """Whoever forgets to end it: it rests, and a text is not taken for the answer to what was asked aloud."""
    begun(story, home)
    story.clock.advance(hours=3)
    assert story.deliver() == []
    story.hear(home, "she has a fever, what shall I do")
    assert answers(story, home) == {}
    assert walk_of(story, home).status == "paused"


def test_a_voice_note_is_typed_in(story: Story, home: Household) -> None:
    """Its words stand beside who typed them; the next question stays open; a second typing is refused."""
    story.act(home, acts.StartInterview(home.contact.id, home.child.id, "matters", "now"))
    story.deliver()
    story.hear(home, "1")
    story.deliver()
    story.hear(home, "", attachments=(Attachment("file-voice", "audio/ogg", 9000),))
    walk = walk_of(story, home)
    assert answers(story, home)["wm1"].state == "voice"
    story.clock.advance(minutes=1)
    typing = TypeIn(walk.id, place_of(walk.interview), "wm1", Reply("That she walks"))
    assert isinstance(story.act(home, typing).result, acts.Done)
    assert story.act(home, typing).result == acts.Refused("newer")
    row = answers(story, home)["wm1"]
    assert (row.state, row.raw, row.recorder_id) == ("answered", "That she walks", story.coordinator.id)
    assert walk_of(story, home).interview.position == "wm2"


def test_read_and_told_once(story: Story, home: Household) -> None:
    """The family hears that its answers were read; a second click, or another part at once, says nothing more."""
    begun(story, home)
    for words in ("one", "two", "three"):
        say(story, home, words)
    walk = walk_of(story, home)
    story.act(home, EndTalk(walk.id, 4))
    assert isinstance(story.act(home, MarkRead(home.contact.id, (walk.id,))).result, acts.Done)
    assert [message.key for message in story.deliver()] == ["answers-read"]
    assert story.act(home, MarkRead(home.contact.id, (walk.id,))).result == acts.Refused("nothing")
    walk = walk_of(story, home)
    assert (walk.read_by, walk.read_at) == (story.coordinator.id, story.clock())
    assert story.deliver() == []


def test_read_and_nobody_told(story: Story) -> None:
    """Who agreed to no texts is called, not texted; the answers are read all the same."""
    home = story.family(consent="none")
    begun(story, home, mode="paper")
    for words in ("one", "two", "three"):
        say(story, home, words)
    story.act(home, MarkRead(home.contact.id, (walk_of(story, home).id,)))
    assert walk_of(story, home).read_at is not None
    assert story.deliver() == []


def test_who_may_not_be_asked(story: Story, home: Household) -> None:
    """No role, no interview under way beside another, no hand-over to a phone that said STOP."""
    link = Link(story.id(), story.id(), home.child.id, "uncle", may_answer=False)
    uncle = Contact(link.contact_id, "Luis Gomez", "en")
    story.add(home.family, uncle, link)
    refused = story.act(home, TalkThrough(uncle.id, None, "matters", "phone")).result
    assert refused == acts.Refused("no_role")
    walk = begun(story, home)
    assert story.act(home, TalkThrough(home.contact.id, None, "part-d", "phone")).result == acts.Refused("nothing")
    story.hear(home, "STOP")
    assert story.act(home, EndTalk(walk.id, goes_on_by_text=True)).result == acts.Refused("stopped")


def test_minutes(story: Story, home: Household) -> None:
    """Counted from the first question to the last answer; after half an hour of nothing it is another talk."""
    walk = begun(story, home)
    story.clock.advance(minutes=8, seconds=10)
    say(story, home, "one")
    story.clock.advance(minutes=44)
    say(story, home, "two")
    story.act(home, EndTalk(walk.id, 3))
    assert [time.minutes for time in story.rows(CareTime, home)] == [10, 3]


def heard(story: Story, home: Household) -> list[Item]:
    return [row for row in story.rows(Item, home) if row.kind == "heard_danger"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        pytest.param("She is not breathing and turned blue", "red", id="red"),
        pytest.param("My husband hits me", "red_discreet", id="discreet"),
        pytest.param("My son died", "death", id="death"),
    ],
)
def test_danger_in_what_staff_write_down(story: Story, home: Household, words: str, kind: str) -> None:
    """The answer stands, an item is open at once, and neither the family nor anybody's phone is texted."""
    begun(story, home)
    assert isinstance(say(story, home, words), acts.Done)
    assert answers(story, home)["wm1"].raw == words
    (item,) = heard(story, home)
    assert (item.note, item.severity, item.state, item.due_at) == (kind, "same_day", "open", story.clock())
    assert story.rows(Alert, home) == []
    assert story.deliver() == []
    say(story, home, "My son died")
    assert [row.note for row in heard(story, home) if row.state == "open"] == ["death"], "one item, with the gravest"


def test_what_was_heard_becomes_an_alert_by_one_press(story: Story, home: Household) -> None:
    """As for a text: the chain on their own phones, a person holds the thread; the family hears nothing."""
    walk = begun(story, home)
    say(story, home, "My husband hits me")
    (item,) = heard(story, home)
    assert isinstance(story.act(home, acts.RaiseAlert(item.id)).result, acts.Done)
    (alert,) = story.rows(Alert, home)
    assert (alert.kind, alert.state) == ("red_discreet", "open")
    assert heard(story, home)[0].reason == "alert_raised"
    assert {row.staff_id for row in story.deliver()} == {story.coordinator.id}
    assert story.act(home, acts.RaiseAlert(item.id)).result == acts.Refused("gone")
    assert story.act(home, EndTalk(walk.id, goes_on_by_text=True)).result == acts.Refused("danger")


def test_a_death_that_was_heard_holds_everything(story: Story, home: Household) -> None:
    """One press, as for the text "my son died"."""
    begun(story, home)
    say(story, home, "My son died")
    story.act(home, acts.RaiseAlert(heard(story, home)[0].id))
    (child,) = story.rows(Child, home)
    assert child.suppressed == "loss"
    assert "loss" in {row.kind for row in story.rows(Item, home)}


def test_danger_that_is_no_answer_is_kept_as_a_note(story: Story, home: Household) -> None:
    """A number was asked for; the words must not be lost with the refusal."""
    begun(story, home, "part-f")
    for _ in range(10):
        if walk_of(story, home, "part-f").interview.position == "cg3":
            break
        say(story, home, form="part-f", command=Command.SKIP)
    assert isinstance(say(story, home, "he is not breathing", form="part-f"), acts.Done)
    assert len(heard(story, home)) == 1
    assert [note.text for note in story.rows(Note, home)] == ["he is not breathing"]
    assert walk_of(story, home, "part-f").interview.position == "cg3"


def test_ordinary_words_open_nothing(story: Story, home: Household) -> None:
    begun(story, home)
    say(story, home, "That she learns to read")
    assert heard(story, home) == []
