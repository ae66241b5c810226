"""Each kind of question beyond choices: what is understood, what is asked for next, and what the re-ask says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.exchange.response import response
from dialogs.forms import transitions
from dialogs.forms.answers import Amount, Clock, Day, File, Files, Link, Moment, Picked, Said, Value, Whole, YesNo
from dialogs.forms.happenings import Completed, How, LeftToCall
from dialogs.forms.interview import Attached, Reply
from dialogs.forms.regexes import fault_of, matches
from tests.dialogs.forms.world import choice, context, item, new_interview, talk, yes_no

_CORE = "http://hl7.org/fhir/StructureDefinition/"
_UNITS = "http://unitsofmeasure.org"


def mark(name: str, **value: Any) -> dict[str, Any]:
    return {"url": _CORE + name, **value}


def unit(code: str, label: str, name: str = "questionnaire-unit") -> dict[str, Any]:
    return mark(name, valueCoding={"system": _UNITS, "code": code, "display": label})


KG = unit("kg", "kilograms")
KG_OR_LB = [unit("kg", "kg", "questionnaire-unitOption"), unit("[lb_av]", "pounds", "questionnaire-unitOption")]


@pytest.mark.parametrize(
    ("raw", "said", "value"),
    [
        pytest.param(item("a", "time"), "15:30", Clock("15:30:00"), id="time"),
        pytest.param(item("a", "time"), "8 pm", Clock("20:00:00"), id="time with pm"),
        pytest.param(item("a", "dateTime"), "2026-03-05 15:30", Moment("2026-03-05T15:30:00+00:00"), id="moment"),
        pytest.param(item("a", "date", text="When was Leo born?"), "May 2016", Day("2016-05"), id="a past month"),
        pytest.param(item("a", "date", text="Date of birth"), "2016", Day("2016"), id="a past year"),
        pytest.param(item("a", "date", text="When did it start?"), "June 3", Day("2025-06-03"), id="the last June 3"),
        pytest.param(item("a", "date"), "since June", Day("2025-06"), id="since"),
        pytest.param(item("a", "date", text="When is the visit?"), "June 3", Day("2026-06-03"), id="the next June 3"),
        pytest.param(item("a", "dateTime"), "March 5 at 3pm", Moment("2026-03-05T15:00:00+00:00"), id="in words"),
        pytest.param(item("a", "quantity"), "2.5", Amount(Decimal("2.5")), id="number without a unit"),
        pytest.param(item("a", "quantity", extension=[KG]), "12", Amount(Decimal(12), "kg"), id="the only unit"),
        pytest.param(item("a", "quantity", extension=[KG]), "12 kg", Amount(Decimal(12), "kg"), id="unit by its code"),
        pytest.param(
            item("a", "quantity", extension=KG_OR_LB), "12 pounds", Amount(Decimal(12), "[lb_av]"), id="unit said along"
        ),
        pytest.param(item("a", "url"), "example.org/help", Link("https://example.org/help"), id="address"),
        pytest.param(item("a", "url"), "http://example.org", Link("http://example.org"), id="address with its scheme"),
        pytest.param(
            item("a", "date", extension=[mark("entryFormat", valueString="YYYY-MM")]),
            "May 2024", Day("2024-05"), id="a month where the form allows it",
        ),
        pytest.param(
            item("a", "string", extension=[mark("regex", valueString=r"\d{5}")]), "80203", Said("80203"), id="pattern"
        ),
    ],
)  # fmt: skip
def test_understood(raw: dict[str, Any], said: str, value: Value) -> None:
    """Recorded at once, or after a yes."""
    conversation = talk(raw).says(said)
    if not conversation.happened(Completed):
        assert conversation.asked.how is How.READ_BACK
        conversation.says("yes")
    assert conversation.value("a") == value


@pytest.mark.parametrize(
    ("raw", "said", "text"),
    [
        pytest.param(item("a", "time"), "soon", "For example 3:30 pm.", id="no time"),
        pytest.param(item("a", "dateTime"), "soon", "For example March 5, 2026.", id="no moment"),
        pytest.param(item("a", "date"), "2019", "For example March 5, 2026.", id="a year where a day is asked"),
        pytest.param(
            item("a", "date", text="When is the visit?"), "June 2026", "For example March 5", id="a month to come"
        ),
        pytest.param(item("a", "url"), "our website", "Question a?", id="no address"),
        pytest.param(item("a", "attachment"), "here", "Please send a photo, a recording or a file.", id="words"),
        pytest.param(
            item("a", "string", maxLength=5), "much too long", "5 letters or fewer.", id="longer than maxLength"
        ),
        pytest.param(
            item("a", "string", extension=[mark("minLength", valueInteger=3)]), "ab", "3 letters or more.",
            id="shorter than minLength",
        ),
        pytest.param(
            item("a", "string", extension=[mark("regex", valueString=r"\d{5}"), mark("entryFormat", valueString="0")]),
            "here", "Like this: 0", id="not as the pattern wants it",
        ),
        pytest.param(
            item("a", "decimal", extension=[mark("maxDecimalPlaces", valueInteger=1)]), "1.25",
            "One digit after the point at most.", id="too exact",
        ),
        pytest.param(
            item("a", "date", extension=[mark("minValue", valueDate="2020-01-02")]), "March 5 2019",
            "January 2, 2020 or more.", id="too early",
        ),
        pytest.param(
            item("a", "decimal", extension=[mark("minValue", valueDecimal=0.1), mark("maxValue", valueDecimal=500.0)]),
            "900", "From 0.1 to 500.", id="no empty decimals",
        ),
        pytest.param(
            item("a", "string", maxLength=5, extension=[mark("minLength", valueInteger=5)]), "ab", "5 letters.",
            id="exactly so long",
        ),
        pytest.param(
            choice("a", "x", "y", "z", repeats=True, extension=[mark("questionnaire-maxOccurs", valueInteger=2)]),
            "1,2,3", "Choose 2 at most.", id="too many",
        ),
    ],
)  # fmt: skip
def test_asked_again_with_what_is_allowed(raw: dict[str, Any], said: str, text: str) -> None:
    """The one re-ask says the limits, or gives an example."""
    conversation = talk(raw).says(said)
    assert conversation.asked.how is How.AGAIN
    assert text in conversation.text


def test_the_unit_is_a_second_question() -> None:
    """Its place, its name or a button; the answer is one quantity."""
    conversation = talk(item("a", "quantity", extension=KG_OR_LB)).says("40")
    assert conversation.text == "Which unit? 1 kg 2 pounds"
    conversation.says("2")
    assert conversation.value("a") == Amount(Decimal(40), "[lb_av]")
    quantity = {"value": 40, "unit": "pounds", "system": _UNITS, "code": "[lb_av]"}
    found = response(conversation.form, conversation.interview)["item"]
    assert found == [{"linkId": "a", "answer": [{"valueQuantity": quantity}]}]
    pressed = talk(item("a", "quantity", extension=KG_OR_LB)).says("40").sends(Reply(picked=(1,)))
    assert pressed.value("a") == conversation.value("a")


@pytest.mark.parametrize("said", ["20 kilos", "20 Kilogramos", "20 kg"])
def test_a_unit_is_understood_as_people_call_it(said: str) -> None:
    """Whatever the form calls it, in their language."""
    assert talk(item("a", "quantity", extension=KG_OR_LB), language="es").says(said).value("a") == Amount(
        Decimal(20), "kg"
    )
    assert talk(item("a", "quantity", extension=KG_OR_LB)).says("40", "lbs").value("a") == Amount(
        Decimal(40), "[lb_av]"
    )


def test_units_are_named_when_a_quantity_is_asked_again() -> None:
    """Who wrote "heavy" learns what may stand behind the number."""
    conversation = talk(item("a", "quantity", extension=KG_OR_LB)).says("heavy")
    assert "Question a? (kg, pounds)" in conversation.text


def test_the_time_of_a_day_is_a_second_question() -> None:
    """And may be passed over: then the day alone is the answer."""
    conversation = talk(item("a", "dateTime")).says("March 5 2026")
    assert conversation.text == "At what time?"
    assert conversation.says("3:30 pm").value("a") == Moment("2026-03-05T15:30:00+00:00")
    assert talk(item("a", "dateTime")).says("March 5 2026", "skip").value("a") == Moment("2026-03-05")


def test_a_file_is_taken_where_one_is_asked() -> None:
    """With its type; what the form does not take is asked for again."""
    pictures = item(
        "a", "attachment", extension=[mark("mimeType", valueCode="image/*"), mark("maxSize", valueDecimal=9)]
    )
    conversation = talk(pictures).sends(Reply(attachments=(Attached("v", "voice"),)))
    assert conversation.asked.reason == "wrong-file"
    conversation.sends(Reply(attachments=(Attached("p", "photo", "image/png", 10),)))
    assert conversation.asked.reason == "file-too-large"
    conversation.sends(Reply(attachments=(Attached("p", "photo", "image/png", 9),)))
    assert conversation.value("a") == Files((File("p", "image/png"),))
    (found,) = response(conversation.form, conversation.interview)["item"]
    assert found["answer"] == [{"valueAttachment": {"contentType": "image/png", "url": "p"}}]


def test_a_file_that_cannot_come_this_way_is_left_to_a_call() -> None:
    """Where the channel takes none, the coordinator does."""
    form = talk(item("a", "attachment"), yes_no("b")).form
    plain = context()
    no_files = type(plain)(plain.now, plain.wording, plain.words, plain.commands, plain.names, takes_files=False)
    step = transitions.begin(form, new_interview(form), no_files)
    assert [left.link_ids for left in step.happenings if isinstance(left, LeftToCall)] == [("a",)]
    assert step.interview.position == "b"


def test_what_the_form_brings_along_is_offered() -> None:
    """Kept with 1, asked in full with 2, or answered at once; never stored unasked."""
    raw = item("a", "integer", initial=[{"valueInteger": 7}])
    assert talk(raw).text == "Question a? 1 keep: 7 2 change"
    assert talk(raw).interview.answers == ()
    assert talk(raw).says("keep").value("a") == Whole(7)
    assert talk(raw).says("12").value("a") == Whole(12)
    assert talk(raw).says("2").text == "Question a?"
    assert talk(raw).sends(Reply(picked=(0,))).value("a") == Whole(7)
    chosen = choice("a", "x", "y", repeats=True)
    for option in chosen["answerOption"]:
        option["initialSelected"] = True
    assert talk(chosen).text == "Question a? 1 keep: x, y 2 change"
    assert talk(chosen).says("1").value("a") == Picked(("x", "y"))


def test_an_amount_is_offered_in_its_own_unit() -> None:
    """Also where the form does not list that: 180 cm never become 180 kg, nor 180 of nothing."""
    raw = item("a", "quantity", extension=KG_OR_LB, initial=[{"valueQuantity": {"value": 180, "unit": "cm"}}])
    assert talk(raw).text == "Question a? 1 keep: 180 cm 2 change"
    kept = talk(raw).says("1")
    assert kept.value("a") == Amount(Decimal(180), "cm")
    (found,) = response(kept.form, kept.interview)["item"]
    assert found["answer"] == [{"valueQuantity": {"value": 180, "unit": "cm"}}]


def test_an_offer_survives_a_nudge_and_going_back() -> None:
    """The nudge offers it again; once answered, going back asks in full."""
    conversation = talk(yes_no("a", initial=[{"valueBoolean": True}]), yes_no("b"))
    nudged = transitions.ask_again(conversation.form, conversation.interview, context())
    assert [asked.how for asked in nudged.happenings] == [How.KEEP]  # type: ignore[union-attr]
    conversation.says("1", "back")
    assert conversation.text == "Question a? 1 yes 2 no"
    assert conversation.says("no").value("a") == YesNo(False)


CITIES = ["Denver", "Aurora", "Boulder", "Pueblo", "Greeley", "Loveland", "Golden", "Durango", "Aspen", "Vail",
          "Salida", "Alamosa", "Trinidad", "Montrose", "Delta", "Craig", "Lamar", "Sterling"]  # fmt: skip


def test_a_long_list_comes_in_pages() -> None:
    """Eight, then "9 more"; the digits are those of the page, and the last page leads to the first."""
    conversation = talk(choice("a", *CITIES))
    assert conversation.text.startswith("Question a? 1 Denver 2 Aurora")
    assert conversation.text.endswith("8 Durango 9 more")
    conversation.says("9")
    assert conversation.text.startswith("1 Aspen 2 Vail")
    assert conversation.says("2").value("a") == Picked(("Vail",))
    assert talk(choice("a", *CITIES)).says("9", "9").text == "1 Lamar 2 Sterling 9 more"
    assert talk(choice("a", *CITIES)).says("9").sends(Reply(picked=(1,))).value("a") == Picked(("Vail",))
    assert talk(choice("a", *CITIES)).sends(Reply(picked=(8,))).text.startswith("1 Aspen")


def test_the_page_is_turned_by_the_word_beside_its_number() -> None:
    """As it stands in the text, and on the button."""
    assert talk(choice("a", *CITIES)).says("More").text.startswith("1 Aspen 2 Vail")


def test_what_a_long_list_does_not_have_is_read_back() -> None:
    """Whoever saw one page may mean an option of another; a list that takes no other words asks again."""
    conversation = talk(choice("a", *CITIES) | {"type": "open-choice"}).says("teal")
    assert conversation.text == "You mean teal? 1 yes 2 no"
    assert conversation.says("yes").value("a") == Picked((), "teal")


def test_a_long_list_that_is_not_understood_twice() -> None:
    """The three-way offer lists nothing, and has no page that goes on."""
    conversation = talk(choice("a", *CITIES)).says("zz", "qq")
    assert conversation.text.startswith("I still did not get that. 1 try again")


def test_a_long_list_is_narrowed_by_a_word() -> None:
    """A label from any page is an answer; the beginning of several lists those."""
    assert talk(choice("a", *CITIES)).says("Craig").value("a") == Picked(("Craig",))
    conversation = talk(choice("a", *[f"{name} {kind}" for name in CITIES for kind in ("north", "south")])).says("alam")
    assert conversation.text == "1 Alamosa north 2 Alamosa south"
    assert conversation.says("2").value("a") == Picked(("Alamosa south",))


def test_two_letters_narrow_a_long_list_where_labels_begin_with_them() -> None:
    """Within a label two letters are anywhere."""
    assert talk(choice("a", *CITIES, "Mesa Verde", "Mesa de Maya")).says("de").text == "1 Denver 2 Delta"


def test_several_are_gathered_over_pages() -> None:
    """Numbers with a 9 turn the page and are kept; "done" ends it."""
    conversation = talk(choice("a", *CITIES, repeats=True)).says("1,3,9")
    assert conversation.says("2").value("a") == Picked(("Denver", "Boulder", "Vail"))
    assert talk(choice("a", *CITIES, repeats=True)).says("1,9", "done").value("a") == Picked(("Denver",))


@pytest.mark.parametrize(
    ("pattern", "is_refused"),
    [
        pytest.param(r"\d{5}(-\d{4})?", False, id="postal code"),
        pytest.param(r"^[\x00-\x7F]+$", False, id="plain letters"),
        pytest.param(r"[a-z]+@[a-z]+(\.[a-z]+)*", False, id="rounds that begin with a dot"),
        pytest.param(r"(a+)+$", True, id="repeat in a repeat"),
        pytest.param(r"(a|a)*b", True, id="branches alike"),
        pytest.param(r"(\w+\s?)*", True, id="words with maybe a space"),
        pytest.param(r".*.*.*.*", True, id="four without a bound"),
        pytest.param(r"(?=a)a", True, id="looking ahead"),
        pytest.param(r"(", True, id="not a pattern"),
        pytest.param("a" * 600, True, id="a book"),
        pytest.param(r"\+?1?[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}", False, id="phone number"),
        pytest.param(r"[\w.+-]+@[\w-]+\.[\w.-]+", False, id="mail address"),
        pytest.param("a{0,99}" * 12 + "b", True, id="twelve with a wide bound"),
        pytest.param("a?" * 25 + "a" * 25, True, id="maybe 25 times"),
        pytest.param("(a|a)" * 30, True, id="choices alike"),
        pytest.param(r"(ab?b?b?b?)*c", True, id="a round that shares out its letters"),
        pytest.param(r"(?:yes){e<=1}", True, id="misspellings, which only one library knows"),
        pytest.param(r"[^{}]{1,9}\{", False, id="braces that are meant"),
    ],
)
def test_patterns_that_could_run_for_ever_are_refused(pattern: str, is_refused: bool) -> None:
    """Every accepted pattern answers at once, whatever is written."""
    assert bool(fault_of(pattern)) is is_refused
    if not is_refused:
        assert not matches(pattern, "a" * 20_000 + "!\n\u2603")


def test_an_answer_that_takes_too_long_to_judge_stands() -> None:
    """The whole process would wait for one text otherwise."""
    assert matches("(a|aa)+", "a" * 60 + "!")
    assert not matches("(a|aa)+", "!")
