"""Wrong sign-ins counted by where they came from, in this process; by account they are counted in the database."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

#: So many wrong tries from one address within the span, and it has to wait.
MOST = 20
SPAN = timedelta(minutes=15)
_MOST_ADDRESSES = 10_000


class Tries:
    """Thread-safe and bounded: the address that was wrong longest ago is forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wrong(self, address: str, now: datetime) -> None:
        """Count one."""
        with self._lock:
            times = self._wrong.setdefault(address, deque(maxlen=MOST))
            times.append(now)
            self._wrong.move_to_end(address)
            while len(self._wrong) > _MOST_ADDRESSES:
                self._wrong.popitem(last=False)

    def is_locked(self, address: str, now: datetime) -> bool:
        """Whether the address has to wait."""
        with self._lock:
            times = self._wrong.get(address)
            return times is not None and len(times) == MOST and now - times[0] < SPAN
