"""Public sample Questionnaires: each is walked by text to a valid response, or refused for a reason of the list.

KINLINE_FORMS names their directory; they are never part of the project.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from msgspec.structs import replace

from bot.exchange.rebuilding import questionnaire_of
from bot.exchange.response import as_json, response
from dialogs.forms.compiler import compile_form
from dialogs.forms.model import Form
from dialogs.forms.problems import FormError
from tests.conftest import Tell
from tests.dialogs.forms.reference import Judge
from tests.dialogs.forms.walker import Walker
from tests.dialogs.forms.world import Talk

SAMPLES = Path(os.environ.get("KINLINE_FORMS", "/nonexistent"))
PATHS = sorted(SAMPLES.rglob("*.json")) if SAMPLES.is_dir() else []

pytestmark = pytest.mark.skipif(not PATHS, reason="KINLINE_FORMS names no directory of sample Questionnaires")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8-sig"))
    return found


def compiled(path: Path) -> Form | None:
    try:
        return compile_form(read(path))
    except FormError:
        return None


def test_nine_of_ten_can_be_asked(tell: Tell) -> None:
    """What is refused is refused with its places; a file that is no Questionnaire does not count."""
    forms = [path for path in PATHS if read(path).get("resourceType") == "Questionnaire"]
    asked = [path for path in forms if compiled(path) is not None]
    tell(f"Questionnaires: {len(asked)} of {len(forms)} can be asked")
    assert len(asked) >= 0.9 * len(forms)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(3))
def test_walked_to_a_valid_response(path: Path, seed: int) -> None:
    """By text, at random: it ends, the response is valid R4B, and what is in it is what FHIR's rule enables."""
    form = compiled(path)
    if form is None:
        pytest.skip("refused")
    walker = Walker(Talk(form), seed)
    talk = walker.walk()
    text = as_json(response(form, talk.interview))
    QuestionnaireResponse.model_validate_json(text)
    judge = Judge(read(path), json.loads(text, parse_float=Decimal))
    assert judge.wrongly_there() == set()
    assert judge.wrongly_missing() == set()
    # A reply within the type is understood, nearly always at the first time.
    assert len(walker.again) <= 0.1 * len(talk.interview.trail), walker.again


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_form_is_written_back_whole(path: Path) -> None:
    """Questionnaire -> form -> Questionnaire -> form: the same form."""
    form = compiled(path)
    if form is None:
        pytest.skip("refused")
    again = compile_form(json.loads(as_json(questionnaire_of(form))))
    assert again == replace(form, read_past=())
