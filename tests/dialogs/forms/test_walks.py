"""Random walks: whatever a family writes, an interview stays sound and comes to its end."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dialogs.forms import transitions
from dialogs.forms.compiler import compile_form
from dialogs.forms.conditions import is_open
from dialogs.forms.fitting import fits
from dialogs.forms.happenings import Asked, Completed
from dialogs.forms.interview import Attached, Interview, Reply
from dialogs.forms.model import Form
from dialogs.forms.texts import asked_text
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
        assert not question.is_silent
        assert (answer.value is None) or (answer.state == "answered" and fits(question, answer.value))
    assert all(is_open(form, form.question(link_id), link_id, answers) for link_id in interview.trail)
    if interview.status == "in-progress" and interview.position:
        assert interview.position in interview.trail


def check_happenings(conversation: Talk) -> None:
    for asked in conversation.happened(Asked):
        assert asked_text(conversation.form, asked, conversation.language, wording(), NAMES)
        assert asked.number <= asked.of


@some.composite
def random_forms(draw: some.DrawFn) -> Form:
    """A form of up to eight questions, each of which may depend on earlier and later ones (never in a circle)."""
    count = draw(some.integers(1, 8))
    order = draw(some.permutations(range(count)))
    raws: list[dict[str, Any]] = []
    for number in order:
        raws.append(_random_item(draw, number))
    return compile_form(questionnaire(*raws))


def _random_item(draw: some.DrawFn, number: int) -> dict[str, Any]:
    # Only questions of a lower number open this one, so there is no circle whatever the order on the page.
    sources = draw(some.lists(some.integers(0, number - 1), max_size=2, unique=True)) if number else []
    fields: dict[str, Any] = {"required": draw(some.booleans())}
    if sources:
        fields["enableWhen"] = [_random_condition(draw, source) for source in sources]
        fields["enableBehavior"] = draw(some.sampled_from(["all", "any"]))
    link_id = f"q{number}"
    match number % 4:
        case 0:
            return yes_no(link_id, **fields)
        case 1:
            return choice(link_id, "never", "often", "nobody", exclusive="nobody", repeats=True, **fields)
        case 2:
            return item(link_id, "integer", **fields)
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
    for _ in range(3 * len(form.questions) + 3):
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
    for _ in range(len(form.questions) + 1):
        assert not {asked.link_id for asked in second.happened(Asked)} & {answer.link_id for answer in known}
        if second.happened(Completed):
            return
        step = transitions.reply(form, second.interview, Reply("skip"), context())
        second.step = step
