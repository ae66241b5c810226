"""How much work an expression may be, counted and not timed: the same answers always come to the same.

The library that evaluates has no bound of its own. Every call that it makes is counted, and what a call gives back is
looked at, since a text or a list that doubles a few times fills the memory in hardly any calls.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

#: Half a second to a second. A `where` over 500 answers needs 150,000 to 400,000.
_MOST_CALLS = 500_000
#: Letters of a text, members of a list, bits of a number.
_LARGEST = 30_000

Found = TypeVar("Found")


class TooMuch(BaseException):
    """More work than any form's expression is. No `except Exception` inside the library may swallow it."""


def bounded(work: Callable[[], Found]) -> Found:
    """What the work comes to. Raises TooMuch.

    Only this thread is watched; whoever watched it before goes on afterwards.
    """
    left = _MOST_CALLS

    def watch(_: FrameType, event: str, given: Any) -> None:
        nonlocal left
        if event == "return":
            if _size(given) > _LARGEST:
                raise TooMuch
        elif event in ("call", "c_call"):
            left -= 1
            if left < 0:
                raise TooMuch

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        return work()
    finally:
        sys.setprofile(before)


def _size(given: Any) -> int:
    if isinstance(given, str | list):
        return len(given)
    return given.bit_length() if isinstance(given, int) else 0
