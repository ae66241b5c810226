"""What a program's form finds, offered as help: "which would you like help with?", asked once at its end.

The items are those of a built-in form (`kinline form export part-a`): the question, "who helps you?" after "we have
help", and for each need a hidden wish that the answers fill in. Their words are the built-in ones; the needs' names are
the author's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.exchange.xlsform.texts import Json
from dialogs.forms import extensions
from dialogs.forms.needs import NeedRule, When
from dialogs.forms.tailoring import HAVE_HELP, NONE_NOW

_LONGEST_NAME = 200
_WISHES = ("yes", "not-now", HAVE_HELP)


def help_items(form: Json, paired: Mapping[str, tuple[Json, Json]], rules: Iterable[NeedRule]) -> list[Json]:
    """The items to stand at the end. paired: linkId -> the question, and the coding that names its need.

    What may not travel as plainly as the rest is offered apart: one question for each kind of carriage.
    """
    return list(_items(form, paired, tuple(rules))) if paired else []


def _items(form: Json, paired: Mapping[str, tuple[Json, Json]], rules: tuple[NeedRule, ...]) -> Iterator[Json]:
    repeated = set(_repeated(form["item"]))
    for carriage in dict.fromkeys(_code(item, extensions.CARRIAGE) for item, _ in paired.values()):
        there = {link: both for link, both in paired.items() if _code(both[0], extensions.CARRIAGE) == carriage}
        link_id = f"{form['name']}-help" + (f"-{carriage}" if carriage else "")
        for link, (item, _) in there.items():
            yield _wish(link, item)
        # A condition looks at one row only, and any row may have found something.
        conditions = [found for link in there for found in _conditions(link, rules)] if not repeated & {*there} else []
        yield _offer(link_id, there, conditions)
        yield _who(link_id, there)


def _repeated(items: Iterable[Json], is_inside: bool = False) -> Iterator[str]:
    for item in items:
        is_row = is_inside or (item["type"] == "group" and item.get("repeats") is True)
        if is_row:
            yield item["linkId"]
        yield from _repeated(item.get("item", ()), is_row)


def _wish(link_id: str, item: Json) -> Json:
    marks = [*_kept(item), _shared("help-for"), {"url": extensions.HIDDEN, "valueBoolean": True}]
    options = [{"valueCoding": {"code": code}} for code in _WISHES]
    return {"linkId": f"{link_id}h", "type": "choice", "extension": marks, "answerOption": options}


def _offer(link_id: str, there: Mapping[str, tuple[Json, Json]], conditions: list[Json]) -> Json:
    fixed = [
        {"extension": [{"url": extensions.EXCLUSIVE, "valueBoolean": True}], "valueCoding": {"code": NONE_NOW}},
        {"valueCoding": {"code": HAVE_HELP}},
    ]
    named = [{"valueCoding": coding} for _, coding in there.values()]
    found = {"linkId": link_id, "type": "choice", "repeats": True, "extension": _marks(there, "help-offer"),
             "answerOption": [*named, *fixed]}  # fmt: skip
    if conditions:
        found |= {"enableWhen": conditions} | ({"enableBehavior": "any"} if len(conditions) > 1 else {})
    return found


def _who(link_id: str, there: Mapping[str, tuple[Json, Json]]) -> Json:
    asks = {"question": link_id, "operator": "=", "answerCoding": {"code": HAVE_HELP}}
    return {"linkId": f"{link_id}-who", "type": "string", "extension": _marks(there, "help-who"),
            "enableWhen": [asks], "maxLength": _LONGEST_NAME}  # fmt: skip


def _marks(there: Mapping[str, tuple[Json, Json]], wording: str) -> list[Json]:
    first, _ = next(iter(there.values()))
    return [*_kept(first), {"url": extensions.OFFERS, "valueCode": "found"}, _shared(wording)]


def _shared(wording: str) -> Json:
    return {"url": extensions.WORDING_AS, "valueCode": wording}


def _kept(item: Json) -> list[Json]:
    """Whom it is about, and how it may travel."""
    urls = (extensions.ABOUT, extensions.CARRIAGE)
    return [{"url": url, "valueCode": code} for url in urls if (code := _code(item, url))]


def _code(item: Json, url: str) -> str:
    return str(extensions.value(item, url) or "")


def _conditions(link_id: str, rules: Iterable[NeedRule]) -> Iterator[Json]:
    """When the question may have found anything: so that its end is counted right, and others can read the form."""
    answers: dict[str, Any] = {}
    for when in (when for rule in rules for when in rule.when if when.question == link_id):
        answers.update((repr(found), found) for found in _wanted(when))
    return ({"question": link_id, **found} for found in answers.values())


def _wanted(when: When) -> Iterator[Json]:
    match when.is_:
        case bool() as said:
            yield {"operator": "=", "answerBoolean": said}
        case ():
            yield {"operator": "exists", "answerBoolean": True}
        case codes:
            yield from ({"operator": "=", "answerCoding": {"code": code}} for code in codes)
