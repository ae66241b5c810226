"""FHIR's rule of enableWhen, read plainly off the Questionnaire and a response as JSON. Nothing of ours is used.

Source: http://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple

Json = dict[str, Any]
_OPERATORS = {"=": eq, "!=": ne, ">": gt, "<": lt, ">=": ge, "<=": le}


class Placed(NamedTuple):
    """One item of the response; `chain`: (order, linkId) of the items around it, outermost first, and its own."""

    raw: Json
    chain: tuple[tuple[float, str], ...]

    @property
    def order(self) -> float:
        return self.chain[-1][0]


def placed(items: list[Json], around: tuple[tuple[float, str], ...] = (), counter: Any = None) -> Iterator[Placed]:
    """Every item of a response in document order."""
    counter = counter or count(1)
    for raw in items:
        here = Placed(raw, (*around, (next(counter), raw["linkId"])))
        yield here
        inside = [*raw.get("item", []), *(inner for given in raw.get("answer", []) for inner in given.get("item", []))]
        yield from placed(inside, here.chain, counter)


def defined(items: list[Json], around: tuple[str, ...] = ()) -> Iterator[tuple[Json, tuple[str, ...]]]:
    """Every item of a Questionnaire with the linkIds around it."""
    for item in items:
        yield item, around
        yield from defined(item.get("item", []), (*around, item["linkId"]))


class Judge:
    """One response against the rules of its Questionnaire."""

    def __init__(self, questionnaire: Json, response: Json) -> None:
        self.rules = {item["linkId"]: (item, around) for item, around in defined(questionnaire["item"])}
        self.every = list(placed(response.get("item", [])))

    def wrongly_there(self) -> set[str]:
        """linkIds of items in the response that are disabled."""
        return {one.raw["linkId"] for one in self.every if not self._is_enabled(one.raw["linkId"], one)}

    def wrongly_missing(self) -> set[str]:
        """linkIds of enabled questions that are to be asked, outside of repeats and answers, and have no item."""
        there = {one.raw["linkId"] for one in self.every}
        return {link_id for link_id in self.rules if link_id not in there and self._should_be_there(link_id)}

    def _should_be_there(self, link_id: str) -> bool:
        item, around = self.rules[link_id]
        chain = [item, *(self.rules[one][0] for one in around)]
        is_plain = all(one["type"] == "group" and not one.get("repeats") for one in chain[1:])
        if item["type"] in ("group", "display") or not is_plain or any(map(_is_silent, chain)):
            return False
        ranks = {known: rank for rank, known in enumerate(self.rules)}
        before = [one.order for one in self.every if ranks[one.raw["linkId"]] < ranks[link_id]]
        here = Placed({}, ((max(before, default=0) + 0.5, link_id),))
        return all(self._is_enabled(one["linkId"], here) for one in chain)

    def _is_enabled(self, link_id: str, asker: Placed) -> bool:
        item = self.rules[link_id][0]
        met = [_holds(when, self._nearest(when["question"], asker)) for when in item.get("enableWhen", [])]
        return (all(met) if item.get("enableBehavior") == "all" else any(met)) if met else True

    def _nearest(self, link_id: str, asker: Placed) -> Json | None:
        """Of the occurrences inside what both stand in: the last before the asker, else the first after it."""
        common = {at for at in asker.chain if at[1] in (*self.rules[link_id][1], link_id)}
        near = [one for one in self.every if one.raw["linkId"] == link_id and common <= set(one.chain)]
        before = [one for one in near if one.order < asker.order]
        return (before[-1] if before else near[0]).raw if near else None


def _is_silent(item: Json) -> bool:
    urls = {mark["url"].rsplit("/", 1)[-1]: mark for mark in item.get("extension", [])}
    return bool(
        item.get("readOnly")
        or urls.get("questionnaire-hidden", {}).get("valueBoolean")
        or {"sdc-questionnaire-calculatedExpression", "sdc-questionnaire-enableWhenExpression"} & set(urls)
    )


def _holds(condition: Json, source: Json | None) -> bool:
    answers = source.get("answer", []) if source else []
    is_absent = any(mark["url"].endswith("absent-reason") for mark in (source or {}).get("extension", []))
    if condition["operator"] == "exists" and is_absent:
        # Answered by voice and not typed in yet: there is an answer. Declined: there is none.
        return (source["extension"][0]["valueCode"] == "temp-unknown") is condition["answerBoolean"]  # type: ignore[index]
    values = [value for given in answers for name, value in given.items() if name.startswith("value")]
    if condition["operator"] == "exists":
        return bool(values) is condition["answerBoolean"]
    expected = next(value for name, value in condition.items() if name.startswith("answer"))
    return any(_compares(value, condition["operator"], expected) for value in values)


def _compares(actual: Any, operator: str, expected: Any) -> bool:
    if isinstance(expected, dict) or isinstance(actual, dict):
        is_same = isinstance(actual, dict) and isinstance(expected, dict)
        if is_same and "value" in expected:
            actual, expected = Decimal(str(actual["value"])), Decimal(str(expected["value"]))
        else:
            actual, expected = (value.get("code") if isinstance(value, dict) else value for value in (actual, expected))
    if isinstance(actual, str) and isinstance(expected, str) and actual[:1].isdigit() and operator not in ("=", "!="):
        shared = min(len(actual), len(expected))
        if len(actual) != len(expected) and actual[:shared] == expected[:shared]:
            return False
    return bool(_OPERATORS[operator](actual, expected))
