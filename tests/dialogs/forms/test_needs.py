"""Which answers raise which need, and what a rules file may not say."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from dialogs.care.needs import NeedFound, NeedRules, raise_needs, read_needs
from dialogs.errors import ContentError
from dialogs.forms.answers import Answer, Picked, Said, Value, Whole, YesNo
from dialogs.forms.compiler import compile_form
from tests.dialogs.forms.world import LIBRARY, NOW, Talk, choice, context, item, library, questionnaire, yes_no


@cache
def rules() -> dict[str, NeedRules]:
    paths = sorted(LIBRARY.glob("*.needs.json"))
    names = [path.name.removesuffix(".needs.json") for path in paths]
    return {name: read_needs(name, path.read_text(), library()) for name, path in zip(names, paths, strict=True)}


def given(**values: Value | None) -> dict[str, Answer]:
    return {link_id: Answer(link_id, "answered", NOW, value) for link_id, value in values.items()}


def codes(answers: dict[str, Answer]) -> dict[str, str]:
    return {need.code: need.severity for need in raise_needs(rules().values(), answers)}


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        pytest.param(given(hl1=Picked(("yes",))), {}, id="a doctor within reach"),
        pytest.param(given(hl1=Picked(("not-always",))), {"medical-home": "need"}, id="not always"),
        pytest.param(given(hl3=Picked(("not-sure",))), {}, id="not sure is no need"),
        pytest.param(given(hl4=Picked(("no-teeth",))), {}, id="no teeth yet"),
        pytest.param(given(md2=YesNo(True)), {"medication-supply": "need"}, id="medicine is hard to get"),
        pytest.param(given(md2=YesNo(True), md3=Whole(4)), {"medication-supply": "need"}, id="four days left"),
        pytest.param(given(md2=YesNo(True), md3=Whole(3)), {"medication-low": "same_day"}, id="three days left"),
        pytest.param(given(md3=Whole(0)), {"medication-low": "same_day"}, id="none left"),
        pytest.param(
            given(md4=YesNo(True)), {"medication-giving": "need", "medication-skills": "need"}, id="two needs at once"
        ),
        pytest.param(given(eq1=YesNo(True), eq2=YesNo(False)), {"equipment": "need"}, id="broken, no danger"),
        pytest.param(given(eq1=YesNo(True), eq2=YesNo(True)), {"equipment-today": "same_day"}, id="danger today"),
        pytest.param(given(fo1=Picked(("not-always",))), {"food": "need"}, id="not always food"),
        pytest.param(given(fo1=Picked(("not-today",))), {"food-today": "same_day"}, id="no food today"),
        pytest.param(given(mo2=YesNo(True)), {"utilities": "need"}, id="power cut"),
        pytest.param(
            given(mo2=YesNo(True), em3=YesNo(True)),
            {"utilities-power": "same_day", "emergency-power": "need"},
            id="power cut where a machine needs it",
        ),
        pytest.param(given(mo4=Picked(("none",))), {"coverage-check": "request"}, id="no coverage"),
        pytest.param(given(cg1=Picked(("tired",))), {}, id="tired"),
        pytest.param(given(cg1=Picked(("worn-out",))), {"caregiver-worn": "need"}, id="worn out"),
        pytest.param(given(cg1=Picked(("limit",))), {"caregiver-limit": "same_day"}, id="at my limit"),
        pytest.param(given(cg3=Whole(10)), {"care-burden": "request"}, id="ten hours a week"),
        pytest.param(given(cg3=Whole(9)), {}, id="nine hours a week"),
        pytest.param(given(em4=Picked(("no-one",))), {"emergency-backup": "need"}, id="no one"),
        pytest.param(given(em4=Picked((), "grandma")), {}, id="someone"),
        pytest.param(given(wm2=Said("The nights.")), {"hardest-part": "request"}, id="hardest part, in words"),
        pytest.param(given(wm2=None), {"hardest-part": "request"}, id="hardest part, by voice"),
        pytest.param(given(md2=None), {}, id="by voice: staff must type it first"),
    ],
)
def test_answers_raise_needs(answers: dict[str, Answer], raised: dict[str, str]) -> None:
    """Code and severity, per the assessment; a graver need replaces the one that it includes."""
    assert codes(answers) == raised


@pytest.mark.parametrize(
    ("age", "raised"),
    [
        pytest.param(None, set(), id="not known"),
        pytest.param(13, set(), id="too young"),
        pytest.param(14, {"adult-doctors", "work-plan"}, id="from 14"),
        pytest.param(16, {"adult-doctors", "work-plan", "decisions"}, id="from 16"),
    ],
)
def test_growing_up_is_a_need_only_from_its_age(age: int | None, raised: set[str]) -> None:
    """Nobody plans adult care for a child of twelve because of one answer."""
    answers = given(gr2=Picked(("no",)), gr3=Picked(("no",)), gr4=Picked(("a-lot",)))
    assert {need.code for need in raise_needs(rules()["part-h"], answers, age=age)} == raised


@pytest.mark.parametrize(
    ("before", "now", "raised"),
    [
        pytest.param(None, 4, {"confidence-low"}, id="low"),
        pytest.param(None, 5, set(), id="the first one, not low"),
        pytest.param(9, 6, {"confidence-fell"}, id="three less"),
        pytest.param(8, 6, set(), id="two less"),
    ],
)
def test_confidence_low_or_falling_is_for_today(before: int | None, now: int, raised: set[str]) -> None:
    """Below five, or three less than last time."""
    answers = given(ci1=Whole(now)) | (given(ci0=Whole(before)) if before is not None else {})
    assert {need.code for need in raise_needs(rules()["checkin"], answers)} == raised


@pytest.mark.parametrize("state", ["skipped", "declined"])
def test_passing_over_raises_nothing(state: Any) -> None:
    """Who declines has not said no, and not said yes."""
    answers = {q.link_id: Answer(q.link_id, state, NOW) for form in library().values() for q in form.questions}
    assert codes(answers) == {}


def test_a_need_says_what_is_behind_it_and_who_may_see_it() -> None:
    """The caregiver's own answers stay private; housing never leaves in a plan."""
    (limit,) = raise_needs(rules().values(), given(cg1=Picked(("limit",))))
    assert (limit.about, limit.is_private, limit.is_discreet, limit.behind) == ("caregiver", True, True, ("cg1",))
    (housing,) = raise_needs(rules()["part-d"], given(ho2=YesNo(True)))
    assert (housing.about, housing.is_private, housing.is_discreet) == ("household", False, True)
    (power,) = raise_needs(rules()["part-d"], given(mo2=YesNo(True), em3=YesNo(True)))
    assert isinstance(power, NeedFound)
    assert power.behind == ("mo2", "em3")


def test_a_talk_raises_its_needs() -> None:
    """From the family's digits to the same-day need."""
    conversation = Talk(library()["first8"])
    conversation.says("That she sleeps", "1", "1", "yes", "2", "no", "1", "no", "1", "no", "1", "0")
    answers = {answer.link_id: answer for answer in conversation.interview.answers}
    assert codes(answers) == {"medication-low": "same_day"}
    assert conversation.interview.status == "completed"
    assert context().names["child"] == "Sofia"


def test_a_need_from_carried_answers_alone_is_marked() -> None:
    """The interview that asked has raised it; a fresh answer beside a carried one makes it new."""
    known = [Answer("md2", "answered", NOW, YesNo(True)), Answer("hl1", "answered", NOW, Picked(("no",)))]
    conversation = Talk(library()["part-a"], known=known)
    while conversation.asked.link_id != "md1":
        conversation.says("skip")
    conversation.says("yes", "2")
    answers = {answer.link_id: answer for answer in conversation.interview.answers}
    found = {need.code: need.is_carried for need in raise_needs(rules().values(), answers)}
    assert found == {"medical-home": True, "medication-low": False}


def test_every_same_day_question_has_a_same_day_rule() -> None:
    """What a question promises, a rule keeps."""
    marked = {q.link_id for form in library().values() for q in form.questions if q.severity == "same_day"}
    ruled = {
        when.question for file in rules().values() for r in file.rules if r.severity == "same_day" for when in r.when
    }
    assert marked <= ruled


def test_every_question_with_a_help_pair_can_raise_a_need() -> None:
    """Help is offered only for what was found."""
    paired = {q.link_id for form in library().values() for q in form.questions if q.has_help_pair}
    ruled = {when.question for file in rules().values() for rule in file.rules for when in rule.when}
    assert paired <= ruled


RULE: dict[str, Any] = {"code": "x", "sector": "food", "severity": "need", "when": [{"question": "a", "is": True}]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"sector": "weather"}, "'weather' is not a sector", id="sector"),
        pytest.param({"severity": "dire"}, "cannot be read", id="severity"),
        pytest.param({"when": []}, "names no answer", id="no condition"),
        pytest.param({"when": [{"question": "z", "is": True}]}, "unknown linkId 'z'", id="linkId"),
        pytest.param({"when": [{"question": "c", "is": ["z"]}]}, "'z' is not an option of 'c'", id="option"),
        pytest.param({"when": [{"question": "c", "is": True}]}, "is not an option", id="true for a choice"),
        pytest.param({"when": [{"question": "c"}]}, "does not say which answer", id="choice without a code"),
        pytest.param({"when": [{"question": "a"}]}, "does not say which answer", id="boolean without a value"),
        pytest.param({"when": [{"question": "n"}]}, "does not say which answer", id="number without a bound"),
        pytest.param({"when": [{"question": "t", "is": ["x"]}]}, "does not say which answer", id="own words"),
        pytest.param(
            {"when": [{"question": "n", "answered": True, "at_least": 1}]},
            "does not say which answer",
            id="two at once",
        ),
        pytest.param({"when": [{"question": "n", "below": "z", "by": 3}]}, "unknown linkId 'z'", id="earlier number"),
        pytest.param({"when": [{"question": "n", "below": "r", "by": 3}]}, "'r', which is asked several", id="rows"),
        pytest.param({"when": [{"question": "n", "below": "n", "at_most": 3}]}, "does not say which", id="two bounds"),
        pytest.param({"plan": ["z"]}, "unknown plan template 'z'", id="plan template"),
        pytest.param({"instead_of": ["y"]}, "unknown need 'y'", id="replaces nothing"),
        pytest.param({"wehn": []}, "cannot be read", id="misspelt field"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(change: dict[str, Any], message: str) -> None:
    """At start-up, with the file and the rule."""
    asked = (item("n", "integer"), item("t", "text"), item("r", "integer", repeats=True))
    form = compile_form(questionnaire(yes_no("a"), choice("c", "x"), *asked))
    source = json.dumps({"rules": [{**RULE, **change}]})
    with pytest.raises(ContentError, match=message):
        read_needs("trial", source, {"trial": form}, {"call"})


def test_a_code_used_twice_is_refused() -> None:
    """The code names the need for good."""
    form = compile_form(questionnaire(yes_no("a")))
    with pytest.raises(ContentError, match="used twice"):
        read_needs("trial", json.dumps({"rules": [RULE, RULE]}), {"trial": form})


def test_broken_json_is_refused() -> None:
    """With the name of the file."""
    with pytest.raises(ContentError, match=r"trial\.needs\.json"):
        read_needs("trial", "{", {})
