"""What each reply does wherever an interview stands: the whole of what happened, reply by reply."""

from __future__ import annotations

import re

import msgspec
import pytest

from dialogs.forms.answers import Value
from dialogs.forms.commands import Command
from dialogs.forms.compiler import compile_form
from dialogs.forms.happenings import AnswerRecorded, Asked, Happening, SentOn
from dialogs.forms.interview import Attached, Reply
from tests.dialogs.forms.test_kinds import KG_OR_LB
from tests.dialogs.forms.world import Talk, choice, item, questionnaire, yes_no

_FORM = compile_form(
    questionnaire(
        yes_no("ride"),
        choice("who", "mother", "aunt") | {"type": "open-choice"},
        item("weight", "quantity", extension=KG_OR_LB),
        item("words", "string"),
        choice("foods", "milk", "eggs", "none", exclusive="none", repeats=True),
        item("day", "dateTime", required=True),
        item("age", "integer", initial=[{"valueInteger": 7}]),
    )
)


def _told(happening: Happening) -> str:
    match happening:
        case Asked(link_id=slot, how=how, number=number, of=of, reason=reason):
            return " ".join(filter(None, [f"{how} {slot}", f"{number}/{of}", reason]))
        case AnswerRecorded(answer=answer, replaced=replaced):
            value = "" if answer.value is None else f"={_short(answer.value)}"
            files = f" with {','.join(answer.attachments)}" if answer.attachments else ""
            return f"{answer.state} {answer.link_id}{value} '{answer.raw}'{files}" + (" again" if replaced else "")
        case SentOn(link_id=slot, text=text):
            return f"sent-on {slot} {text.replace(chr(10), ' + ')}"
        case _:
            fields = msgspec.to_builtins(happening)
            return " ".join([fields.pop("type"), *(str(value) for value in fields.values() if value)])


def _short(value: Value) -> str:
    return " ".join(str(part) for part in msgspec.to_builtins(value).values() if not isinstance(part, str) or part)


#: How to come to the end, one answer after another.
_WAY = ("yes", "aunt", "3 kg", "so so", "milk", "March 5 2026 3:30 pm", "1")
_PRESS = re.compile(r"\[(\d)\]|<(\d)>|\[(done|decline)\]|\{(voice|photo)\} ?(.*)")


def _reply(said: str) -> Reply:
    """`[2]` presses the second button, `<2>` ticks it, `[done]` ends ticking, `{photo} words` comes with a picture."""
    found = _PRESS.fullmatch(said)
    if found is None:
        return Reply(said)
    button, tick, order, kind, words = found.groups()
    if kind:
        return Reply(words, attachments=(Attached(kind, "voice" if kind == "voice" else "photo"),))
    if order:
        return Reply(is_done=True) if order == "done" else Reply(command=Command(order))
    return Reply(picked=(int(button or tick) - 1,), is_tick=bool(tick))


@pytest.mark.parametrize(
    ("slot", "said", "follows"),
    [
        ("ride", "1", "answered ride=yesno True '1' | first who 2/7"),
        ("ride", "maybe", "again ride 1/7 not-sure"),
        ("ride", "no thanks", "answered ride=yesno False 'no thanks' | first who 2/7"),
        ("foods", "no thanks", "read-back foods 5/7"),
        ("words", "no thanks", "declined words 'no thanks' | first foods 5/7"),
        ("ride", "maybe / hm", "three-way ride 1/7 not-an-answer"),
        ("ride", "maybe / hm / 1", "again ride 1/7"),
        ("ride", "maybe / hm / 2", "skipped ride '2' | first who 2/7"),
        ("ride", "maybe / hm / 3", "sent-on ride maybe + hm | paused person"),
        ("ride", "maybe / hm / [1]", "again ride 1/7"),
        ("ride", "maybe / hm / [2]", "skipped ride '2' | first who 2/7"),
        ("ride", "maybe / hm / [3]", "sent-on ride maybe + hm | paused person"),
        ("ride", "maybe / hm / yes", "answered ride=yesno True 'yes' | first who 2/7"),
        ("ride", "maybe / hm / huh / well", "three-way ride 1/7 not-an-answer"),
        ("ride", "0", "skipped ride '0' | first who 2/7"),
        ("ride", "why?", "why ride 1/7"),
        ("ride", "back", "same ride 1/7"),
        ("ride", "later", "paused family"),
        ("ride", "person", "person-wanted | paused person"),
        ("ride", "go on", "same ride 1/7"),
        ("ride", "change 5", "nothing-to-correct 5 | same ride 1/7"),
        ("ride", "yes, but not Fridays",
         "question-back ride yes, but not Fridays | answered ride=yesno True 'yes, but not Fridays' | first who 2/7"),
        ("ride", "[decline]", "declined ride '' | first who 2/7"),
        ("ride", "[2]", "answered ride=yesno False '' | first who 2/7"),
        ("ride", "[6]", "again ride 1/7 out-of-range"),
        ("ride", "later / 1", "resumed | same ride 1/7"),
        ("ride", "later / 2", "paused family"),
        ("ride", "later / 3", "person-wanted | paused person"),
        ("ride", "later / no", "paused family"),
        ("ride", "later / yes", "resumed | same ride 1/7"),
        ("ride", "later / hello", "not-an-answer hello"),
        ("ride", "later / [1]", "resumed | same ride 1/7"),
        ("ride", "later / [3]", "person-wanted | paused person"),
        ("ride", "later / go on", "resumed | same ride 1/7"),
        ("who", "later / mother", "resumed | answered who=picked ('mother',) 'mother' | first weight 3/7"),
        ("who", "other", "other who 2/7"),
        ("who", "other / my neighbor", "answered who=picked () my neighbor 'my neighbor' | first weight 3/7"),
        ("who", "3", "other who 2/7"),
        ("who", "3 / back", "went-back ride | same ride 1/7"),
        ("who", "[3]", "other who 2/7"),
        ("who", "[1]", "answered who=picked ('mother',) '' | first weight 3/7"),
        ("who", "1 2", "again who 2/7 several"),
        ("who", "9", "again who 2/7 out-of-range"),
        ("who", "back", "went-back ride | same ride 1/7"),
        ("who", "back / skip", "first who 2/7"),
        ("who", "change 1", "correcting ride | same ride 1/7"),
        ("who", "change 1 / no", "answered ride=yesno False 'no' again | first who 2/7"),
        ("who", "why do you ask?", "why who 2/7"),
        ("weight", "40", "unit weight 3/7"),
        ("weight", "40 / 2", "answered weight=amount 40 [lb_av] '40 2' | first words 4/7"),
        ("weight", "40 / pounds", "answered weight=amount 40 [lb_av] '40 pounds' | first words 4/7"),
        ("weight", "40 / stones", "again weight 3/7 not-an-answer"),
        ("weight", "40 / [1]", "answered weight=amount 40 kg '40' | first words 4/7"),
        ("weight", "40 / back", "went-back who | same who 2/7"),
        ("words", "what do you mean?", "why words 4/7"),
        ("words", "not sure", "again words 4/7 not-sure"),
        ("words", "fine", "answered words=said fine 'fine' | first foods 5/7"),
        ("words", "skip", "skipped words 'skip' | first foods 5/7"),
        ("words", "{voice}", "answered words '' with voice | first foods 5/7"),
        ("words", "{photo} a rash", "answered words=said a rash 'a rash' with photo | first foods 5/7"),
        ("who", "{voice}", "answered who '' with voice | first weight 3/7"),
        ("who", "{photo} aunt",
         "question-back who aunt ('photo',) | answered who=picked ('aunt',) 'aunt' | first weight 3/7"),
        ("who", "{photo}", "question-back who ('photo',) | same who 2/7"),
        ("ride", "{voice} / {voice}", "phone-offered | answered who '' with voice | first weight 3/7"),
        ("foods", "1 2", "answered foods=picked ('milk', 'eggs') '1 2' | first day 6/7"),
        ("foods", "1 3", "again foods 5/7 exclusive-with-others"),
        ("foods", "none", "answered foods=picked ('none',) 'none' | first day 6/7"),
        ("foods", "<1>", "ticked foods ('milk',)"),
        ("foods", "<1> / <2>", "ticked foods ('milk', 'eggs')"),
        ("foods", "<1> / <1>", "ticked foods"),
        ("foods", "<1> / <3>", "ticked foods ('none',)"),
        ("foods", "<3> / <2>", "ticked foods ('eggs',)"),
        ("foods", "<1> / [done]", "answered foods=picked ('milk',) '' | first day 6/7"),
        ("foods", "<1> / done", "answered foods=picked ('milk',) '' | first day 6/7"),
        ("foods", "[done]", "same foods 5/7"),
        ("foods", "<8>", "ticked foods"),
        ("day", "March 5 2026", "time day 6/7"),
        ("day", "March 5 2026 / 9 am",
         "answered day=moment 2026-03-05T09:00:00+00:00 'March 5 2026 9 am' | keep age 7/7"),
        ("day", "March 5 2026 / skip", "answered day=moment 2026-03-05 'March 5 2026' | keep age 7/7"),
        ("day", "March 5 2026 / whenever", "again day 6/7 not-an-answer"),
        ("day", "skip", "declined day 'skip' | keep age 7/7"),
        ("day", "5 pm on Friday", "answered day=moment 2026-03-06T17:00:00+00:00 '5 pm on Friday' | keep age 7/7"),
        ("day", "5 pm on Friday / yes", "answered age=whole 7 '' | completed"),
        ("day", "5 pm on Friday / no", "same age 7/7"),
        ("day", "5 pm on Friday / [1]", "answered age=whole 7 '' | completed"),
        ("day", "5 pm on Friday / [2]", "same age 7/7"),
        ("age", "1", "answered age=whole 7 '' | completed"),
        ("age", "2", "same age 7/7"),
        ("age", "keep", "answered age=whole 7 '' | completed"),
        ("age", "change", "same age 7/7"),
        ("age", "no", "same age 7/7"),
        ("age", "9", "answered age=whole 9 '9' | completed"),
        ("age", "2 / 9", "answered age=whole 9 '9' | completed"),
        ("age", "[1]", "answered age=whole 7 '' | completed"),
        ("age", "[2]", "same age 7/7"),
        ("age", "skip", "skipped age 'skip' | completed"),
        ("", "back", "correcting age | same age 7/7"),
        ("", "thanks", "not-an-answer thanks"),
        ("", "change 2", "correcting who | same who 2/7"),
        ("", "back / 8", "answered age=whole 8 '8' again | completed"),
        ("age", "about 9", "read-back age 7/7"),
        ("age", "2 / about nine", "read-back age 7/7"),
        ("age", "2 / about nine / yes", "answered age=whole 9 'about nine' | completed"),
        ("age", "2 / about nine / no", "again age 7/7"),
        ("age", "2 / about nine / [1]", "answered age=whole 9 'about nine' | completed"),
        ("age", "2 / about nine / [2]", "again age 7/7"),
        ("age", "2 / about nine / 8", "answered age=whole 8 '8' | completed"),
        ("ride", "maybe / nope not sure / hm hm / what ever / blah",
         "sent-on ride maybe + nope not sure + hm hm + blah | paused person"),
        ("who", "mother / back / skip", "first weight 3/7"),
        ("weight", "about 40 kg", "read-back weight 3/7"),
        ("words", "fine / back / go on", "first foods 5/7"),
        ("foods", "1,2,3", "again foods 5/7 exclusive-with-others"),
        ("foods", "milk and eggs", "answered foods=picked ('milk', 'eggs') 'milk and eggs' | first day 6/7"),
    ],
)  # fmt: skip
def test_what_a_reply_does(slot: str, said: str, follows: str) -> None:
    """The last of these replies, at this question ("" at the end): all that happens, in order, and nothing else."""
    talk = Talk(_FORM)
    for answer in _WAY:
        if talk.interview.position == slot:
            break
        talk.says(answer)
    for reply in said.split(" / "):
        talk.sends(_reply(reply))
    assert " | ".join(_told(happening) for happening in talk.happenings) == follows
