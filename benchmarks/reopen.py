"""A new process on an existing database: how soon it answers, and how much memory it takes."""

from __future__ import annotations

import time

_BEGUN = time.perf_counter()

import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks.journey import LINE, START  # noqa: E402
from bot.channels.channel import Inbound  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.wiring import House  # noqa: E402
from storage import migrate  # noqa: E402
from storage.database import Database  # noqa: E402
from storage.sealing import parse_keys  # noqa: E402


def main(url: str, keys: str, addresses: list[str]) -> None:
    """Print seconds to the first durable answer and, after all addresses have written, the process's megabytes."""
    database = Database(url)
    assert migrate.state(database) == "current"
    house = House(Settings(), database, parse_keys(keys), is_demo=True)
    seconds = 0.0
    for address in addresses:
        house.door.hear(Inbound("phone", LINE, address, "1", f"reopen-{time.time_ns()}", START))
        seconds = seconds or time.perf_counter() - _BEGUN
    house.writer.close()
    print(seconds, _most_megabytes())


def _most_megabytes() -> float:
    """The most that this process ever had in memory; getrusage would count what its parent had when it was started."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
