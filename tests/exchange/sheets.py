"""Spreadsheets written small: rows of `a | b | c` per sheet, as CSV or as .xlsx."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook

from bot.exchange.form_files import Source, read
from dialogs.forms.problems import FormError, Problem

RESERVED = frozenset({"stop", "alto", "help", "start"})


def rows(text: str) -> list[list[str]]:
    """The cells of `a | b` lines; a line without text is an empty row."""
    return [[cell.strip() for cell in line.split("|")] if line.strip() else [] for line in text.strip().splitlines()]


def as_csv(**sheets: str) -> bytes:
    """An XLSForm as CSV: the sheet's name stands alone in the first column."""
    out = io.StringIO()
    writer = csv.writer(out)
    for name, text in sheets.items():
        writer.writerow([name])
        writer.writerows(["", *cells] for cells in rows(text))
    return out.getvalue().encode()


def as_xlsx(**sheets: str) -> bytes:
    """The same as a workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows(text):
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def imported(survey: str, choices: str = "", settings: str = "", needs: str = "") -> Source:
    """The form of these sheets."""
    return read(_xlsx(survey, choices, settings, needs), "form.xlsx", RESERVED)


def items(survey: str, choices: str = "") -> list[dict[str, Any]]:
    """Its items."""
    found: list[dict[str, Any]] = imported(survey, choices).questionnaire["item"]
    return found


def problems(survey: str, choices: str = "", settings: str = "") -> tuple[Problem, ...]:
    """What is wrong with these sheets."""
    try:
        imported(survey, choices, settings)
    except FormError as error:
        return error.problems
    return ()


def _xlsx(survey: str, choices: str, settings: str, needs: str) -> bytes:
    given = {"survey": survey, "choices": choices, "settings": settings, "needs": needs}
    return as_xlsx(**{name: text for name, text in given.items() if text})
