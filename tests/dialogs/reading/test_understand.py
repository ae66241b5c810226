"""The pure part of `kinline understand`."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.understand import BadCase, run
from dialogs.reading.words import Words

NOW = datetime(2026, 3, 11, 10, tzinfo=UTC)


def understand(words: Words, lines: Sequence[str], **options: Any) -> list[dict[str, Any]]:
    """Run over the lines and decode what comes out."""
    out = io.StringIO()
    settings: dict[str, Any] = {"kind": "yesno", "language": "en", "now": NOW, "words": words, **options}
    run(lines, out, **settings)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_out_for_each_line_in(words: Words) -> None:
    """Replies from a pipe come back in order; an empty one too."""
    results = understand(words, ["yes\n", "\n", "yes but later\n"])
    assert results == [{"value": True, "confirm": False}, {"unclear": "empty"}, {"value": True, "confirm": True}]


def test_choices_come_back_as_labels(words: Words) -> None:
    """The options of the command line are what a reply is turned into."""
    assert understand(words, ["2"], kind="choice", choices=["bus", "car"]) == [{"value": "car", "confirm": False}]


def test_a_case_comes_back_with_its_result(words: Words) -> None:
    """Whatever else the line holds is kept."""
    line = json.dumps({"kind": "date", "language": "es", "input": "mañana", "now": "2026-05-01T08:00:00", "id": 7})
    (result,) = understand(words, [line], kind=None, cases=True)
    assert result == json.loads(line) | {"value": "2026-05-02", "confirm": False}


def test_a_case_without_a_time_is_read_back_where_it_matters(words: Words) -> None:
    """ "now": null: tomorrow is a guess, a full date is not."""
    lines = [json.dumps({"kind": "date", "input": text, "now": None}) for text in ("tomorrow", "2026-12-03")]
    assert [result["confirm"] for result in understand(words, lines, cases=True)] == [True, False]


def test_several_choices_and_numbers(words: Words) -> None:
    """Several options come back as a list, a fraction digit for digit."""
    lines = [
        json.dumps({"kind": "choice", "input": "1 and 3", "choices": ["a1", "b1", "c1"], "several": True}),
        json.dumps({"kind": "number", "input": "0.10"}),
        json.dumps({"kind": "time", "input": "3pm"}),
    ]
    assert [result["value"] for result in understand(words, lines, cases=True)] == [["a1", "c1"], 0.1, "15:00"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("{", id="no JSON"),
        pytest.param('{"kind": "mood", "input": "x"}', id="kind"),
        pytest.param('{"kind": "date", "input": "x", "now": "soon"}', id="now"),
        pytest.param('{"kind": "date", "input": "x", "prefer": "never"}', id="prefer"),
    ],
)
def test_a_bad_case_names_its_line(words: Words, line: str) -> None:
    """The message says which line to correct."""
    with pytest.raises(BadCase, match="line 1"):
        understand(words, [line], kind=None, cases=True)
