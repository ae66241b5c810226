"""One Questionnaire item -> a Question with its options, bounds and our own marks."""

from __future__ import annotations

from typing import Any, get_args

from msgspec import Struct

from dialogs.forms import extensions
from dialogs.forms.answers import About
from dialogs.forms.extensions import Json
from dialogs.forms.findings import Findings
from dialogs.forms.formulas import calculation_of, rules_of
from dialogs.forms.gates import Gate, Variable
from dialogs.forms.limits import bound_of, initial_of, limits_of, units_of
from dialogs.forms.model import Carriage, Choice, Kind, Offers, Question, Text
from dialogs.forms.needs import SECTORS, Severity
from dialogs.forms.options import spoken
from dialogs.forms.problems import Reason

KINDS = {
    "boolean": Kind.BOOLEAN,
    "choice": Kind.CHOICE,
    "open-choice": Kind.OPEN_CHOICE,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "quantity": Kind.QUANTITY,
    "date": Kind.DATE,
    "dateTime": Kind.DATE_TIME,
    "time": Kind.TIME,
    "string": Kind.STRING,
    "text": Kind.TEXT,
    "url": Kind.URL,
    "attachment": Kind.ATTACHMENT,
}
_REPEATING = {Kind.CHOICE: Kind.SEVERAL, Kind.OPEN_CHOICE: Kind.OPEN_SEVERAL}


class Around(Struct, frozen=True, gc=False):
    """What an item inherits from the items around it."""

    gates: tuple[Gate, ...] = ()
    groups: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    #: Hidden or read-only: nothing inside is asked.
    is_silent: bool = False
    is_hidden: bool = False
    #: Inside a grid: a group here is a row.
    is_grid: bool = False


class Wording(Struct, frozen=True, gc=False):
    """The texts of a question, its own or those of the display items under it."""

    text: Text
    help: Text


def kind_of(item: Json, findings: Findings) -> Kind:
    """What the item takes for an answer."""
    kind = KINDS[str(item["type"])]
    return _REPEATING.get(kind, kind) if findings.flag(item, "repeats") else kind


def is_silent(item: Json, findings: Findings) -> bool:
    """True when the item itself says that nobody is asked: hidden, read-only, or computed."""
    if findings.flag(item, "readOnly"):
        return True
    if "extension" not in item:
        return False
    urls = {extension.get("url") for extension in item["extension"] or () if isinstance(extension, dict)}
    return (
        (extensions.HIDDEN in urls and extensions.value(item, extensions.HIDDEN) is True)
        or extensions.CALCULATED in urls
        or extensions.SCORE in urls
    )


def question_of(
    item: Json,
    place: str,
    findings: Findings,
    *,
    order: int,
    kind: Kind,
    wording: Wording,
    choices: tuple[Choice, ...],
    around: Around,
    own_gate: Gate | None,
) -> Question:
    """The question of an item whose type can be asked."""
    link_id = str(item.get("linkId"))
    common: dict[str, Any] = {
        "link_id": link_id,
        "order": order,
        "kind": kind,
        "text": wording.text,
        "help": wording.help,
        "choices": choices,
        "gates": around.gates,
        "groups": around.groups,
        "scopes": around.scopes,
        "is_required": findings.flag(item, "required"),
        "is_silent": around.is_silent,
        "is_read_only": item.get("readOnly") is True,
        "has_own_gate": own_gate is not None,
        "has_digit_labels": _has_digits(choices),
    }
    if "maxLength" in item:
        common["max_length"] = findings.count(item, item["maxLength"], "maxLength", 1)
    if "initial" in item or choices:
        common["initial"] = initial_of(item, kind, choices, place, findings)
    if "extension" in item or "initial" in item:
        common.update(_marks(item, link_id, kind, place, around, findings))
    return Question(**common)


def _has_digits(choices: tuple[Choice, ...]) -> bool:
    """True when something that a family may write for an option begins with a digit."""
    for choice in choices:
        if choice.text.base[:1].isdigit():
            return True
        if (choice.keywords or choice.text.translations) and any(word[:1].isdigit() for word in spoken(choice)):
            return True
    return False


def _marks(item: Json, link_id: str, kind: Kind, place: str, around: Around, findings: Findings) -> dict[str, Any]:
    """What only an item with extensions can have."""
    minimum, maximum = (bound_of(item, url, kind, place, findings) for url in (extensions.MINIMUM, extensions.MAXIMUM))
    if minimum is not None and maximum is not None and minimum > maximum:  # type: ignore[operator]
        findings.add(place, Reason.BAD_LIMIT, "the lowest allowed value is above the highest: change one of them")
    short = next(extensions.of(item, extensions.SHORT), {})
    limits = limits_of(item, place, rules_of(item, link_id, around.variables, findings), findings)
    return {
        "short": extensions.text(short, "valueString"),
        "minimum": minimum,
        "maximum": maximum,
        "limits": limits,
        "units": units_of(item),
        "calculation": calculation_of(item, around.variables, findings),
        "score": tuple(str(found) for found in extensions.values(item, extensions.SCORE)),
        "is_partial": extensions.value(item, extensions.PARTIAL) is True or _is_partial(limits.entry_format),
        "about": _listed(item, extensions.ABOUT, get_args(About), place, findings) or "child",
        "carriage": _listed(item, extensions.CARRIAGE, get_args(Carriage), place, findings) or "plain",
        "is_discreet": extensions.value(item, extensions.DISCREET) is True,
        "names_danger": extensions.value(item, extensions.NAMES_DANGER) is True,
        "sector": _listed(item, extensions.SECTOR, SECTORS, place, findings) or "",
        "severity": _listed(item, extensions.SEVERITY, get_args(Severity), place, findings),
        "has_help_pair": extensions.value(item, extensions.HELP_PAIR) is True,
        "wording_from": str(extensions.value(item, extensions.WORDING_FROM) or ""),
        "wording_as": str(extensions.value(item, extensions.WORDING_AS) or ""),
        "offers": _listed(item, extensions.OFFERS, get_args(Offers), place, findings) or "",
        "is_hidden": extensions.value(item, extensions.HIDDEN) is True,
        "control": extensions.control(item),
        "variables": around.variables[len(around.variables) - sum(v.owner == link_id for v in around.variables) :],
    }


def _is_partial(entry_format: str) -> bool:
    """`YYYY-MM` and `YYYY` ask for no day."""
    return bool(entry_format) and "d" not in entry_format.casefold() and "y" in entry_format.casefold()


def _listed(item: Json, url: str, allowed: tuple[Any, ...], place: str, findings: Findings) -> Any:
    found = extensions.value(item, url)
    if found is None or found in allowed:
        return found
    name = url.removeprefix(extensions.OURS)
    findings.add(f"{place} {name}", Reason.BAD_EXTENSION, f"'{found}' is not one of: {', '.join(allowed)}")
    return None
