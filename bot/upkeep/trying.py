"""`kinline form try`: walk a form in the terminal as a family would by text. Nothing is stored.

Prompts go to standard error, so that standard output holds the QuestionnaireResponse alone.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.clock import new_id
from bot.exchange.response import as_json, response
from bot.upkeep.form_names import found
from bot.upkeep.trouble import BadUse
from dialogs import segments
from dialogs.content import Content
from dialogs.forms import happenings, transitions
from dialogs.forms.interview import Context, Interview, Reply, Step
from dialogs.forms.model import Form
from dialogs.forms.texts import asked_text, labels_of, note_text, position_text

#: Who the texts name here; nobody is.
NAMES = {
    "child": "Alex", "contact": "Sam", "coordinator": "Ana", "clinician": "Dr. Lee", "program": "the clinic",
    "phone": "555-0100", "emergency": "911", "poison": "1-800-222-1222", "crisis": "988",
}  # fmt: skip


def walk(given: Namespace) -> None:
    """Ask every question, from the first; at the end, or when nobody answers any more, write the response."""
    form, content = found(given)
    if given.language not in content.wording.languages:
        raise BadUse(f"There is no wording in this language; there are: {', '.join(content.wording.languages)}.")
    now = datetime.now(UTC)
    interview = Interview(new_id(now), form.name, form.version, new_id(now), given.language, now)
    step = transitions.begin(form, interview, _context(content))
    _show(form, content, step, given)
    for line in _replies():
        if content.keywords.is_stop(line):
            step = transitions.stop(step.interview)
            _say("(To a family, this ends all texts.)")
            break
        step = transitions.reply(form, step.interview, Reply(text=line), _context(content))
        _show(form, content, step, given)
        if step.interview.status != "in-progress":
            break
    print(as_json(response(form, step.interview)))


def _context(content: Content) -> Context:
    return Context(datetime.now().astimezone(), content.wording, content.words, content.commands, NAMES)


def _replies() -> Iterator[str]:
    """Replies, one a line: typed after a prompt sign, or from a file or pipe until it ends."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    while True:
        if sys.stdin.isatty():
            print("< ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\r\n")


def _show(form: Form, content: Content, step: Step, given: Namespace) -> None:
    """What the family would be told, one happening after the other."""
    said = content.wording.say
    for entry in step.happenings:
        match entry:
            case happenings.Asked():
                _ask(form, content, entry, given)
            case happenings.Completed(notes=notes):
                for note in (note for note in form.notes if note.link_id in notes):
                    _say(note_text(form, note, given.language, content.wording, NAMES))
                _say(said(given.language, "interview-done", **NAMES))
            case happenings.Paused(by="family"):
                _say(said(given.language, "paused", **NAMES))
            case happenings.PersonWanted():
                _say(said(given.language, "person-coming", **NAMES))
            case happenings.QuestionBack() | happenings.SentOn() | happenings.NotAnAnswer():
                _say(said(given.language, "sent-on", **NAMES))
            case happenings.NothingToCorrect():
                _say(said(given.language, "nothing-to-correct", **NAMES))
            case happenings.LeftToCall(link_ids=left):
                _say(f"(Left to a call: {', '.join(left)})")
            case _:
                pass


def _ask(form: Form, content: Content, asked: happenings.Asked, given: Namespace) -> None:
    text = asked_text(form, asked, given.language, content.wording, NAMES)
    place = position_text(asked, given.language, content.wording) + " " if asked.number else ""
    _say(place + text)
    if given.channel == "telegram":
        labels = labels_of(form, asked, given.language, content.wording, NAMES) if asked.link_id else ()
        if labels:
            print("  " + "  ".join(f"[{label}]" for label in labels), file=sys.stderr)
        return
    cost = segments.count(place + text)
    print(f"  ({cost.segments} SMS, {cost.encoding})", file=sys.stderr)


def _say(text: str) -> None:
    if text:
        print(f"> {text}", file=sys.stderr)
