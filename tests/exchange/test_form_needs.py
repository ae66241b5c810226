"""Needs rules that a program brings with its form: on a sheet of the spreadsheet, or in the Questionnaire itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from bot.content import load_content
from bot.exchange.form_files import read
from bot.exchange.rebuilding import questionnaire_of
from bot.exchange.response import as_json
from bot.rehearsal import Rehearsal
from dialogs.care.needs import raise_needs, rules_of
from dialogs.content import Content
from dialogs.forms.asking import by_slot
from dialogs.forms.needs import NeedRule, When
from dialogs.forms.problems import FormError, Problem
from tests.exchange.sheets import as_csv, as_xlsx, imported
from tests.exchange.test_round_trip import in_order

SURVEY = """
type | name | label | calculation
select_one ride | ride | How do you get to visits? |
integer | miss | How many visits were missed? |
select_multiple wish | wish | What would help? |
text | say | What else? |
begin repeat | kids | Others | |
integer | age | How old? | |
select_one ride | way | How does this child get there? | |
end repeat | | | |
begin repeat | trips | Trips | |
integer | cost | What did it cost? | |
end repeat | | | |
calculate | twice | | ${miss} * 2
"""
CHOICES = """
list_name | name | label
ride | car | Own car
ride | bus | Bus
ride | none | No way
wish | taxi | A taxi
wish | card | A card
"""
HEAD = "code | sector | severity | when | from_age | discreet | instead_of | plan\n"
RIDES = """
no-way | transport | same_day | ${ride} = 'none' and ${miss} > 2 | | | ride | call-family
ride | transport | need | ${ride} = 'none' or ${ride} = 'bus' | 3 | yes | | referral, call-family
taxi | transport | request | selected(${wish}, 'taxi') and ${say} != '' | | |
often | other | need | ${twice} >= 8 and ${twice} <= 10 | | | |
"""


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def of_file(data: bytes, name: str, content: Content) -> tuple[Problem, ...]:
    with pytest.raises(FormError) as caught:
        read(data, name, content.keywords.reserved, content)
    return caught.value.problems


def sheets(needs: str) -> dict[str, str]:
    return {"survey": SURVEY, "choices": CHOICES, "settings": "form_id\nrides", "needs": HEAD + needs}


def test_a_sheet_of_needs_becomes_rules() -> None:
    """Choices, numbers, what is computed, any answer; ages, graver ones, plan items. FHIR's judge has no objection."""
    source = imported(SURVEY, CHOICES, "form_id\nrides", HEAD + RIDES)
    taxi = (When("wish", ("taxi",)), When("say", answered=True))
    assert source.form.needs == (
        NeedRule("no-way", "transport", "same_day", (When("ride", ("none",)), When("miss", at_least=3)),
                 instead_of=("ride",), plan=("call-family",)),
        NeedRule("ride", "transport", "need", (When("ride", ("none", "bus")),), 3, True,
                 plan=("referral", "call-family")),
        NeedRule("taxi", "transport", "request", taxi),
        NeedRule("often", "other", "need", (When("twice", at_least=8), When("twice", at_most=10))),
    )  # fmt: skip
    Questionnaire.model_validate(json.loads(source.text))
    rebuilt = json.loads(as_json(questionnaire_of(source.form)))
    assert in_order(rebuilt["extension"]) == in_order(source.questionnaire["extension"])


def test_an_old_workbook_brings_its_needs(content: Content) -> None:
    """As .xls, which nothing here can write: the file beside this one has the sheets survey, choices and needs."""
    source = read((Path(__file__).parent / "needs.xls").read_bytes(), "needs.xls", content.keywords.reserved, content)
    when = (When("ride", ("none",)), When("miss", at_least=3))
    assert source.form.needs == (NeedRule("ride", "transport", "need", when, from_age=3, plan=("referral",)),)


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        pytest.param(" | transport | need | ${ride} = 'bus'", "column code", "is empty", id="no code"),
        pytest.param("a | x | need | ${miss} > 1\na | x | need | ${miss} > 1", "row 3 column code", "stands twice",
                     id="a code twice"),
        pytest.param("a | weather | need | ${ride} = 'bus'", "column sector", "not a sector", id="sector"),
        pytest.param("a | food | dire | ${ride} = 'bus'", "column severity", "no severity", id="severity"),
        pytest.param("a | food | need", "column when", "say when", id="never"),
        pytest.param("a | food | need | ${walk} = 'bus'", "column when", "no question has this name", id="unknown"),
        pytest.param("a | food | need | ${ride} = 'cab'", "column when", "no choice of ${ride}", id="unknown choice"),
        pytest.param("a | food | need | ${ride} != 'bus'", "column when", "name those that do", id="what is not said"),
        pytest.param("a | food | need | ${ride} = 'bus' or ${miss} > 1", "column when", "more than", id="either"),
        pytest.param("a | food | need | ${miss} != 2", "column when", "the lowest or the highest", id="not a number"),
        pytest.param("a | food | need | ${say} = 'bus'", "column when", "ask it as a choice", id="words"),
        pytest.param("a | food | need | ${say} != 'bus'", "column when", "${say} != '' to raise", id="other words"),
        pytest.param("a | food | need | ${age} > 1 and ${cost} > 9", "needs row 2 (need a)", "repeat apart",
                     id="two repeats"),
        pytest.param("a | food | need | ${miss} > 1 | old", "column from_age", "no age", id="age"),
        pytest.param("a | food | need | ${miss} > 1 | | | b", "needs row 2 (need a)", "unknown need 'b'", id="instead"),
        pytest.param("A b | food | need | ${miss} > 1", "column code", "lower-case", id="a code of two words"),
        pytest.param("a | food | need | ${miss} > 1 | | | | z", "need a", "unknown plan item 'z'", id="plan item"),
        pytest.param("food | food | need | ${miss} > 1", "need food", "built-in need", id="a built-in's code"),
    ],
)  # fmt: skip
def test_a_wrong_need_is_refused_with_its_row(row: str, place: str, said: str, content: Content) -> None:
    """Sheet, row and column, and what to change; in a CSV as in a workbook."""
    found = of_file(as_xlsx(**sheets(row)), "rides.xlsx", content)
    assert [problem for problem in found if place in problem.place and said in problem.sentence], found
    found = of_file(as_csv(**sheets(row)), "rides.csv", content)
    assert [problem for problem in found if "need" in problem.place and said in problem.sentence], found


def need(**parts: Any) -> bytes:
    said = {"code": "a", "sector": "food", "severity": "need"} | parts
    when = {"url": "when", "extension": [{"url": "question", "valueString": "q"}, {"url": "is", "valueBoolean": True}]}
    extension = [when, *({"url": name, "valueCode": value} for name, value in said.items())]
    item = {"linkId": "q", "text": "Is there enough food?", "type": "boolean"}
    whole = {"resourceType": "Questionnaire", "name": "own", "item": [item],
             "extension": [{"url": "urn:kinline:need", "extension": extension}]}  # fmt: skip
    return json.dumps(whole).encode()


def test_a_questionnaire_brings_its_needs(content: Content) -> None:
    """As an extension that others leave alone."""
    form = read(need(), "own.json", content.keywords.reserved, content).form
    assert form.needs == (NeedRule("a", "food", "need", (When("q", True),)),)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(need(severity="dire"), "'dire' is no severity", id="severity"),
        pytest.param(need(wehn="x"), "cannot be read", id="an unknown part"),
        pytest.param(need(code=""), "lower-case", id="no code"),
        pytest.param(need(from_age="old"), "cannot be read", id="no number"),
        pytest.param(need().replace(b'"valueString": "q"', b'"valueString": "z"'), "unknown linkId 'z'", id="linkId"),
        pytest.param(need().replace(b'"urn:kinline:need", "extension": [', b'"urn:kinline:need", "x": ['),
                     "no severity", id="nothing in it"),
    ],
)  # fmt: skip
def test_a_wrong_need_of_a_questionnaire_is_refused(data: bytes, said: str, content: Content) -> None:
    """With the need that it is."""
    found = of_file(data, "own.json", content)
    assert [problem for problem in found if "need" in problem.place and said in problem.sentence], found


def test_what_is_computed_raises_needs_too(content: Content) -> None:
    """A sum crosses its bound, a graver need takes the place of a weaker one, and any words are an answer."""
    form = imported(SURVEY, CHOICES, "form_id\nrides", HEAD + RIDES).form
    walked = Rehearsal(form, content, "en", datetime(2026, 3, 2, 15, 0, tzinfo=UTC))
    for reply in ("3", "4", "1", "The snow.", "6", "1", "no", "20", "no"):
        walked.reply(reply)
    assert walked.is_over
    raised = raise_needs(rules_of(form), by_slot(walked.interview), age=7)
    assert [need.code for need in raised] == ["no-way", "taxi", "often"]


ROWS = """
stranded | transport | need | ${way} = 'none' and ${miss} > 0 | | | | call-family
small | family_siblings | request | ${way} = 'none' and ${age} < 6
"""


@pytest.mark.parametrize(
    ("replies", "raised"),
    [
        pytest.param(("5", "3", "yes", "8", "1", "no"), {"stranded": ("way", "miss"), "small": ("way", "age")},
                     id="the first row"),
        pytest.param(("8", "1", "yes", "5", "3", "no"), {"stranded": ("way@2", "miss"), "small": ("way@2", "age@2")},
                     id="the second row"),
        pytest.param(("8", "skip", "yes", "5", "3", "no"),
                     {"stranded": ("way@2", "miss"), "small": ("way@2", "age@2")}, id="passed over in the first"),
        pytest.param(("8", "3", "yes", "4", "3", "no"),
                     {"stranded": ("way", "miss", "way@2"), "small": ("way@2", "age@2")}, id="both rows"),
        pytest.param(("5", "1", "yes", "8", "3", "no"), {"stranded": ("way@2", "miss")},
                     id="one half in each row is no whole"),
        pytest.param(("8", "1", "no"), {}, id="no row"),
    ],
)  # fmt: skip
def test_any_row_raises_a_need_and_the_evidence_names_it(
    replies: tuple[str, ...], raised: dict[str, tuple[str, ...]], content: Content
) -> None:
    """What is said of one row is held against the same row; what stands outside is the same for all."""
    form = imported(SURVEY, CHOICES, "form_id\nrides", HEAD + ROWS).form
    walked = Rehearsal(form, content, "en", datetime(2026, 3, 2, 15, 0, tzinfo=UTC))
    for reply in ("1", "4", "skip", "skip", *replies):
        walked.reply(reply)
    found = {need.code: need.behind for need in raise_needs(rules_of(form), by_slot(walked.interview), age=7)}
    assert found == raised


HELPED = """
type | name | label | help_with | carriage
select_one ride | ride | How do you get to visits? | rides |
integer | rest | How many nights do you sleep? | sleep | private
begin repeat | kids | Others | |
integer | age | How old? | a place to play |
end repeat | | | |
"""


def test_help_with_what_a_sheet_finds_is_asked_once_at_its_end() -> None:
    """Private needs apart from the rest; the form is valid FHIR, and comes back from the model as it was."""
    rules = "ride | transport | need | ${ride} = 'none'\nrest | caregiver_wellbeing | need | ${rest} < 3\n"
    source = imported(
        HELPED, CHOICES, "form_id | version\nown | 1", HEAD + rules + "play | recreation | need | ${age} < 9"
    )
    Questionnaire.model_validate(json.loads(source.text))
    form = source.form
    offers = {form.questions[place].link_id: form.questions[place] for place in form.offering}
    assert {link: [choice.code for choice in question.choices] for link, question in offers.items()} == {
        "own-help": ["ride", "age", "0", "have-help"], "own-help-who": [],
        "own-help-private": ["rest", "0", "have-help"], "own-help-private-who": [],
    }  # fmt: skip
    assert [offers[link].is_private for link in offers] == [False, False, True, True]
    # Any row may have found something, a condition sees one of them: so there is none.
    assert [bool(offers[link].gates) for link in ("own-help", "own-help-private")] == [False, True]
    assert in_order(json.loads(as_json(questionnaire_of(form)))) == in_order(source.questionnaire)
