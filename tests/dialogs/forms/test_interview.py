"""The transition table, move by move."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from dialogs.forms import transitions
from dialogs.forms.answers import Answer, Day, Exact, Picked, Said, Value, Whole, YesNo
from dialogs.forms.commands import Command
from dialogs.forms.compiler import compile_form
from dialogs.forms.happenings import (
    AnswerRecorded,
    AnswerRemoved,
    AnswersCarried,
    Asked,
    Completed,
    Correcting,
    How,
    LeftToCall,
    NotAnAnswer,
    NothingToCorrect,
    Paused,
    PersonWanted,
    PhoneOffered,
    QuestionBack,
    Resumed,
    SentOn,
    Stopped,
    Ticked,
    WentBack,
)
from dialogs.forms.interview import Attached, InterviewClosedError, Reply
from tests.dialogs.forms.world import (
    NOW,
    Talk,
    choice,
    context,
    item,
    library,
    new_interview,
    questionnaire,
    talk,
    when,
    yes_no,
)

VOICE = Attached("v1", "voice")
PHOTO = Attached("p1", "photo")
GATED = [when("a", "=", answerBoolean=True)]


@pytest.mark.parametrize(
    ("raw", "text", "value"),
    [
        pytest.param(yes_no("a"), "1", YesNo(True), id="boolean, digit"),
        pytest.param(yes_no("a"), "nope", YesNo(False), id="boolean, word"),
        pytest.param(choice("a", "never", "often"), "2", Picked(("often",)), id="choice, digit"),
        pytest.param(choice("a", "never", "often"), "Often!", Picked(("often",)), id="choice, label"),
        pytest.param(choice("a", "x", "y", "z", repeats=True), "1 and 3", Picked(("x", "z")), id="several"),
        pytest.param(
            choice("a", "x", "y", "nobody", exclusive="nobody", repeats=True), "none", Picked(("nobody",)), id="none"
        ),
        pytest.param({**choice("a", "x"), "type": "open-choice"}, "my aunt", Picked((), "my aunt"), id="open choice"),
        pytest.param(item("a", "integer"), "three", Whole(3), id="integer, word"),
        pytest.param(item("a", "integer"), "0", Whole(0), id="integer, zero is an answer"),
        pytest.param(item("a", "decimal"), "2.5", Exact(Decimal("2.5")), id="decimal"),
        pytest.param(item("a", "date"), "March 5, 2026", Day("2026-03-05"), id="date"),
        pytest.param(item("a", "text"), "She sleeps badly.", Said("She sleeps badly."), id="own words"),
        pytest.param(item("a", "string"), "no", Said("no"), id="no is a word like any other"),
    ],
)
def test_an_answer_is_recorded_typed_and_as_given(raw: dict[str, Any], text: str, value: Value) -> None:
    """The typed value stands beside the words, language and time."""
    answer = talk(raw).says(text).recorded
    assert (answer.value, answer.raw, answer.state, answer.language, answer.at) == (value, text, "answered", "en", NOW)


def test_digits_that_are_labels_are_not_places() -> None:
    """Where options are called 3, 2, 1 a bare digit is never taken silently for the place."""
    conversation = talk(choice("a", "3", "2", "1")).says("3")
    assert conversation.happened(AnswerRecorded) == [] or conversation.recorded.value == Picked(("3",))


def test_the_end_comes_when_all_is_asked() -> None:
    """After the last answer nothing is open."""
    conversation = talk(yes_no("a"), yes_no("b")).says("yes", "no")
    assert conversation.happened(Completed)
    assert (conversation.interview.status, conversation.interview.position) == ("completed", "")


def test_a_question_of_a_closed_branch_is_never_asked() -> None:
    """ "No" at the gate leads past what it gates."""
    assert talk(yes_no("a"), yes_no("b", enableWhen=GATED), yes_no("c")).says("no").asked.link_id == "c"


def test_progress_counts_what_may_still_come_and_only_shrinks() -> None:
    """ "1 of 3" becomes "2 of 2" when a branch closes; it never grows."""
    conversation = talk(yes_no("a"), yes_no("b", enableWhen=GATED), yes_no("c"))
    assert (conversation.asked.number, conversation.asked.of) == (1, 3)
    conversation.says("no")
    assert (conversation.asked.number, conversation.asked.of) == (2, 2)


def test_unclear_is_asked_again_then_offers_three_ways() -> None:
    """One clearer re-ask with the reason, then 1 try again 2 skip 3 send on."""
    conversation = talk(yes_no("a")).says("purple")
    assert (conversation.asked.how, conversation.asked.reason) == (How.AGAIN, "not-an-answer")
    assert conversation.says("purple again").asked.how is How.THREE_WAY
    assert conversation.says("1").asked.how is How.AGAIN


def test_three_way_two_skips() -> None:
    """2 passes over the question."""
    assert talk(yes_no("a"), yes_no("b")).says("purple", "green", "2").recorded.state == "skipped"


def test_three_way_three_sends_every_unclear_text_on_and_rests() -> None:
    """3 gives the words to a person; the place is kept."""
    conversation = talk(yes_no("a")).says("purple", "green", "3")
    assert conversation.happenings == (SentOn("a", "purple\ngreen"), Paused("person"))
    assert (conversation.interview.position, conversation.interview.is_paused) == ("a", True)


def test_an_answer_at_the_three_way_offer_counts() -> None:
    """A family that answers after all is heard."""
    assert talk(yes_no("a")).says("purple", "green", "yes").recorded.value == YesNo(True)


def test_an_ok_to_the_three_way_offer_is_no_yes() -> None:
    """It may agree to the offer: it is read back before it counts."""
    conversation = talk(yes_no("a")).says("purple", "green", "ok")
    assert conversation.asked.how is How.READ_BACK
    assert conversation.says("no").interview.answer("a") is None


def test_unclear_for_ever_goes_to_a_person() -> None:
    """Nobody is asked a fifth time."""
    assert talk(yes_no("a")).says("purple", "green", "blue", "red").happened(SentOn)


def test_a_likely_answer_is_read_back_before_it_is_stored() -> None:
    """Nothing is recorded before the yes; then it is, with the words first given."""
    conversation = talk(item("a", "date")).says("03/04/2026")
    asked = conversation.asked
    assert asked.how is How.READ_BACK
    assert isinstance(asked.value, Day)
    assert conversation.interview.answers == ()
    recorded = conversation.says("yes").recorded
    assert (recorded.value, recorded.raw) == (asked.value, "03/04/2026")


def test_no_to_a_read_back_asks_again_and_another_answer_replaces_it() -> None:
    """ "No" is not an answer to the question; a clearer date is."""
    conversation = talk(item("a", "date")).says("03/04/2026", "no")
    assert conversation.asked.how is How.AGAIN
    assert conversation.says("March 5, 2026").recorded.value == Day("2026-03-05")


@pytest.mark.parametrize(
    ("raw", "text", "state"),
    [
        pytest.param(yes_no("a"), "skip", "skipped", id="skip"),
        pytest.param(yes_no("a"), "0", "skipped", id="0 where it is no answer"),
        pytest.param(item("a", "text"), "0", "skipped", id="0 at own words"),
        pytest.param(item("a", "integer"), "skip", "skipped", id="skip a number"),
        pytest.param(yes_no("a"), "I'd rather not say", "declined", id="prefer not to say"),
        pytest.param(yes_no("a", required=True), "skip", "declined", id="skip a required question"),
        pytest.param(yes_no("a", required=True), "0", "declined", id="0 at a required question"),
        pytest.param(item("a", "text"), "prefer not to say", "declined", id="decline own words"),
    ],
)
def test_passing_over(raw: dict[str, Any], text: str, state: str) -> None:
    """Skipped and declined are states of their own and carry no value."""
    answer = talk(raw).says(text).recorded
    assert (answer.state, answer.value, answer.raw) == (state, None, text)


def test_a_label_wins_over_a_command() -> None:
    """Where "later" is an option, "later" is the answer."""
    conversation = talk(choice("a", "yes", "later", "phone call")).says("later")
    assert conversation.recorded.value == Picked(("later",))
    asked = talk(choice("a", "yes", "later", "phone call")).says("call").asked
    assert (asked.how, asked.value) == (How.READ_BACK, Picked(("phone call",)))


def test_back_asks_the_question_before_and_keeps_its_answer_until_replaced() -> None:
    """Going back loses nothing; the new answer replaces the old and the walk goes on where it was."""
    conversation = talk(yes_no("a"), yes_no("b"), yes_no("c")).says("yes", "no", "back")
    assert conversation.happened(WentBack) == [WentBack("b")]
    assert conversation.value("b") == YesNo(False)
    conversation.says("yes")
    (recorded,) = conversation.happened(AnswerRecorded)
    assert recorded.replaced.value == YesNo(False)
    assert conversation.asked.link_id == "c"


def test_back_at_the_first_question_asks_it_again() -> None:
    """There is nowhere further back."""
    conversation = talk(yes_no("a")).says("back")
    assert (conversation.asked.link_id, conversation.asked.how) == ("a", How.SAME)


def test_back_twice_then_go_on_returns_to_the_open_question() -> None:
    """ "Go on" keeps the old answers."""
    conversation = talk(yes_no("a"), yes_no("b"), yes_no("c")).says("yes", "no", "back", "back", "go on")
    assert conversation.asked.link_id == "c"
    assert conversation.value("a") == YesNo(True)


@pytest.mark.parametrize(
    ("text", "link_id"),
    [
        pytest.param("change 1", "a", id="by number"),
        pytest.param("change", "b", id="the last one"),
        pytest.param("I made a mistake", "b", id="in words"),
    ],
)
def test_correct_leads_to_an_earlier_question(text: str, link_id: str) -> None:
    """The number is the one that was shown."""
    conversation = talk(yes_no("a"), yes_no("b"), yes_no("c")).says("yes", "yes", text)
    assert conversation.happened(Correcting) == [Correcting(link_id)]
    assert conversation.says("no").asked.link_id == "c"


def test_correcting_what_was_never_asked_says_so() -> None:
    """The open question is asked again."""
    conversation = talk(yes_no("a"), yes_no("b")).says("yes", "change 7")
    assert conversation.happened(NothingToCorrect) == [NothingToCorrect(7)]
    assert conversation.asked.link_id == "b"


def test_what_a_changed_answer_opens_is_numbered_where_it_stands() -> None:
    """Numbers go up by one, and "change 2" is the question that was shown as the second."""
    conversation = talk(yes_no("a"), yes_no("b", enableWhen=GATED), yes_no("c"), yes_no("d"))
    conversation.says("no", "yes", "change 1", "yes")
    assert (conversation.asked.link_id, conversation.asked.number, conversation.asked.of) == ("b", 2, 4)
    conversation.says("yes")
    assert (conversation.asked.link_id, conversation.asked.number) == ("d", 4)
    assert conversation.says("change 2").asked.link_id == "b"


def test_a_changed_answer_takes_away_what_it_closes() -> None:
    """The closed answer leaves the response, and is named for the audit."""
    conversation = talk(yes_no("a"), yes_no("b", enableWhen=GATED), yes_no("c")).says("yes", "yes", "change 1", "no")
    (removed,) = conversation.happened(AnswerRemoved)
    assert removed.answer.link_id == "b"
    assert conversation.interview.answer("b") is None
    assert conversation.interview.trail == ("a", "c")


def test_a_changed_answer_opens_what_it_now_allows() -> None:
    """The question that opened is asked, even though it stands further up."""
    conversation = talk(yes_no("a"), yes_no("b", enableWhen=GATED), yes_no("c")).says("no", "change 1", "yes")
    assert conversation.asked.link_id == "b"


def test_back_opens_a_completed_interview() -> None:
    """The last answer can be mended after the end."""
    conversation = talk(yes_no("a")).says("yes", "back")
    assert conversation.interview.status == "in-progress"
    conversation.says("no")
    assert conversation.happened(Completed)
    assert conversation.value("a") == YesNo(False)


def test_any_other_text_after_the_end_is_for_a_person() -> None:
    """ "Thanks" changes nothing."""
    conversation = talk(yes_no("a")).says("yes", "thanks")
    assert conversation.happenings == (NotAnAnswer("thanks"),)


@pytest.mark.parametrize("text", ["?", "why", "Why do you ask?", "I don't understand"])
def test_why_gives_the_reason_and_waits(text: str) -> None:
    """Asking why is not a wrong answer."""
    conversation = talk(yes_no("a")).says(text)
    assert conversation.asked.how is How.WHY
    assert conversation.interview.unclear == ()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(yes_no("a"), "When is the visit?", id="at yes or no"),
        pytest.param(item("a", "integer"), "what is that medicine called", id="without a question mark"),
        pytest.param(item("a", "text"), "Can the nurse come on Monday?", id="at own words"),
    ],
)
def test_a_question_in_the_middle_is_sent_on_and_ours_is_asked_again(raw: dict[str, Any], text: str) -> None:
    """It is no unclear answer: nothing is counted."""
    conversation = talk(raw).says(text)
    assert conversation.happened(QuestionBack) == [QuestionBack("a", text)]
    assert conversation.asked.how is How.SAME
    assert conversation.interview.unclear == ()


@pytest.mark.parametrize(
    ("raw", "text", "value"),
    [
        pytest.param(yes_no("a"), "Yes, but the ride is not sure", YesNo(True), id="yes"),
        pytest.param(
            choice("a", "Every day", "Never"), "1 but the ride is not sure yet", Picked(("Every day",)), id="digit"
        ),
    ],
)
def test_a_remark_behind_an_answer_is_sent_on_and_the_answer_stands(raw: dict[str, Any], text: str, value: Any) -> None:
    """Neither is lost: the answer as it is, the whole text to a person."""
    conversation = talk(raw, yes_no("b")).says(text)
    assert conversation.happened(QuestionBack) == [QuestionBack("a", text)]
    assert (conversation.recorded.value, conversation.recorded.raw) == (value, text)
    assert conversation.asked.link_id == "b"


def test_a_remark_that_could_be_the_answer_is_read_back_too() -> None:
    """ "Yes, but no car": sent on, and the yes is asked about before it counts."""
    conversation = talk(yes_no("a")).says("yes but there is no bus on sundays")
    assert len(conversation.happened(QuestionBack)) == 1
    assert conversation.asked.how is How.READ_BACK


@pytest.mark.parametrize(
    "text", ["Yes, except the feeding tube", "yes but we ran out of bags", "si menos la sonda", "si pero falta una"]
)
def test_a_yes_from_which_something_is_taken_is_no_yes(text: str) -> None:
    """ "Do you have all of it?" was stored as a yes: it goes to a person at once, and the question is asked again."""
    conversation = talk(yes_no("a"), yes_no("b"), language="es" if text.startswith("si") else "en").says(text)
    assert conversation.happened(QuestionBack) == [QuestionBack("a", text)]
    assert (conversation.asked.link_id, conversation.asked.how) == ("a", How.SAME)


def test_a_yes_but_beside_an_option_that_says_so_is_asked_again() -> None:
    """ "Yes but of years ago", where "Yes, but old" may be picked, was stored as the plain yes."""
    conversation = talk(choice("a", "Yes", "Yes, but old", "No")).says("yes but of years ago")
    assert conversation.happened(QuestionBack)
    assert conversation.asked.how is How.SAME


@pytest.mark.parametrize("text", ["1", "22", "yes", "ok"])
def test_a_digit_or_a_yes_is_nothing_in_own_words(text: str) -> None:
    """A late "2" for the question before became the line that is read out in an emergency."""
    assert talk(item("a", "text")).says(text).asked.how is How.AGAIN
    assert talk(item("a", "string")).says("3").recorded.value == Said("3")


def test_what_staff_write_down_in_own_words_stands() -> None:
    """They know what the question was."""
    conversation = talk(item("a", "text"))
    staff = replace(context(), recorder_id=UUID(int=7))
    step = transitions.reply(conversation.form, conversation.interview, Reply("2"), staff)
    assert [entry.answer.value for entry in step.happenings if isinstance(entry, AnswerRecorded)] == [Said("2")]


@pytest.mark.parametrize("text", ["maybe my sister", "my 15 year old", "no tengo quien me lleve"])
def test_own_words_with_a_doubt_or_a_number_are_read_back_at_an_open_choice(text: str) -> None:
    """They were not understood, as if nobody had been named."""
    conversation = talk({**choice("a", "nobody"), "type": "open-choice"}, language="es").says(text)
    assert conversation.asked.how is How.READ_BACK
    assert conversation.says("yes").recorded.value == Picked((), text)


def test_an_option_inside_own_words_is_read_back_at_an_open_choice() -> None:
    """ "Nobody but my mom" was stored as nobody."""
    raw = {**choice("a", "nobody"), "type": "open-choice"}
    assert talk(raw).says("nobody but my mom").asked.how is How.READ_BACK
    assert talk(raw).says("Nobody.").recorded.value == Picked(("nobody",))


def test_all_of_them_puts_nothing_first() -> None:
    """ "All" was stored as a ranking in the order of the list."""
    ranking = [{"url": "urn:kinline:offers", "valueCode": "needs"}]
    raw = choice("a", "rides", "food", "sleep", repeats=True, extension=ranking)
    assert talk(raw).says("all of them").asked.how is How.AGAIN


def test_a_story_that_holds_a_question_is_an_answer() -> None:
    """Own words of more than one sentence are kept whole."""
    text = "He cries all night. What can we do? Nothing helps."
    assert talk(item("a", "text")).says(text).recorded.value == Said(text)


def test_later_rests_and_go_on_returns() -> None:
    """The place is kept, the question asked again."""
    conversation = talk(yes_no("a"), yes_no("b")).says("yes", "later")
    assert conversation.happenings == (Paused("family"),)
    assert conversation.interview.is_paused
    conversation.says("1")
    assert conversation.happened(Resumed)
    assert conversation.asked.link_id == "b"
    assert not conversation.interview.is_paused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2", (Paused("family"),), id="2 later"),
        pytest.param("3", (PersonWanted(), Paused("person")), id="3 talk"),
        pytest.param("call me", (PersonWanted(), Paused("person")), id="call me"),
        pytest.param("The bus was late", (NotAnAnswer("The bus was late"),), id="something else"),
    ],
)
def test_at_rest_the_offer_is_what_counts(text: str, expected: tuple[Any, ...]) -> None:
    """1 go on 2 later 3 I'd rather talk."""
    assert talk(choice("a", "never", "often")).says("pause", text).happenings == expected


def test_a_sure_answer_wakes_a_resting_interview() -> None:
    """Who answers has gone on."""
    conversation = talk(choice("a", "never", "often"), yes_no("b")).says("later", "often")
    assert conversation.happened(Resumed)
    assert conversation.recorded.value == Picked(("often",))
    assert conversation.asked.link_id == "b"


def test_a_person_is_one_word_away() -> None:
    """The interview rests with its place kept."""
    assert talk(yes_no("a")).says("I'd rather talk").happenings == (PersonWanted(), Paused("person"))


def test_a_voice_note_answers_any_question_and_is_typed_in_later() -> None:
    """Answered by voice, never unclear; staff write the value down."""
    conversation = talk(yes_no("a"), yes_no("b", enableWhen=GATED), yes_no("c")).sends(Reply(attachments=(VOICE,)))
    answer = conversation.recorded
    assert (answer.state, answer.value, answer.attachments, answer.awaits_typing) == ("answered", None, ("v1",), True)
    assert conversation.asked.link_id == "c"
    step = transitions.type_in(conversation.form, conversation.interview, "a", YesNo(True), "sí, claro", context())
    typed = step.interview.answer("a")
    assert typed is not None
    assert (typed.value, typed.attachments) == (YesNo(True), ("v1",))
    assert step.interview.position == "c"


def test_the_second_voice_note_offers_the_phone_once() -> None:
    """Some families would rather speak."""
    conversation = talk(*(item(link_id, "text") for link_id in "abc"))
    offers = [len(conversation.sends(Reply(attachments=(VOICE,))).happened(PhoneOffered)) for _ in "abc"]
    assert offers == [0, 1, 0]


def test_a_photo_answers_own_words_and_its_caption_is_kept() -> None:
    """A letter, photographed."""
    answer = talk(item("a", "text")).sends(Reply("the letter", attachments=(PHOTO,))).recorded
    assert (answer.value, answer.attachments) == (Said("the letter"), ("p1",))


def test_a_photo_at_yes_or_no_is_sent_on() -> None:
    """It goes to a person, and the question stays; a caption that answers counts."""
    conversation = talk(yes_no("a")).sends(Reply(attachments=(PHOTO,)))
    assert conversation.happened(QuestionBack) == [QuestionBack("a", "", ("p1",))]
    assert conversation.asked.link_id == "a"
    conversation.sends(Reply("yes", attachments=(PHOTO,)))
    assert conversation.recorded.value == YesNo(True)


@pytest.mark.parametrize(
    ("raw", "reply", "value"),
    [
        pytest.param(yes_no("a"), Reply(picked=(1,)), YesNo(False), id="no"),
        pytest.param(choice("a", "x", "y"), Reply(picked=(1,)), Picked(("y",)), id="second option"),
        pytest.param(choice("a", "x", "y", repeats=True), Reply(picked=(1, 0)), Picked(("x", "y")), id="both"),
    ],
)
def test_a_button_is_exact(raw: dict[str, Any], reply: Reply, value: Value) -> None:
    """Positions count from 0."""
    assert talk(raw).sends(reply).recorded.value == value


@pytest.mark.parametrize("raw", [yes_no("a"), choice("a", "x", "y"), item("a", "text")], ids=["yes", "choice", "text"])
def test_a_button_of_no_option_is_not_understood(raw: dict[str, Any]) -> None:
    """A stale or forged position never raises."""
    assert talk(raw).sends(Reply(picked=(9,))).asked.reason == "out-of-range"


def test_a_command_button_works_like_the_word() -> None:
    """Skip under the question."""
    assert talk(yes_no("a")).sends(Reply(command=Command.SKIP)).recorded.state == "skipped"


def test_ticks_gather_and_done_records() -> None:
    """A tick changes nothing but the ticks; an exclusive one stands alone; Done records."""
    conversation = talk(choice("a", "x", "y", "none", exclusive="none", repeats=True))
    seen = []
    for place in (1, 0, 2, 0, 1, 1):
        conversation.sends(Reply(picked=(place,), is_tick=True))
        (ticked,) = conversation.happened(Ticked)
        seen.append(ticked.codes)
    assert seen == [("y",), ("x", "y"), ("none",), ("x",), ("x", "y"), ("x",)]
    assert conversation.sends(Reply(is_done=True)).recorded.value == Picked(("x",))


def test_done_without_a_tick_asks_again() -> None:
    """Nothing chosen is no answer."""
    assert talk(choice("a", "x", "y", repeats=True)).sends(Reply(is_done=True)).asked.how is How.SAME


def test_other_is_asked_for_its_words() -> None:
    """The last option of an open choice, by digit or by button."""
    raw = {**choice("a", "x"), "type": "open-choice"}
    for reply in (Reply("2"), Reply(picked=(1,))):
        conversation = talk(raw).sends(reply)
        assert conversation.asked.how is How.OTHER
        assert conversation.says("my aunt").recorded.value == Picked((), "my aunt")


def test_what_is_known_is_never_asked() -> None:
    """Answers of an earlier interview stand, marked as carried; a skipped one is asked."""
    known = [Answer("a", "answered", NOW, YesNo(True)), Answer("b", "skipped", NOW)]
    conversation = talk(yes_no("a"), yes_no("b"), known=known)
    (carried,) = conversation.happened(AnswersCarried)
    assert [answer.link_id for answer in carried.answers] == ["a"]
    assert conversation.asked.link_id == "b"
    answer = conversation.interview.answer("a")
    assert answer is not None
    assert answer.is_carried


def test_what_is_known_waits_until_its_question_opens() -> None:
    """A known answer behind a gate is neither asked nor counted before the gate opens."""
    known = [Answer("b", "answered", NOW, YesNo(True))]
    items = (yes_no("a"), yes_no("b", enableWhen=GATED), yes_no("c"))
    assert talk(*items, known=known).says("yes").asked.link_id == "c"
    assert talk(*items, known=known).says("no").interview.answer("b") is None


def test_a_known_answer_of_another_type_is_asked() -> None:
    """An earlier version asked something else under the same linkId."""
    assert talk(yes_no("a"), known=[Answer("a", "answered", NOW, Whole(3))]).asked.link_id == "a"


def test_what_may_not_travel_is_left_to_a_call() -> None:
    """Private questions are named once and asked when the phone may carry them."""
    private = [{"url": "urn:kinline:carriage", "valueCode": "private"}]
    conversation = talk(yes_no("a"), yes_no("b", extension=private), carries=frozenset({"plain"})).says("yes")
    assert conversation.happened(LeftToCall) == [LeftToCall(("b",))]
    assert conversation.happened(Completed)
    step = transitions.reconsider(conversation.form, conversation.interview, context())
    assert [asked.link_id for asked in step.happenings if isinstance(asked, Asked)] == ["b"]


_PRIVATE = [{"url": "urn:kinline:carriage", "valueCode": "private"}]


def test_what_will_surely_not_travel_is_left_to_a_call_at_once() -> None:
    """Before the offer, which does not count it; what depends on an answer is left once that opens it."""
    form = compile_form(
        questionnaire(
            yes_no("a"), yes_no("b", extension=_PRIVATE), yes_no("c", extension=_PRIVATE, enableWhen=GATED), yes_no("d")
        )
    )
    plain = context(frozenset({"plain"}))
    begun = transitions.begin(form, new_interview(form), plain, is_offered=True, is_phone_known=True)
    assert begun.happenings == (LeftToCall(("b",)), Asked("", How.OFFER, 0, 3))
    asked = transitions.resume(form, begun.interview, plain)
    said = transitions.reply(form, asked.interview, Reply(text="yes"), plain)
    assert [entry for entry in said.happenings if isinstance(entry, LeftToCall)] == [LeftToCall(("c",))]
    assert said.interview.left == ("b", "c")
    known = [Answer("b", "answered", NOW, YesNo(True))]
    carried = transitions.begin(form, new_interview(form), plain, known=known, is_phone_known=True)
    assert carried.interview.left == ()


def test_what_was_left_and_may_travel_now_is_left_no_more() -> None:
    """The phone is hers alone since: the question is asked where it stands."""
    form = compile_form(questionnaire(yes_no("a"), yes_no("b", extension=_PRIVATE)))
    begun = transitions.begin(form, new_interview(form), context(frozenset({"plain"})), is_phone_known=True)
    said = transitions.reply(form, begun.interview, Reply(text="yes"), context())
    assert (said.interview.position, said.interview.left) == ("b", ())


def test_an_answer_may_change_what_the_next_question_is() -> None:
    """After "the family shares it" the private question that stood open is left to a call."""
    private = [{"url": "urn:kinline:carriage", "valueCode": "private"}]
    conversation = talk(yes_no("a"), yes_no("b", extension=private), yes_no("c")).says("yes")
    assert conversation.asked.link_id == "b"
    step = transitions.reconsider(conversation.form, conversation.interview, context(frozenset({"plain"})))
    assert step.happenings[0] == LeftToCall(("b",))
    assert step.interview.position == "c"
    assert step.interview.trail == ("a", "c")


def test_an_offer_comes_before_the_first_question() -> None:
    """ "6 questions, about 3 minutes. 1 go on 2 later 3 I'd rather talk."""
    conversation = talk(yes_no("a"), yes_no("b"), is_offered=True)
    assert (conversation.asked.how, conversation.asked.of) == (How.OFFER, 2)
    assert conversation.says("ok").asked.link_id == "a"


def test_headings_and_displays_are_glued_to_the_next_question() -> None:
    """Once, on the first question that is asked under them; a closing text comes with the end."""
    conversation = talk(
        item("d1", "display"),
        item("g", "group", item=[yes_no("a"), yes_no("b")]),
        item("d2", "display", enableWhen=GATED),
        yes_no("c"),
        item("d3", "display"),
    )
    assert conversation.asked.notes == ("d1", "g")
    assert conversation.text.startswith("Question d1? Question g? Question a? 1 yes 2 no")
    assert conversation.says("no").asked.notes == ()
    assert conversation.says("no").asked.notes == ()
    assert conversation.says("no").happened(Completed) == [Completed(("d3",))]


def test_a_late_text_is_added_to_the_own_words() -> None:
    """It came before the next question had left."""
    conversation = talk(item("a", "text"), yes_no("b")).says("She sleeps badly")
    step = transitions.add_words(conversation.form, conversation.interview, "a", "and eats little", context())
    answer = step.interview.answer("a")
    assert answer is not None
    assert answer.value == Said("She sleeps badly\nand eats little")
    assert step.interview.position == "b"


def test_a_nudge_repeats_the_open_question() -> None:
    """In the same words, changing nothing."""
    conversation = talk(yes_no("a"))
    step = transitions.ask_again(conversation.form, conversation.interview, context())
    assert step.interview == conversation.interview
    assert [asked.how for asked in step.happenings if isinstance(asked, Asked)] == [How.SAME]


def test_stopping_keeps_the_answers_and_ends_all_moves() -> None:
    """A stopped interview refuses, and changes nothing."""
    conversation = talk(yes_no("a"), yes_no("b")).says("yes")
    step = transitions.stop(conversation.interview)
    assert step.happenings == (Stopped(),)
    assert step.interview.answers == conversation.interview.answers
    with pytest.raises(InterviewClosedError):
        transitions.reply(conversation.form, step.interview, Reply("yes"), context())


def test_an_interview_is_pinned_to_its_version() -> None:
    """A newer form is not walked by an older interview."""
    conversation = talk(yes_no("a"))
    newer = replace(conversation.form, version="2")
    with pytest.raises(InterviewClosedError, match="pinned to trial 1"):
        transitions.reply(newer, conversation.interview, Reply("yes"), context())


def test_typing_in_a_value_that_does_not_fit_is_refused() -> None:
    """Staff cannot write a number under a yes-or-no question."""
    conversation = talk(yes_no("a"))
    with pytest.raises(ValueError, match="does not fit"):
        transitions.type_in(conversation.form, conversation.interview, "a", Whole(3), "3", context())


def test_what_staff_typed_in_while_it_rested_is_not_asked_again() -> None:
    """The text was sent on, a person wrote the answer down, and the interview goes on with the next question."""
    conversation = talk(yes_no("a"), yes_no("b")).says("purple", "green", "3")
    context_of_staff = context()
    step = transitions.type_in(
        conversation.form, conversation.interview, "a", YesNo(True), "yes, she does", context_of_staff
    )
    step = transitions.resume(conversation.form, step.interview, context_of_staff)
    assert step.interview.position == "b"


def test_limits_are_said_on_the_re_ask() -> None:
    """ "From 0 to 10." comes with the second asking, not the first."""
    limits = [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10},
    ]
    conversation = talk(item("a", "integer", extension=limits))
    assert "From 0 to 10" not in conversation.text
    conversation.says("40")
    assert conversation.asked.reason == "too-large"
    assert "From 0 to 10." in conversation.text


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "5" * 5000, "x" * 1_000_000, "\u202eabc", "😀😀😀", "👍🏽", "?!?!", "\n\n"],
    ids=["empty", "blank", "NUL", "surrogate", "digits", "1 MB", "override", "emoji", "thumb", "signs", "lines"],
)
@pytest.mark.parametrize(
    "raw",
    [yes_no("a"), choice("a", "x", "y", repeats=True), item("a", "integer"), item("a", "date")],
    ids=["boolean", "several", "integer", "date"],
)
def test_odd_texts_never_raise(raw: dict[str, Any], text: str) -> None:
    """Each is recorded, asked again or sent on; nothing is stuck."""
    form = compile_form(questionnaire(raw))
    step = transitions.begin(form, new_interview(form), context())
    step = transitions.reply(form, step.interview, Reply(text), context())
    assert step.happenings


@pytest.mark.parametrize(
    ("name", "link_id", "language", "text", "code"),
    [
        pytest.param("part-f", "cg1", "es", "cansada", "tired", id="cansada"),
        pytest.param("part-f", "cg1", "es", "Agotado", "worn-out", id="agotado"),
        pytest.param("part-f", "cg1", "es", "no puedo mas", "limit", id="no puedo más"),
        pytest.param("part-f", "cg1", "en", "exhausted", "worn-out", id="exhausted"),
        pytest.param("part-f", "cg1", "en", "I can't anymore", "limit", id="can't anymore"),
        pytest.param("part-d", "fo1", "en", "sometimes", "not-always", id="sometimes"),
        pytest.param("prefs", "pr4", "es", "si", "mine", id="sí, solo mío"),
    ],
)
def test_options_are_known_by_other_words_too(name: str, link_id: str, language: str, text: str, code: str) -> None:
    """What families write instead of the label, taken at once or read back; never unclear."""
    conversation = Talk(library()[name], language)
    while conversation.asked.link_id != link_id:
        conversation.says("skip")
    conversation.says(text)
    values = [happened.answer.value for happened in conversation.happened(AnswerRecorded)]
    values += [asked.value for asked in conversation.happened(Asked) if asked.how is How.READ_BACK]
    assert values == [Picked((code,))]


def test_spanish_is_spoken_and_understood() -> None:
    """Commands, answers and labels in the family's language; English is understood beside it."""
    conversation = talk(yes_no("a"), yes_no("b"), language="es").says("si", "atras")
    assert conversation.happened(WentBack) == [WentBack("a")]
    assert conversation.text.endswith("1 SI 2 NO")
    assert conversation.says("cambiar 1").happened(Correcting) == [Correcting("a")]
    assert conversation.says("skip").asked.link_id == "b"
    assert isinstance(conversation, Talk)
