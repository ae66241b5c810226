"""Random walks: whatever a family writes, an interview stays sound and comes to its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from bot.exchange.response import as_json, response
from dialogs.forms import transitions
from dialogs.forms.asking import by_slot
from dialogs.forms.compiler import compile_form
from dialogs.forms.conditions import is_open
from dialogs.forms.fitting import fits
from dialogs.forms.happenings import AnswerRemoved, Asked, Completed, How
from dialogs.forms.interview import Attached, Interview, Reply
from dialogs.forms.model import CHOOSING, Form, Kind
from dialogs.forms.texts import asked_text
from tests.dialogs.forms.reference import Judge
from tests.dialogs.forms.walker import Walker
from tests.dialogs.forms.world import NAMES, Talk, choice, context, item, library, questionnaire, wording, yes_no

_TEXTS = some.one_of(
    some.sampled_from(
        ["1", "2", "3", "0", "1,2", "yes", "no", "si", "skip", "saltar", "back", "atras", "change 1", "cambiar", "why",
         "?", "later", "go on", "seguir", "none", "done", "ya", "prefer not to say", "what is that?", "purple", "maybe",
         "03/04/2026", "March 5", "twelve", "My son sleeps badly.", "call me", "40", "-1", ""]
    ),
    some.text(max_size=12),
)  # fmt: skip
_PLACES = some.lists(some.integers(0, 4), min_size=1, max_size=3).map(tuple)
_ATTACHED = [(Attached("v", "voice"),), (Attached("p", "photo"),), (Attached("d", "document"),)]
_REPLIES = some.one_of(
    some.builds(Reply, text=_TEXTS),
    some.builds(
        Reply, picked=some.lists(some.integers(0, 4), min_size=1, max_size=3).map(tuple), is_tick=some.booleans()
    ),
    some.just(Reply(is_done=True)),
    some.builds(Reply, text=some.sampled_from(["", "here", "yes"]), attachments=some.sampled_from(_ATTACHED)),
)
_QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_sound(form: Form, interview: Interview) -> None:
    """What must hold after every message."""
    answers = {answer.link_id: answer for answer in interview.answers}
    assert len(answers) == len(interview.answers), "a question has two answers"
    for link_id, answer in answers.items():
        question = form.question(link_id)
        assert is_open(form, question, link_id, answers), f"{link_id} is closed and still answered"
        assert answer.is_computed is question.is_silent
        assert (answer.value is None) or (answer.state == "answered" and fits(question, answer.value))
    assert all(is_open(form, form.question(link_id), link_id, answers) for link_id in interview.trail)
    if interview.status == "in-progress" and interview.position:
        assert interview.position in interview.trail


def to_the_end(conversation: Talk) -> Iterator[None]:
    """One reply after the other until all is answered."""
    for _ in range(500):
        if conversation.interview.status == "completed":
            return
        yield
    raise AssertionError("the form never ends")


def check_happenings(conversation: Talk) -> None:
    for asked in conversation.happened(Asked):
        assert asked_text(conversation.form, asked, conversation.language, wording(), NAMES)
        assert asked.number <= asked.of


@some.composite
def random_forms(draw: some.DrawFn) -> Form:
    """A form of up to eight questions, each of which may depend on earlier and later ones (never in a circle).

    Some stand in groups, some of which repeat; some take several answers, some stand under an answer.
    """
    return compile_form(draw(random_questionnaires()))


@some.composite
def random_questionnaires(draw: some.DrawFn) -> dict[str, Any]:
    count = draw(some.integers(1, 8))
    order = draw(some.permutations(range(count)))
    raws = [_random_item(draw, number) for number in order]
    # Only what a question of the page's order gates itself on may be around it: groups are gated by nothing.
    while len(raws) > 2 and draw(some.booleans()):
        first = draw(some.integers(0, len(raws) - 2))
        inside = raws[first : first + draw(some.integers(1, 3))]
        raws[first : first + len(inside)] = [_random_group(draw, inside)]
    return questionnaire(*raws)


def _random_group(draw: some.DrawFn, inside: list[dict[str, Any]]) -> dict[str, Any]:
    group = {"linkId": f"g-{inside[0]['linkId']}", "type": "group", "text": "Group", "item": inside}
    return {**group, "repeats": True, "extension": _OCCURS} if draw(some.booleans()) else group


_OCCURS = [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs", "valueInteger": 3}]


def _random_item(draw: some.DrawFn, number: int) -> dict[str, Any]:
    # Only questions of a lower number open this one, so there is no circle whatever the order on the page.
    sources = draw(some.lists(some.integers(0, number - 1), max_size=2, unique=True)) if number else []
    fields: dict[str, Any] = {"required": draw(some.booleans())}
    if sources:
        fields["enableWhen"] = [_random_condition(draw, source) for source in sources]
        fields["enableBehavior"] = draw(some.sampled_from(["all", "any"]))
    link_id = f"q{number}"
    if draw(some.integers(0, 3)) == 0:
        fields["item"] = [yes_no(f"{link_id}-under")]
    match number % 4:
        case 0:
            return yes_no(link_id, **fields)
        case 1:
            return choice(link_id, "never", "often", "nobody", exclusive="nobody", repeats=True, **fields)
        case 2:
            repeats = {"repeats": True, "extension": _OCCURS} if draw(some.booleans()) else {}
            return item(link_id, "integer", **fields, **repeats)
        case _:
            return item(link_id, "text", **fields)


def _random_condition(draw: some.DrawFn, source: int) -> dict[str, Any]:
    if source % 4 == 3 or draw(some.booleans()):
        return {"question": f"q{source}", "operator": "exists", "answerBoolean": draw(some.booleans())}
    fitting: list[dict[str, Any]] = [
        {"operator": "=", "answerBoolean": draw(some.booleans())},
        {"operator": draw(some.sampled_from(["=", "!="])), "answerCoding": {"code": "often"}},
        {"operator": draw(some.sampled_from(["=", "!=", ">", "<=", "<", ">="])), "answerInteger": 2},
    ]
    return {"question": f"q{source}", **fitting[source % 4]}


@_QUICK
@given(form=random_forms(), replies=some.lists(_REPLIES, max_size=25), language=some.sampled_from(["en", "es"]))
def test_any_replies_leave_a_sound_interview(form: Form, replies: list[Reply], language: str) -> None:
    """No reply raises, no closed answer stays, and the state survives JSON between every two messages."""
    conversation = Talk(form, language)
    for reply in replies:
        conversation.sends(reply)
        check_sound(form, conversation.interview)
        check_happenings(conversation)
        assert conversation.happenings


@_QUICK
@given(form=random_forms(), replies=some.lists(_REPLIES, max_size=15))
def test_from_anywhere_skipping_leads_to_the_end(form: Form, replies: list[Reply]) -> None:
    """There is no dead end: after any talk, "go on" and "skip" finish the form."""
    conversation = Talk(form)
    for reply in replies:
        conversation.sends(reply)
    # What repeats has at most three instances, in at most three levels.
    for _ in range(30 * len(form.questions) + 3):
        if conversation.interview.status == "completed":
            break
        conversation.says("go on" if conversation.interview.is_paused else "skip")
    assert conversation.interview.status == "completed"


@_QUICK
@given(form=random_forms(), replies=some.lists(_REPLIES, max_size=15))
def test_back_and_a_new_answer_change_one_answer_and_what_hangs_on_it(form: Form, replies: list[Reply]) -> None:
    """Every answer that neither was replaced nor closed is still there."""
    conversation = Talk(form)
    for reply in replies:
        conversation.sends(reply)
    if conversation.interview.status != "in-progress" or conversation.interview.is_paused:
        return
    before = {answer.link_id: answer for answer in conversation.interview.answers}
    conversation.says("back")
    touched = conversation.interview.position
    conversation.says("prefer not to say")
    after = {answer.link_id: answer for answer in conversation.interview.answers}
    assert after[touched].state == "declined"
    for link_id, answer in before.items():
        is_closed = not is_open(form, form.question(link_id), link_id, after)
        assert link_id == touched or is_closed or after[link_id] == answer


@_QUICK
@given(
    name=some.sampled_from(sorted(library())),
    replies=some.lists(_REPLIES, max_size=30),
    language=some.sampled_from(["en", "es"]),
)
def test_the_built_in_forms_stand_any_replies(name: str, replies: list[Reply], language: str) -> None:
    """The forms that families will meet first."""
    conversation = Talk(library()[name], language)
    for reply in replies:
        conversation.sends(reply)
        check_sound(conversation.form, conversation.interview)
        check_happenings(conversation)


@_QUICK
@given(form=random_forms(), replies=some.lists(_REPLIES, max_size=20))
def test_answers_carried_over_are_not_asked_again(form: Form, replies: list[Reply]) -> None:
    """What one interview answered, the next of the same form takes over."""
    first = Talk(form)
    for reply in replies:
        first.sends(reply)
    known = [answer for answer in first.interview.answers if answer.state != "skipped"]
    second = Talk(form, known=known)
    for _ in range(30 * len(form.questions) + 1):
        assert not {asked.link_id for asked in second.happened(Asked)} & {answer.link_id for answer in known}
        if second.happened(Completed):
            return
        step = transitions.reply(form, second.interview, Reply("skip"), context())
        second.step = step


@_QUICK
@given(raw=random_questionnaires(), replies=some.lists(_REPLIES, max_size=15), seed=some.integers(0, 99))
def test_the_response_is_what_fhirs_rule_enables(raw: dict[str, Any], replies: list[Reply], seed: int) -> None:
    """After any talk, walked to its end: nothing disabled is in the JSON, and nothing enabled is missing."""
    conversation = Talk(compile_form(raw))
    for reply in replies:
        conversation.sends(reply)
    while conversation.interview.is_paused:
        conversation.says("go on")
    if conversation.interview.status != "completed":
        conversation = Walker(resumed(conversation), seed).walk()
    found = json.loads(as_json(response(conversation.form, conversation.interview)))
    judge = Judge(raw, found)
    assert judge.wrongly_there() == set()
    assert judge.wrongly_missing() == set()


@_QUICK
@given(form=random_forms(), seed=some.integers(0, 999))
def test_nothing_is_asked_twice_without_cause(form: Form, seed: int) -> None:
    """Who answers every question is asked each of them once, unless another answer has taken the first away."""
    conversation = Talk(form)
    walker = Walker(conversation, seed)
    asked: set[str] = set()
    for _ in to_the_end(conversation):
        answers = by_slot(conversation.interview)
        for removed in conversation.happened(AnswerRemoved):
            slot = removed.answer.link_id
            assert slot in answers or not is_open(form, form.question(slot), slot, answers), "taken away without cause"
            asked.discard(slot)
        if conversation.asked.how is How.FIRST:
            assert conversation.asked.link_id not in asked
            asked.add(conversation.asked.link_id)
        conversation.sends(walker.reply(conversation.asked))


@_QUICK
@given(form=random_forms(), seed=some.integers(0, 999))
def test_the_way_of_answering_makes_no_difference(form: Form, seed: int) -> None:
    """The same answers by text, by button, by staff, and by each in turn give the same response."""
    by_text = Talk(form)
    walker = Walker(by_text, seed)
    given: list[Reply] = []
    for _ in to_the_end(by_text):
        given.append(walker.reply(by_text.asked))
        by_text.sends(given[-1])
    said = _items(by_text)
    for way in (_pressed, _by_staff, _interleaved):
        assert _items(way(form, given)) == said


def _pressed(form: Form, given: list[Reply]) -> Talk:
    """Digits as buttons, wherever there are buttons."""
    conversation = Talk(form)
    for reply in given:
        numbers = tuple(int(number) - 1 for number in reply.text.split(",")) if reply.text[:1].isdigit() else ()
        question = form.question(conversation.asked.link_id)
        has_buttons = question.kind in CHOOSING or question.kind is Kind.BOOLEAN
        conversation.sends(Reply(picked=numbers) if numbers and has_buttons else reply)
    return conversation


def _by_staff(form: Form, given: list[Reply]) -> Talk:
    """Read out over the phone, and written down by a member of staff."""
    conversation = Talk(form)
    staff = replace(context(), recorder_id=UUID(int=7))
    for reply in given:
        conversation.step = transitions.reply(form, conversation.interview, reply, staff)
    assert all(answer.recorder_id == staff.recorder_id for answer in conversation.interview.answers)
    return conversation


def _interleaved(form: Form, given: list[Reply]) -> Talk:
    """Now by text, now by staff, with questions back, rests and a look back in between."""
    conversation = Talk(form)
    staff = replace(context(), recorder_id=UUID(int=7))
    for turn, reply in enumerate(given):
        place = conversation.interview.position
        match turn % 4:
            case 1:
                conversation.says("why")
            case 2:
                conversation.says("later", "go on")
            case 3 if place in conversation.interview.trail[1:]:
                conversation.says("back", "go on")
                assert conversation.interview.position == place
            case _:
                pass
        if turn % 2:
            conversation.step = transitions.reply(form, conversation.interview, reply, staff)
        else:
            conversation.sends(reply)
    return conversation


def _items(conversation: Talk) -> Any:
    assert conversation.interview.status == "completed"
    return response(conversation.form, conversation.interview).get("item")


def resumed(conversation: Talk) -> Talk:
    """Asked once more, so that there is a question to answer."""
    conversation.step = transitions.resume(conversation.form, conversation.interview, context())
    return conversation
