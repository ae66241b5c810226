"""What an answer changes at once beyond being kept: the preferences, the sheet, what a person must look at."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from msgspec.structs import replace

from dialogs.forms.answers import Answer, Picked, Said, Value, YesNo
from dialogs.forms.interview import Interview
from dialogs.rows.care import Item
from dialogs.rows.interviews import Walk
from dialogs.snapshot import Turn
from dialogs.turns.effects import follow
from tests.dialogs.reminders.people import ANA, LEO, NOON, some_id
from tests.dialogs.turns.moments import told, turn

_WALK = Walk(
    some_id(60), ANA.id, LEO.id, "prefs", "1", "in-progress", Interview(some_id(60), "prefs", "1", ANA.id, "es", NOON),
    NOON, NOON, then=("part-b",),
)  # fmt: skip
#: Ana after other answers, so that every effect shows.
_ANA = replace(
    ANA, text_from=time(8), text_until=time(9), is_shared_phone=True, is_discreet=False, detail_level=1,
    answers_by="voice",
)  # fmt: skip


def _after(link_id: str, value: Value | None, **more: Any) -> Turn:
    done = turn(_ANA, _WALK)
    follow(done, ANA, _WALK, Answer(link_id, more.pop("state", "answered"), NOON, value, **more))
    return done


@pytest.mark.parametrize(
    ("link_id", "code", "what", "changes"),
    [
        ("pr2", "morning", "time-of-day-chosen", {"text_from": time(9), "text_until": time(12)}),
        ("pr2", "midday", "time-of-day-chosen", {"text_from": time(11), "text_until": time(15)}),
        ("pr2", "evening", "time-of-day-chosen", {"text_from": time(16), "text_until": time(20)}),
        ("pr2", "any", "time-of-day-chosen", {"text_from": None, "text_until": None}),
        ("pr4", "mine", "phone-described", {"is_shared_phone": False}),
        ("pr4", "shared", "phone-described", {"is_discreet": True}),
        ("pr4", "rather-not", "phone-described", {"is_discreet": True}),
        ("pr5", "time-place", "detail-chosen", {"detail_level": 0}),
        ("pr5", "clinic", "detail-chosen", {}),
        ("pr5", "health", "detail-chosen", {"detail_level": 2}),
        ("pr5", "anything-else", "detail-chosen", {"detail_level": 0}),
        ("pr6", "text", "way-chosen", {"answers_by": "text"}),
        ("pr6", "voice", "way-chosen", {}),
        ("pr6", "anything-else", "way-chosen", {"answers_by": "text"}),
        ("em2", "fridge", "sheet-place-given", {"sheet_kept": "fridge"}),
        ("ci3", "medicine", "parts-reopened", {"then": ("part-a",)}),
        ("ci3", "school", "parts-reopened", {"then": ("part-c",)}),
        ("ci3", "moved", "parts-reopened", {"then": ("part-d",)}),
        ("ci3", "insurance", "parts-reopened", {"then": ("part-e",)}),
        ("ci3", "hospital", "parts-reopened", {"then": ()}),
    ],
)
def test_a_choice_changes_how_we_work(link_id: str, code: str, what: str, changes: dict[str, Any]) -> None:
    """One row, these values and no other; an unknown code means the more careful one."""
    assert told(_after(link_id, Picked((code,)))) == [(what, changes)]


def test_several_changes_reopen_their_parts_in_the_order_of_the_assessment() -> None:
    """Whatever order they were said in."""
    ((_, changes),) = told(_after("ci3", Picked(("school", "medicine"))))
    assert changes == {"then": ("part-a", "part-c")}


@pytest.mark.parametrize(
    ("link_id", "value", "more", "kind", "note", "child"),
    [
        pytest.param("pr1", YesNo(True), {}, "interpreter", "", LEO.id, id="an interpreter"),
        pytest.param("pr3", Said("x"), {"raw": "not on Sundays"}, "quiet_times", "not on Sundays", None, id="quiet"),
        pytest.param("pr6", Picked(("call",)), {}, "call", "answers_by_phone", LEO.id, id="a call"),
        pytest.param("pr6", Picked(("paper",)), {}, "call", "answers_by_paper", LEO.id, id="paper"),
        pytest.param("hl2w", None, {"attachments": ("a",)}, "letter", "prefs: hl2w", LEO.id, id="a photo of a letter"),
        pytest.param("in3w", None, {"attachments": ("a",)}, "letter", "prefs: in3w", LEO.id, id="of an insurer's"),
    ],
)
def test_some_answers_are_for_a_person(
    link_id: str, value: Value | None, more: dict[str, Any], kind: str, note: str, child: Any
) -> None:
    """An item about this contact, for within a day; about the child where it is the child's."""
    (item,) = _after(link_id, value, **more).each(Item)
    assert (item.contact_id, item.child_id, item.kind, item.severity, item.note) == (
        ANA.id, child, kind, "request", note,
    )  # fmt: skip


def test_the_emergency_line_is_the_familys_own_words() -> None:
    """As they will stand in the reply to EMERGENCY."""
    assert told(_after("em5", Said("midazolam 5 mg"))) == [
        ("emergency-line-given", {"emergency_lines": "midazolam 5 mg"})
    ]


@pytest.mark.parametrize(
    ("link_id", "value", "more"),
    [
        pytest.param("pr1", YesNo(False), {}, id="no interpreter"),
        pytest.param("pr1", None, {"state": "answered"}, id="by voice, not yet typed in"),
        pytest.param("pr2", None, {"state": "skipped"}, id="skipped"),
        pytest.param("pr4", None, {"state": "declined"}, id="declined"),
        pytest.param("em2", Picked(()), {}, id="no place"),
        pytest.param("em5", None, {}, id="a line that somebody has yet to type in"),
        pytest.param("hl2w", Said("a letter"), {}, id="words instead of a photo"),
        pytest.param("ci3", None, {}, id="changes that somebody has yet to type in"),
        pytest.param("fo1", Picked(("always",)), {}, id="any other question"),
    ],
)
def test_most_answers_change_nothing_else(link_id: str, value: Value | None, more: dict[str, Any]) -> None:
    """They are kept, and that is all."""
    assert told(_after(link_id, value, **more)) == []


def test_an_answer_of_an_unknown_sender_changes_no_family() -> None:
    """There is none."""
    done = turn(_ANA, _WALK)
    done.family = None
    for link_id, value in (("em2", Picked(("fridge",))), ("em5", Said("a line"))):
        follow(done, ANA, _WALK, Answer(link_id, "answered", NOON, value))
    assert told(done) == []
