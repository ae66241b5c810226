"""Who may use the interpreter: all threads share one, and would take it from one another at every statement."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """A few places. Who waits is let in by order of arrival, whoever comes `first` before them.

    patience: seconds after which somebody goes in past one who is slow.
    """

    def __init__(self, places: int, patience: float = 0.25) -> None:
        self._patience = patience
        self._free = places  # below zero: so many went in past somebody slow
        self._lock = threading.Lock()
        self._line: deque[threading.Lock] = deque()

    @contextmanager
    def passed(self, *, first: bool = False) -> Iterator[None]:
        """Wait for a place and hold it; after a while go in without."""
        self._enter(first)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, first: bool) -> None:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            opened = threading.Lock()
            opened.acquire()
            (self._line.appendleft if first else self._line.append)(opened)
        if opened.acquire(timeout=self._patience):
            return
        with self._lock:
            # It may have been opened just now: then the place is ours.
            if opened in self._line:
                self._line.remove(opened)
                self._free -= 1

    def _leave(self) -> None:
        """Hand the place over: were it only given back, somebody who has just come could take it."""
        with self._lock:
            if self._line and self._free >= 0:
                self._line.popleft().release()
            else:
                self._free += 1
