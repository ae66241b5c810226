"""Where "now" comes from, for everything but network time-outs: the machine's clock, or one that a demo can move."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from dialogs.ids import Id, time_ordered

Now = Callable[[], datetime]


def system_now() -> datetime:
    """Aware UTC."""
    return datetime.now(UTC)


class MovableClock:
    """The machine's clock plus a shift that only ever grows. Aware UTC."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self.shift = shift

    def __call__(self) -> datetime:
        return system_now() + self.shift

    def advance(self, by: timedelta) -> None:
        """Raises ValueError for a step back: what has been sent cannot be unsent."""
        if by < timedelta():
            raise ValueError("The clock only moves forward.")
        self.shift += by


def new_id(now: datetime) -> Id:
    """A fresh time-ordered id."""
    return time_ordered(now, secrets.randbits(74))
