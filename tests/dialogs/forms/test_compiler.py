"""What is compiled, and what is refused with which reason and place."""

from __future__ import annotations

import copy
import time
from decimal import Decimal
from typing import Any

import pytest

from dialogs.forms.compiler import compile_form
from dialogs.forms.model import Form, Kind
from dialogs.forms.problems import FormError, Reason
from tests.dialogs.forms.world import choice, item, questionnaire, when, yes_no

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
_CORE = "http://hl7.org/fhir/StructureDefinition/"


def problems(*items: dict[str, Any], reserved: frozenset[str] = frozenset(), **fields: Any) -> list[tuple[str, Reason]]:
    with pytest.raises(FormError) as refused:
        compile_form(questionnaire(*items, **fields), reserved=reserved)
    return [(problem.place, problem.reason) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        pytest.param(yes_no("a"), Kind.BOOLEAN, id="boolean"),
        pytest.param(choice("a", "x", "y"), Kind.CHOICE, id="choice"),
        pytest.param(choice("a", "x", "y", repeats=True), Kind.SEVERAL, id="choice that repeats"),
        pytest.param({**choice("a", "x"), "type": "open-choice"}, Kind.OPEN_CHOICE, id="open choice"),
        pytest.param(item("a", "integer"), Kind.INTEGER, id="integer"),
        pytest.param(item("a", "decimal"), Kind.DECIMAL, id="decimal"),
        pytest.param(item("a", "date"), Kind.DATE, id="date"),
        pytest.param(item("a", "string"), Kind.STRING, id="string"),
        pytest.param(item("a", "text"), Kind.TEXT, id="text"),
        pytest.param(item("a", "quantity"), Kind.QUANTITY, id="quantity"),
        pytest.param(item("a", "time"), Kind.TIME, id="time"),
        pytest.param(item("a", "dateTime"), Kind.DATE_TIME, id="dateTime"),
        pytest.param(item("a", "attachment"), Kind.ATTACHMENT, id="attachment"),
        pytest.param(item("a", "url"), Kind.URL, id="url"),
        pytest.param({**choice("a", "x", repeats=True), "type": "open-choice"}, Kind.OPEN_SEVERAL, id="open, repeats"),
    ],
)
def test_each_type_that_can_be_asked_compiles(raw: dict[str, Any], kind: Kind) -> None:
    """A question of every type of this release gets its kind."""
    assert compile_form(questionnaire(raw)).question("a").kind is kind


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(item("a", "reference"), Reason.REFERENCE, id="reference"),
        pytest.param(item("a", "question"), Reason.UNKNOWN_TYPE, id="unknown type"),
        pytest.param({"linkId": "a", "text": "A?"}, Reason.UNKNOWN_TYPE, id="no type"),
        pytest.param(item("a", "group", repeats="true", item=[]), Reason.MALFORMED, id="group that repeats in quotes"),
        pytest.param(yes_no("a@2"), Reason.RESERVED_LINK_ID, id="linkId like an instance"),
        pytest.param(yes_no("a+"), Reason.RESERVED_LINK_ID, id="linkId like add another"),
        pytest.param(
            item("a", "choice", answerValueSet="http://example.org/vs"), Reason.VALUE_SET, id="value set elsewhere"
        ),
        pytest.param(item("a", "choice"), Reason.NO_CHOICES, id="no options"),
        pytest.param(choice("a", "x", "x"), Reason.DUPLICATE_CHOICE, id="same code twice"),
        pytest.param(choice("a", "Más", "mas"), Reason.DUPLICATE_CHOICE, id="labels that read the same"),
        pytest.param(yes_no("a", required="true"), Reason.MALFORMED, id="string boolean"),
        pytest.param(yes_no("a", initial=[{"valueString": "x"}]), Reason.BAD_INITIAL, id="initial of another type"),
        pytest.param(
            choice("a", "x", initial=[{"valueString": "z"}]), Reason.BAD_INITIAL, id="initial that is no option"
        ),
        pytest.param(yes_no("a", modifierExtension=[{"url": "x"}]), Reason.MODIFIER_EXTENSION, id="modifier"),
        pytest.param(
            yes_no("a", extension=[{"url": _SDC + "enableWhenExpression", "valueExpression": {}}]),
            Reason.EXPRESSION,
            id="enableWhenExpression",
        ),
        pytest.param(
            item("a", "string", extension=[{"url": _CORE + "regex", "valueString": "(a+)+"}]),
            Reason.BAD_PATTERN,
            id="regex",
        ),
        pytest.param(
            item("a", "integer", extension=[{"url": _CORE + "minValue", "valueString": "1"}]),
            Reason.BAD_LIMIT,
            id="limit of another type",
        ),
        pytest.param(
            item(
                "a",
                "integer",
                extension=[
                    {"url": _CORE + "minValue", "valueInteger": 5},
                    {"url": _CORE + "maxValue", "valueInteger": 1},
                ],
            ),
            Reason.BAD_LIMIT,
            id="limits crossed",
        ),
        pytest.param(
            yes_no("a", extension=[{"url": "urn:kinline:sector", "valueCode": "weather"}]),
            Reason.BAD_EXTENSION,
            id="unknown sector",
        ),
        pytest.param({"linkId": "a", "type": "boolean"}, Reason.MISSING_TEXT, id="no text"),
        pytest.param(yes_no(" "), Reason.MISSING_LINK_ID, id="blank linkId"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(raw: dict[str, Any], reason: Reason) -> None:
    """Each problem has its reason from the closed list."""
    assert reason in [found for _, found in problems(raw)]


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        pytest.param(when("nobody", "=", answerBoolean=True), Reason.UNKNOWN_TARGET, id="unknown linkId"),
        pytest.param(when("d", "exists", answerBoolean=True), Reason.TARGET_HAS_NO_ANSWER, id="display"),
        pytest.param(when("c", "~", answerBoolean=True), Reason.CONDITION_MISMATCH, id="unknown operator"),
        pytest.param(when("c", "="), Reason.CONDITION_MISMATCH, id="nothing to compare"),
        pytest.param(when("c", "exists", answerString="yes"), Reason.CONDITION_MISMATCH, id="exists with a text"),
        pytest.param(when("c", ">", answerCoding={"code": "x"}), Reason.CONDITION_MISMATCH, id="order of codes"),
        pytest.param(when("c", "=", answerBoolean=True), Reason.CONDITION_MISMATCH, id="type of another question"),
        pytest.param(when("c", "=", answerCoding={"code": "z"}), Reason.UNKNOWN_CODE, id="code that is no option"),
        pytest.param(when("n", "=", answerInteger="4"), Reason.MALFORMED, id="number as text"),
        pytest.param(when("t", "=", answerBoolean=True), Reason.CONDITION_CYCLE, id="circle of one"),
    ],
)
def test_a_condition_that_cannot_be_decided_is_refused(condition: dict[str, Any], reason: Reason) -> None:
    """enableWhen is checked against the question that it looks at."""
    items = [choice("c", "x", "y"), item("d", "display"), item("n", "integer"), yes_no("t", enableWhen=[condition])]
    assert problems(*items) == [(f"trial item t enableWhen{'' if reason is Reason.CONDITION_CYCLE else ' 1'}", reason)]


def test_a_circle_through_a_group_is_found() -> None:
    """A group that opens on one of its own questions can never open."""
    inner = yes_no("b")
    found = problems(
        yes_no("a", enableWhen=[when("b", "=", answerBoolean=True)]),
        item("g", "group", item=[inner], enableWhen=[when("a", "=", answerBoolean=True)]),
    )
    assert [reason for _, reason in found] == [Reason.CONDITION_CYCLE]


def test_several_conditions_need_a_behavior() -> None:
    """FHIR asks for enableBehavior where there are two."""
    both = [when("a", "=", answerBoolean=True), when("a", "exists", answerBoolean=True)]
    assert problems(yes_no("a"), yes_no("b", enableWhen=both)) == [("trial item b", Reason.MISSING_BEHAVIOR)]


def test_all_problems_are_named_at_once() -> None:
    """An author mends a form once, not once per problem."""
    found = problems(
        yes_no("a"), yes_no("a"), item("b", "reference"), {"type": "boolean", "text": "C?"}, item("d", "choice")
    )
    assert [reason for _, reason in found] == [
        Reason.DUPLICATE_LINK_ID,
        Reason.MISSING_LINK_ID,
        Reason.REFERENCE,
        Reason.NO_CHOICES,
    ]


def test_an_error_says_where_and_how_many() -> None:
    """The exception itself reads as a sentence with its place."""
    with pytest.raises(FormError, match=r"^trial item a: asks for a reference .* \(and 1 more\)$"):
        compile_form(questionnaire(item("a", "reference"), item("b", "reference")))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({"resourceType": "Patient"}, id="another resource"),
        pytest.param({}, id="nothing"),
        pytest.param({"resourceType": "Questionnaire", "item": {"linkId": "a"}}, id="items that are no list"),
        pytest.param({"resourceType": "Questionnaire", "item": ["a"]}, id="an item that is no object"),
        pytest.param({"resourceType": "Questionnaire"}, id="no item"),
    ],
)
def test_what_is_no_questionnaire_is_refused_and_never_crashes(raw: dict[str, Any]) -> None:
    """Anything that is JSON comes back as a FormError at worst."""
    with pytest.raises(FormError):
        compile_form(raw)


@pytest.mark.parametrize("label", ["Stop", "ALTO", "¡Alto!"])
def test_a_label_that_would_stop_the_line_is_refused(label: str) -> None:
    """Letter case, accents and punctuation make no difference."""
    found = problems(choice("a", label, "other"), reserved=frozenset({"stop", "alto"}))
    assert found == [("trial item a", Reason.RESERVED_WORD)]


def test_a_keyword_or_translation_that_would_stop_the_line_is_refused() -> None:
    """Accepted words are looked at like labels, in every language."""
    raw = choice("a", "x", "y")
    keyword = {"url": "urn:kinline:keyword", "valueString": "fine"}
    raw["answerOption"][0]["extension"] = [keyword]
    raw["answerOption"][1]["valueCoding"]["_display"] = {
        "extension": [
            {
                "url": _CORE + "translation",
                "extension": [{"url": "lang", "valueCode": "es"}, {"url": "content", "valueString": "Parar"}],
            }
        ]
    }
    assert len(problems(raw, reserved=frozenset({"parar", "fine"}))) == 2


def test_translations_are_read_and_fall_back() -> None:
    """`es-MX` gets the Spanish text, an unknown language the base."""
    raw = yes_no("a")
    raw["_text"] = {
        "extension": [
            {
                "url": _CORE + "translation",
                "extension": [{"url": "lang", "valueCode": "es"}, {"url": "content", "valueString": "¿A?"}],
            }
        ]
    }
    text = compile_form(questionnaire(raw)).question("a").text
    assert [text.say(language) for language in ("es", "es-MX", "fr", "en")] == ["¿A?", "¿A?", *["Question a?"] * 2]


def test_a_contained_value_set_gives_the_options() -> None:
    """An expansion inside the form is as good as answerOption; a filter is not."""
    contained = {
        "resourceType": "ValueSet",
        "id": "v",
        "compose": {"include": [{"concept": [{"code": "x", "display": "X"}]}]},
    }
    raw = questionnaire(item("a", "choice", answerValueSet="#v"), contained=[contained])
    assert [c.code for c in compile_form(raw).question("a").choices] == ["x"]
    contained["compose"] = {"include": [{"system": "http://loinc.org", "filter": []}]}
    with pytest.raises(FormError):
        compile_form(raw)


def test_our_own_marks_are_read() -> None:
    """about, carriage, discreet, sector, severity, help pair and that dangers are named reach the question."""
    marks = {"about": "caregiver", "carriage": "private", "sector": "housing", "severity": "same_day"}
    extension: list[dict[str, Any]] = [
        {"url": f"urn:kinline:{name}", "valueCode": code} for name, code in marks.items()
    ]
    flags = ("discreet", "help-pair", "names-danger")
    extension += [{"url": f"urn:kinline:{name}", "valueBoolean": True} for name in flags]
    question = compile_form(questionnaire(yes_no("a", extension=extension))).question("a")
    assert (question.about, question.carriage, question.sector, question.severity) == tuple(marks.values())
    assert question.is_private
    assert question.is_discreet
    assert question.has_help_pair
    assert question.names_danger


def test_groups_hand_their_conditions_down() -> None:
    """A question is open only when every group around it is."""
    form = compile_form(
        questionnaire(
            yes_no("a"),
            item("g", "group", enableWhen=[when("a", "=", answerBoolean=True)], item=[yes_no("b"), yes_no("c")]),
        )
    )
    assert [len(form.question(link).gates) for link in "abc"] == [0, 1, 1]
    assert form.question("b").groups == ("g",)


def test_help_items_and_hidden_items_are_not_asked() -> None:
    """A help display answers "why"; hidden and read-only questions stay silent."""
    control = [{"url": _CORE + "questionnaire-itemControl", "valueCodeableConcept": {"coding": [{"code": "help"}]}}]
    form = compile_form(
        questionnaire(
            yes_no("a", item=[item("h", "display", extension=control)]),
            yes_no("b", readOnly=True),
            yes_no("c", extension=[{"url": _CORE + "questionnaire-hidden", "valueBoolean": True}]),
        )
    )
    assert form.question("a").help.base == "Question h?"
    assert [question.is_silent for question in form.questions] == [False, True, True]
    assert [note.role for note in form.notes] == ["help"]


def test_limits_are_exact_numbers() -> None:
    """0.1 stays 0.1."""
    extension = [{"url": _CORE + "minValue", "valueDecimal": 0.1}]
    form = compile_form(questionnaire(item("a", "decimal", extension=extension)))
    assert form.question("a").minimum == Decimal("0.1")


def test_compiling_leaves_the_json_alone() -> None:
    """The raw form is kept verbatim: nothing in it changes."""
    raw = questionnaire(choice("a", "x", "y"), item("g", "group", item=[yes_no("b")]))
    before = copy.deepcopy(raw)
    compile_form(raw)
    assert raw == before


def big_form(count: int) -> dict[str, Any]:
    gated = [when("q0", "=", answerBoolean=True)]
    return questionnaire(
        yes_no("q0"), *(choice(f"q{n}", "never", "sometimes", "often", enableWhen=gated) for n in range(1, count))
    )


def test_a_form_of_200_questions_compiles_fast() -> None:
    """The goal is 5 ms; the bound leaves room for a busy machine."""
    raw = big_form(200)
    best = min(_seconds(raw) for _ in range(5))
    assert best < 0.05


def _seconds(raw: dict[str, Any]) -> float:
    started = time.process_time()
    form = compile_form(raw)
    assert isinstance(form, Form)
    return time.process_time() - started
