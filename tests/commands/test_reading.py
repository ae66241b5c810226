"""`kinline understand` and `screen`: one JSON a line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.commands.conftest import Run


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_replies_from_standard_input(run: Run) -> None:
    """One reply a line, one result a line, in order."""
    ran = run("understand", "--kind", "yesno", "--language", "es", typed="si\nno\n")
    assert rows(ran.out) == [{"value": True, "confirm": False}, {"value": False, "confirm": False}]


def test_choices_and_dates(run: Run) -> None:
    """Choices come back as labels, dates as ISO days counted from --now."""
    chosen = run("understand", "--kind", "choice", "--choices", "car;bus;on foot", typed="2\n")
    assert rows(chosen.out)[0]["value"] == "bus"
    day = run("understand", "--kind", "date", "--now", "2026-03-02T09:00", typed="tomorrow\n")
    assert rows(day.out)[0]["value"] == "2026-03-03"


def test_cases_come_back_with_their_result(run: Run, place: Path) -> None:
    """A case keeps what it said; a line that is no case is named by its number and not repeated."""
    (place / "cases.jsonl").write_text('{"kind": "number", "language": "en", "input": "3", "expect": 3}\n')
    ran = run("understand", "--cases", "cases.jsonl")
    assert rows(ran.out)[0]["expect"] == 3
    assert rows(ran.out)[0]["value"] == 3
    (place / "cases.jsonl").write_text('{"kind": "number", "input": CANARY}\n')
    broken = run("understand", "--cases", "cases.jsonl")
    assert broken.code == 1
    assert "line 1" in broken.err
    assert "CANARY" not in broken.err


def test_screen(run: Run, place: Path) -> None:
    """Danger and everyday texts are told apart, from standard input and from a file."""
    ran = run("screen", "--language", "en", typed="he is not breathing\nthank you\n")
    assert [row["class"] for row in rows(ran.out)] == ["red", "none"]
    (place / "cases.jsonl").write_text('{"language": "es", "input": "la cita es el lunes"}\n')
    ran = run("screen", "--cases", "cases.jsonl")
    screened = rows(ran.out)[0]["screened"]
    assert isinstance(screened, dict)
    assert (screened["class"], screened["rule"]) == ("none", "")
    assert screened["learned"]["language"] == "es"


def test_in_a_pipe() -> None:
    """For real, with bytes that are not UTF-8: replaced, read, never an exception."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.main", "understand", "--kind", "yesno", "--language", "en"],
        input=b"yes\n\xff\xfe\n\n", capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
