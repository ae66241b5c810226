"""`kinline understand` and `kinline screen`: texts in, one JSON a line out. Only the words they need are read."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.upkeep.trouble import BadUse

_LOCALES = Path(__file__).resolve().parent.parent.parent / "locales"


def understand(given: Namespace) -> None:
    """How replies are read."""
    from bot.understand import run
    from dialogs.reading import words

    if not given.cases and not given.kind:
        raise BadUse("Say with --kind what the replies answer, or give a file with --cases.")
    choices = [label.strip() for label in given.choices.split(";") if label.strip()]
    if given.kind == "choice" and not given.cases and not choices:
        raise BadUse("Say with --choices 'a;b;c' what there is to choose from.")
    with _texts(given.cases) as lines:
        run(
            lines, _out(), kind=given.kind, language=given.language, now=_moment(given.now), prefer=given.prefer,
            choices=choices, cases=bool(given.cases), words=words.parse(_locale_files("words.toml")),
        )  # fmt: skip


def screen(given: Namespace) -> None:
    """What texts would alarm."""
    from bot.content import load_phrases
    from bot.screen import run

    with _texts(given.cases) as lines:
        run(
            lines, _out(), language=given.language, cases=bool(given.cases),
            phrases=load_phrases(),
        )  # fmt: skip


def _locale_files(name: str) -> dict[str, str]:
    """language -> text; as bot.content reads them, without all the rest."""
    return {file.parent.name: file.read_text("utf-8") for file in sorted(_LOCALES.glob(f"*/{name}"))}


@contextmanager
def _texts(file: str | None) -> Iterator[TextIO]:
    """The lines to read: of the file, else of standard input. What is not UTF-8 is replaced, as at the door."""
    if file:
        with Path(file).open(encoding="utf-8", errors="replace", newline="\n") as lines:
            yield lines
        return
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    yield sys.stdin


def _out() -> TextIO:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    return sys.stdout


def _moment(written: str | None) -> datetime:
    """The time given, in UTC where it names no zone; else now."""
    if written is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise BadUse("--now must be an ISO time, for example 2026-03-02T09:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
