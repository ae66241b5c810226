"""What repeats: groups, questions with several answers, and questions under an answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.exchange.response import response
from dialogs.forms.answers import Picked, Said, YesNo
from dialogs.forms.happenings import AnswerRemoved, Completed
from dialogs.forms.interview import Reply
from dialogs.forms.slots import link_of, path_of, slot_of
from tests.dialogs.forms.world import Talk, choice, item, talk, when, yes_no

_CORE = "http://hl7.org/fhir/StructureDefinition/"


def occurs(fewest: int | None = None, most: int | None = None) -> list[dict[str, Any]]:
    found = [("questionnaire-minOccurs", fewest), ("questionnaire-maxOccurs", most)]
    return [{"url": _CORE + name, "valueInteger": count} for name, count in found if count is not None]


def medicines(**fields: Any) -> dict[str, Any]:
    """A group of a name and a dose, once per medicine."""
    inner = [item("name", "string"), item("dose", "integer")]
    return {"linkId": "meds", "type": "group", "text": "Medicines", "repeats": True, "item": inner, **fields}


def asked(conversation: Talk) -> str:
    return conversation.asked.link_id


@pytest.mark.parametrize(
    ("path", "slot"),
    [
        pytest.param((), "dose", id="nothing repeats"),
        pytest.param((1,), "dose", id="the first reads like no repeat"),
        pytest.param((1, 1), "dose", id="the first of the first too"),
        pytest.param((2,), "dose@2", id="second"),
        pytest.param((1, 12), "dose@1.12", id="twelfth of the first"),
    ],
)
def test_a_slot_names_question_and_instance(path: tuple[int, ...], slot: str) -> None:
    """There and back."""
    assert slot_of("dose", path) == slot
    assert (link_of(slot), path_of(slot, "dose", len(path))) == ("dose", path)


def test_a_group_is_asked_again_after_a_yes() -> None:
    """Name, dose, another one? Each instance is one item of the response."""
    conversation = talk(medicines(), yes_no("last"))
    assert conversation.text.startswith("Medicines Question name?")
    conversation.says("Keppra", "5")
    assert asked(conversation) == "meds+"
    assert conversation.text == "Medicines: is there another one? 1 yes 2 no"
    conversation.says("1")
    assert asked(conversation) == "name@2"
    conversation.says("Vitamin D", "1", "no")
    assert asked(conversation) == "last"
    conversation.says("yes")
    found = response(conversation.form, conversation.interview)["item"]
    assert [entry["linkId"] for entry in found] == ["meds", "meds", "last"]
    assert [entry["item"][0]["answer"][0]["valueString"] for entry in found[:2]] == ["Keppra", "Vitamin D"]


def test_occurs_bounds_what_is_asked() -> None:
    """minOccurs is walked without asking, and after maxOccurs nobody is asked for more."""
    conversation = talk(medicines(extension=occurs(2, 3)))
    conversation.says("Keppra", "5")
    assert asked(conversation) == "name@2"
    conversation.says("Iron", "1")
    assert asked(conversation) == "meds+@2"
    conversation.says("yes", "Zinc", "2")
    assert conversation.happened(Completed)


def test_what_was_passed_over_is_not_repeated() -> None:
    """Nobody who has no medicine is asked for another."""
    conversation = talk(medicines(), yes_no("last")).says("skip", "skip")
    assert asked(conversation) == "last"


def test_a_no_after_all_takes_the_later_ones_away() -> None:
    """Going back to "another one?" and saying no removes what came after."""
    conversation = talk(medicines(), yes_no("last")).says("Keppra", "5", "yes", "Iron", "1", "no")
    number = conversation.interview.trail.index("meds+") + 1
    conversation.says(f"change {number}", "no")
    gone = {removed.answer.link_id for removed in conversation.happened(AnswerRemoved)}
    assert gone == {"name@2", "dose@2", "meds+@2"}
    assert asked(conversation) == "last"
    assert {answer.link_id for answer in conversation.interview.answers} == {"name", "dose", "meds+"}


def test_a_condition_looks_at_its_own_instance() -> None:
    """The side effects of the second medicine are asked for by the second answer."""
    inner = [yes_no("bad"), item("what", "string", enableWhen=[when("bad", "=", answerBoolean=True)])]
    conversation = talk({"linkId": "g", "type": "group", "repeats": True, "item": inner}).says("no")
    assert asked(conversation) == "g+"
    conversation.says("yes", "yes")
    assert asked(conversation) == "what@2"


def test_a_condition_from_outside_looks_at_the_nearest() -> None:
    """Behind the group at the last instance, before it at the first."""
    first = yes_no("first", enableWhen=[when("dose", "=", answerInteger=1)])
    last = yes_no("last", enableWhen=[when("dose", "=", answerInteger=2)])
    conversation = talk(first, medicines(), last)
    conversation.says("A", "1")
    assert asked(conversation) == "first"
    conversation.says("yes", "yes", "B", "2", "no")
    assert asked(conversation) == "last"


def test_a_question_takes_one_answer_after_the_other() -> None:
    """Three allergies are three answers of one item."""
    conversation = talk(item("allergy", "string", repeats=True, extension=occurs(most=3)))
    conversation.says("milk")
    assert conversation.text == "Is there another one? 1 yes 2 no"
    conversation.says("yes", "eggs", "yes", "nuts")
    assert conversation.happened(Completed)
    (found,) = response(conversation.form, conversation.interview)["item"]
    assert [given["valueString"] for given in found["answer"]] == ["milk", "eggs", "nuts"]


def test_any_of_several_answers_opens() -> None:
    """enableWhen holds if at least one answer satisfies it."""
    conversation = talk(
        item("allergy", "string", repeats=True),
        yes_no("epipen", enableWhen=[when("allergy", "=", answerString="nuts")]),
    )
    conversation.says("nuts", "yes", "milk", "no")
    assert asked(conversation) == "epipen"


def test_items_under_an_answer_are_asked_after_it() -> None:
    """Only where there is an answer, and inside it in the response."""
    conversation = talk(yes_no("school", item=[item("name", "string")]), yes_no("last"))
    conversation.says("yes")
    assert asked(conversation) == "name"
    conversation.says("Lincoln", "no")
    (school, _) = response(conversation.form, conversation.interview)["item"]
    inner = {"linkId": "name", "answer": [{"valueString": "Lincoln"}]}
    assert school == {"linkId": "school", "answer": [{"valueBoolean": True, "item": [inner]}]}
    assert asked(talk(yes_no("school", item=[item("name", "string")]), yes_no("last")).says("skip")) == "last"


def test_items_under_several_options_are_asked_for_each() -> None:
    """Each with the option that it is about; another choice keeps what was said of the options that stay."""
    conversation = talk(choice("where", "home", "school", "work", repeats=True, item=[item("why", "string")]))
    conversation.says("1,2")
    assert conversation.text == "home: Question why?"
    conversation.says("stairs")
    assert conversation.text == "school: Question why?"
    conversation.says("bus")
    assert conversation.happened(Completed)
    conversation.says("change 1", "2,3")
    assert conversation.text == "work: Question why?"
    assert [removed.answer.value for removed in conversation.happened(AnswerRemoved)] == [Said("stairs")]
    conversation.says("shifts")
    (where,) = response(conversation.form, conversation.interview)["item"]
    told = [(given["valueCoding"]["code"], given["item"][0]["answer"]) for given in where["answer"]]
    assert told == [("school", [{"valueString": "bus"}]), ("work", [{"valueString": "shifts"}])]


def test_groups_repeat_inside_groups() -> None:
    """The second time of the second medicine."""
    times = {"linkId": "times", "type": "group", "repeats": True, "item": [item("hour", "integer")]}
    conversation = talk({"linkId": "meds", "type": "group", "repeats": True, "item": [item("name", "string"), times]})
    conversation.says("A", "8", "yes", "20", "no")
    assert asked(conversation) == "meds+"
    conversation.says("yes", "B", "9", "yes")
    assert asked(conversation) == "hour@2.2"
    conversation.says("21", "no", "no")
    found = response(conversation.form, conversation.interview)["item"]
    hours = [[time["item"][0]["answer"][0]["valueInteger"] for time in med["item"][1:]] for med in found]
    assert hours == [[8, 20], [9, 21]]


def test_buttons_and_words_lead_to_the_same() -> None:
    """ "Another one?" is a question like any other."""
    by_text = talk(medicines()).says("A", "1", "yes", "B", "2", "no")
    by_button = talk(medicines()).says("A", "1")
    by_button.sends(Reply(picked=(0,))).says("B", "2").sends(Reply(picked=(1,)))
    assert response(by_text.form, by_text.interview) == response(by_button.form, by_button.interview)
    assert by_text.value("meds+") == YesNo(True)


def test_own_words_beside_options() -> None:
    """An open choice that repeats takes options and words."""
    conversation = talk({**choice("help", "rides", "food", repeats=True), "type": "open-choice"})
    conversation.says("1,3")
    assert conversation.text == "Please send your answer in your own words."
    conversation.says("a crib")
    assert conversation.value("help") == Picked(("rides",), "a crib")
