"""The problems of one form, gathered while it is compiled."""

from __future__ import annotations

from typing import Any

from dialogs.forms.extensions import Json
from dialogs.forms.problems import FormError, Problem, Reason


class Findings:
    """The problems of one form as they are found, each once."""

    def __init__(self, form: str, reserved: frozenset[str]) -> None:
        self.form = form
        self.reserved = reserved
        self._problems: dict[Problem, None] = {}
        #: What the form says and nobody here does, a sentence each with its place.
        self.read_past: list[str] = []

    def __len__(self) -> int:
        return len(self._problems)

    def add(self, place: str, reason: Reason, sentence: str) -> None:
        self._problems[Problem(f"{self.form} {place}".strip(), reason, sentence)] = None

    def flag(self, element: Json, field: str) -> bool:
        """A true/false field. A string in its place is refused: "false" would count as true."""
        found = element.get(field, False)
        if not isinstance(found, bool):
            self.add(f"{place_of(element)} {field}", Reason.MALFORMED, "must be true or false, without quotes")
            return False
        return found

    def count(self, element: Json, found: Any, what: str, lowest: int) -> int | None:
        """A whole number from `lowest` on; None when there is none."""
        if found is None:
            return None
        if isinstance(found, int) and not isinstance(found, bool) and found >= lowest:
            return found
        self.add(f"{place_of(element)} {what}", Reason.BAD_LIMIT, f"must be a whole number from {lowest} on")
        return None

    def raise_if_any(self) -> None:
        if self._problems:
            raise FormError(tuple(self._problems))


def place_of(item: Json) -> str:
    """Where a problem of this item is said to be."""
    return f"item {item.get('linkId') or '?'}"
