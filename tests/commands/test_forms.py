"""`kinline form list`, `check` and `try`; what `try` writes is judged by fhir.resources."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from bot.exchange.response import as_json, response
from dialogs.forms.answers import Answer, Day, Exact, Picked, Said, Whole, YesNo
from dialogs.forms.compiler import compile_form
from dialogs.forms.interview import Interview
from dialogs.ids import Id
from tests.commands.conftest import Ran, Run

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
FORM: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "https://example.org/q/mixed",
    "name": "mixed",
    "version": "3",
    "status": "active",
    "item": [
        {"linkId": "yes", "text": "Yes?", "type": "boolean"},
        {
            "linkId": "group",
            "text": "Numbers",
            "type": "group",
            "item": [
                {"linkId": "whole", "text": "How many?", "type": "integer"},
                {"linkId": "exact", "text": "How much?", "type": "decimal", "required": True},
            ],
        },
        {"linkId": "day", "text": "When?", "type": "date"},
        {
            "linkId": "pick",
            "text": "Which?",
            "type": "open-choice",
            "answerOption": [{"valueCoding": {"system": "urn:x", "code": "a", "display": "A"}}],
        },
        {
            "linkId": "plain",
            "text": "Which word?",
            "type": "choice",
            "answerOption": [{"valueString": "red"}, {"valueString": "blue"}],
        },
        {"linkId": "said", "text": "What else?", "type": "text"},
        {"linkId": "voice", "text": "Tell us.", "type": "text"},
    ],
}


def judged(text: str) -> dict[str, Any]:
    """The response as JSON, after R4B has accepted it."""
    QuestionnaireResponse.model_validate_json(text)
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


def items(found: dict[str, Any]) -> dict[str, Any]:
    """linkId -> item, at any depth."""
    flat: dict[str, Any] = {}
    for item in found.get("item", ()):
        flat[item["linkId"]] = item
        flat |= items(item)
    return flat


def test_answers_keep_their_type() -> None:
    """Each kind of value becomes its own value[x]; groups hold their items; what was declined says so."""
    interview = Interview(
        Id(int=1), "mixed", "3", Id(int=2), "en", AT, status="completed",
        answers=(
            Answer("yes", "answered", AT, YesNo(True)),
            Answer("whole", "answered", AT, Whole(12)),
            Answer("exact", "answered", AT, Exact(Decimal("0.10"))),
            Answer("day", "answered", AT, Day("2025-04")),
            Answer("pick", "answered", AT, Picked(("a",), "own words")),
            Answer("plain", "declined", AT),
            Answer("said", "answered", AT, Said("ñandú 🙂")),
            Answer("voice", "answered", AT, None, attachments=("one",)),
        ),
    )  # fmt: skip
    text = as_json(response(compile_form(FORM), interview))
    found = judged(text)
    assert (found["questionnaire"], found["status"]) == ("https://example.org/q/mixed|3", "completed")
    assert [item["linkId"] for item in found["item"]] == ["yes", "group", "day", "pick", "plain", "said", "voice"]
    answers = {link_id: item.get("answer") for link_id, item in items(found).items()}
    assert answers["yes"] == [{"valueBoolean": True}]
    assert answers["whole"] == [{"valueInteger": 12}]
    assert answers["exact"] == [{"valueDecimal": Decimal("0.10")}]
    assert '"valueDecimal": 0.10' in text
    assert answers["day"] == [{"valueDate": "2025-04"}]
    coding = {"system": "urn:x", "code": "a", "display": "A"}
    assert answers["pick"] == [{"valueCoding": coding}, {"valueString": "own words"}]
    assert answers["said"] == [{"valueString": "ñandú 🙂"}]
    absent = {
        link_id: item["extension"][0]["valueCode"] for link_id, item in items(found).items() if "extension" in item
    }
    assert absent == {"plain": "asked-declined", "voice": "temp-unknown"}


def tried(run: Run, place: Path, *replies: str, words: tuple[str, ...] = ()) -> Ran:
    (place / "mixed.json").write_text(json.dumps(FORM))
    return run("form", "try", "mixed.json", *words, typed="".join(f"{reply}\n" for reply in replies))


def test_try_a_file(run: Run, place: Path) -> None:
    """It begins at the first question, and standard output holds the response alone."""
    ran = tried(run, place, "yes", "12", "0", "2025-04-03", "A", "blue", "nothing", "no")
    assert ran.code == 0, ran.err
    found = items(judged(ran.out))
    assert found["yes"]["answer"] == [{"valueBoolean": True}]
    assert found["plain"]["answer"] == [{"valueString": "blue"}]
    assert "> 1 of 8 Yes? 1 yes 2 no" in ran.err
    assert "1 SMS, GSM-7" in ran.err


def test_try_ends_when_replies_do(run: Run, place: Path) -> None:
    """What was answered is in the response, which is in progress; STOP ends it."""
    assert judged(tried(run, place, "yes").out)["status"] == "in-progress"
    assert judged(tried(run, place, "yes", "STOP").out)["status"] == "stopped"
    assert "item" not in judged(tried(run, place).out)


def test_try_shows_what_is_open_after_replies_that_were_not_understood(run: Run, place: Path) -> None:
    """Sent on to a person, it rests; what the family is asked later stands there, and goes on."""
    ran = tried(run, place, "zz", "qq", "xx", "vv", "1", "yes")
    assert "(It rests. Later the family is asked:)\n> 8 questions, about 4 minutes. 1 go on 2 later" in ran.err
    assert "2 of 8" in ran.err


def test_try_a_required_question_declined(run: Run, place: Path) -> None:
    """Skipping what is required is declining it."""
    found = items(judged(tried(run, place, "yes", "12", "skip").out))
    assert found["exact"]["extension"][0]["valueCode"] == "asked-declined"


def test_try_by_name_in_spanish_on_telegram(run: Run, place: Path) -> None:
    """A built-in form, in its own wording, with the buttons that would stand under it."""
    ran = run("form", "try", "prefs", "--language", "es", "--channel", "telegram", typed="")
    assert ran.code == 0, ran.err
    assert "[" in ran.err
    assert judged(ran.out)["questionnaire"] == "urn:kinline:form:prefs|1"
    assert run("form", "try", "prefs", "--language", "xx").code == 2


def test_list(run: Run) -> None:
    """Every built-in form with its version; --json for machines."""
    assert {row["name"] for row in json.loads(run("form", "list", "--json").out)} >= {"first8", "part-a", "prefs"}
    assert "first8" in run("form", "list").out


def test_check_a_good_form(run: Run, place: Path) -> None:
    """Costs per question and language, and what is worth a second look."""
    good = json.loads(json.dumps(FORM))
    good["item"][0]["text"] = "Is the mother’s visa status known?"
    (place / "good.json").write_text(json.dumps(good))
    ran = run("form", "check", "good.json", "--json")
    assert ran.code == 0
    report = json.loads(ran.out)
    assert (report["ok"], report["problems"]) == (True, [])
    assert report["questions"][0] == {
        "linkId": "yes", "language": "en", "segments": 1, "encoding": "UCS-2", "characters": len("1 of 5 ") + 45,
    }  # fmt: skip
    assert len(report["warnings"]) == 3
    assert "mixed 3 can be asked" in run("form", "check", "good.json").out
    assert "raises equipment: equipment, need, by eq1\n" in run("form", "check", "first8").out


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        pytest.param('{"resourceType": "Patient"}', 1, "is not a FHIR Questionnaire", id="another resource"),
        pytest.param("[1]", 1, "is not a FHIR Questionnaire", id="a list"),
        pytest.param("{", 1, "line 1 column 2: is not valid JSON", id="no JSON"),
        pytest.param("[" * 100_000, 1, "deeply", id="nested"),
    ],
)
def test_check_what_is_no_form(run: Run, place: Path, text: str, code: int, said: str) -> None:
    """One sentence, never an exception."""
    (place / "bad.json").write_text(text)
    ran = run("form", "check", "bad.json")
    assert ran.code == code
    assert said in ran.out + ran.err


def test_check_prints_nothing_that_moves_the_terminal(run: Run, place: Path) -> None:
    """Line ends and marks that turn the direction are spelled out."""
    (place / "bad.json").write_text(json.dumps(FORM | {"version": "3\r\n\u202e"}).replace('"said"', '"sa\\u202eid"'))
    ran = run("form", "check", "bad.json")
    assert (ran.code, "item sa\\u202eid" in ran.out, "mixed version" in ran.out) == (1, True, True)
    assert not {"\r", "\u202e"} & set(ran.out)


def test_check_names_every_problem(run: Run, place: Path) -> None:
    """With its place and reason, in words and for machines."""
    bad = json.loads(json.dumps(FORM))
    bad["item"][0]["enableWhen"] = [{"question": "ride", "operator": "=", "answerBoolean": True}]
    bad["item"][2]["type"] = "reference"
    (place / "bad.json").write_text(json.dumps(bad))
    ran = run("form", "check", "bad.json")
    assert ran.code == 1
    assert "unknown-target" in ran.out
    assert "reference" in ran.out
    report = json.loads(run("form", "check", "bad.json", "--json").out)
    assert {problem["reason"] for problem in report["problems"]} == {"unknown-target", "reference"}
