"""What a form works out by itself: hidden values, scores, expressions, rules; and what is refused."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from bot.exchange.response import response
from dialogs.forms.answers import Exact, Picked, Said, Whole, YesNo
from dialogs.forms.compiler import compile_form
from dialogs.forms.happenings import AnswerRecorded, Asked, Completed
from dialogs.forms.problems import FormError, Reason
from tests.dialogs.forms.world import Talk, choice, item, questionnaire, talk, when, yes_no

_CORE = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
HIDDEN = {"url": _CORE + "questionnaire-hidden", "valueBoolean": True}


def fhirpath(url: str, text: str, **more: Any) -> dict[str, Any]:
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": text, **more}}


def calculated(link_id: str, type_: str, text: str, **fields: Any) -> dict[str, Any]:
    marks = [fhirpath(_SDC + "calculatedExpression", text)]
    return item(link_id, type_, readOnly=True, extension=marks, **fields)


def shown_if(link_id: str, text: str) -> dict[str, Any]:
    return yes_no(link_id, extension=[fhirpath(_SDC + "enableWhenExpression", text)])


def weighed(link_id: str, name: str = "itemWeight", **weights: float) -> dict[str, Any]:
    """A choice whose options count for something."""
    raw = choice(link_id, *weights)
    for option in raw["answerOption"]:
        code = option["valueCoding"]["code"]
        option["extension"] = [{"url": _CORE + name, "valueDecimal": weights[code]}]
    return raw


def reasons(*items: dict[str, Any], **fields: Any) -> list[Reason]:
    with pytest.raises(FormError) as refused:
        compile_form(questionnaire(*items, **fields))
    return [problem.reason for problem in refused.value.problems]


def test_hidden_values_are_the_forms_own() -> None:
    """A hidden code is in the response as soon as its group is open, and goes when it closes; nobody is asked."""
    coded = item("code", "choice", initial=[{"valueCoding": {"system": "urn:x", "code": "R50"}}])
    fever = {"linkId": "g", "type": "group", "extension": [HIDDEN], "item": [coded],
             "enableWhen": [when("fever", "=", answerBoolean=True)]}  # fmt: skip
    conversation = talk(yes_no("fever"), fever, yes_no("last")).says("yes")
    assert conversation.asked.link_id == "last"
    assert conversation.value("code") == Picked(("R50",))
    (_, group) = response(conversation.form, conversation.interview)["item"]
    assert group["item"] == [{"linkId": "code", "answer": [{"valueCoding": {"system": "urn:x", "code": "R50"}}]}]
    conversation.says("back", "no")
    assert conversation.interview.answer("code") is None


@pytest.mark.parametrize("name", ["itemWeight", "ordinalValue"])
def test_a_score_adds_up_what_was_chosen(name: str) -> None:
    """Anew after every answer; absent before the first; never a message."""
    rows = [weighed("a", name, never=0, often=2.5), weighed("b", name, never=0, often=3)]
    total = item("total", "decimal", extension=[{"url": "urn:kinline:score", "valueString": "g"}])
    conversation = talk({"linkId": "g", "type": "group", "item": rows}, total, yes_no("last"))
    assert conversation.value("total") is None
    assert conversation.says("2").value("total") == Exact(Decimal("2.5"))
    assert conversation.says("2").value("total") == Exact(Decimal("5.5"))
    conversation.says("change 1", "1")
    assert conversation.value("total") == Exact(Decimal(3))
    assert conversation.asked.link_id == "last"


@pytest.mark.parametrize("function", ["weight", "ordinal"])
def test_weights_are_known_to_expressions(function: str) -> None:
    """weight() and ordinal() of SDC."""
    text = f"%resource.descendants().where(linkId='a' or linkId='b').answer.value.{function}().sum()"
    conversation = talk(weighed("a", x=1, y=2), weighed("b", x=10, y=20), calculated("sum", "integer", text))
    conversation.says("2", "1")
    assert conversation.value("sum") == Whole(12)


def test_expressions_open_and_compute() -> None:
    """enableWhenExpression, calculatedExpression and variables, at the form and at a group."""
    both = fhirpath(_CORE + "variable", "%resource.item.where(linkId='n').answer.value", name="count")
    twice = calculated("twice", "integer", "%count * 2")
    conversation = Talk(
        compile_form(
            questionnaire(item("n", "integer"), twice, shown_if("many", "%count > 3"), yes_no("last"), extension=[both])
        )
    )
    conversation.says("2")
    assert (conversation.asked.link_id, conversation.value("twice")) == ("last", Whole(4))
    conversation.says("back", "5")
    assert (conversation.asked.link_id, conversation.value("twice")) == ("many", Whole(10))
    happened = [entry.answer.link_id for entry in conversation.happened(AnswerRecorded)]
    assert happened == ["n", "twice"]


def test_what_is_computed_may_open_and_may_be_computed_on() -> None:
    """A score over a bound opens a question; a second formula takes the first."""
    first = calculated("sum", "integer", "%resource.item.where(linkId='n').answer.value + 1")
    second = calculated("more", "integer", "%resource.item.where(linkId='sum').answer.value * 10")
    conversation = talk(
        item("n", "integer"), second, first, yes_no("high", enableWhen=[when("more", ">", answerInteger=50)])
    )
    assert conversation.says("3").happened(Completed)
    assert conversation.says("back", "9").asked.link_id == "high"
    assert (conversation.value("sum"), conversation.value("more")) == (Whole(10), Whole(100))


def test_each_instance_computes_its_own() -> None:
    """%context is the item itself; a variable at the group sees the group's instance."""
    total = fhirpath(_CORE + "variable", "%context.item.where(linkId='n').answer.value", name="n")
    group = {"linkId": "g", "type": "group", "repeats": True, "extension": [total],
             "item": [item("n", "integer"), calculated("twice", "integer", "%n * 2")]}  # fmt: skip
    conversation = talk(group).says("4", "yes", "5", "no")
    assert (conversation.value("twice"), conversation.value("twice@2")) == (Whole(8), Whole(10))


def test_a_rule_is_said_when_it_is_broken() -> None:
    """questionnaire-constraint: the answer is asked again with the rule's own words."""
    rule = {"url": _CORE + "questionnaire-constraint", "extension": [
        {"url": "key", "valueId": "even"}, {"url": "severity", "valueCode": "error"},
        {"url": "expression", "valueString": "%context.answer.value mod 2 = 0"},
        {"url": "human", "valueString": "Only even numbers, please."}]}  # fmt: skip
    conversation = talk(item("a", "integer", extension=[rule])).says("3")
    assert conversation.text.startswith("Only even numbers, please. Question a?")
    assert conversation.says("4").value("a") == Whole(4)


def test_today_is_the_day_of_the_last_answer() -> None:
    """So that the same answers come to the same at any time."""
    conversation = talk(yes_no("a"), calculated("day", "string", "iif(%resource.item.exists(), today().toString())"))
    assert conversation.says("yes").value("day") == Said("2026-03-03")


def test_no_error_of_a_formula_stops_a_talk() -> None:
    """What cannot be worked out is simply not there."""
    conversation = talk(item("a", "string"), calculated("b", "integer", "%resource.item.answer.value.toInteger() / 0"))
    assert conversation.says("words").happened(Completed)
    assert conversation.value("b") is None


def test_what_is_computed_is_never_put_to_a_family() -> None:
    """Neither asked nor counted."""
    conversation = talk(yes_no("a"), calculated("b", "boolean", "true"), yes_no("c"))
    assert (conversation.asked.number, conversation.asked.of) == (1, 2)
    said = [conversation.says("yes").happened(Asked)[0].link_id, *conversation.says("yes").happened(Asked)]
    assert said == ["c"]
    assert conversation.value("b") == YesNo(True)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param([shown_if("a", "1 +")], Reason.EXPRESSION, id="not FHIRPath"),
        pytest.param([shown_if("a", "%patient.active")], Reason.EXPRESSION, id="a variable nobody set"),
        pytest.param(
            [yes_no("a", extension=[{"url": _SDC + "enableWhenExpression", "valueExpression": {
                "language": "text/cql", "expression": "x"}}])], Reason.EXPRESSION, id="another language",
        ),
        pytest.param(
            [choice("a", "x", extension=[fhirpath(_SDC + "answerExpression", "1")])],
            Reason.EXPRESSION, id="made-up options",
        ),
        pytest.param(
            [yes_no("q"), calculated("a", "integer", "%resource.item.where(linkId='b').answer.value"),
             calculated("b", "integer", "%resource.item.where(linkId='a').answer.value")],
            Reason.CALCULATION_CYCLE, id="a circle of formulas",
        ),
        pytest.param([yes_no("q"), shown_if("q2", "x" * 3000)], Reason.EXPRESSION, id="a book"),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_is_refused(raw: list[dict[str, Any]], reason: Reason) -> None:
    """While the form is loaded, never while it is asked."""
    assert reason in reasons(*raw)


def test_expressions_that_only_prefill_are_read_past() -> None:
    """initialExpression fills nothing in; the check says so."""
    raw = questionnaire(yes_no("a", extension=[fhirpath(_SDC + "initialExpression", "%patient.active")]))
    assert compile_form(raw).question("a").initial == ()
    assert compile_form(raw).read_past == ("item a: initialExpression is read past: nothing is filled in beforehand",)


def test_a_form_without_expressions_needs_no_fhirpath() -> None:
    """fhirpathpy costs time to import; nothing imports it before a form needs it."""
    code = (
        "import sys; from dialogs.forms.compiler import compile_form; import dialogs.forms.transitions\n"
        "compile_form({'resourceType': 'Questionnaire', 'item': [{'linkId': 'a', 'type': 'boolean', 'text': 'A?'}]})\n"
        "assert 'fhirpathpy' not in sys.modules and 'antlr4' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_too_much_is_refused() -> None:
    """More items, levels or options than anybody is walked through."""
    deep: dict[str, Any] = yes_no("end")
    for level in range(40):
        deep = {"linkId": f"g{level}", "type": "group", "item": [deep]}
    assert Reason.TOO_LARGE in reasons(deep)
    assert reasons(*(yes_no(f"q{number}") for number in range(2001))) == [Reason.TOO_LARGE]
    assert Reason.TOO_LARGE in reasons(choice("a", *(f"option {number}" for number in range(501))))


_EIGHTFOLD = "(1|2|3|4|5|6|7|8|9|10)" + ".select((1|2|3|4|5|6|7|8|9|10).combine($this)" * 8 + ")" * 8


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(f"'{'a' * 40}!'.matches('^(a+)+$')", "repeats inside a repeat", id="a pattern that never ends"),
        pytest.param("'a'.replaceMatches('(a+)+$', 'b')", "repeats inside a repeat", id="and in its sister"),
        pytest.param("'a'.`matches`('(a+)+$')", "repeats inside a repeat", id="under a quoted name"),
        pytest.param("'a'.matches('a' + '+')", "written out in quotes", id="a pattern put together"),
        pytest.param("'a'.matches(%resource.item.answer.value)", "written out in quotes", id="a pattern of a family's"),
        pytest.param(_EIGHTFOLD, "go over every member", id="ten to the eighth"),
        pytest.param("(" * 400 + "1" + ")" * 400, "brackets inside each other", id="400 brackets"),
        pytest.param("-" * 1500 + "1", "nested too deep", id="1500 signs"),
    ],
)
def test_an_expression_that_could_run_for_ever_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FormError) as refused:
        compile_form(questionnaire(yes_no("a"), calculated("b", "integer", text)))
    (problem,) = refused.value.problems
    assert problem.reason is Reason.EXPRESSION
    assert reason in str(problem)
    assert "item b" in str(problem)


_DOUBLED = "'" + "a" * 9 + "'" + ".replace('a', 'aaaaaaaaa')" * 12
_TENFOLD = "(1|2|3|4|5|6|7|8|9|10)"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("10.power(10).power(10).power(4)", id="more digits than a number has"),
        pytest.param(f"{_DOUBLED}.length()", id="a text that grows"),
        pytest.param(_TENFOLD + f".select({_TENFOLD}.combine($this))" * 9 + ".count()", id="a list that grows"),
        pytest.param(_TENFOLD + ".repeat($this + 1).count()", id="a list without an end"),
    ],
)
def test_an_expression_that_is_too_much_work_comes_to_nothing(text: str) -> None:
    """The interview goes on without its value."""
    conversation = talk(yes_no("a"), calculated("b", "integer", text), yes_no("c")).says("yes")
    assert conversation.asked.link_id == "c"
    assert conversation.interview.answer("b") is None


def test_harmless_patterns_and_nesting_are_worked_out() -> None:
    """As the library does it: matches() finds the pattern anywhere, `$1` is the first group."""
    found = "iif('ab1'.matches('b\\\\d') and 'x'.matches('y').not(), 'a-b'.replaceMatches('(\\\\w)-', '$1+'), 'no')"
    conversation = talk(yes_no("a"), calculated("b", "string", found)).says("yes")
    assert conversation.value("b") == Said("a+b")
