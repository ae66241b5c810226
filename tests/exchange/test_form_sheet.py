"""The translators' spreadsheet goes out and comes back, and brings nothing that was not written into it."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.content import load_content
from bot.exchange import form_lint, form_sheet
from bot.exchange.form_files import Source
from dialogs.forms.problems import FormError
from tests.exchange.sheets import imported
from tests.exchange.test_xlsform import CHOICES, SETTINGS, SURVEY

WRITERS = {".csv": form_sheet.as_csv, ".xlsx": form_sheet.as_xlsx}


def rows(source: Source) -> list[list[str]]:
    return form_sheet.rows(source.questionnaire, form_lint.check(source.form, load_content(), {}))


@pytest.mark.parametrize("suffix", WRITERS)
def test_there_and_back_is_the_same(suffix: str) -> None:
    """XLSForm -> Questionnaire -> sheet -> import equals."""
    source = imported(SURVEY, CHOICES, SETTINGS)
    data = WRITERS[suffix](rows(source))
    assert form_sheet.read_back(source.questionnaire, data, suffix) == source.questionnaire


def test_each_text_has_a_row_with_its_cost() -> None:
    """Title, notes, questions, choices and help, in every language, with the SMS that each takes."""
    found = rows(imported(SURVEY, CHOICES, SETTINGS))
    assert found[0] == ["linkId", "kind", "code", "en", "es", "SMS en", "SMS es"]
    assert found[1][:4] == ["", "title", "", "Food"]
    assert ["food", "choice", "yes", "Yes", "Sí", "1", "1"] in found
    assert ["food-help", "note", "", "We ask everyone.", "", "1", ""] in found


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_new_language_is_a_new_column(suffix: str) -> None:
    """And a mended text is a mended cell; rows may be sorted or left out."""
    source = imported(SURVEY, CHOICES, SETTINGS)
    table = [
        ["linkId", "kind", "code", "vi", "en"],
        ["food", "choice", "no", "Không", "No"],
        ["food", "question", "", "Đủ ăn không?", "Enough food?"],
    ]
    after = form_sheet.read_back(source.questionnaire, WRITERS[suffix](table), suffix)
    item = after["item"][1]
    assert item["text"] == "Enough food?"
    assert [extension["extension"][0]["valueCode"] for extension in item["_text"]["extension"]] == ["es", "vi"]
    assert after["item"][0] == source.questionnaire["item"][0]


DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "'=1")


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_cells_are_data(suffix: str, text: str) -> None:
    """What a spreadsheet program would run is a text in it, and comes back letter by letter."""
    questionnaire: dict[str, Any] = {"language": "en", "item": [{"linkId": "a", "type": "text", "text": text}]}
    table = [["linkId", "kind", "code", "en"], ["a", "question", "", text]]
    data = WRITERS[suffix](table)
    if suffix == ".csv":
        cell = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1][3]
        assert not cell.startswith(("=", "+", "-", "@"))
    else:
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        assert sheet["D2"].data_type == "s"
    assert form_sheet.read_back(questionnaire, data, suffix) == questionnaire


@pytest.mark.parametrize(
    ("table", "place"),
    [
        pytest.param([["linkId", "kind", "code", "en"], ["zz", "question", "", "?"]], "sheet row 2 column linkId",
                     id="no such text"),
        pytest.param([["linkId", "kind", "code", "en"], ["food", "question", "", ""]], "sheet row 2 column en",
                     id="the base text is gone"),
        pytest.param([["linkId", "kind", "code", "Elvish"], ["food", "question", "", "?"]],
                     "sheet row 1 column Elvish", id="unknown language"),
        pytest.param([["linkId", "kind", "en", "English"], ["food", "question", "?", "?"]],
                     "sheet row 1 column code", id="a column is missing"),
        pytest.param([["linkId", "kind", "code", "es", "Spanish"], ["food", "question", "", "?", "?"]],
                     "sheet row 1 column Spanish", id="a language twice"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(table: list[list[str]], place: str) -> None:
    """With row and column; nothing is changed."""
    source = imported(SURVEY, CHOICES, SETTINGS)
    with pytest.raises(FormError) as caught:
        form_sheet.read_back(source.questionnaire, form_sheet.as_xlsx(table), ".xlsx")
    assert caught.value.problems[0].place == place


def test_another_spreadsheet_is_no_sheet_of_ours() -> None:
    """Told once, and not once for each of its columns and rows."""
    questionnaire = {"resourceType": "Questionnaire", "language": "en", "item": []}
    with pytest.raises(FormError) as caught:
        form_sheet.read_back(questionnaire, form_sheet.as_xlsx([("type", "name"), ("text", "a")]), ".xlsx")
    assert [problem.place for problem in caught.value.problems] == ["sheet row 1 column linkId"]
