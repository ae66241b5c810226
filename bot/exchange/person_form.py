"""A page's fields -> somebody of a family, or what is wrong with each field: checked as the cells of a file are."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from bot.exchange import facts
from bot.exchange.enrolment import noon
from bot.exchange.facts import LONGEST_CODE, LONGEST_NAME, MISSING, Wrong
from dialogs.ids import Id
from dialogs.turns.joining import ROLES, Agreed, Bond, Person, Reached

#: How much a page takes of the words that somebody agreed to, and of what a court or contract says.
LONGEST_TEXT, LONGEST_AUTHORITY = 4_000, 200
#: The page's word for a consent that nobody has recorded yet.
NOT_YET = "none"

#: Field -> what is wrong with it.
Problems = dict[str, str]


class Known(Struct, frozen=True):
    """What the program knows already, as the check needs it."""

    languages: frozenset[str]
    #: A number, as +E.164, as it is reached; Wrong where it is somebody's.
    reach: Callable[[str], Reached | Wrong]
    today: date
    zone: str
    now: datetime


def person(given: Mapping[str, str], children: Mapping[str, Id], known: Known) -> tuple[Person | None, Problems]:
    """Who is meant, or what is wrong. children: the ending of a child's fields -> its id."""
    agrees = given.get("consent", "") != NOT_YET
    found: dict[str, Any] = {
        "name": facts.words(given.get("name", ""), LONGEST_NAME),
        "language": facts.language(given.get("language", ""), known.languages),
        "zone": facts.zone(given.get("zone", "")),
        "number": _number(given.get("number", ""), known, is_needed=agrees),
        "level": _level(given.get("level", "")),
        "consent": facts.method(given.get("consent", "")) if agrees else "",
        "consent_date": facts.needed_day(given.get("consent_date", ""), known.today) if agrees else known.today,
        "consent_version": facts.words(given.get("consent_version", ""), LONGEST_CODE) if agrees else "",
        "consent_text": facts.maybe_words(given.get("consent_text", ""), LONGEST_TEXT),
    }
    bonds, problems = bonds_of(given, children)
    problems |= problems_of(found)
    if problems:
        return None, problems
    at = noon(found["consent_date"], known.zone, known.now)
    agreed = Agreed(found["consent"], at, found["consent_version"], found["consent_text"]) if agrees else None
    return Person(
        found["name"], found["language"], found["zone"], bonds, found["number"], agreed, found["level"],
        is_shared_phone=is_ticked(given, "shared"), is_conflict=is_ticked(given, "conflict"),
    ), {}  # fmt: skip


def bonds_of(
    given: Mapping[str, str], children: Mapping[str, Id], needed: Container[Id] = ()
) -> tuple[tuple[Bond, ...], Problems]:
    """What they are to each child, and may. A child without a word for it is none of theirs; one there must be.

    needed: children that are theirs, whatever is left empty.
    """
    found: list[Bond] = []
    problems: Problems = {}
    for ending, child_id in children.items():
        relation = facts.maybe_words(given.get(f"relation-{ending}", ""), LONGEST_CODE)
        authority = facts.maybe_words(given.get(f"authority-{ending}", ""), LONGEST_AUTHORITY)
        roles = frozenset(role for role in ROLES if is_ticked(given, f"{role}-{ending}"))
        if relation == "" and (roles or authority or child_id in needed):
            relation = MISSING
        problems |= problems_of({f"relation-{ending}": relation, f"authority-{ending}": authority})
        if isinstance(relation, str) and relation and isinstance(authority, str):
            found.append(Bond(child_id, relation, roles, authority, is_ticked(given, f"confidential-{ending}")))
    if not found and not problems and children:
        problems[f"relation-{next(iter(children))}"] = MISSING.reason
    return tuple(found), problems


def problems_of(found: Mapping[str, Any]) -> Problems:
    return {name: fact.reason for name, fact in found.items() if isinstance(fact, Wrong)}


def is_ticked(given: Mapping[str, str], name: str) -> bool:
    return bool(given.get(name))


def _number(given: str, known: Known, *, is_needed: bool) -> Reached | Wrong | None:
    if not given.strip():
        return Wrong("is missing: a consent to texts is for a number") if is_needed else None
    number = facts.number(given)
    return number if isinstance(number, Wrong) else known.reach(number)


def _level(given: str) -> int | Wrong:
    return int(given) if given in ("0", "1", "2") else MISSING
