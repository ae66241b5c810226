"""The words of a spreadsheet -> text fields with translations, as FHIR keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.exchange.xlsform.columns import Columns, language_code
from bot.exchange.xlsform.workbook import Row, Sheet
from dialogs.forms.extensions import TRANSLATION
from dialogs.forms.problems import Problem, Reason

Json = dict[str, Any]


class Words:
    """Reads the label, hint … of a row in the form's base language and in the others; gathers what is wrong."""

    def __init__(self, base: str, problems: list[Problem]) -> None:
        self.base = base
        self._problems = problems

    def put(self, element: Json, field: str, columns: Columns, row: Row, name: str, *, is_needed: bool = False) -> bool:
        """Set `element[field]`, and its translations beside it. False where the row has no such text."""
        said = columns.spoken(row, name)
        for text, header in said.values():
            if "${" in text:
                sentence = "repeats an answer (${…}), which a text here cannot: word it without"
                self._problems.append(Problem(row.place(header), Reason.NOT_BY_TEXT, sentence))
        if "" in said and self.base in said:
            sentence = f"is a second text in the base language '{self.base}': keep one of the two columns"
            self._problems.append(Problem(row.place(said[""][1]), Reason.LANGUAGE_TWICE, sentence))
        base = said.get("") or said.get(self.base)
        others = [(language, text) for language, (text, _) in said.items() if language not in ("", self.base)]
        if base is None:
            if is_needed or others:
                sentence = f"has no {name} in the base language '{self.base}'"
                self._problems.append(Problem(columns.place(row, name), Reason.MISSING_TEXT, sentence))
            return False
        element[field] = base[0]
        if others:
            element[f"_{field}"] = {"extension": [translation(*other) for other in others]}
        return True


def translation(language: str, text: str) -> Json:
    """FHIR's translation extension."""
    return {
        "url": TRANSLATION,
        "extension": [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}],
    }


def base_language(settings: tuple[Columns, Row | None], sheets: Iterable[Columns], problems: list[Problem]) -> str:
    """The language of the form: as its settings say, else English where labels name none, else the first named."""
    columns, row = settings
    named = columns.cell(row, "default_language") if row else ""
    if named and row and named.lower() != "default":
        code = language_code(named)
        if not code:
            sentence = f"'{named}' is no language we can tell: write its code, such as 'es'"
            place = columns.place(row, "default_language")
            problems.append(Problem(place, Reason.UNKNOWN_LANGUAGE, sentence))
        return code or "en"
    found = list(sheets)
    if any(sheet.header("label") for sheet in found):
        return "en"
    return next((language for sheet in found for language in sheet.languages), "en")


def first_row(sheet: Sheet | None) -> Row | None:
    """The row of settings."""
    return sheet.rows[0] if sheet and sheet.rows else None
