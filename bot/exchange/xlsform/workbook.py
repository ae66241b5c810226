"""A spreadsheet -> its rows, each cell with its place. Bounded: a small file can unpack into a very large one.

Source: xlsform.org, "The XLSForm template"; a CSV names its sheet in the first column.
"""

from __future__ import annotations

import csv
import io
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from typing import Any

from msgspec import Struct

from dialogs.forms.problems import FormError, Problem, Reason

SUFFIXES = (".xlsx", ".xls", ".csv")
#: The largest public XLSForm we know has 200 KB, and 2.2 MB once unpacked.
MOST_BYTES = 2 * 1024 * 1024
_MOST_UNPACKED = 16 * 1024 * 1024
_MOST_PARTS = 200
_MOST_ROWS = 3000
_MOST_COLUMNS = 100
_SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm", "needs")


class Row(Struct, frozen=True):
    """One row. `number` as a spreadsheet program counts it; `cells`: header as written -> text, none empty."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def place(self, header: str = "") -> str:
        """`survey row 12 column relevant`."""
        column = f" column {header}" if header else ""
        return f"{self.sheet} row {self.number}{column}"


class Sheet(Struct, frozen=True):
    """One sheet: its headers as written, and the rows below them that hold anything."""

    name: str
    headers: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    header_row: int = 1

    @property
    def head(self) -> Row:
        """The row of headers, for its place."""
        return Row(self.name, self.header_row, {})


def refused(place: str, sentence: str) -> FormError:
    """One thing that makes reading on useless."""
    return FormError((Problem(place, Reason.SPREADSHEET, sentence),))


def read(data: bytes, suffix: str) -> dict[str, Sheet]:
    """The sheets that an XLSForm may have, by their lower-case names. Raises FormError."""
    _refuse_large(data)
    sheets = _csv(data) if suffix == ".csv" else _excel(data, suffix)
    for sheet in sheets.values():
        if len(sheet.rows) > _MOST_ROWS or len(sheet.headers) > _MOST_COLUMNS:
            most = f"{_MOST_ROWS} rows and {_MOST_COLUMNS} columns"
            raise refused(f"{sheet.name} sheet", f"has more than {most}: split the form")
    if not sheets.get("survey", Sheet("survey")).rows:
        how = (
            "in a CSV the word 'survey' stands alone in the first column, and the rows below it begin in the second"
            if suffix == ".csv"
            else "an XLSForm has its questions on a sheet named 'survey'"
        )
        raise refused("survey sheet", f"is missing or empty: {how}")
    return sheets


def flat(data: bytes, suffix: str) -> Sheet:
    """The one sheet of a file that is a plain table. Raises FormError."""
    if suffix not in SUFFIXES:
        raise refused("file", f"is none of {', '.join(SUFFIXES)}")
    _refuse_large(data)
    if suffix == ".csv":
        found = _part(_records(data))
    else:
        # Whatever it is called: a workbook with a single sheet is read as a survey.
        found = _excel(data, suffix).get("survey", Sheet("survey"))
    if not found.rows or len(found.rows) > 5 * _MOST_ROWS:
        raise refused("file", "holds no table of texts, or one that is too long")
    return Sheet("sheet", found.headers, tuple(Row("sheet", row.number, row.cells) for row in found.rows))


def _excel(data: bytes, suffix: str) -> dict[str, Sheet]:
    if suffix == ".xlsx":
        _refuse_bomb(data)
    # xlrd takes the standard output of the moment of its import for its remarks, and ours may be JSON.
    with redirect_stdout(sys.stderr):
        from pyxform import xls2json_backends as backends
        from pyxform.errors import PyXFormError
    reader = backends.xlsx_to_dict if suffix == ".xlsx" else backends.xls_to_dict
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = reader(data)
            has_needs = "needs" in map(str.lower, found["sheet_names"])
            raised = list(_needs(data) if suffix == ".xlsx" else _old_needs(data)) if has_needs else []
    except PyXFormError as error:
        # The library's sentence is shown only where it names a header; else it quotes what it could not read.
        said = str(error) if str(error).startswith("Duplicate column header") else "cannot be read as a spreadsheet"
        raise refused("file", f"{said}: open it, mend it and save it anew") from None
    except Exception:
        # A damaged file can fail anywhere in three libraries, with any exception.
        raise refused("file", "cannot be read as a spreadsheet: open it and save it anew as .xlsx") from None
    sheets = {name: _sheet(name, found) for name in _SHEETS if name in found}
    return {**sheets, "needs": _part(raised, "needs")} if has_needs else sheets


def _needs(data: bytes) -> Iterator[list[str]]:
    """The cells of our own sheet, which the library leaves out."""
    from openpyxl import load_workbook
    from pyxform.xls2json_backends import xlsx_value_to_str

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for row in next(sheet for sheet in book if sheet.title.lower() == "needs").iter_rows(values_only=True):
        yield [xlsx_value_to_str(cell) if cell is not None else "" for cell in row]


def _old_needs(data: bytes) -> Iterator[list[str]]:
    """The same of an .xls."""
    from pyxform.xls2json_backends import xls_value_to_unicode
    from xlrd import open_workbook

    book = open_workbook(file_contents=data)
    for row in next(sheet for sheet in book.sheets() if sheet.name.lower() == "needs").get_rows():
        yield [xls_value_to_unicode(cell.value, cell.ctype, book.datemode) for cell in row]


def _sheet(name: str, found: Mapping[str, Any]) -> Sheet:
    headers = tuple(header for headers in found.get(f"{name}_header") or () for header in headers)
    return Sheet(name, headers, tuple(_rows(name, enumerate(found[name], 2))))


def _rows(name: str, numbered: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Row]:
    for number, cells in numbered:
        filled = {header: text for header, cell in cells.items() if (text := str(cell or "").strip())}
        if filled:
            yield Row(name, number, filled)


def _refuse_large(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise refused("file", f"is larger than {MOST_BYTES // 1024 // 1024} MB: take out pictures and sheets not used")


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise refused("file", "is no .xlsx file: open it and save it anew as .xlsx") from None
    # Reading stops at the size that a part declares, so the declared sizes are the true bound.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise refused("file", "unpacks to more than a form can be: take out pictures and empty rows, save it anew")


def _csv(data: bytes) -> dict[str, Sheet]:
    sheets: dict[str, _Part] = {}
    name = ""
    for number, record in enumerate(_records(data), 1):
        first, *cells = [cell.strip() for cell in record] or [""]
        name = first.lower() or name
        if any(cells):
            sheets.setdefault(name, _Part(number, tuple(cells))).add(number, cells)
    return {name: part.sheet(name) for name, part in sheets.items() if name in _SHEETS}


def _records(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))
    except UnicodeDecodeError:
        raise refused("file", "is not UTF-8: save it as 'CSV UTF-8'") from None
    except csv.Error:
        raise refused("file", "cannot be read as CSV: save it anew as 'CSV UTF-8'") from None


def _part(records: list[list[str]], name: str = "sheet") -> Sheet:
    """One table: its headers come first."""
    if not records:
        return Sheet(name)
    part = _Part(1, tuple(cell.strip() for cell in records[0]))
    for number, record in enumerate(records[1:], 2):
        part.add(number, [cell.strip() for cell in record])
    return part.sheet(name)


class _Part:
    """The records of one sheet of a CSV as they are met; the first holds the headers."""

    def __init__(self, number: int, headers: tuple[str, ...]) -> None:
        self._number, self._headers = number, headers
        self._rows: list[tuple[int, dict[str, str]]] = []

    def add(self, number: int, cells: list[str]) -> None:
        if number != self._number:
            pairs = zip(self._headers, cells, strict=False)
            self._rows.append((number, {header: cell for header, cell in pairs if header}))

    def sheet(self, name: str) -> Sheet:
        headers = tuple(header for header in self._headers if header)
        twice = next((header for header in headers if headers.count(header) > 1), "")
        if twice:
            raise refused(f"{name} row {self._number} column {twice}", "is there twice: keep one of the two columns")
        return Sheet(name, headers, tuple(_rows(name, self._rows)), self._number)
