"""An XLSForm spreadsheet -> a FHIR R4 Questionnaire, and everything in it that is not understood, each with its place.

Nothing is guessed: what has a meaning in XLSForm and none here is refused, so that no form asks what was not meant.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import structs

from bot.exchange.xlsform import choices
from bot.exchange.xlsform.columns import Columns, columns
from bot.exchange.xlsform.help import help_items
from bot.exchange.xlsform.items import Items
from bot.exchange.xlsform.needs import needs
from bot.exchange.xlsform.texts import Json, Words, base_language, first_row
from bot.exchange.xlsform.types import type_of
from bot.exchange.xlsform.workbook import Row, Sheet, read
from dialogs.forms.compiler import form_name
from dialogs.forms.need_rules import declared
from dialogs.forms.problems import Problem, Reason

_READ_SHEETS = ("survey", "choices", "settings", "needs")
_BEYOND = {
    "external_choices": "holds choices from another file: list them on the choices sheet",
    "entities": "writes to entities, which are not kept here: take the sheet out",
    "osm": "holds map tags, which a text cannot ask: take the sheet out",
}


class Converted:
    """A Questionnaire and where each of its items stands in the spreadsheet; a need under `need <code>`."""

    def __init__(self, questionnaire: Json, places: dict[str, str], problems: tuple[Problem, ...]) -> None:
        self.questionnaire, self.places, self.problems = questionnaire, places, problems

    def placed(self, problem: Problem) -> Problem:
        """A problem of an item, told by its row: `survey row 12 (q3 enableWhen 1)`."""
        found = re.match(r"^\S+ ((?:item|need) \S+)( .*)?$", problem.place)
        row = self.places.get(found[1].removeprefix("item ")) if found else None
        if not found or row is None:
            return problem
        return Problem(f"{row} ({found[1]}{found[2] or ''})", problem.reason, problem.sentence)


def convert(data: bytes, suffix: str, *, stem: str = "") -> Converted:
    """`suffix`: .xlsx, .xls or .csv; `stem`: the name of the file, for a form that gives itself none.

    What is not understood is left out of the Questionnaire and told: sheet, row and column, and what to change.
    Raises FormError for what is no such spreadsheet at all.
    """
    sheets = read(data, suffix)
    if "choices" in sheets:
        sheets["choices"] = _used(sheets["choices"], sheets["survey"])
    problems = [
        Problem(sheets[name].head.place(), Reason.NOT_BY_TEXT, why)
        for name, why in _BEYOND.items()
        if name in sheets and sheets[name].rows
    ]
    read_columns = {}
    for name in _READ_SHEETS:
        read_columns[name], wrong = columns(sheets.get(name, Sheet(name)))
        problems.extend(wrong)
    settings = read_columns["settings"], first_row(sheets.get("settings"))
    base = base_language(settings, (read_columns["survey"], read_columns["choices"]), problems)
    words = Words(base, problems)
    options = choices.lists(sheets.get("choices", Sheet("choices")), read_columns["choices"], words, problems)
    items = Items(read_columns["survey"], options, words, problems)
    questionnaire = _questionnaire(*settings, words, items.tree(sheets["survey"]), stem)
    raised = needs(sheets.get("needs", Sheet("needs")), read_columns["needs"], items.targets, problems)
    if raised:
        questionnaire["extension"] = [extension for _, extension in raised.values()]
    rules = [rule for _, rule in declared(questionnaire) if not isinstance(rule, str)]
    questionnaire["item"].extend(help_items(questionnaire, items.paired, rules))
    places = items.places | {f"need {code}": row.place() for code, (row, _) in raised.items()}
    return Converted(questionnaire, places, tuple(sorted(dict.fromkeys(problems), key=_order)))


def _order(problem: Problem) -> tuple[int, int]:
    """From the top of the survey to its end, then the other sheets: as an author goes through them."""
    sheet, _, row = problem.place.partition(" row ")
    return _READ_SHEETS.index(sheet) if sheet in _READ_SHEETS else len(_READ_SHEETS), int(row.split(" ")[0] or 0)


def _used(choices: Sheet, survey: Sheet) -> Sheet:
    """The choices without the lists that no question takes from; what is wrong with those harms nobody."""
    types, _ = columns(survey)
    names, _ = columns(choices)
    wanted = {type_of(types.cell(row, "type")).list_name for row in survey.rows}
    kept = tuple(row for row in choices.rows if names.cell(row, "list_name") in wanted)
    return structs.replace(choices, rows=kept)


def _questionnaire(settings: Columns, row: Row | None, words: Words, tree: list[Json], stem: str) -> Json:
    given = {name: settings.cell(row, name) if row else "" for name in ("form_id", "version")}
    name = form_name({"name": given["form_id"] or stem or "form"})
    found: dict[str, Any] = {
        "resourceType": "Questionnaire",
        "url": f"urn:kinline:form:{name}",
        "name": name,
        "status": "active",
        "language": words.base,
    }
    if given["version"]:
        found["version"] = given["version"]
    if row is None or not words.put(found, "title", settings, row, "form_title"):
        found["title"] = given["form_id"] or stem or name
    return {**found, "item": tree}
