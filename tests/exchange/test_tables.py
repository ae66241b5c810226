"""The record as tables: cells that no spreadsheet runs, codes beside labels, private rows by name only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.exchange.record_csv import SHEETS, rows, safe
from bot.exchange.withheld import close_questions
from dialogs.forms.compiler import compile_form
from dialogs.rows.care import Item
from dialogs.rows.interviews import Walk
from dialogs.turns.acts import CloseItem
from dialogs.turns.talking import TalkThrough
from tests.builders import Household, Story
from tests.exchange.telling import CANARY, record_of


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("+15555550101", "'+15555550101", id="plus"),
        pytest.param("-3", "'-3", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "'\r=1", id="carriage return"),
        pytest.param("  =1", "'  =1", id="spaces before"),
        pytest.param("＝1", "'＝1", id="wide sign"),
        pytest.param("a=b", "a=b", id="sign inside"),
        pytest.param("¿Cómo está?", "¿Cómo está?", id="words"),
        pytest.param("a\x00b", "ab", id="null"),
        pytest.param(True, "true", id="yes"),
        pytest.param(None, "", id="nothing"),
        pytest.param(7, "7", id="number"),
        pytest.param(date(2026, 3, 3), "2026-03-03", id="day"),
        pytest.param(datetime(2026, 3, 3, 12, tzinfo=UTC), "2026-03-03T12:00:00Z", id="instant"),
        pytest.param(
            datetime(2026, 3, 3, 12, tzinfo=timezone(timedelta(hours=-5))), "2026-03-03T17:00:00Z", id="elsewhere"
        ),
    ],
)
def test_safe_cells(value: object, cell: str) -> None:
    """A cell is text: what would begin a formula has an apostrophe in front; times are ISO, in UTC."""
    assert safe(value) == cell


def sheet(story: Story, home: Household, name: str, *, with_private: bool = False) -> list[dict[str, str]]:
    columns, _ = SHEETS[name]
    record = record_of(story, home, with_private=with_private)
    return [dict(zip(columns, cells, strict=True)) for found, cells in rows(record) if found == name]


def test_answers(story: Story, home: Household) -> None:
    """Codes beside labels, the typed value, the words as given; declined and skipped are states, not values."""
    found = {row["question_code"]: row for row in sheet(story, home, "answers.csv")}
    assert (found["fo1"]["value_codes"], found["fo1"]["value_labels"]) == ("not-always", "not always")
    assert (found["md2"]["value"], found["md2"]["value_labels"], found["md2"]["as_given"]) == ("true", "yes", "1")
    assert (found["st3"]["value_codes"], found["st3"]["value_labels"]) == ("family; faith", "family; faith")
    assert (found["em1"]["state"], found["em1"]["value"]) == ("declined", "")
    assert found["eq1"]["state"] == "skipped"
    assert found["md2"]["question"].startswith("Is it hard to get")
    assert found["wm1"]["answered_at"].endswith("Z")


def test_private_rows(story: Story, home: Household) -> None:
    """What a caregiver said in private, and what follows from it, is in no sheet unless it is named."""
    for name in SHEETS:
        assert CANARY not in str(sheet(story, home, name))
    assert "caregiver-worn" not in str(sheet(story, home, "needs.csv"))
    assert CANARY in str(sheet(story, home, "answers.csv", with_private=True))
    assert CANARY in str(sheet(story, home, "messages.csv", with_private=True))
    assert "caregiver-worn" in str(sheet(story, home, "needs.csv", with_private=True))


def test_the_contact_log(story: Story, home: Household) -> None:
    """What people did: a text of their own, a task that they closed with how it ended, a talk with its minutes."""
    open_item = next(item for item in story.rows(Item, home) if item.kind != "need")
    story.act(home, CloseItem(open_item.id, "reached_agreed"))
    log = sheet(story, home, "contact_log.csv")
    assert [(row["staff"], row["activity"]) for row in log] == [("Ana Ruiz", "text"), ("Ana Ruiz", "task")]
    assert log[1]["outcome"] == "reached_agreed"
    story.clock.advance(minutes=1)
    offered = next((walk.id for walk in story.rows(Walk, home) if walk.status == "paused"), None)
    story.act(home, TalkThrough(home.contact.id, home.child.id, "part-d", "phone", offered))
    last = sheet(story, home, "contact_log.csv")[-1]
    assert (last["activity"], last["mode"], last["minutes"]) == ("interview", "phone", "1")


def test_messages_in_order(story: Story, home: Household) -> None:
    """Both directions, by time."""
    found = sheet(story, home, "messages.csv")
    assert {row["direction"] for row in found} == {"in", "out"}
    assert [row["at"] for row in found] == sorted(row["at"] for row in found)
    assert next(row["author"] for row in found if row["text"] == "Yes, at noon.") == "Ana Ruiz"


def test_what_hangs_on_a_private_question_is_close() -> None:
    """What stands under it, is asked because of it, or is computed from it; an expression may look at anything."""
    asked = {"url": "urn:kinline:carriage", "valueCode": "private"}
    only_if = [{"question": "a", "operator": "=", "answerBoolean": True}]
    formula = {
        "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
        "valueExpression": {"language": "text/fhirpath", "expression": "%resource.item.where(linkId='a').count()"},
    }
    form = compile_form(
        {
            "resourceType": "Questionnaire", "name": "close", "version": "1",
            "item": [
                {"linkId": "open", "type": "string", "text": "Open"},
                {"linkId": "a", "type": "boolean", "text": "Private", "extension": [asked],
                 "item": [{"linkId": "under", "type": "string", "text": "Under it"}]},
                {"linkId": "then", "type": "string", "text": "Because of it", "enableWhen": only_if},
                {"linkId": "sum", "type": "integer", "text": "Computed", "readOnly": True, "extension": [formula]},
            ],
        }
    )  # fmt: skip
    assert close_questions(form) == {"a", "under", "then", "sum"}
