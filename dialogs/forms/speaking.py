"""Where the words of a form come from, and the smallest pieces that they are put together of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from dialogs.forms.model import Unit

Names = Mapping[str, str]


class Speaks(Protocol):
    """Where wording comes from: `dialogs.wording.Wording`."""

    def has(self, language: str, key: str) -> bool:
        """True when this language itself has the key."""

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The text, in English where the language lacks it."""


def unit_text(unit: Unit, language: str) -> str:
    """What a unit is called."""
    return unit.text.say(language) or unit.code


def joined(*parts: str) -> str:
    """The parts that say anything, with a blank between them."""
    return " ".join(part for part in parts if part)
