"""The turnstile: by order of arrival, the writer first, and past somebody slow."""

from __future__ import annotations

import threading

from storage.turnstile import Turnstile


class Visit:
    """Somebody who goes in, notes it, and stays until told to leave."""

    def __init__(self, turnstile: Turnstile, name: str, noted: list[str], *, first: bool = False) -> None:
        self.inside, self._leave = threading.Event(), threading.Event()
        self._turnstile, self._name, self._noted, self._first = turnstile, name, noted, first
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def _go(self) -> None:
        with self._turnstile.passed(first=self._first):
            self._noted.append(self._name)
            self.inside.set()
            self._leave.wait()

    def leave(self) -> None:
        """Returns when it is gone."""
        self._leave.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


def in_line(turnstile: Turnstile, count: int) -> None:
    """Until so many wait."""
    while len(turnstile._line) < count:
        pass


def test_by_order_of_arrival_and_whoever_is_first_before_them() -> None:
    """One place: each gets it from the one before."""
    turnstile, noted = Turnstile(1, patience=60), list[str]()
    visits = [Visit(turnstile, "holder", noted)]
    assert visits[0].inside.wait(10)
    for number, name in enumerate(("anna", "bert", "writer")):
        visits.append(Visit(turnstile, name, noted, first=name == "writer"))
        in_line(turnstile, number + 1)
    for name in ("holder", "writer", "anna", "bert"):
        visit = next(visit for visit in visits if visit._name == name)
        assert visit.inside.wait(10)
        assert noted[-1] == name
        visit.leave()


def test_as_many_as_there_are_places() -> None:
    """The second of two does not wait, the third does."""
    turnstile, noted = Turnstile(2, patience=60), list[str]()
    visits = [Visit(turnstile, name, noted) for name in ("anna", "bert")]
    assert all(visit.inside.wait(10) for visit in visits)
    third = Visit(turnstile, "carl", noted)
    in_line(turnstile, 1)
    assert not third.inside.is_set()
    visits[0].leave()
    assert third.inside.wait(10)
    third.leave()
    visits[1].leave()


def test_nobody_is_held_up_for_long_by_a_slow_one() -> None:
    """Who went in past it leaves no place behind: afterwards there is one place again."""
    turnstile, noted = Turnstile(1, patience=0.01), list[str]()
    slow = Visit(turnstile, "slow", noted)
    assert slow.inside.wait(10)
    quick = Visit(turnstile, "quick", noted)
    assert quick.inside.wait(10)
    quick.leave()
    slow.leave()
    assert turnstile._free == 1
    assert not turnstile._line
