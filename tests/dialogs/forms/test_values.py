"""Values on their way through a form: what fits a question, what a form brings along, how a value is said again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dialogs.forms.answers import (
    Amount,
    Clock,
    Day,
    Exact,
    File,
    Files,
    Link,
    Moment,
    Picked,
    Said,
    Value,
    Whole,
    YesNo,
)
from dialogs.forms.compiler import compile_form
from dialogs.forms.conditions import compare_times
from dialogs.forms.fitting import fits
from dialogs.forms.limit_texts import limits_text
from dialogs.forms.limits import typed_value
from dialogs.forms.model import Kind
from dialogs.forms.problems import FormError, Reason
from dialogs.forms.texts import value_text
from tests.dialogs.forms.test_kinds import KG, KG_OR_LB, mark
from tests.dialogs.forms.world import NAMES, choice, item, questionnaire, wording, yes_no

_TWO_PLACES = [mark("maxDecimalPlaces", valueInteger=2)]
_BETWEEN = [mark("minValue", valueDecimal=1.5), mark("maxValue", valueDecimal=9.25)]
_SEVERAL = choice("a", "x", "y", "z", "none", exclusive="none", repeats=True)
_TWO_OR_THREE = [mark("questionnaire-minOccurs", valueInteger=2), mark("questionnaire-maxOccurs", valueInteger=3)]
_OPEN = choice("a", "x", "y") | {"type": "open-choice"}


def _question(raw: dict[str, Any]) -> Any:
    form = compile_form(questionnaire(raw))
    return form.question(raw["linkId"])


def _bounds(type_: str, key: str, low: Any, high: Any) -> dict[str, Any]:
    return item("a", type_, extension=[mark("minValue", **{key: low}), mark("maxValue", **{key: high})])


_DAYS = _bounds("date", "valueDate", "2024-03-05", "2024-06-30")
_TIMES = _bounds("time", "valueTime", "08:00:00", "17:30:00")
_WEIGHT = item("a", "quantity", extension=[*KG_OR_LB, *_TWO_PLACES, *_BETWEEN])


@pytest.mark.parametrize(
    ("raw", "right", "wrong"),
    [
        pytest.param(yes_no("a"), [YesNo(False)], [Whole(1), Said("yes")], id="yes or no"),
        pytest.param(
            _bounds("integer", "valueInteger", 0, 5), [Whole(0), Whole(5)],
            [Whole(-1), Whole(6), Exact(Decimal(3))], id="whole"
        ),
        pytest.param(
            item("a", "decimal", extension=[*_TWO_PLACES, *_BETWEEN]),
            [Exact(Decimal("1.5")), Exact(Decimal("9.25"))],
            [Exact(Decimal("1.49")), Exact(Decimal("9.26")), Exact(Decimal("2.125")), Whole(2)], id="decimal",
        ),
        pytest.param(
            _WEIGHT,
            [Amount(Decimal("1.5"), "kg"), Amount(Decimal("9.25"), "[lb_av]"), Amount(Decimal(3))],
            [Amount(Decimal(1), "kg"), Amount(Decimal(10), "kg"), Amount(Decimal("2.125"), "kg"), Amount(Decimal(3),
            "g"),
             Exact(Decimal(3))], id="quantity",
        ),
        pytest.param(
            _DAYS, [Day("2024-03-05"), Day("2024-06-30"), Day("2024-03"), Day("2024")],
            [Day("2024-03-04"), Day("2024-07-01"), Day("2024-07"), Day("2023"), Moment("2024-04-01T10:00:00")],
            id="day",
        ),
        pytest.param(
            _TIMES, [Clock("08:00:00"), Clock("17:30:00")],
            [Clock("07:59:59"), Clock("17:30:01"), Said("9")], id="time"
        ),
        pytest.param(
            item("a", "string", maxLength=3, extension=[mark("minLength", valueInteger=2), mark("regex",
            valueString="[a-z]+")]),
            [Said("ab"), Said("abc")], [Said("a"), Said("abcd"), Said("a1"), Link("abc")], id="text",
        ),
        pytest.param(
            item("a", "url", maxLength=9), [Link("https://a")],
            [Link("https://ab"), Said("https://a")], id="address"
        ),
        pytest.param(item("a", "attachment"), [Files((File("p", "image/png"),))], [Files(()), Said("p")], id="file"),
        pytest.param(
            choice("a", "x", "y"), [Picked(("x",))],
            [Picked(("z",)), Picked(("x", "y")), Picked(()), Picked((), "own words"), Picked(("x",), "too")],
            id="one of",
        ),
        pytest.param(
            _OPEN, [Picked(("x",)), Picked((), "own words")],
            [Picked(("x",), "own words"), Picked(()), Picked(("z",))], id="one of, or own words",
        ),
        pytest.param(
            _SEVERAL, [Picked(("x",)), Picked(("x", "y", "z")), Picked(("none",))],
            [Picked(()), Picked(("x", "none")), Picked(("x", "q"))], id="several",
        ),
        pytest.param(
            _SEVERAL | {"extension": _TWO_OR_THREE}, [Picked(("x", "y")), Picked(("x", "y", "z"))],
            [Picked(("x",)), Picked(("x", "y", "z", "none"))], id="two or three",
        ),
    ],
)  # fmt: skip
def test_what_fits_a_question(raw: dict[str, Any], right: list[Value], wrong: list[Value]) -> None:
    """Type and bounds, the bounds themselves included; a value known from elsewhere that does not is asked anew."""
    question = _question(raw)
    assert [value for value in right if not fits(question, value)] == []
    assert [value for value in wrong if fits(question, value)] == []


_UNITS = _question(_WEIGHT).units
_ONE_UNIT = _question(item("a", "quantity", extension=[KG])).units
_CHOICES = _question(choice("a", "x", "y")).choices


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.BOOLEAN, False, YesNo(False)), (Kind.BOOLEAN, 1, None), (Kind.BOOLEAN, "true", None),
        (Kind.INTEGER, 7, Whole(7)), (Kind.INTEGER, 6.6, Whole(7)), (Kind.INTEGER, True, None),
        (Kind.INTEGER, "7", None),
        (Kind.DECIMAL, 0.1, Exact(Decimal("0.1"))), (Kind.DECIMAL, False, None), (Kind.DECIMAL, "1", None),
        (Kind.QUANTITY, 3, Amount(Decimal(3))), (Kind.QUANTITY, "3", None), (Kind.QUANTITY, True, None),
        (Kind.QUANTITY, {"value": 2.5, "code": "kg"}, Amount(Decimal("2.5"), "kg")),
        (Kind.QUANTITY, {"value": 2, "unit": "[lb_av]"}, Amount(Decimal(2), "[lb_av]")),
        (Kind.QUANTITY, {"value": 2, "unit": "[lb_av]", "code": "29463-7"}, Amount(Decimal(2), "[lb_av]")),
        (Kind.QUANTITY, {"value": 2, "code": "stone"}, Amount(Decimal(2), "stone")),
        (Kind.QUANTITY, {"code": "kg"}, None), (Kind.QUANTITY, {"value": "much"}, None),
        (Kind.DATE, "2024-03-05", Day("2024-03-05")), (Kind.DATE, "2024-03", Day("2024-03")),
        (Kind.DATE, "2024", Day("2024")),
        (Kind.DATE, "2024-03-05T10:00:00", Day("2024-03-05")), (Kind.DATE, "2024-13", None), (Kind.DATE, "24", None),
        (Kind.DATE, 2024, None),
        (Kind.DATE_TIME, "2024-03-05", Moment("2024-03-05")), (Kind.DATE_TIME, "2024-03", Moment("2024-03")),
        (Kind.DATE_TIME, "2024-03-05T10:20:00Z", Moment("2024-03-05T10:20:00+00:00")),
        (Kind.DATE_TIME, "2024-03-05T25:00", None),
        (Kind.TIME, "08:30", Clock("08:30:00")), (Kind.TIME, "8.30", None), (Kind.TIME, 8, None),
        (Kind.URL, "https://a", Link("https://a")), (Kind.URL, "", None), (Kind.URL, 1, None),
        (Kind.STRING, "own", Said("own")), (Kind.TEXT, 5, Said("5")), (Kind.TEXT, "", None), (Kind.STRING, ["a"], None),
        (Kind.CHOICE, "x", Picked(("x",))), (Kind.CHOICE, {"code": "y"}, Picked(("y",))), (Kind.CHOICE, "z", None),
        (Kind.OPEN_CHOICE, {"display": "x"}, Picked(("x",))), (Kind.ATTACHMENT, "x", None),
    ],
)  # fmt: skip
def test_what_a_form_brings_along_is_typed(kind: Kind, raw: Any, value: Value | None) -> None:
    """What is no answer to the question is none; it never becomes another value."""
    assert typed_value(kind, raw, _CHOICES, _UNITS if kind is Kind.QUANTITY else ()) == value


def test_a_number_whose_unit_is_fixed_has_it() -> None:
    """Said or not; one in another unit never becomes one in this."""
    for raw in (3, {"value": 3}, {"value": 3, "unit": "kg"}):
        assert typed_value(Kind.QUANTITY, raw, (), _ONE_UNIT) == Amount(Decimal(3), "kg")
    assert typed_value(Kind.QUANTITY, {"value": 3, "code": "stone"}, (), _ONE_UNIT) == Amount(Decimal(3), "stone")


def _given(raw: dict[str, Any], *chosen: str) -> dict[str, Any]:
    options = [{**option, "initialSelected": option["valueCoding"]["code"] in chosen} for option in raw["answerOption"]]
    return raw | {"answerOption": options}


@pytest.mark.parametrize(
    ("raw", "brought"),
    [
        (item("a", "integer", initial=[{"valueInteger": 7}]), (Whole(7),)),
        (item("a", "quantity", extension=[KG], initial=[{"valueQuantity": {"value": 3}}]), (Amount(Decimal(3), "kg"),)),
        (item("a", "quantity", initial=[{"valueQuantity": {"unit": "mg", "code": "mg"}}]), ()),
        (_given(choice("a", "x", "y"), "y"), (Picked(("y",)),)),
        (_given(choice("a", "x", "y"),), ()),
        (_given(choice("a", "x", "y", "z", repeats=True), "z", "x"), (Picked(("x", "z")),)),
        (choice("a", "x", "y", initial=[{"valueCoding": {"code": "x"}}]), (Picked(("x",)),)),
        (choice("a", "x", "y", initial=[{"valueCoding": {"display": "y"}}]), (Picked(("y",)),)),
        (choice("a", "x", "y", initial=[{"valueString": "y"}]), (Picked(("y",)),)),
    ],
)  # fmt: skip
def test_answers_that_a_form_brings_along(raw: dict[str, Any], brought: tuple[Value, ...]) -> None:
    """By `initial`, or by options that are chosen beforehand, in the order of the options."""
    assert _question(raw).initial == brought


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (item("a", "integer", initial=[{"valueString": "many"}]), Reason.BAD_INITIAL),
        (_given(choice("a", "x", "y"), "x", "y"), Reason.BAD_INITIAL),
        (choice("a", "x", "y", initial=[{"valueCoding": {"code": "z"}}]), Reason.BAD_INITIAL),
        (item("a", "date", extension=[mark("minValue", valueDate="soon")]), Reason.BAD_LIMIT),
        (item("a", "integer", extension=[mark("minValue", valueBoolean=True)]), Reason.BAD_LIMIT),
        (item("a", "attachment", extension=[mark("maxSize", valueDecimal=0)]), Reason.BAD_LIMIT),
        (item("a", "attachment", extension=[mark("maxSize", valueString="1 MB")]), Reason.BAD_LIMIT),
        (item("a", "string", extension=[mark("regex", valueString="(")]), Reason.BAD_PATTERN),
        (item("a", "string", repeats=True, extension=[mark("questionnaire-minOccurs", valueInteger=51)]),
        Reason.BAD_LIMIT),
        (
            item("a", "string", repeats=True, extension=[
                mark("questionnaire-minOccurs", valueInteger=3), mark("questionnaire-maxOccurs", valueInteger=2),
            ]),
            Reason.BAD_LIMIT,
        ),
    ],
)  # fmt: skip
def test_what_bounds_no_answer_is_found_at_start_up(raw: dict[str, Any], reason: Reason) -> None:
    """With the item's place, so that the form's author finds it."""
    with pytest.raises(FormError) as refused:
        compile_form(questionnaire(raw))
    assert [(problem.reason, "a" in problem.place.split()) for problem in refused.value.problems] == [(reason, True)]


def _say(key: str, **values: Any) -> str:
    return wording().say("en", key, **values)


@pytest.mark.parametrize(
    ("raw", "value", "said"),
    [
        (yes_no("a"), YesNo(True), "yes"), (yes_no("a"), YesNo(False), "no"),
        (item("a", "integer"), Whole(12), "12"),
        (item("a", "decimal"), Exact(Decimal("100.50")), "100.5"),
        (item("a", "decimal"), Exact(Decimal("1E+2")), "100"),
        (_WEIGHT, Amount(Decimal("2.50"), "[lb_av]"), "2.5 pounds"), (_WEIGHT, Amount(Decimal("2.5")), "2.5"),
        (item("a", "date"), Day("2024-03-05"), "March 5, 2024"), (item("a", "date"), Day("2024-03"), "March 2024"),
        (item("a", "date"), Day("2024"), "2024"),
        (item("a", "dateTime"), Moment("2024-03-05T09:30:00+00:00"), "March 5, 2024 9:30 am"),
        (item("a", "dateTime"), Moment("2024-03-05"), "March 5, 2024"),
        (item("a", "time"), Clock("15:30:00"), "3:30 pm"), (item("a", "url"), Link("https://a"), "https://a"),
        (item("a", "attachment"), Files((File("p", "image/png"), File("q", "image/png"))), "2 files"),
        (_SEVERAL, Picked(("y", "x")), "x, y"), (_OPEN, Picked((), "a boat"), "a boat"),
        (_OPEN | {"repeats": True}, Picked(("x",), "a boat"), "x, a boat"),
        (item("a", "string"), Said("so so"), "so so"),
    ],
)  # fmt: skip
def test_values_are_said_as_people_say_them(raw: dict[str, Any], value: Value, said: str) -> None:
    """To read them back, and for staff: no exponent, no code, no seconds."""
    form = compile_form(questionnaire(raw))
    assert value_text(form, form.question("a"), value, "en", wording(), NAMES) == said


_MB = 1_048_576


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (_bounds("integer", "valueInteger", 0, 5), _say("form-limits", low="0", high="5")),
        (item("a", "integer", extension=[mark("minValue", valueInteger=0)]), _say("form-at-least", low="0")),
        (item("a", "integer", extension=[mark("maxValue", valueInteger=9)]), _say("form-at-most", high="9")),
        (item("a", "integer"), ""),
        (_TIMES, f"{_say('form-limits', low='8:00 am', high='5:30 pm')} {_say('form-time-example')}"),
        (_DAYS, f"{_say('form-limits', low='March 5, 2024', high='June 30, 2024')} {_say('form-date-example')}"),
        (
            _SEVERAL | {"extension": _TWO_OR_THREE},
            f"{_say('form-most-options', count=3)} {_say('form-fewest-options', count=2)}",
        ),
        (_SEVERAL | {"extension": [mark("questionnaire-minOccurs", valueInteger=1)]}, ""),
        (item("a", "decimal", extension=_TWO_PLACES), _say("form-decimals", count=2)),
        (item("a", "string", maxLength=40), _say("form-longest", count=40)),
        (item("a", "attachment"), _say("form-file")),
        (
            item("a", "attachment", extension=[mark("maxSize", valueDecimal=2.5 * _MB)]),
            f"{_say('form-file')} {_say('form-file-size', megabytes='2.5')}",
        ),
        (
            item("a", "attachment", extension=[mark("maxSize", valueDecimal=100 * _MB)]),
            f"{_say('form-file')} {_say('form-file-size', megabytes='100')}",
        ),
        (
            item("a", "string", extension=[mark("regex", valueString=r"\d{5}"), mark("entryFormat",
            valueString="12345")]),
            _say("form-like", format="12345"),
        ),
    ],
)  # fmt: skip
def test_the_limits_are_said_when_it_is_asked_again(raw: dict[str, Any], said: str) -> None:
    """All that bounds the answer, and nothing else."""
    assert limits_text(_question(raw), "en", wording()) == said


@pytest.mark.parametrize(
    ("left", "right", "true"),
    [
        ("2024-03-05", "2024-03-05", "= >= <="), ("2024-03-05", "2024-03-06", "!= < <="),
        ("2024-03", "2024-03-06", ""), ("2024-04", "2024-03-06", "!= > >="), ("2023", "2024-03-06", "!= < <="),
        ("2024-03-05T10:00:00+00:00", "2024-03-05T05:00:00-05:00", "= >= <="),
        ("2024-03-05T10:00:01+00:00", "2024-03-05T05:00:00-05:00", "!= > >="),
        ("2024-03-05T10:00:00+00:00", "2024-03-05", ""), ("2024-03-06T00:00:00+00:00", "2024-03-05", "!= > >="),
    ],
)  # fmt: skip
def test_times_compare_as_far_as_both_go(left: str, right: str, true: str) -> None:
    """Where that decides nothing, nothing holds; instants are the same in every zone."""
    assert " ".join(sign for sign in ("=", "!=", ">", "<", ">=", "<=") if compare_times(left, sign, right)) == true
