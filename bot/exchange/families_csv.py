"""A CSV file of families -> households to add, or every bad row with its line and reason.

Text in, values out. Cells are data, whatever they begin with (`=`, `+`, `@`): nothing is
stripped from them and nothing computed. No reason repeats a cell, since reasons are shown, logged and pasted.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import StringIO
from typing import Any

from msgspec import Struct, field

from bot.exchange import facts
from bot.exchange.facts import Wrong

REQUIRED = (
    "family_code", "child_name", "contact_name", "relationship", "language", "sms", "consent_method", "consent_date",
)  # fmt: skip
OPTIONAL = ("child_birth_date", "time_zone", "coordinator_email")


class Problem(Struct, frozen=True):
    """One thing to mend. `column` is empty where the whole row, or the file, is meant."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{', ' + self.column if self.column else ''}: {self.reason}"


class Refused(Exception):
    """The file cannot be taken as it is; nothing of it was."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__(f"{len(self.problems)} problems")


class Row(Struct, frozen=True):
    """One good row: a contact and a child of a family, with the columns in this order."""

    line: int
    code: str
    child: str
    birth_date: date | None
    contact: str
    relationship: str
    language: str
    zone: str | None
    number: str
    coordinator: str
    method: str
    consented_on: date


class ContactPlan(Struct):
    """A contact to add. links: child's name -> relationship."""

    row: Row
    links: dict[str, str] = field(default_factory=dict)


class HouseholdPlan(Struct):
    """A family to add. children: name -> birth date; the first contact is the one who answers."""

    code: str
    coordinator: str
    children: dict[str, date | None] = field(default_factory=dict)
    contacts: dict[str, ContactPlan] = field(default_factory=dict)


class Known(Struct, frozen=True):
    """What the program knows already, as the check needs it."""

    languages: frozenset[str]
    #: E-mail addresses of those who may have families, in lower case.
    coordinators: frozenset[str]
    #: Of the families that are there, in small letters.
    codes: frozenset[str]
    #: Whether a number (E.164) belongs to a family of the program or to someone on the staff.
    is_number_taken: Callable[[str], bool]
    today: date


def plan(text: str, known: Known) -> list[HouseholdPlan]:
    """The households that the file describes, in its order. Raises Refused with everything that is wrong."""
    problems: list[Problem] = []
    rows = [row for line, cells in _records(text) if (row := _row(line, cells, known, problems)) is not None]
    households = _households(rows, known, problems)
    if problems:
        raise Refused(problems)
    if not households:
        raise Refused([Problem(1, "", "the file holds no family")])
    return households


def _records(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column) of every row that is not blank. Raises Refused where the file has no usable shape."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    columns: list[str] = []
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not columns:
                columns = _columns(cells)
            elif any(cell.strip() for cell in cells):
                if len(cells) > len(columns):
                    raise Refused([Problem(line, "", f"has {len(cells)} cells for {len(columns)} columns")])
                yield line, dict(zip(columns, (*cells, *[""] * (len(columns) - len(cells))), strict=True))
    except csv.Error:
        raise Refused([Problem(begins, "", "is not readable as CSV; is a quotation mark left open?")]) from None


def _columns(cells: list[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    allowed = (*REQUIRED, *OPTIONAL)
    problems = [
        Problem(1, "", f"column {place} is not known; the columns are: {', '.join(allowed)}")
        for place, name in enumerate(names, 1)
        if name not in allowed
    ]
    problems += [Problem(1, name, "this column is missing") for name in REQUIRED if name not in names]
    problems += [Problem(1, name, "this column stands twice") for name in allowed if names.count(name) > 1]
    if problems:
        raise Refused(problems)
    return names


def _row(line: int, cells: dict[str, str], known: Known, problems: list[Problem]) -> Row | None:
    """The row, or None with its problems noted."""
    found: dict[str, Any] = {
        "family_code": facts.code(cells["family_code"]),
        "child_name": facts.words(cells["child_name"], facts.LONGEST_NAME),
        "child_birth_date": facts.past_day(cells.get("child_birth_date", ""), known.today),
        "contact_name": facts.words(cells["contact_name"], facts.LONGEST_NAME),
        "relationship": facts.words(cells["relationship"], facts.LONGEST_CODE),
        "language": facts.language(cells["language"], known.languages),
        "time_zone": facts.zone(cells.get("time_zone", "")),
        "sms": facts.number(cells["sms"]),
        "coordinator_email": facts.coordinator(cells.get("coordinator_email", ""), known.coordinators),
        "consent_method": facts.method(cells["consent_method"]),
        "consent_date": facts.needed_day(cells["consent_date"], known.today),
    }
    wrong = [Problem(line, column, fact.reason) for column, fact in found.items() if isinstance(fact, Wrong)]
    problems += wrong
    return None if wrong else Row(line, *found.values())


def _households(rows: list[Row], known: Known, problems: list[Problem]) -> list[HouseholdPlan]:
    """Rows of the same code are one family; whatever they say of the same person must agree."""
    households: dict[str, HouseholdPlan] = {}
    owners: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for row in rows:
        if spelled.setdefault(row.code.lower(), row.code) != row.code:
            problems.append(
                Problem(row.line, "family_code", "stands in another row in other letters: write it one way")
            )
        if row.code not in households:
            households[row.code] = HouseholdPlan(row.code, row.coordinator)
            if row.code.lower() in known.codes:
                problems.append(Problem(row.line, "family_code", facts.CODE_IN_USE))
        owner = owners.setdefault(row.number, row.code)
        if owner != row.code:
            problems.append(Problem(row.line, "sms", "stands in two families: a person in two has a number for each"))
        elif row.number not in households[row.code].contacts and known.is_number_taken(row.number):
            problems.append(Problem(row.line, "sms", facts.OF_SOMEBODY))
        _join(households[row.code], row, problems)
    return list(households.values())


def _join(household: HouseholdPlan, row: Row, problems: list[Problem]) -> None:
    if row.coordinator != household.coordinator:
        problems.append(Problem(row.line, "coordinator_email", "differs within the family; a family has one"))
    if household.children.setdefault(row.child, row.birth_date) != row.birth_date:
        problems.append(Problem(row.line, "child_birth_date", "differs from an earlier row of the same child"))
    contact = household.contacts.setdefault(row.number, ContactPlan(row))
    first = contact.row
    for column, mine, theirs in (
        ("contact_name", row.contact, first.contact),
        ("language", row.language, first.language),
        ("time_zone", row.zone, first.zone),
        ("consent_method", row.method, first.method),
        ("consent_date", row.consented_on, first.consented_on),
    ):
        if mine != theirs:
            problems.append(Problem(row.line, column, f"differs from line {first.line}, which has the same number"))
    if row.child in contact.links:
        problems.append(Problem(row.line, "", "repeats an earlier row: the same contact and child"))
    contact.links[row.child] = row.relationship
