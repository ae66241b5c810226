"""The question of an interview as a prompt: queued with what stands before it, its buttons, and what a press means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from dialogs.content import Content
from dialogs.forms import happenings as happened
from dialogs.forms import texts
from dialogs.forms.happenings import How
from dialogs.forms.interview import Reply
from dialogs.forms.model import Form
from dialogs.forms.slots import link_of
from dialogs.ids import Id
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Option, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import needs, prompts
from dialogs.turns.speaking import names, send, take_back

#: The prompt of an interview: its question, its read-back, its three-way offer, its "go on?".
QUESTION = "question"


@dataclass
class Telling:
    """What one step of the engine comes to, gathered before it is said in one message."""

    address: Address | None
    message_id: Id | None
    before: list[str] = field(default_factory=list)
    #: The wording key of what stands before, or instead of, the question.
    key: str = "plain"
    asked: happened.Asked | None = None
    delay: timedelta = timedelta()

    def say(self, key: str, text: str) -> None:
        self.key = key
        self.before.append(text)


def close_all(turn: Turn, walk: Walk) -> None:
    """The interview asks nothing now."""
    for prompt in turn.each(Prompt):
        if prompt.interview_id == walk.id and prompt.state in ("open", "queued"):
            prompts.close(turn, prompt, "withdrawn")


def put(turn: Turn, content: Content, form: Form, walk: Walk, contact: Contact, telling: Telling, purpose: str) -> None:
    """Queue the question; the same question keeps its prompt, so that a digit to either copy means the same."""
    asked = telling.asked
    assert asked is not None
    child = turn.find(Child, walk.child_id)
    need = needs.need_named(turn, content, walk, asked.link_id, contact.language)
    named = names(turn, contact, child) | {"need": need}
    text = texts.asked_text(form, asked, contact.language, content.wording, named)
    if asked.how in (How.FIRST, How.SAME, How.KEEP):
        text = f"{texts.position_text(asked, contact.language, content.wording)} {text}"
    place = f"{asked.link_id}/{_manner(asked)}"
    prompt = same_prompt(turn, walk, place)
    if prompt is None:
        for other in turn.each(Prompt):
            if other.interview_id == walk.id and other.state in ("open", "superseded"):
                prompts.close(turn, other, "answered")
        options = _options(form, asked, contact, content, named)
        prompt = prompts.new_prompt(turn, contact, QUESTION, options, interview_id=walk.id, question=place)
    before = [*_taken_back(turn, prompt, text), *telling.before]
    send(
        turn, contact, " ".join([*before, text]), purpose,
        key=f"form-{form.name}-{link_of(asked.link_id) or How.OFFER.value}", address=telling.address, child=child,
        prompt=prompt, delay=telling.delay, is_proactive=purpose == "nudge",
    )  # fmt: skip


def _taken_back(turn: Turn, prompt: Prompt, text: str) -> list[str]:
    """A copy of the question that has not left yet is not said twice; what stood before it is said with the new one."""
    before: list[str] = []
    for row in turn.each(Outgoing):
        if row.prompt_id == prompt.id and row.state == "queued" and row.purpose in ("question", "nudge"):
            take_back(turn, row, "duplicate")
            # A nudge's greeting is for who has not written; whoever reads this one has.
            if row.purpose == "question" and row.text != text and row.text.endswith(text):
                before.append(row.text.removesuffix(text).strip())
    return before


def _manner(asked: happened.Asked) -> str:
    """Ways of putting the same question share a prompt; those that take other answers do not."""
    if asked.how in _OPEN:
        # Every page of a long list has buttons of its own.
        return f"open-{asked.shown[0]}-{len(asked.shown)}" if asked.how is How.PAGE else "open"
    return asked.how.value


#: Ways of asking that take the answer itself.
_OPEN = frozenset({How.FIRST, How.SAME, How.AGAIN, How.WHY, How.PAGE})


def same_prompt(turn: Turn, walk: Walk, place: str) -> Prompt | None:
    return next(
        (
            prompt
            for prompt in turn.each(Prompt)
            if prompt.interview_id == walk.id and prompt.question == place and prompt.state in ("open", "queued")
        ),
        None,
    )


def _options(
    form: Form, asked: happened.Asked, contact: Contact, content: Content, named: dict[str, str]
) -> tuple[Option, ...]:
    """Buttons: the code is the position, because the engine reads positions."""
    language = contact.language
    labels: tuple[str, ...]
    match asked.how:
        case How.READ_BACK:
            labels = (content.wording.say(language, "form-yes"), content.wording.say(language, "form-no"))
        case How.KEEP:
            labels = tuple(content.wording.say(language, f"form-{word}-word") for word in ("keep", "change"))
        case How.THREE_WAY | How.OFFER:
            kind = "three-way" if asked.how is How.THREE_WAY else "go-on"
            labels = tuple(content.wording.say(language, f"option-{kind}-{number}") for number in (1, 2, 3))
        case _:
            labels = texts.labels_of(form, asked, language, content.wording, named)
    return tuple(Option(str(number), label) for number, label in enumerate(labels, 1))


def button_reply(prompt: Prompt, code: str) -> Reply:
    """What a pressed button means to the engine: a picked option, or the digit of a fixed offer."""
    manner = prompt.question.rpartition("/")[2]
    is_picked = manner.partition("-")[0] in ("open", How.UNIT)
    return Reply(picked=(int(code) - 1,)) if is_picked else Reply(text=code)
