"""`kinline form try`: walk a form in the terminal as a family would by text. Nothing is stored.

Prompts go to standard error, so that standard output holds the QuestionnaireResponse alone.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.exchange.response import as_json, response
from bot.rehearsal import Line, Rehearsal
from bot.upkeep.form_names import found
from bot.upkeep.trouble import BadUse


def walk(given: Namespace) -> None:
    """Ask every question, from the first; at the end, or when nobody answers any more, write the response."""
    form, content = found(given)
    if given.language not in content.wording.languages:
        raise BadUse(f"There is no wording in this language; there are: {', '.join(content.wording.languages)}.")
    rehearsal = Rehearsal(form, content, given.language, datetime.now().astimezone())
    _show(rehearsal.first, given.channel)
    for line in _replies():
        _show(rehearsal.reply(line), given.channel)
        if rehearsal.is_over:
            break
    print(as_json(response(form, rehearsal.interview)))


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


def _show(lines: Iterable[Line], channel: str) -> None:
    for line in lines:
        if not line.text:
            continue
        print(f"> {line.text}", file=sys.stderr)
        if channel == "telegram" and line.labels:
            print("  " + "  ".join(f"[{label}]" for label in line.labels), file=sys.stderr)
        elif channel == "sms" and line.cost is not None:
            print(f"  ({line.cost.segments} SMS, {line.cost.encoding})", file=sys.stderr)
