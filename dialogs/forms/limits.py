"""What bounds an answer: lengths, patterns, sizes, units, rules, and what the form brings along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from dialogs.forms import extensions
from dialogs.forms.answers import Amount, Clock, Day, Exact, Link, Moment, Picked, Said, Value, Whole, YesNo
from dialogs.forms.extensions import Json
from dialogs.forms.findings import Findings, place_of
from dialogs.forms.model import CHOOSING, NO_LIMITS, NUMERIC, SEVERAL, Choice, Kind, Limits, Rule, Unit
from dialogs.forms.problems import Reason
from dialogs.forms.regexes import fault_of


def limits_of(item: Json, place: str, rules: tuple[Rule, ...], findings: Findings) -> Limits:
    """The rarer bounds of the item; the shared NO_LIMITS where there are none."""
    if "extension" not in item:
        return NO_LIMITS
    pattern = extensions.value(item, extensions.PATTERN)
    if pattern is not None:
        fault = fault_of(pattern) if isinstance(pattern, str) else "must be a text"
        if fault:
            findings.add(f"{place} regex", Reason.BAD_PATTERN, fault)
            pattern = ""
    size = extensions.value(item, extensions.MAX_SIZE)
    if size is not None and (isinstance(size, bool | str) or not size > 0):
        findings.add(f"{place} maxSize", Reason.BAD_LIMIT, "must be a number of bytes")
        size = None
    found = Limits(
        min_length=findings.count(item, extensions.value(item, extensions.MIN_LENGTH), "minLength", 0),
        pattern=pattern or "",
        entry_format=str(extensions.value(item, extensions.ENTRY_FORMAT) or ""),
        decimals=findings.count(item, extensions.value(item, extensions.DECIMALS), "maxDecimalPlaces", 0),
        max_size=Decimal(str(size)) if size is not None else None,
        mime_types=tuple(str(found) for found in extensions.values(item, extensions.MIME_TYPE)),
        fewest=findings.count(item, extensions.value(item, extensions.FEWEST), "minOccurs", 0),
        most=findings.count(item, extensions.value(item, extensions.MOST), "maxOccurs", 1),
        rules=rules,
    )
    return NO_LIMITS if found == NO_LIMITS else found


def units_of(item: Json) -> tuple[Unit, ...]:
    """The units of a number: one that is fixed, or several to choose from."""
    found = extensions.value(item, extensions.UNIT)
    options = [found] if isinstance(found, dict) else list(extensions.values(item, extensions.UNIT_OPTION))
    if not options:
        options = [
            {"code": quantity.get("code"), "system": quantity.get("system"), "display": quantity.get("unit")}
            for quantity in _initial(item)
            if isinstance(quantity, dict) and quantity.get("unit") and item.get("type") == "quantity"
        ]
    return tuple(_unit(option) for option in options if isinstance(option, dict))


def _unit(coding: Json) -> Unit:
    text = extensions.text(coding, "display")
    return Unit(str(coding.get("code") or text.base), text, str(coding.get("system") or ""))


def bound_of(item: Json, url: str, kind: Kind, place: str, findings: Findings) -> Decimal | str | None:
    """The lowest or highest value: a number, a day, a moment or a time."""
    found = extensions.value(item, url) if "extension" in item else None
    if found is None:
        return None
    try:
        if kind in NUMERIC and isinstance(found, dict):
            found = found.get("value")
        if kind in NUMERIC and isinstance(found, int | float) and not isinstance(found, bool):
            return Decimal(str(found))
        if isinstance(found, str):
            match kind:
                case Kind.DATE:
                    return date.fromisoformat(found).isoformat()
                case Kind.DATE_TIME:
                    datetime.fromisoformat(found)
                    return found
                case Kind.TIME:
                    return time.fromisoformat(found).isoformat()
                case _:
                    pass
    except (ValueError, InvalidOperation):
        pass
    findings.add(f"{place} limit", Reason.BAD_LIMIT, f"'{found}' is no limit for an answer of this type")
    return None


def initial_of(
    item: Json, kind: Kind, choices: tuple[Choice, ...], place: str, findings: Findings
) -> tuple[Value, ...]:
    """The answers that the form brings along, typed; the options chosen beforehand count as one."""
    if kind in CHOOSING:
        return _chosen_beforehand(item, kind, choices, place, findings)
    found: list[Value] = []
    units = units_of(item)
    for raw in _initial(item):
        if kind is Kind.QUANTITY and isinstance(raw, dict) and raw.get("value") is None:
            continue
        value = typed_value(kind, raw, choices, units)
        if value is None:
            sentence = "is no answer to this question: give one that it takes, or none"
            findings.add(f"{place} initial", Reason.BAD_INITIAL, sentence)
        else:
            found.append(value)
    return tuple(found)


def _chosen_beforehand(
    item: Json, kind: Kind, choices: tuple[Choice, ...], place: str, findings: Findings
) -> tuple[Value, ...]:
    options = item.get("answerOption") or ()
    codes = {str(_code(option)) for option in options if isinstance(option, dict) and "initialSelected" in option
             and option["initialSelected"]}  # fmt: skip
    codes.update(str(_code(initial)) for initial in item.get("initial") or () if isinstance(initial, dict))
    if not codes:
        return ()
    chosen = tuple(choice.code for choice in choices if choice.code in codes)
    if len(chosen) < len(codes) or (kind not in SEVERAL and len(chosen) != 1):
        findings.add(f"{place} initial", Reason.BAD_INITIAL, "must be among the options, and one unless it repeats")
        return ()
    return (Picked(chosen),)


def _code(option: Json) -> Any:
    coding = option.get("valueCoding")
    if isinstance(coding, dict):
        return extensions.code_of(coding)
    return next((found for key, found in option.items() if key.startswith("value")), None)


def _initial(item: Json) -> Iterator[Any]:
    """The values of `initial`, whatever their type."""
    found = item.get("initial")
    for initial in found if isinstance(found, list) else ():
        if isinstance(initial, dict):
            yield next((value for key, value in initial.items() if key.startswith("value")), None)


def typed_value(kind: Kind, raw: Any, choices: tuple[Choice, ...], units: tuple[Unit, ...]) -> Value | None:
    """A JSON value as an answer of this kind: what a form brings along, or what an expression comes to."""
    try:
        return _typed(kind, raw, choices, units)
    except (ValueError, InvalidOperation, OverflowError):
        return None


def _typed(kind: Kind, raw: Any, choices: tuple[Choice, ...], units: tuple[Unit, ...]) -> Value | None:
    is_number = isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)
    match kind:
        case Kind.BOOLEAN:
            return YesNo(raw) if isinstance(raw, bool) else None
        case Kind.INTEGER:
            return Whole(int(Decimal(str(raw)).to_integral_value())) if is_number else None
        case Kind.DECIMAL:
            return Exact(Decimal(str(raw))) if is_number else None
        case Kind.QUANTITY:
            return _amount(raw, is_number, units)
        case Kind.DATE if isinstance(raw, str):
            return Day(_day(raw))
        case Kind.DATE_TIME if isinstance(raw, str):
            return Moment(_day(raw) if len(raw) <= len("YYYY-MM-DD") else datetime.fromisoformat(raw).isoformat())
        case Kind.TIME if isinstance(raw, str):
            return Clock(time.fromisoformat(raw).isoformat(timespec="seconds"))
        case Kind.URL if isinstance(raw, str) and raw:
            return Link(raw)
        case Kind.STRING | Kind.TEXT if isinstance(raw, str | int | Decimal) and raw not in ("", None):
            return Said(str(raw))
        case Kind.CHOICE | Kind.SEVERAL | Kind.OPEN_CHOICE | Kind.OPEN_SEVERAL:
            code = str(extensions.code_of(raw)) if isinstance(raw, dict) else str(raw)
            return Picked((code,)) if any(choice.code == code for choice in choices) else None
        case _:
            return None


def _amount(raw: Any, is_number: bool, units: tuple[Unit, ...]) -> Value | None:
    fixed = units[0].code if len(units) == 1 else ""
    if is_number:
        return Amount(Decimal(str(raw)), fixed)
    if not isinstance(raw, dict) or raw.get("value") is None:
        return None
    # Some name a unit of the list by what it is called, and give it another code.
    said = (raw.get("code"), raw.get("unit"))
    unit = next((unit.code for name in said for unit in units if name in (unit.code, unit.text.base)), None)
    # One that is not listed stays as it is written: 180 cm are no 180 inches.
    return Amount(Decimal(str(raw["value"])), unit or str(raw.get("unit") or raw.get("code") or fixed))


def _day(raw: str) -> str:
    """A day, month or year, checked; a moment gives its day."""
    day = raw[:10]
    date.fromisoformat(f"{day}-01-01"[:10] if len(day) == 4 else f"{day}-01"[:10])
    return day


#: Instances of what repeats, where the form sets no bound: by text, more is a list to send as a photo.
_MOST_INSTANCES = 20
_MOST_FEWEST = 50


def repeats_of(item: Json, findings: Findings) -> tuple[int, int, tuple[int | None, int | None]]:
    """How often it repeats at least and at most here, and as the form says it."""
    fewest = findings.count(item, extensions.value(item, extensions.FEWEST), "minOccurs", 0)
    most = findings.count(item, extensions.value(item, extensions.MOST), "maxOccurs", 1)
    if (fewest or 0) > min(_MOST_FEWEST, most or _MOST_FEWEST):
        sentence = f"asks for {fewest} at least, which is above its maxOccurs or more than {_MOST_FEWEST}"
        findings.add(f"{place_of(item)} minOccurs", Reason.BAD_LIMIT, sentence)
        fewest = 1
    return fewest or 1, max(min(most or _MOST_INSTANCES, _MOST_FEWEST), fewest or 1), (fewest, most)
