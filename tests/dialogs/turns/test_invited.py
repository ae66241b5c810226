"""Whether the open question names dangers itself."""

from __future__ import annotations

import pytest
from msgspec import Struct
from msgspec.structs import replace

from dialogs.forms.interview import Interview
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Prompt
from dialogs.turns.invited import is_invited
from tests.builders import content
from tests.dialogs.reminders.people import ANA, BEN, NOON, some_id
from tests.dialogs.turns.moments import snapshot

WALK = Walk(
    some_id(70), ANA.id, None, "screen", "1", "in-progress",
    Interview(some_id(70), "screen", "1", ANA.id, "es", NOON, position="sc6"), NOON, NOON,
)  # fmt: skip
ASKED = Prompt(some_id(71), ANA.id, "question", "open", interview_id=WALK.id, question="sc6/first")
VISIT = Prompt(some_id(72), ANA.id, "visit", "open")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([WALK, ASKED], True, id="it names hospital stays"),
        pytest.param([WALK, replace(ASKED, question="sc5/first")], False, id="it names none"),
        pytest.param([WALK, replace(ASKED, state="superseded")], False, id="no longer open"),
        pytest.param([WALK, replace(ASKED, contact_id=BEN.id)], False, id="somebody else is asked"),
        pytest.param([WALK, ASKED, VISIT], False, id="another question is open too"),
        pytest.param([VISIT], False, id="a visit"),
        pytest.param([ASKED], False, id="the interview is not at hand"),
        pytest.param([replace(WALK, version="0"), ASKED], False, id="the form is not at hand"),
        pytest.param([WALK, replace(ASKED, question="gone/first")], False, id="the question is gone"),
        pytest.param([WALK, replace(ASKED, question="")], False, id="go on?"),
        pytest.param([WALK], False, id="nothing is open"),
    ],
)
def test_an_answer_is_invited_where_the_open_question_names_dangers(rows: list[Struct], expected: bool) -> None:
    """Only the one open question of whoever writes counts; in doubt nothing is invited, and an alarm stays one."""
    assert is_invited(snapshot(*rows), ANA.id, content()) is expected
