"""What was asked about a child: sector by sector."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from dialogs.care.parts import PARTS, Part, coverage, is_for
from dialogs.forms.needs import SECTORS, NeedRule, When
from dialogs.rows.interviews import Answer
from tests.dialogs.forms.world import NOW, library

SOFIA, MATEO, ROSA = UUID(int=1), UUID(int=2), UUID(int=3)


def told(link_id: str, state: str = "answered", about: str = "child", child: UUID | None = SOFIA) -> Answer:
    form = next(form.name for form in library().values() if form.has(link_id))
    return Answer(
        UUID(int=9), UUID(int=8), ROSA, child, form, "1", link_id, about, False, state, "", "", "en", "text", NOW
    )


def test_every_sector_is_asked_about_somewhere() -> None:
    """And none is called asked before it was; `other` is no sector to ask about."""
    found = coverage(library().values(), [], SOFIA)
    assert set(found) == set(SECTORS) - {"other"}
    assert set(found.values()) == {"never asked"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([told("hl4")], "asked", id="answered, whatever the answer"),
        pytest.param([told("hl4", "voice")], "asked", id="by voice, not typed in yet"),
        pytest.param([told("hl4", "declined")], "declined", id="would rather not say"),
        pytest.param([told("hl4", "skipped")], "declined", id="skipped"),
        pytest.param([told("hl4", "declined"), told("hl4")], "asked", id="answered by another adult"),
        pytest.param([told("hl4", child=MATEO)], "never asked", id="of the other child only"),
        pytest.param([told("md1")], "never asked", id="of something else"),
    ],
)
def test_asked_declined_or_never_asked(answers: list[Answer], expected: str) -> None:
    """One answered question is enough; a declined one is not an answer; each child for itself."""
    assert coverage(library().values(), answers, SOFIA)["dental"] == expected


def test_what_is_the_households_counts_for_every_child() -> None:
    """Food at home is asked about once."""
    found = coverage(library().values(), [told("fo1", about="household", child=None)], MATEO)
    assert found["food"] == "asked"


def test_sectors_of_a_later_age_are_left_out() -> None:
    """A child of four is not "never asked" about adult doctors."""
    forms = [form for form in library().values() if is_for(PARTS.get(form.name, Part(form.name)), 4)]
    assert "adult_transition" not in coverage(forms, [], SOFIA)


def test_a_programs_own_question_counts_by_its_sector_or_by_the_need_it_raises() -> None:
    """And a question of another form with the same link id is another question."""
    rule = NeedRule("own-ride", "transport", "need", (When("hl4", is_=True),))
    built_in = next(form for form in library().values() if form.has("hl4"))
    own = replace(built_in, name="own", needs=(rule,), questions=())
    found = coverage([*library().values(), own], [replace(told("hl4"), form="own")], SOFIA)
    assert (found["transport"], found["dental"]) == ("asked", "never asked")
