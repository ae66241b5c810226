"""A CSV file of families -> households to add, or every bad row with its line and reason.

Text in, values out. Cells are data, whatever they begin with (`=`, `+`, `@`): nothing is
stripped from them and nothing computed. No reason repeats a cell, since reasons are shown, logged and pasted.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import StringIO

from msgspec import Struct, field

from bot.exchange.numbers import e164
from dialogs.reading.text import stored
from dialogs.reminders.zones import is_zone

REQUIRED = (
    "family_code", "child_name", "contact_name", "relationship", "language", "sms", "consent_method", "consent_date",
)  # fmt: skip
OPTIONAL = ("child_birth_date", "time_zone", "coordinator_email")
_METHODS = ("paper", "verbal")
_LONGEST_NAME, _LONGEST_CODE = 120, 40


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
    """One good row: a contact and a child of a family."""

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
    is_code_taken: Callable[[str], bool]
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
    before = len(problems)

    def wrong(column: str, reason: str) -> str:
        problems.append(Problem(line, column, reason))
        return ""

    def named(column: str, longest: int) -> str:
        value = stored(cells[column]).strip()
        if not value:
            return wrong(column, "is missing")
        return value if len(value) <= longest else wrong(column, f"is longer than {longest} characters")

    def day(column: str, *, is_needed: bool) -> date | None:
        value = cells.get(column, "").strip()
        found = _day(value)
        if not value and is_needed:
            wrong(column, "is missing")
        elif value and found is None:
            wrong(column, "is no date like 2026-03-02")
        elif found is not None and found > known.today:
            wrong(column, "lies in the future")
        return found

    language = named("language", _LONGEST_CODE)
    if language and language not in known.languages:
        wrong("language", f"is not spoken here; there are: {', '.join(sorted(known.languages))}")
    zone = cells.get("time_zone", "").strip()
    if zone and not is_zone(zone):
        wrong("time_zone", "is no time zone like America/Chicago")
    email = cells.get("coordinator_email", "").strip().lower()
    if email and email not in known.coordinators:
        wrong("coordinator_email", "belongs to nobody on the staff who has families; add them first")
    method = cells["consent_method"].strip().lower()
    if method not in _METHODS:
        wrong("consent_method", f"is {'missing' if not method else 'neither'}: {' or '.join(_METHODS)}")
    row = Row(
        line=line,
        code=named("family_code", _LONGEST_CODE),
        child=named("child_name", _LONGEST_NAME),
        birth_date=day("child_birth_date", is_needed=False),
        contact=named("contact_name", _LONGEST_NAME),
        relationship=named("relationship", _LONGEST_CODE),
        language=language,
        zone=zone or None,
        number=_number(cells["sms"], wrong),
        coordinator=email,
        method=method,
        consented_on=day("consent_date", is_needed=True) or known.today,
    )
    return row if len(problems) == before else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _number(cell: str, wrong: Callable[[str, str], str]) -> str:
    if not cell.strip():
        return wrong("sms", "is missing")
    return e164(cell) or wrong("sms", "is not a phone number that can be texted")


def _households(rows: list[Row], known: Known, problems: list[Problem]) -> list[HouseholdPlan]:
    """Rows of the same code are one family; whatever they say of the same person must agree."""
    households: dict[str, HouseholdPlan] = {}
    owners: dict[str, str] = {}
    for row in rows:
        if row.code not in households:
            households[row.code] = HouseholdPlan(row.code, row.coordinator)
            if known.is_code_taken(row.code):
                problems.append(Problem(row.line, "family_code", "is in use already"))
        owner = owners.setdefault(row.number, row.code)
        if owner != row.code:
            problems.append(Problem(row.line, "sms", "stands in two families: a person in two has a number for each"))
        elif row.number not in households[row.code].contacts and known.is_number_taken(row.number):
            problems.append(Problem(row.line, "sms", "belongs to somebody in the program already"))
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
