"""The translators' spreadsheet: every text of a form in a row, a column for each language, and what it costs by SMS.

It is read back by row: linkId, kind and code find the text, so rows may be sorted or left out. A new column with a
language code is a new language. Cells are data: one that begins with `=` is a text, there and back.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.exchange.form_lint import Check
from bot.exchange.form_texts import Said, said, translate
from bot.exchange.xlsform.columns import language_code
from bot.exchange.xlsform.workbook import Row, Sheet, flat
from dialogs import segments
from dialogs.forms.problems import FormError, Problem, Reason

_KEYS = ("linkId", "kind", "code")
_COST = "SMS "
#: A cell that begins so would be run by a spreadsheet program. Source: OWASP, "CSV Injection".
_RUNS = ("=", "+", "-", "@", "\t", "\r", "'")


def rows(questionnaire: Mapping[str, Any], checked: Check) -> list[list[str]]:
    """Headers, then a row for each text."""
    languages = checked.languages
    asked = {(cost.link_id, cost.language): cost.segments for cost in checked.costs}
    found = [[*_KEYS, *languages, *(_COST + language for language in languages)]]
    for one in said(dict(questionnaire)):
        texts = [_in(one, language, languages[0]) for language in languages]
        costs = [
            asked.get((one.link_id, language)) if one.kind == "question" else segments.count(text).segments
            for language, text in zip(languages, texts, strict=True)
        ]
        found.append([one.link_id, one.kind, one.code, *texts, *(str(cost or "") for cost in costs)])
    return found


def as_csv(found: Sequence[Sequence[str]]) -> bytes:
    """For any program; a mark in front of what would be run. The byte order mark is for one that assumes no UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([f"'{cell}" if cell.startswith(_RUNS) else cell for cell in row] for row in found)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(found: Sequence[Sequence[str]]) -> bytes:
    """A workbook whose every cell is a text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("translation")
    sheet.freeze_panes = "D2"
    for number, header in enumerate(found[0]):
        is_text = number >= len(_KEYS) and not header.startswith(_COST)
        sheet.column_dimensions[chr(ord("A") + number)].width = 50 if is_text else 12
    for number, row in enumerate(found):
        cells = [WriteOnlyCell(sheet, value=cell) for cell in row]
        for cell in cells:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_back(questionnaire: Mapping[str, Any], data: bytes, suffix: str) -> dict[str, Any]:
    """The Questionnaire with the texts of the sheet. Raises FormError with row and column of what does not fit."""
    sheet = flat(data, suffix)
    changed = copy.deepcopy(dict(questionnaire))
    base = str(changed.get("language") or "en")
    texts = {(one.link_id, one.kind, one.code): one for one in said(changed)}
    problems: list[Problem] = []
    languages = dict(_languages(sheet, problems))
    seen: dict[tuple[str, str, str], Row] = {}
    for row in sheet.rows:
        link_id, kind, code = (_plain(row.cells.get(key, ""), suffix) for key in _KEYS)
        one = texts.get((link_id, kind, code))  # type: ignore[arg-type]
        if one is None or (link_id, kind, code) in seen:
            sentence = "names no text of the form" if one is None else "is there twice: keep one of the two rows"
            problems.append(Problem(row.place("linkId"), Reason.SPREADSHEET, sentence))
            continue
        seen[link_id, kind, code] = row
        for header, language in languages.items():
            text = _plain(row.cells.get(header, ""), suffix)
            if language == base and not text:
                sentence = "is empty, and the form has this text: write it, or take the row out to leave it as it is"
                problems.append(Problem(row.place(header), Reason.MISSING_TEXT, sentence))
            _say(one, language, base, text)
    if problems:
        raise FormError(tuple(problems))
    return changed


def _say(one: Said, language: str, base: str, text: str) -> None:
    """Cells come without blanks at their ends; a text that only differs there stays as it was."""
    before = one.text.base if language == base else dict(one.text.translations).get(language, "")
    if text == before.strip():
        return
    if language == base:
        one.holder[one.field] = text
    else:
        translate(one, language, text)


def _languages(sheet: Sheet, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """header -> language"""
    missing = [key for key in _KEYS if key not in sheet.headers]
    if missing:
        sentence = "is missing: begin with the sheet that `kinline form sheet` writes"
        raise FormError((Problem(sheet.head.place(missing[0]), Reason.SPREADSHEET, sentence),))
    taken: set[str] = set()
    for header in sheet.headers:
        if header in _KEYS or header.startswith(_COST):
            continue
        code = language_code(header)
        if not code or code in taken:
            reason = Reason.LANGUAGE_TWICE if code else Reason.UNKNOWN_LANGUAGE
            sentence = "is there twice" if code else "is no language we can tell: write its code, such as 'es'"
            problems.append(Problem(sheet.head.place(header), reason, sentence))
        else:
            taken.add(code)
            yield header, code


def _in(one: Said, language: str, base: str) -> str:
    return one.text.base if language == base else dict(one.text.translations).get(language, "")


def _plain(cell: str, suffix: str) -> str:
    return cell[1:] if suffix == ".csv" and cell.startswith("'") and cell[1:].startswith(_RUNS) else cell
