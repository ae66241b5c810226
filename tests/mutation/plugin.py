"""How pytest runs under mutmut: the same each time, nothing left over from another run, and the quick tests first."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

#: mutmut's exit code for a mutant that never ends.
_TIMEOUT = 36
#: How much longer a test may take than without a fault before it is said to never end: of work, and by the clock, which
#: must leave room for a machine that has better things to do.
_WORK, _WAIT = (10, 10), (120, 60)
#: Rooms whose work the tests keep: forms are compiled and phrases are read once for all tests.
_READ_ONCE = ("dialogs.forms", "dialogs.safety")
_FIGURES = Path("mutmut-stats.json")

settings.register_profile("mutation", derandomize=True, database=None)
settings.load_profile("mutation")


class _Judge:
    """Knows how long each test takes; nothing while mutmut is still finding that out."""

    def __init__(self) -> None:
        figures = json.loads(_FIGURES.read_text("utf-8")) if _FIGURES.exists() else {"duration_by_test": {}}
        self._seconds: dict[str, float] = figures["duration_by_test"]
        for over in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(over, lambda *_: os._exit(_TIMEOUT))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """A mutant is judged by the first test that fails: so begin with those that cost the least."""
        if os.environ.get("MUTANT_UNDER_TEST", "").startswith(_READ_ONCE):
            _forget()
        items.sort(key=lambda item: self._seconds.get(item.nodeid, 0))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A writer without its thread would be waited for until the end of days."""
        if nodeid in self._seconds:
            _limit(*(seconds + times * self._seconds[nodeid] for seconds, times in (_WORK, _WAIT)))

    def pytest_runtest_logfinish(self) -> None:
        _limit(0, 0)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Judge())


def _limit(work: float, wait: float) -> None:
    """Seconds of work and of waiting from now on; 0 for no limit."""
    signal.setitimer(signal.ITIMER_PROF, work)
    signal.setitimer(signal.ITIMER_REAL, wait)


def _forget() -> None:
    """Mutants run in forks of one process that has run the tests: what those keep was made without the fault."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tests."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
