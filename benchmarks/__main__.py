"""`make bench`: speed and memory against their goals, as medians and ratios of one run. Exit 1 if a goal is missed.

The machine is assumed shared and noisy: nothing here is an absolute promise but the ratios.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import forms, measure, memory_handler
from benchmarks.journey import ROUNDS, START
from benchmarks.plain import Plain
from benchmarks.population import World, sqlite_world
from bot.clock import new_id
from bot.content import load_content
from dialogs.ids import Ids
from dialogs.rows.people import Address, Contact
from dialogs.safety.screen import screen
from dialogs.turns import family as family_voice
from dialogs.turns.hearing import Heard
from storage import snapshot as snapshots
from storage.tables.base import metadata
from tests.cluster import Cluster, binaries

#: Place of the completed flushes in a row of /proc/diskstats, behind major, minor and name.
_FLUSHES = 18


class Report:
    """Lines of figures, each with its goal where it has one."""

    def __init__(self) -> None:
        self.missed = 0

    def say(self, what: str, figure: str) -> None:
        print(f"{what:64} {figure}", flush=True)

    def goal(self, what: str, value: float, goal: float, unit: str, *, at_most: bool = False) -> None:
        reached = value <= goal if at_most else value >= goal
        self.missed += not reached
        sign = "<=" if at_most else ">="
        self.say(what, f"{value:10.3f} {unit:6} goal {sign} {goal:g}: {'reached' if reached else 'MISSED'}")


def fdatasync_rate(folder: Path, seconds: float = 1.0) -> float:
    """How often this disk makes 4 KB durable in a second, one after another."""
    descriptor = os.open(folder / "probe", os.O_CREAT | os.O_WRONLY)
    block, count, begun = b"x" * 4096, 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        os.pwrite(descriptor, block, (count % 256) * 4096)
        os.fdatasync(descriptor)
        count += 1
    os.close(descriptor)
    return count / (time.perf_counter() - begun)


def pure_turn(world: World, report: Report) -> None:
    """The family voice alone, on real snapshots of families in mid-interview."""
    took = []
    directory = world.directory.program(world.program)
    for family, address in world.families[:300]:
        with world.database.reading() as connection:
            snapshot = snapshots.of_family(connection, directory, family, world.keys, world.clock())
        contact = next(iter(snapshot.rows[Contact].values()))
        where = next(iter(snapshot.rows[Address].values()))
        for text in ROUNDS[1:4]:
            heard = Heard(
                new_id(START), world.line, "phone", f"phone:{address}", text, "p", world.clock(),
                screen(text, contact.language, world.content.phrases), contact_id=contact.id, address_id=where.id,
            )  # fmt: skip
            ids = Ids(new_id(START))
            begun = time.perf_counter()
            family_voice.take_turn(snapshot, heard, world.content, ids)
            took.append((time.perf_counter() - begun) * 1000)
    report.goal("pure turn, median", sorted(took)[len(took) // 2], 0.3, "ms", at_most=True)


def flushes(folder: Path) -> int | None:
    """How often the disk below a folder was flushed since the machine began; None where the system does not say.

    Source: Linux, Documentation/admin-guide/iostats.rst, field 19 of a whole disk.
    """
    at, statistics = os.stat(folder).st_dev, Path("/proc/diskstats")
    rows = statistics.read_text("ascii").splitlines() if statistics.exists() else []
    found = (row.split() for row in rows)
    ours = [row for row in found if (int(row[0]), int(row[1])) == (os.major(at), os.minor(at)) and len(row) > _FLUSHES]
    return int(ours[0][_FLUSHES]) if ours else None


def yardsticks(folder: Path, report: Report, families: int) -> tuple[float, float]:
    """Texts a second of the in-memory handler, and turns a second of the plain version that writes the same rows."""
    mix = [(chat, ROUNDS[number % len(ROUNDS)]) for number in range(6) for chat in range(1, families + 1)]
    memory = memory_handler.updates_per_second(mix[:12_000])
    report.say("in memory: python-telegram-bot ConversationHandler", f"{memory:10.0f} texts/s")
    worlds = [sqlite_world(folder), sqlite_world(folder)]
    for world in worlds:
        world.populate(families)
        measure.in_interview(world, world.families[:200])
    plain_world, door_world = worlds
    timed = measure.rounds(plain_world, plain_world.families[:200], Plain(plain_world).hear, 1, 3)
    measure.rounds(door_world, door_world.families[:200], door_world.door.hear, 1, 3)
    report.say("plain SQLModel, a commit a turn (same rows, same sealing)", f"{timed.rate:10.0f} turns/s")
    rows = [table_counts(world) for world in worlds]
    if rows[0] != rows[1]:
        report.say("rows written by plain and door", f"NOT EQUAL: {rows[0]} and {rows[1]}")
        report.missed += 1
    for world in worlds:
        world.close()
    return memory, timed.rate


def counted(world: World, report: Report, name: str, active: int, folder: Path) -> dict[int, measure.Timed]:
    """Durable turns, and how often the disk was flushed for each commit, by whatever ran on the machine."""
    before, commits = flushes(folder), world.writer.batches
    found = through_the_door(world, report, name, active)
    after, commits = flushes(folder), world.writer.batches - commits
    told = "the system does not say" if before is None or after is None else f"{(after - before) / commits:10.2f}"
    report.say(f"{name}: flushes of the disk for a commit", told)
    return found


def through_the_door(world: World, report: Report, name: str, active: int) -> dict[int, measure.Timed]:
    """Durable turns by 1, 8 and 32 callers."""
    chosen = world.families[:active]
    measure.in_interview(world, chosen)
    found = {}
    first = 0
    for callers, count in ((1, 1), (8, 2), (32, 3)):
        timed = measure.rounds(world, chosen, world.door.hear, callers, count, first)
        first += count
        found[callers] = timed
        report.say(
            f"{name}, {callers} callers",
            f"{timed.rate:10.0f} turns/s  median {timed.median:.2f} ms  p99 {timed.p99:.2f} ms",
        )
    return found


def of_forms(report: Report) -> None:
    """What a long form costs, and a reply to it beside one to a short form, each after four answers."""
    report.goal("compiling a form of 200 questions", forms.compile_milliseconds(200), 5, "ms", at_most=True)
    long, short = forms.turn_milliseconds(200, 4), forms.turn_milliseconds(8, 4)
    report.goal("a turn on 200 questions against one on 8", long / short, 1.5, "x", at_most=True)
    report.say("a turn on 200 questions of which 100 are answered", f"{forms.turn_milliseconds(200, 100):10.3f} ms")


def table_counts(world: World) -> dict[str, int]:
    """table -> rows, of all tables that are not empty."""
    with world.database.reading() as connection:
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in sorted(metadata.tables.items())
        }
    return {name: count for name, count in counts.items() if count}


def reopened(world: World) -> tuple[float, float]:
    """A new process on this very database: seconds to the first text answered, megabytes after 300 more."""
    addresses = [address for _, address in world.families[:300]]
    # An installed line keeps its bytecode; the first run of the two writes it.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reopen", str(world.database.url), world.keys_text, *addresses],
        capture_output=True, text=True, check=True, env=kept,
    )  # fmt: skip
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--families", type=int, default=10_000)
    ask.add_argument("--many", type=int, default=100_000)
    ask.add_argument("--active", type=int, default=1_000, help="families that text at once")
    ask.add_argument("--postgres", default="", help="a database to fill, instead of a server of our own")
    options = ask.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="kinline-bench-") as name:
        folder = Path(name)
        report.say("raw fdatasync", f"{fdatasync_rate(folder):10.0f} /s")
        memory, plain = yardsticks(folder, report, 500)
        world = sqlite_world(folder)
        world.populate(options.families)
        report.say("SQLite says", world.database.durability())
        found = counted(world, report, f"SQLite FULL, {options.families} families", options.active, folder)
        pure_turn(world, report)
        of_forms(report)
        report.goal("share of the in-memory handler, 32 callers", found[32].rate / memory, 0.2, "x")
        report.goal("times the plain version, 32 callers", found[32].rate / plain, 5, "x")
        report.goal("p99 at 8 callers", found[8].p99, 20, "ms", at_most=True)
        report.say("changes a commit (batching)", f"{world.writer.changes / max(1, world.writer.batches):10.2f}")
        _, before = reopened(world)
        world.populate(options.many)
        at_many = counted(world, report, f"SQLite FULL, {options.many} families", options.active, folder)
        report.goal("speed kept at many families, 32 callers", at_many[32].rate / found[32].rate, 0.5, "x")
        seconds, after = reopened(world)
        report.goal("memory of a process, many families against few", after - before, 10, "MB", at_most=True)
        report.goal("start to first answered text, many families", seconds, 1.5, "s", at_most=True)
        world.close()
    with _postgres(options.postgres) as url:
        if url:
            on_postgres(World(url, load_content()), report, options)
        else:
            report.say("PostgreSQL", "left out: its binaries (initdb, pg_ctl) were not found")
    print(f"{report.missed} goals missed")
    return 1 if report.missed else 0


@contextmanager
def _postgres(url: str) -> Iterator[str]:
    """The database that was named, or one on a private server that goes with the run; '' where there is none."""
    if url or (folder := binaries()) is None:
        yield url
        return
    cluster = Cluster.start(folder)
    try:
        yield cluster.url("postgres")
    finally:
        cluster.stop()


def on_postgres(world: World, report: Report, options: argparse.Namespace) -> None:
    """The same turns at both sizes, of a fifth of the families."""
    report.say("PostgreSQL says", world.database.durability())
    rates = []
    for families in (options.families, options.many):
        world.populate(families)
        found = through_the_door(world, report, f"PostgreSQL, {families} families", options.active // 5)
        rates.append(found[32].rate)
    report.say("PostgreSQL: speed kept at many families, 32 callers", f"{rates[1] / rates[0]:10.3f} x")
    world.close()


if __name__ == "__main__":
    sys.exit(main())
