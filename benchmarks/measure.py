"""Rounds of texts through the real door, by some number of callers at once."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct
from sqlalchemy import select

from benchmarks.journey import LINE, ROUNDS
from benchmarks.population import MINUTE, World
from bot.channels.channel import Inbound
from dialogs.rows.people import Staff
from dialogs.turns.acts import StartInterview
from dialogs.turns.provider import Reported
from storage import outbox
from storage.tables.people import ContactRow

#: No two texts of a run share a provider's id: a repeat would be dropped, and look fast.
_RUNS = itertools.count()


class Timed(Struct):
    """Turns a second, and latencies in milliseconds."""

    turns: int
    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        return self.turns / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.latencies)

    @property
    def p99(self) -> float:
        return sorted(self.latencies)[int(len(self.latencies) * 0.99) - 1]


def in_interview(world: World, families: Sequence[tuple[object, str]]) -> None:
    """Bring families to the first question, so that every text that follows is a turn of an interview."""
    nurse = Staff(world.coordinator, "Ana Ruiz", "Ana", "coordinator")
    with world.database.reading() as connection:
        rows = connection.execute(select(ContactRow.family_id, ContactRow.id))  # type: ignore[call-overload]
        contacts = {row.family_id: row.id for row in rows}

    def start(family: object) -> None:
        world.door.act(world.program, family, nurse, StartInterview(contacts[family], None, "first8", "bench"))  # type: ignore[arg-type]

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(start, (family for family, _ in families)))
    deliver(world)


def deliver(world: World, callers: int = 16) -> int:
    """Claim and report what is queued, as the sender does; how many messages left."""
    left = 0

    def one(due: outbox.Due) -> int:
        claimed = world.door.strike(due, "outgoing").message
        if claimed is None:
            return 0
        world.door.report(due, Reported(claimed.id, "delivered", provider_id=claimed.id.hex))
        return 1

    with ThreadPoolExecutor(callers) as pool:
        while True:
            with world.database.reading() as connection:
                rows = outbox.due(connection, "outgoing", world.clock(), limit=2000)
            if not rows:
                return left
            left += sum(pool.map(one, rows))


def texts(families: Sequence[tuple[object, str]], round_number: int) -> Iterator[Inbound]:
    """One text of the mix for each family."""
    text = ROUNDS[round_number % len(ROUNDS)]
    for _, address in families:
        yield Inbound("phone", LINE, address, text, f"r{next(_RUNS)}-{address}", None)  # type: ignore[arg-type]


def rounds(
    world: World,
    families: Sequence[tuple[object, str]],
    hear: Callable[[Inbound], object],
    callers: int,
    count: int,
    first: int = 0,
) -> Timed:
    """`count` rounds of hearing; what they queue is delivered between the rounds, outside the time that is taken."""
    latencies: list[float] = []
    lock = threading.Lock()
    seconds = 0.0

    def one(inbound: Inbound) -> None:
        begun = time.perf_counter()
        hear(inbound)
        took = (time.perf_counter() - begun) * 1000
        with lock:
            latencies.append(took)

    for number in range(first, first + count):
        world.clock.now += MINUTE
        batch = list(texts(families, number))
        begun = time.perf_counter()
        if callers == 1:
            for inbound in batch:
                one(inbound)
        else:
            with ThreadPoolExecutor(callers) as pool:
                list(pool.map(one, batch))
        seconds += time.perf_counter() - begun
        world.clock.now += MINUTE
        deliver(world)
    return Timed(len(latencies), seconds, latencies)
