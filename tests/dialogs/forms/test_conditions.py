"""enableWhen: every operator on every kind of value, and what opens and closes with an answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dialogs.forms.answers import Answer, Day, Exact, Picked, Said, State, Value, Whole, YesNo
from dialogs.forms.calculation import settled
from dialogs.forms.compiler import compile_form
from dialogs.forms.conditions import holds, is_open
from dialogs.forms.gates import Condition, Operator
from tests.dialogs.forms.world import NOW, questionnaire, when, yes_no


def answer(value: Value | None, state: State = "answered", link_id: str = "a") -> Answer:
    return Answer(link_id, state, NOW, value)


@pytest.mark.parametrize(
    ("operator", "expected", "value", "is_met"),
    [
        pytest.param("=", True, YesNo(True), True, id="yes = yes"),
        pytest.param("=", True, YesNo(False), False, id="yes = no"),
        pytest.param("!=", True, YesNo(False), True, id="yes != no"),
        pytest.param("=", Decimal(1), YesNo(True), False, id="1 is not true"),
        pytest.param("=", Decimal(3), Whole(3), True, id="3 = 3"),
        pytest.param("=", Decimal("3.0"), Whole(3), True, id="3.0 = 3"),
        pytest.param("<", Decimal("0.3"), Exact(Decimal("0.1") + Decimal("0.2")), False, id="exact decimals"),
        pytest.param("<=", Decimal(3), Whole(3), True, id="3 <= 3"),
        pytest.param(">=", Decimal(3), Whole(2), False, id="2 >= 3"),
        pytest.param(">", Decimal(2), Whole(3), True, id="3 > 2"),
        pytest.param("<", Decimal(2), Whole(3), False, id="3 < 2"),
        pytest.param("=", "x", Picked(("x",)), True, id="code = code"),
        pytest.param("=", "x", Picked(("y", "x")), True, id="one of several is enough"),
        pytest.param("!=", "x", Picked(("y", "x")), True, id="!= holds when one differs"),
        pytest.param("!=", "x", Picked(("x",)), False, id="!= fails when all are equal"),
        pytest.param("=", "x", Picked((), "x"), False, id="own words are no code"),
        pytest.param("=", "Ana", Said("Ana"), True, id="text = text"),
        pytest.param("=", "Ana", Said("ana"), False, id="text keeps letter case"),
        pytest.param("=", "2026-03-01", Day("2026-03-01"), True, id="day = day"),
        pytest.param(">", "2026-02-28", Day("2026-03-01"), True, id="day > day"),
        pytest.param("=", "2026-03-01", Day("2026-03"), False, id="month = day decides nothing"),
        pytest.param("!=", "2026-03-01", Day("2026-03"), False, id="month != day decides nothing"),
        pytest.param("!=", "2026-03-01", Day("2026-04"), True, id="another month is another day"),
        pytest.param(">", "2026-03-01", Day("2026-04"), True, id="a later month is later"),
        pytest.param("<=", "2026", Day("2026-03-01"), False, id="within the year decides nothing"),
        pytest.param("<", "2027", Day("2026-03-01"), True, id="an earlier year is earlier"),
        pytest.param("=", "2027", Day("2026-03-01"), False, id="another year is not equal"),
        pytest.param("=", "2026", Said("2026-03-01"), False, id="a text is no date"),
        pytest.param("exists", True, YesNo(False), True, id="no exists too"),
        pytest.param("exists", False, YesNo(False), False, id="answered, so not missing"),
    ],
)
def test_an_operator_compares_by_the_rules_of_fhir(
    operator: Operator, expected: Any, value: Value, is_met: bool
) -> None:
    """One answer that satisfies the condition is enough; types never mix."""
    assert holds(Condition("a", operator, expected), answer(value)) is is_met


@pytest.mark.parametrize("operator", ["=", "!=", ">", "<", ">=", "<="])
@pytest.mark.parametrize(
    "given",
    [
        pytest.param(None, id="not asked"),
        pytest.param(answer(None, "skipped"), id="skipped"),
        pytest.param(answer(None, "declined"), id="declined"),
        pytest.param(answer(None), id="by voice, not typed yet"),
    ],
)
def test_without_a_value_nothing_but_exists_holds(operator: Operator, given: Answer | None) -> None:
    """`!=` is false too: another engine differs, FHIR says so."""
    assert not holds(Condition("a", operator, Decimal(1)), given)


@pytest.mark.parametrize(
    ("given", "is_there"),
    [
        pytest.param(None, False, id="not asked"),
        pytest.param(answer(None, "skipped"), False, id="skipped"),
        pytest.param(answer(None, "declined"), False, id="declined"),
        pytest.param(answer(None), True, id="by voice"),
        pytest.param(answer(Said("x")), True, id="answered"),
    ],
)
def test_exists_asks_whether_there_is_an_answer(given: Answer | None, is_there: bool) -> None:
    """Passing over a question is not answering it; a voice note is."""
    assert holds(Condition("a", "exists", True), given) is is_there
    assert holds(Condition("a", "exists", False), given) is not is_there


@pytest.mark.parametrize(
    ("behavior", "first", "second", "is_asked"),
    [
        pytest.param("all", True, True, True, id="all: both"),
        pytest.param("all", True, False, False, id="all: one"),
        pytest.param("any", True, False, True, id="any: one"),
        pytest.param("any", False, False, False, id="any: none"),
    ],
)
def test_all_and_any(behavior: str, first: bool, second: bool, is_asked: bool) -> None:
    """enableBehavior decides how conditions combine."""
    both = [when("a", "=", answerBoolean=True), when("b", "=", answerBoolean=True)]
    form = compile_form(questionnaire(yes_no("a"), yes_no("b"), yes_no("c", enableWhen=both, enableBehavior=behavior)))
    answers = {"a": answer(YesNo(first)), "b": answer(YesNo(second), link_id="b")}
    assert is_open(form, form.question("c"), "c", answers) is is_asked


def test_a_closed_source_counts_as_unanswered() -> None:
    """What a closed question once said opens nothing further down, however deep the chain."""
    chain = [yes_no("a")]
    for source, link_id in zip("abc", "bcd", strict=True):
        chain.append(yes_no(link_id, enableWhen=[when(source, "=", answerBoolean=True)]))
    form = compile_form(questionnaire(*chain))
    answers = {link_id: answer(YesNo(True), link_id=link_id) for link_id in "abcd"}
    assert list(settled(form, answers, NOW)) == ["a", "b", "c", "d"]
    answers["a"] = answer(YesNo(False))
    assert list(settled(form, answers, NOW)) == ["a"]


def test_a_source_may_stand_after_what_it_opens() -> None:
    """The order of decisions is that of the sources, not that of the page."""
    form = compile_form(
        questionnaire(
            yes_no("c", enableWhen=[when("b", "=", answerBoolean=True)]),
            yes_no("b", enableWhen=[when("a", "=", answerBoolean=True)]),
            yes_no("a"),
        )
    )
    answers = {link_id: answer(YesNo(link_id != "a"), link_id=link_id) for link_id in "abc"}
    assert list(settled(form, answers, NOW)) == ["a"]
