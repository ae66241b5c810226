"""Public sample Questionnaires: each is walked by text to a valid response, or refused for a reason of the list.

KINLINE_FORMS names their directory; they are never part of the project.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from msgspec.structs import replace

from bot.exchange.rebuilding import questionnaire_of
from bot.exchange.response import as_json, response
from dialogs.forms import extensions
from dialogs.forms.compiler import compile_form
from dialogs.forms.model import Form
from dialogs.forms.problems import FormError, Reason
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


#: What no conversation can do, whatever the form means: the list of reasons for which a sample may be refused.
#: A choice that lists nothing and names no set is as good as one whose set is elsewhere.
CLOSED = {
    Reason.MISSING_LINK_ID, Reason.DUPLICATE_LINK_ID, Reason.UNKNOWN_TARGET, Reason.CONDITION_CYCLE, Reason.REFERENCE,
    Reason.VALUE_SET, Reason.NO_CHOICES, Reason.BAD_PATTERN, Reason.EXPRESSION,
}  # fmt: skip


def compiled(path: Path) -> Form | None:
    try:
        return compile_form(read(path))
    except FormError:
        return None


def test_nine_of_ten_can_be_asked(tell: Tell) -> None:
    """What is refused is refused for a reason of the list; a file that is no Questionnaire does not count."""
    forms = [path for path in PATHS if read(path).get("resourceType") == "Questionnaire"]
    refused: dict[str, set[Reason]] = {}
    for path in forms:
        try:
            compile_form(read(path))
        except FormError as error:
            refused[path.name] = {problem.reason for problem in error.problems}
    asked, share = len(forms) - len(refused), 1 - len(refused) / len(forms)
    tell(f"Questionnaires: {asked} of {len(forms)} can be asked ({share:.1%})")
    for name, reasons in refused.items():
        tell(f"  {name}: {', '.join(sorted(reasons))}")
    assert [name for name, reasons in refused.items() if reasons.isdisjoint(CLOSED)] == []
    assert share >= 0.9


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


#: What an item says of itself, as forms.md declares it.
_DECLARED = ("type", "text", "required", "repeats", "readOnly", "maxLength", "enableWhen", "initial")
_READ = {
    value for name, value in vars(extensions).items() if name.isupper() and isinstance(value, str)
} - {extensions.CONTROL, extensions.CONTROL_SYSTEM, extensions.OURS}  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_what_the_original_says_stands_in_the_rebuilt_one(path: Path) -> None:
    """Item by item against the JSON as it came, not by way of the model."""
    form = compiled(path)
    if form is None:
        pytest.skip("refused")
    rebuilt = json.loads(as_json(questionnaire_of(form)))
    original = read(path)["item"]
    assert list(declared(rebuilt["item"], sets_of(original))) == list(declared(original))


def sets_of(items: list[dict[str, Any]]) -> frozenset[str]:
    """Items whose options come by a value set of the form: they come back one by one."""
    return frozenset(link_id for item in items for link_id in (
        *sets_of(item.get("item", [])), *([item["linkId"]] if "answerValueSet" in item else []))
    )  # fmt: skip


def declared(items: list[dict[str, Any]], from_sets: frozenset[str] = frozenset()) -> Iterator[tuple[str, Any]]:
    """linkId and what is declared of it, depth first. A text that nobody fills in is a display, whatever its type."""
    for item in items:
        is_help = item["type"] == "text" and extensions.control(item) in ("help", "flyover", "legal", "more-info")
        names = ("text",) if is_help else _DECLARED
        said = {name: _plain(item[name]) for name in names if item.get(name) not in (None, False, [])}
        if is_help:
            said["type"] = "display"
        elif item.get("answerOption") and item["linkId"] not in from_sets:
            said["options"] = [_option(option) for option in item["answerOption"]]
        if len(item.get("enableWhen", ())) > 1:
            said["enableBehavior"] = item.get("enableBehavior")
        marks = [_plain(each) for each in item.get("extension", ()) if each["url"] in _READ and not is_help]
        if item["type"] == "quantity":
            # Its unit is read off the value, and comes back as that of the question.
            marks = [each for each in marks if each[0] != extensions.UNIT]
            given = [each["valueQuantity"] for each in said.pop("initial", []) if "value" in each["valueQuantity"]]
            units = [each.get("unit") for each in given]
            said["given"] = [each["value"] for each in given], units
        said["extension"] = sorted(map(str, marks))
        yield item["linkId"], said
        yield from declared(item.get("item", []), from_sets)


def _option(option: dict[str, Any]) -> tuple[Any, ...]:
    """Value, label, weight and marks; a label is the code where there is none."""
    coding = option.get("valueCoding", {})
    code = coding.get("code") or coding.get("display") or next(v for k, v in option.items() if k.startswith("value"))
    weights = [each for part in (coding, option) for each in part.get("extension", ()) if each["url"] in _WEIGHTS]
    translations = coding.get("_display", {}).get("extension", [])
    counted = [float(each["valueDecimal"]) for each in weights]
    is_chosen = option.get("initialSelected", False)
    return code, coding.get("system"), coding.get("display"), counted, translations, is_chosen


_WEIGHTS = extensions.WEIGHTS


def _plain(found: Any) -> Any:
    """Numbers by value; of a unit and a rule what is read of it."""
    match found:
        case {"url": extensions.RULE}:
            return [extensions.part(found, name) for name in ("key", "expression", "human")]
        case {"url": extensions.UNIT | extensions.UNIT_OPTION, "valueCoding": coding}:
            return found["url"], coding.get("code") or coding.get("display"), coding.get("display")
        case {"url": str(url), **value} if "extension" not in value:
            return url, *(float(v) if isinstance(v, int | float) and v is not True else v for v in value.values())
        case _:
            return found
