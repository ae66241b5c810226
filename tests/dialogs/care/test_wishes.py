"""Help asked for what was found, and the family's own order."""

from __future__ import annotations

import pytest

from dialogs.care.needs import NeedFound
from dialogs.care.wishes import in_order, offered, ranked, row_of, wishes
from dialogs.forms.answers import Answer, Picked, Value, YesNo
from dialogs.forms.needs import Severity
from dialogs.forms.tailoring import tailored
from dialogs.forms.understanding import understand
from dialogs.reading.outcome import Certain, Unclear
from tests.dialogs.forms.world import NOW, context, library

OWN = ("fo1", "tr1", "md2", "hl4")


def need(topic: str, severity: Severity = "need", *, is_carried: bool = False) -> NeedFound:
    return NeedFound(topic, "food", severity, "child", False, False, (topic,), (), topic, is_carried)


def given(link_id: str, value: Value | None, raw: str = "") -> Answer:
    return Answer(link_id, "answered" if value is not None else "skipped", NOW, value, raw)


def test_only_what_this_part_found_is_offered() -> None:
    """Not what was asked about before, and not what a person hears of today anyway."""
    part = library()["part-a"]
    found = [need("hl1"), need("hl4"), need("md2", "same_day"), need("md4", is_carried=True)]
    codes = offered(part, found, (), {})["part-a-help"]
    assert codes == ("hl1", "hl4")
    asked = tailored(part, {"part-a-help": codes}).question("part-a-help")
    assert [choice.code for choice in asked.choices] == ["hl1", "hl4", "0", "have-help"]


@pytest.mark.parametrize(
    ("language", "said", "reads"),
    [
        ("en", "yes", Unclear("not-an-answer")),
        ("en", "yes help please", Unclear("not-an-answer")),
        ("en", "help", Unclear("not-an-answer")),
        ("en", "have help", Certain(Picked(("have-help",)))),
        ("es", "si", Unclear("not-an-answer")),
        ("es", "si ayuda", Unclear("not-an-answer")),
        ("es", "ya tenemos ayuda", Certain(Picked(("have-help",)))),
    ],
)
def test_a_yes_to_which_help_is_not_that_they_have_some(language: str, said: str, reads: object) -> None:
    """Whoever asks for help in the words of the question is asked which, and never noted as helped already."""
    asked = tailored(library()["part-a"], {"part-a-help": ("hl1", "hl4")})
    assert understand(asked, asked.question("part-a-help"), said, language, context()) == reads


def test_nothing_found_is_nothing_asked() -> None:
    """No empty menu, and no question "who helps?" behind it."""
    part = library()["part-a"]
    form = tailored(part, offered(part, [], (), {}))
    assert {q.link_id for q in form.questions if q.offers and not q.is_silent} == set()


@pytest.mark.parametrize(
    ("picked", "wanted"),
    [
        pytest.param(("hl1",), {"hl1": "yes", "hl4": "not_now"}, id="one of two"),
        pytest.param(("0",), {"hl1": "not_now", "hl4": "not_now"}, id="none now"),
        pytest.param(("have-help",), {"hl1": "have_help", "hl4": "have_help"}, id="we have help"),
        pytest.param(("hl4", "have-help"), {"hl1": "have_help", "hl4": "yes"}, id="help for one only"),
    ],
)
def test_each_need_gets_its_wish(picked: tuple[str, ...], wanted: dict[str, str]) -> None:
    """Need is not wanting help: yes, not now, or we have help."""
    question = tailored(library()["part-a"], {"part-a-help": ("hl1", "hl4")}).question("part-a-help")
    assert wishes(question, given("part-a-help", Picked(picked))) == wanted


def test_passing_over_wishes_nothing() -> None:
    """Who skips has not said "not now"."""
    question = tailored(library()["part-a"], {"part-a-help": ("hl1",)}).question("part-a-help")
    assert wishes(question, given("part-a-help", None)) == {}


@pytest.mark.parametrize(
    ("raw", "codes", "order"),
    [
        pytest.param("3,1", ("fo1", "md2"), ("md2", "fo1"), id="as they were named"),
        pytest.param("2 4 1", ("fo1", "tr1", "hl4"), ("tr1", "hl4", "fo1"), id="with blanks"),
        pytest.param("food and rides", ("fo1", "tr1"), ("fo1", "tr1"), id="in words: as listed"),
        pytest.param("", ("fo1", "hl4"), ("fo1", "hl4"), id="by buttons: as listed"),
    ],
)
def test_the_order_is_the_family_s(raw: str, codes: tuple[str, ...], order: tuple[str, ...]) -> None:
    """A picked value has the form's order; the words have theirs."""
    assert in_order(given("rk1", Picked(codes), raw), OWN) == order


def test_at_most_three_come_first_and_each_is_asked_about() -> None:
    """More than three: the first three count."""
    close = library()["close"]
    answers = {"rk1": given("rk1", Picked(OWN), "4,3,2,1")}
    assert ranked(close, OWN, answers) == ("hl4", "md2", "tr1")
    form = tailored(close, offered(close, [], OWN, {"rk1": given("rk1", Picked(("tr1",)), "2")}))
    assert [q.link_id for q in form.questions if not q.is_silent] == ["rk1", "rk2-1", "rk3"]


def test_one_need_is_not_ranked() -> None:
    """It is first; only who acts is asked."""
    close = library()["close"]
    form = tailored(close, offered(close, [], ("fo1",), {}))
    assert [q.link_id for q in form.questions if not q.is_silent] == ["rk2-1", "rk3"]


def test_a_review_has_a_row_for_each_need_up_to_four() -> None:
    """Four rows a sitting at most; no row, no question."""
    review = library()["review"]
    form = tailored(review, offered(review, [], ("fo1", "tr1"), {"rv1-1": given("rv1-1", YesNo(True))}))
    assert max(row_of(q.link_id) for q in form.questions if not q.is_silent) == 2
    assert len(ranked(review, (*OWN, "cu1"), {})) == 4
