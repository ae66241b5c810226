"""Headers of an XLSForm -> what they mean: which column, in which language.

`label::Español (es)`, `label:english`, `bind::jr:constraintMsg` and `Relevance` are all ways to write one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct

from bot.exchange.xlsform.workbook import Row, Sheet
from dialogs.forms.problems import Problem, Reason

#: Prefixes that only say where in an XForm a column goes.
_PREFIXES = {"bind", "control", "body", "media", "instance", "jr"}
_ALIASES = {
    "relevance": "relevant", "caption": "label", "calculate": "calculation", "command": "type", "tag": "name",
    "value": "name", "read_only": "readonly", "constraining_message": "constraint_message",
    "constraintmsg": "constraint_message", "requiredmsg": "required_message", "count": "repeat_count",
    "keyword": "keywords", "set_form_title": "form_title", "title": "form_title", "set_form_id": "form_id",
    "id_string": "form_id", "language": "default_language", "list": "list_name",
}  # fmt: skip
#: Columns that may come once for each language.
SPOKEN = ("label", "hint", "short", "keywords", "form_title", "help_with")
#: Columns that are read, by sheet.
_READ = {
    "survey": {
        "type", "name", "label", "hint", "short", "required", "relevant", "constraint", "calculation", "default",
        "readonly", "appearance", "repeat_count", "parameters", "disabled", "about", "carriage", "discreet", "sector",
        "severity", "help_with", "names_danger",
    },
    "choices": {"list_name", "name", "label", "keywords", "exclusive"},
    "settings": {"form_title", "form_id", "version", "default_language"},
    "needs": {"code", "sector", "severity", "when", "from_age", "discreet", "instead_of", "plan"},
}  # fmt: skip
#: Understood, and without meaning over text: our own words ask again, and notes are for authors.
_IDLE = {
    "constraint_message", "required_message", "guidance_hint", "rows", "autoplay", "note", "notes", "comment",
    "comments", "tutorial_notes", "sms_field", "sms_option", "order", "style", "instance_name", "public_key",
    "submission_url", "auto_send", "auto_delete", "sms_keyword", "sms_separator", "sms_allow_media", "sms_date_format",
    "sms_datetime_format", "sms_response", "allow_choice_duplicates", "add_none_option", "omit_instanceid",
    "clean_text_values", "trigger", "instance_xmlns", "namespaces", "prefix", "delimiter",
}  # fmt: skip
#: Understood, and impossible over text where a cell holds anything.
_REFUSED = {
    "choice_filter": "filters the choices by an earlier answer: make a question of its own for each case",
    "image": "shows a picture, which a text cannot: say it in words",
    "big-image": "shows a picture, which a text cannot: say it in words",
    "audio": "plays a sound, which a text cannot: say it in words",
    "video": "plays a film, which a text cannot: say it in words",
    "save_to": "writes to an entity, which is not kept here: take the column out",
    "intent": "opens another app, which a text cannot: take the column out",
}
_LANGUAGE_CODE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_CODE_IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)\s*$")
_ENDONYMS = {"español": "es", "castellano": "es", "français": "fr", "tiếng việt": "vi", "kreyòl": "ht", "中文": "zh"}


class Column(Struct, frozen=True):
    """What a header means. `language` is empty where the header names none."""

    name: str
    language: str = ""


class Columns(Struct, frozen=True):
    """The headers of one sheet that are read."""

    meant: Mapping[str, Column]

    def cell(self, row: Row, name: str) -> str:
        """The text in the column of this name (without a language); empty where there is none."""
        header = self.header(name)
        return row.cells.get(header, "") if header else ""

    def place(self, row: Row, name: str) -> str:
        return row.place(self.header(name) or name)

    def header(self, name: str) -> str:
        """The header as the author wrote it; empty where the sheet has no such column."""
        return next((header for header, column in self.meant.items() if column == Column(name)), "")

    def spoken(self, row: Row, name: str) -> dict[str, tuple[str, str]]:
        """language -> (text, header) of a column that comes in several; "" for the one that names none."""
        return {
            column.language: (row.cells[header], header)
            for header, column in self.meant.items()
            if column.name == name and header in row.cells
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages named, in the order of the sheet."""
        return tuple(dict.fromkeys(column.language for column in self.meant.values() if column.language))


def columns(sheet: Sheet) -> tuple[Columns, list[Problem]]:
    """The columns of a sheet, and what is wrong with its headers."""
    meant: dict[str, Column] = {}
    problems: list[Problem] = []
    for header in sheet.headers:
        name, language_name = _split(header)
        if name not in _READ[sheet.name]:
            problems.extend(_refusals(sheet, header, name))
            continue
        language = language_code(language_name) if language_name and name in SPOKEN else ""
        column = Column(name, language)
        if language_name and name in SPOKEN and not language:
            sentence = f"'{language_name}' is no language we can tell: write it as '{name}::Name (code)'"
            problems.append(Problem(sheet.head.place(header), Reason.UNKNOWN_LANGUAGE, sentence))
        elif column in meant.values():
            problems.append(_twice(sheet, header, column))
        else:
            meant[header] = column
    return Columns(meant), problems


def language_code(name: str) -> str:
    """`Español (es)` -> es, `es-MX` -> es-MX, `english` -> en; empty where it cannot be told."""
    bracketed = _CODE_IN_BRACKETS.search(name)
    code = bracketed[1] if bracketed else name.strip()
    head, _, tail = code.partition("-")
    lowered = head.lower() + (f"-{tail}" if tail else "")
    if _LANGUAGE_CODE.match(lowered) and head.lower() in _names().values():
        return lowered
    return _names().get(name.strip().casefold(), "")


@cache
def _names() -> Mapping[str, str]:
    """English names of languages, and a few that their speakers use -> code."""
    from babel import Locale

    english = {str(name).casefold(): code for code, name in Locale("en").languages.items() if len(code) <= 3}
    return english | _ENDONYMS


def _split(header: str) -> tuple[str, str]:
    """(column, language as written)"""
    parts = [part.strip() for part in re.split("::|:", header) if part.strip()]
    while len(parts) > 1 and parts[0].lower() in _PREFIXES:
        parts = parts[1:]
    name = re.sub(r"\s+", "_", parts[0].lower()) if parts else ""
    return _ALIASES.get(name, name), " ".join(parts[1:])


def _twice(sheet: Sheet, header: str, column: Column) -> Problem:
    place = sheet.head.place(header)
    if not column.language:
        return Problem(place, Reason.UNKNOWN_COLUMN, f"means '{column.name}' like another column: keep one of the two")
    sentence = f"is a second '{column.name}' in the language '{column.language}': give one of them its own code"
    return Problem(place, Reason.LANGUAGE_TWICE, sentence)


def _refusals(sheet: Sheet, header: str, name: str) -> Iterator[Problem]:
    """What is wrong with a column that nobody here reads. On `choices`, any column may serve a filter of its author."""
    if name in _IDLE:
        return
    filled = [row for row in sheet.rows if header in row.cells]
    if name in _REFUSED:
        yield from (Problem(row.place(header), Reason.NOT_BY_TEXT, _REFUSED[name]) for row in filled)
    elif filled and sheet.name != "choices":
        sentence = "is no column that is understood here: take it out, or name it 'notes' if it is only for you"
        yield Problem(filled[0].place(header), Reason.UNKNOWN_COLUMN, sentence)
