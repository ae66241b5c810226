"""The `choices` sheet -> answer options, list by list."""

from __future__ import annotations

from collections.abc import Mapping

from bot.exchange.xlsform.columns import Columns
from bot.exchange.xlsform.texts import Json, Words
from bot.exchange.xlsform.workbook import Sheet
from dialogs.forms.extensions import EXCLUSIVE, KEYWORD
from dialogs.forms.problems import Problem, Reason

Lists = Mapping[str, list[Json]]


def lists(sheet: Sheet, columns: Columns, words: Words, problems: list[Problem]) -> Lists:
    """list name -> its options in order."""
    found: dict[str, list[Json]] = {}
    for row in sheet.rows:
        name, code = columns.cell(row, "list_name"), columns.cell(row, "name")
        if not name and not code:
            # A heading or a remark of the author's.
            continue
        if not name or not code:
            missing = "list_name" if not name else "name"
            sentence = f"is empty: every choice needs a {missing}"
            problems.append(Problem(columns.place(row, missing), Reason.NO_CHOICES, sentence))
            continue
        options = found.setdefault(name, [])
        if any(option["valueCoding"]["code"] == code for option in options):
            sentence = f"'{code}' stands twice in the list '{name}': give one of them another name"
            problems.append(Problem(columns.place(row, "name"), Reason.DUPLICATE_CHOICE, sentence))
            continue
        coding: Json = {"code": code}
        words.put(coding, "display", columns, row, "label", is_needed=True)
        marks: list[Json] = [
            {"url": KEYWORD, "valueString": word.strip()}
            for text, _ in columns.spoken(row, "keywords").values()
            for word in text.split(",")
            if word.strip()
        ]
        if columns.cell(row, "exclusive").lower() in ("yes", "true", "1"):
            marks.append({"url": EXCLUSIVE, "valueBoolean": True})
        options.append({"extension": marks, "valueCoding": coding} if marks else {"valueCoding": coding})
    return found


def alone(options: list[Json], codes: frozenset[str]) -> list[Json]:
    """The options, those with these codes marked as excluding all others."""
    mark = {"url": EXCLUSIVE, "valueBoolean": True}
    return [
        {"extension": [*option.get("extension", []), mark], **{k: v for k, v in option.items() if k != "extension"}}
        if option["valueCoding"]["code"] in codes and mark not in option.get("extension", [])
        else option
        for option in options
    ]
