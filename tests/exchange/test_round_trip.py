"""XLSForm -> Questionnaire -> compiled -> rebuilt: nothing that a spreadsheet says is lost on the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from bot.content import load_content
from bot.exchange.questionnaire import composed
from bot.exchange.rebuilding import questionnaire_of
from bot.exchange.response import as_json
from bot.rehearsal import Rehearsal
from dialogs.care.needs import raised_by
from dialogs.forms import extensions
from dialogs.forms.compiler import compile_form
from tests.exchange.sheets import imported
from tests.exchange.test_xlsform import CHOICES, SETTINGS

SURVEY = """
type | name | label::English (en) | label::Español (es) | hint | relevant | constraint | appearance | calculation | default | short::English (en) | short::Español (es) | required
note | hello | Some questions. | Unas preguntas.
select_one yn | food | Enough food? | ¿Hay comida? | We ask everyone. | | | | | yes | Food? | ¿Comida? | yes
begin repeat | meds | Medicines | Medicinas
text | med | Which? | ¿Cual?
integer | dose | How many? | ¿Cuantas? | | | . >= 1 and . <= 9
end repeat
integer | n | N? | N?
select_multiple help or_other | wish | What would help? | ¿Que ayuda? | | ${food} = 'no' and (${n} > 3 or ${n} = '')
decimal | d | D? | D?
time | t | T? | T?
datetime | dt | When? | ¿Cuando?
image | pic | A photo? | ¿Una foto?
calculate | total | | | | | | | ${n} * 2 + int(${d})
text | why | Why? | ¿Por que? | | ${total} > 10 and not(selected(${wish}, 'box')) | regex(., '[A-Z]{2}')
"""  # noqa: E501


def in_order(found: Any) -> Any:
    """Fields by name, extensions in any order: FHIR gives neither an order."""
    if isinstance(found, dict):
        return {
            name: sorted(map(in_order, value), key=lambda each: json.dumps(each, sort_keys=True))
            if name == "extension"
            else in_order(value)
            for name, value in sorted(found.items())
        }
    return [in_order(each) for each in found] if isinstance(found, list) else found


def test_what_a_sheet_says_comes_back_from_the_model() -> None:
    """Types, texts in both languages, repeats, conditions, bounds, expressions and defaults; valid by FHIR's judge."""
    source = imported(SURVEY, CHOICES, SETTINGS)
    # The judge knows no `_valueString`, which FHIR allows: the translation of a short text.
    judged = json.loads(source.text, object_hook=lambda found: {k: v for k, v in found.items() if k != "_valueString"})
    Questionnaire.model_validate(judged)
    rebuilt = json.loads(as_json(questionnaire_of(source.form)))
    assert in_order(rebuilt) == in_order(source.questionnaire)


MIXED = """
type | name | label | relevant | calculation
select_one yn | food | Enough food?
integer | n | How many days? | ${food} = 'no'
select_multiple help | wish | What would help? | ${food} = 'no' and (${n} > 3 or ${n} = '')
calculate | twice | | | ${n} * 2
text | why | Why so long? | ${twice} > 10 and not(selected(${wish}, 'box'))
"""


@pytest.mark.parametrize(
    ("replies", "asked"),
    [
        pytest.param(("1",), ["Enough food?"], id="nothing more"),
        pytest.param(("2", "2"), ["Enough food?", "How many days?"], id="too few days"),
        pytest.param(("2", "skip", "1"), ["Enough food?", "How many days?", "What would help?"], id="not answered"),
        pytest.param(("2", "6", "1"), ["Enough food?", "How many days?", "What would help?"], id="a box was chosen"),
        pytest.param(("2", "6", "2", "Rent"), ["Enough food?", "How many days?", "What would help?", "Why so long?"],
                     id="all of it"),
        pytest.param(("2", "4", "2"), ["Enough food?", "How many days?", "What would help?"], id="computed too low"),
    ],
)  # fmt: skip
def test_conditions_ask_what_the_author_meant(replies: tuple[str, ...], asked: list[str]) -> None:
    """All and any mixed, a negation over several answers, and a computed number, as expressions."""
    form = imported(MIXED, CHOICES.replace("::English (en)", ""), SETTINGS).form
    rehearsal = Rehearsal(form, load_content(), "en", datetime(2026, 3, 3, 16, tzinfo=UTC))
    texts = [line.text for line in rehearsal.first]
    for reply in replies:
        texts += [line.text for line in rehearsal.reply(reply)]
    every = ["Enough food?", "How many days?", "What would help?", "Why so long?"]
    assert [question for question in every if any(question in text for text in texts)] == asked
    assert rehearsal.interview.status == "completed"


@pytest.mark.parametrize("name", sorted(load_content().current))
def test_a_built_in_form_comes_back_from_its_export(name: str) -> None:
    """Structure, wording in every language and needs rules: exported, read in as a program's own, and written back."""
    content = load_content()
    whole = composed(content.form(name), content)
    Questionnaire.model_validate(json.loads(as_json(whole)))
    own = json.loads(as_json(whole)) | {"name": f"our-{name}"}
    marks = [each for each in own.pop("extension") if each["url"] != extensions.WORDING]
    own |= {"extension": marks} if marks else {}
    form = compile_form(own)
    assert form.needs == raised_by(content.form(name), content.needs.values())
    assert in_order(json.loads(as_json(questionnaire_of(form)))) == in_order(own)


def test_every_built_in_rule_is_exported_with_some_form() -> None:
    """None looks at questions that no one form holds."""
    content = load_content()
    exported = {rule.code for form in content.forms.values() for rule in raised_by(form, content.needs.values())}
    assert exported == {rule.code for file in content.needs.values() for rule in file.rules}
