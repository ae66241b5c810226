"""Ids are values handed in from the edge, so that a voice stays pure and its turn can be replayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

Id = UUID


def time_ordered(now: datetime, chance: int) -> Id:
    """A version 7 UUID: 48 bits of milliseconds, then 74 of `chance`. Source: RFC 9562, 5.7."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    high, low = (chance >> 62) & 0xFFF, chance & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


class Ids(Iterator[Id]):
    """The ids that one turn may use: `first`, then its successors.

    Consecutive values of one random start cannot meet another turn's: the low 62 bits are drawn anew for each.
    """

    def __init__(self, first: Id) -> None:
        self._next = first.int

    def __next__(self) -> Id:
        self._next += 1
        return UUID(int=self._next)
