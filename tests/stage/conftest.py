"""The demo's database, seeded once per starting time; the demo as a real process; Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from msgspec import Struct
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from bot.content import load_content
from bot.upkeep.demo_seed import seed
from dialogs.content import Content
from storage.database import Database
from storage.record import CODECS
from storage.sealing import Keys, create_key_file, parse_keys

Kind = TypeVar("Kind", bound=Struct)

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: A machine under load may take long to start; nothing waits for longer than it must.
_PATIENCE = 60.0


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()


class Told:
    """A seeded database and what is in it."""

    def __init__(self, path: Path, keys: Keys, base: datetime, now: datetime) -> None:
        self.path, self.keys, self.base, self.now = path, keys, base, now

    def rows(self, kind: type[Kind]) -> list[Kind]:
        """All rows of a kind, in id order."""
        codec = CODECS[kind]
        database = Database(f"sqlite:///{self.path}")
        try:
            with database.reading() as connection:
                found: Any = connection.execute(select(codec.table).order_by(codec.table.c.id)).mappings().all()
            return [codec.from_row(row, row["program_id"], self.keys) for row in found]
        finally:
            database.close()


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Callable[..., Told]:
    """Seeds for a starting time, once; `fresh` seeds again."""
    known: dict[datetime, Told] = {}

    def tell(base: datetime, *, fresh: bool = False) -> Told:
        if fresh or base not in known:
            folder = tmp_path_factory.mktemp("demo")
            create_key_file(folder / "kinline.key")
            keys = parse_keys((folder / "kinline.key").read_text())
            now = seed(folder / "kinline.db", keys, content, base)
            found = Told(folder / "kinline.db", keys, base, now)
            if fresh:
                return found
            known[base] = found
        return known[base]

    return tell


@pytest.fixture(scope="session")
def told_today(told: Callable[..., Told]) -> Told:
    """Seeded for the time at which the tests began, as a visitor would have it."""
    return told(datetime.now(UTC))


@pytest.fixture
def data(told_today: Told, tmp_path: Path) -> Path:
    """A data directory of one's own with the seeded database in it."""
    shutil.copytree(told_today.path.parent, tmp_path / "var")
    return tmp_path / "var"


class Demo:
    """The demo as it is started by hand: a parent process and whatever it starts."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self._log = (folder.parent / "demo.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=20)

    def start(self) -> None:
        command = [sys.executable, "-m", "bot.upkeep.demo", "--port", str(self.port), "--data", str(self.folder)]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        self.state()

    def state(self, *, not_process: int = 0) -> dict[str, Any]:
        """What the stage says of itself, as soon as it answers (and is another process than that one)."""
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            try:
                found: dict[str, Any] = self.client.get("/stage/state").json()
            except httpx.TransportError:
                assert self._process is not None
                assert self._process.poll() is None, "the demo has ended"
                self._process_pause()
                continue
            if found["process"] != not_process:
                return found
        raise TimeoutError("the demo does not answer")

    def until(self, number: str, words: str) -> str:
        """The talk on a phone, as soon as it says this."""
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            shown = self.client.get("/phone/talk", params={"as": number}).text
            if words in shown:
                return shown
            self._process_pause()
        raise TimeoutError(f"nobody said: {words}")

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=_PATIENCE)

    def close(self) -> None:
        self.client.close()
        if self._process is not None and self._process.poll() is None:
            self.interrupt()
        self._log.close()

    def _process_pause(self) -> None:
        """Waits a moment for the parent's end, which is not expected: a pause without blind sleep."""
        assert self._process is not None
        try:
            self._process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            return


@pytest.fixture(scope="module")
def demo(told_today: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, running on a copy of the seeded database; one for all tests of a page, since a start takes seconds."""
    folder = tmp_path_factory.mktemp("running") / "var"
    shutil.copytree(told_today.path.parent, folder)
    running = Demo(folder)
    try:
        running.start()
        yield running
    finally:
        running.close()


@pytest.fixture
def new_demo(tmp_path: Path) -> Iterator[Demo]:
    """The demo, started where nothing was before."""
    running = Demo(tmp_path / "var")
    try:
        running.start()
        yield running
    finally:
        running.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium. Skips where there is none; under CI that is a failure."""
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium was not found, and CI must look at the pages.")
        pytest.skip("Chromium was not found.")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()
