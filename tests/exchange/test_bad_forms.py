"""Bad Questionnaires: each with its place and a sentence that says what to change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.content import load_content
from bot.exchange import form_lint
from bot.exchange.form_files import read
from dialogs.forms.problems import FormError
from tests.exchange.sheets import RESERVED

ASK = {"linkId": "a", "text": "Why?", "type": "text"}
OPTIONS = [{"valueCoding": {"code": "x", "display": "X"}}]


def form(*items: dict[str, Any], **more: Any) -> bytes:
    found = {"resourceType": "Questionnaire", "name": "f", "status": "active", "language": "en", "item": [*items]}
    return json.dumps(found | more).encode()


def translated(text: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    url = "http://hl7.org/fhir/StructureDefinition/translation"
    said = [
        {"url": url, "extension": [{"url": "lang", "valueCode": code}, {"url": "content", "valueString": words}]}
        for code, words in pairs
    ]
    return {"linkId": "a", "type": "text", "text": text, "_text": {"extension": said}}


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        pytest.param(b'{\n  "a": 1,\n}', "line 3 column 1", "malformed", id="a comma too many"),
        pytest.param(b'{"item": [}', "line 1 column 11", "malformed", id="a bracket"),
        pytest.param(b'{"item": NaN}', "file", "malformed", id="no number"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "file", "malformed", id="a number of 5000 digits"),
        pytest.param(b'{"linkId": "q", "type": "a", "type": "b"}', "item q", "malformed", id="a field twice"),
        pytest.param(b'{"title": "\\ud800"}', "file", "malformed", id="half a character"),
        pytest.param("{}".encode("utf-16"), "file", "malformed", id="not UTF-8"),
        pytest.param(form({"type": "text", "text": "?"}), "f item ?", "missing-link-id", id="no linkId"),
        pytest.param(form(ASK, ASK), "f item a", "duplicate-link-id", id="a linkId twice"),
        pytest.param(
            form(ASK, {"linkId": "b", "text": "B?", "type": "text",
                       "enableWhen": [{"question": "zz", "operator": "exists", "answerBoolean": True}]}),
            "f item b enableWhen 1", "unknown-target", id="unknown target",
        ),
        pytest.param(
            form(*({"linkId": one, "text": "?", "type": "text",
                    "enableWhen": [{"question": other, "operator": "exists", "answerBoolean": True}]}
                   for one, other in ("ab", "ba"))),
            "f item a enableWhen", "condition-cycle", id="a circle",
        ),
        pytest.param(form(ASK, {"linkId": "r", "text": "R?", "type": "reference"}), "f item r", "reference",
                     id="a reference"),
        pytest.param(form({"linkId": "c", "text": "C?", "type": "choice", "answerValueSet": "http://x.org/vs"}),
                     "f item c", "value-set-not-expanded", id="a value set that is elsewhere"),
        pytest.param(form(ASK | {"required": "true"}), "f item a required", "malformed", id="true in quotes"),
        pytest.param(
            form({"linkId": "c", "text": "C?", "type": "choice",
                  "answerOption": [*OPTIONS, {"valueCoding": {"code": "s", "display": "Stop"}}]}),
            "f item c", "reserved-word", id="a label that opts out",
        ),
        pytest.param(form(ASK | {"text": "Why?<script>alert(1)</script>"}), "f item a", "markup", id="script"),
        pytest.param(form(ASK | {"text": "Is it <b>bad</b>?"}), "f item a", "markup", id="markup"),
        pytest.param(form(ASK | {"text": "You &amp; me?"}), "f item a", "markup", id="an entity"),
        pytest.param(form(ASK | {"text": "Turned \u202eround?"}), "f item a", "markup", id="unseen characters"),
        pytest.param(form(ASK, title="<i>F</i>"), "f title", "markup", id="markup in the title"),
        pytest.param(
            form({"linkId": "c", "text": "C?", "type": "choice",
                  "answerOption": [*OPTIONS, {"valueCoding": {"code": "y", "display": "<b>Y</b>"}}]}),
            "f item c choice y", "markup", id="markup in a choice",
        ),
        pytest.param(form(translated("Why?", ("es", "¿Por qué?<br>"))), "f item a", "markup",
                     id="markup in a translation"),
        pytest.param(form(translated("Why?", ("es", "¿Por qué?"), ("es", "¿Y eso?"))), "f item a", "language-twice",
                     id="a language twice"),
        pytest.param(form(translated("Why?", ("en", "How come?"))), "f item a", "language-twice",
                     id="the base language twice"),
        pytest.param(form(ASK | {"text": "", "extension": [{"url": "urn:kinline:wording-as", "valueCode": "nothing"}]}),
                     "f item a", "bad-extension", id="words that are not there"),
        pytest.param(form(ASK, version="1\r\n2"), "f version", "malformed", id="a version of two lines"),
        pytest.param(form(ASK, version="1\u202e2"), "f version", "malformed", id="a version that turns round"),
        pytest.param(form(ASK | {"linkId": "a\u202eb"}), "f item a\u202eb", "malformed", id="an unseen linkId"),
        pytest.param(form({"linkId": "n", "text": "Hello", "type": "display"}), "f", "nothing-to-ask",
                     id="nothing to ask"),
    ],
)  # fmt: skip
def test_a_bad_form_is_refused_with_its_place(data: bytes, place: str, reason: str) -> None:
    """One row for each way to be wrong."""
    with pytest.raises(FormError) as caught:
        read(data, "f.json", RESERVED, load_content())
    assert (place, reason) in [(problem.place, str(problem.reason)) for problem in caught.value.problems]
    assert all(len(problem.sentence) > 8 for problem in caught.value.problems)


def warned(*items: dict[str, Any], **more: Any) -> tuple[str, ...]:
    content = load_content()
    return form_lint.check(read(form(*items, **more), "f.json", RESERVED).form, content, {}).warnings


@pytest.mark.parametrize(
    ("item", "said"),
    [
        pytest.param({"text": "Does the mother know?"}, "'mother' assumes", id="mother"),
        pytest.param({"text": "How is your son?"}, "'your son' assumes", id="your son"),
        pytest.param({"text": "What is your immigration status?"}, "is never asked", id="immigration"),
        pytest.param({"text": "Your social security number?"}, "is never asked", id="number"),
        pytest.param({"text": "What country were you born in?"}, "is never asked", id="country of birth"),
        pytest.param({"text": "Is it OK ☎?"}, "(en): ☎ leave room for 70", id="outside GSM-7"),
        pytest.param(
            translated("Sure?", ("es", "¿Está ahí?")), "item a (es): á í leave room for 70", id="Spanish accents"
        ),
        pytest.param(translated("Why?", ("es", "¿Su mamá?")), "(es): 'mamá' assumes", id="mamá"),
        pytest.param({"text": "Sad?", "extension": [{"url": "urn:kinline:carriage", "valueCode": "private"}]},
                     "item a: private, so on a phone that is shared it is not texted", id="private on a shared phone"),
        pytest.param(
            {"text": "How tall?", "type": "quantity", "initial": [{"valueQuantity": {"value": 3, "unit": "kg"}}],
             "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
                            "valueCoding": {"code": "cm", "display": "cm"}}]},
            "item a: offers an amount in 'kg': give it in cm, or list that unit", id="an amount in another unit",
        ),
        pytest.param({"text": "Sad?", "extension": [{"url": "urn:kinline:help-pair", "valueBoolean": True}]},
                     "item a: help is never offered with it: no need", id="help that is not offered"),
    ],
)  # fmt: skip
def test_what_is_worth_a_second_look(item: dict[str, Any], said: str) -> None:
    """Wording and cost that are allowed, and rarely meant."""
    found = warned(ASK | item)
    assert any(said in warning for warning in found), found


def test_a_note_that_is_a_word_of_the_line_is_pointed_out() -> None:
    """A family may take it for an instruction."""
    found = warned({"linkId": "n", "text": "Stop!", "type": "display"}, ASK)
    assert any("item n (en): 'Stop!' is a word that stops" in warning for warning in found), found


def test_a_lone_unequal_is_pointed_out() -> None:
    """It does not hold while nothing was answered, which surprises."""
    choice = {"linkId": "c", "text": "C?", "type": "choice", "answerOption": OPTIONS}
    gate = {"question": "c", "operator": "!=", "answerCoding": {"code": "x"}}
    assert any("lone !=" in warning for warning in warned(choice, ASK | {"enableWhen": [gate]}))


def test_a_missing_translation_is_pointed_out() -> None:
    """A family would get that question in the base language."""
    found = warned(translated("Why?", ("es", "¿Por qué?")), {"linkId": "b", "text": "How?", "type": "text"})
    assert found == ("item b (es): has no translation of 'How?'",)


def test_the_cost_is_that_of_the_whole_message() -> None:
    """With its "1 of 2" and the heading before it, as a family gets it; a heading is said once."""
    group = {"linkId": "g", "text": "At home.", "type": "group", "item": [ASK, {**ASK, "linkId": "b", "text": "How?"}]}
    checked = form_lint.check(read(form(group), "f.json", RESERVED).form, load_content(), {})
    assert [cost.text for cost in checked.costs] == ["1 of 2 At home. Why?", "2 of 2 How?"]
