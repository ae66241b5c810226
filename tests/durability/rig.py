"""What stands around the program while it is killed: its database, its providers, the clock, and its line of lives."""

from __future__ import annotations

import base64
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from dialogs.ids import Id
from dialogs.turns.acts import Act
from storage.database import Database
from tests.channels import stub_telegram, stub_twilio
from tests.channels.stub import post
from tests.durability.child import Kill, Ordered, Plan
from tests.providers.world import MovingTelegram, MovingTwilio, World, make_world

ROOT = Path(__file__).resolve().parents[2]
#: The keys of tests/builders, as a setting.
KEY_TEXT = f"k1:{base64.b64encode(bytes(range(32))).decode()}"
#: Nothing that is waited for takes this long on the slowest machine that we know, in seconds.
PATIENCE = 60.0
#: How often a condition is looked at, in seconds: often enough, and not at the program's expense.
ASKED_EVERY = 0.03


class StoryClock:
    """Moved by hand, for us and for the program: the seconds between machine and story stand in a file."""

    def __init__(self, path: Path, begun: datetime) -> None:
        self.path = path
        self.offset = (begun - datetime.now(UTC)).total_seconds()
        self._write()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def advance_to(self, moment: datetime) -> None:
        """Never back."""
        self.offset += max(0.0, (moment - self()).total_seconds())
        self._write()

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(str(self.offset))
        fresh.replace(self.path)


class Rig:
    """The program under its kills. Ends only what it started."""

    def __init__(self, database: Database, folder: Path, begun: datetime, kills: Sequence[Kill] = ()) -> None:
        self.database = database
        self.clock = StoryClock(folder / "offset", begun)
        self.world: World = make_world(database, self.clock)
        self.twilio, self.telegram = MovingTwilio(self.clock), MovingTelegram(self.clock)
        self.port = _free_port()
        self.base = self.twilio.webhook_base = f"http://127.0.0.1:{self.port}"
        self.hits_file, self.log = folder / "hits", folder / "log"
        plan = Plan(
            database=str(database.url.render_as_string(hide_password=False)),
            keys=KEY_TEXT,
            environment=self._environment(),
            port=self.port,
            offset=str(self.clock.path),
            hits=str(self.hits_file),
            kills=tuple(kills),
        )
        plan_file = folder / "plan.json"
        plan_file.write_bytes(msgspec.json.encode(plan))
        self._process = self._start(plan_file)

    def _environment(self) -> dict[str, str]:
        return {
            "KINLINE_PUBLIC_URL": stub_twilio.PUBLIC,
            "KINLINE_TWILIO_ACCOUNT_SID": stub_twilio.ACCOUNT,
            "KINLINE_TWILIO_AUTH_TOKEN": stub_twilio.TOKEN,
            "KINLINE_TWILIO_FROM": stub_twilio.NUMBER,
            "KINLINE_TWILIO_API_URL": self.twilio.url,
            "KINLINE_TELEGRAM_TOKEN": stub_telegram.TOKEN,
            "KINLINE_TELEGRAM_API_URL": self.telegram.url,
        }

    def _start(self, plan: Path) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.durability.child", str(plan)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def hits(self) -> Counter[str]:
        """Point -> how often a life ended there."""
        return Counter(self.hits_file.read_text().split()) if self.hits_file.exists() else Counter()

    def wait_alive(self) -> None:
        """Until a life answers."""
        self.until(self._is_alive, "the program did not come back")

    def until(self, condition: Callable[[], bool], otherwise: str, sign: Callable[[], object] = lambda: None) -> None:
        """Ask again every few milliseconds. Whenever a life ends or `sign` changes, patience begins anew: a busy
        machine is slow, and stuck only where nothing moves. Raises AssertionError with the program's log."""
        seen: object = None
        end, latest = 0.0, time.monotonic() + 5 * PATIENCE
        while not condition():
            if seen != (seen := (self.hits(), sign())):
                end = min(time.monotonic() + PATIENCE, latest)
            if time.monotonic() > end or self._process.poll() is not None:
                raise AssertionError(f"{otherwise}; its log ends with:\n{self.log.read_text()[-3000:]}")
            time.sleep(ASKED_EVERY)

    def act(self, family: Id, act: Act) -> bool | None:
        """A coordinator's act: done or refused; None when the program died before it answered."""
        body = msgspec.json.encode(Ordered(self.world.story.program, family, act))
        try:
            status, answer = post(f"{self.base}/story/act", body, {"Content-Type": "application/json"})
        except http.client.HTTPException:
            return None
        return bool(msgspec.json.decode(answer)["done"]) if status == 200 else None

    def close(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.twilio.close()
        self.telegram.close()
        self.world.story.close()

    def _is_alive(self) -> bool:
        """A life listens only when it is ready to serve."""
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def rig(database: Database, folder: Path, begun: datetime, kills: Sequence[Kill] = ()) -> Iterator[Rig]:
    """A rig whose first life answers, closed at the end; what the providers did not understand fails the test."""
    made = Rig(database, folder, begun, kills)
    try:
        made.wait_alive()
        yield made
        assert made.twilio.problems == []
        assert made.telegram.problems == []
    finally:
        made.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
