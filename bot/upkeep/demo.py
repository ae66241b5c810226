"""The demo: a small parent that holds a serving child by the hand, so that the child may be killed at any instant.

    serve (parent) -> child: seed once, house, inbox, stage -> SIGKILL ("Pull the plug") -> the parent starts another

The parent knows nothing and keeps nothing. Everything that must survive is on disk before anybody is told of it.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from bot.settings import Settings
from bot.upkeep.trouble import Trouble

_ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
#: Long enough to be seen on the stage.
_DOWN_SECONDS = 1.0
#: A child that ends sooner than this did not end because somebody pulled the plug.
_TOO_SOON_SECONDS = 3.0
_MOST_TOO_SOON = 3
_STOP_SECONDS = 8.0
#: The child's word for "I will not start, and have said why".
REFUSED = 3


def serve(settings: Settings, port: int, host: str = HOST) -> int:
    """Run the demo until it is stopped; the exit code. Raises Trouble when it may not start."""
    _refuse_others(host)
    _refuse_taken(host, port)
    if settings.database_url:
        raise Trouble("The demo keeps a SQLite database of its own: unset KINLINE_DATABASE_URL for it.")
    return _Parent(settings, port, host).run()


def _refuse_others(host: str) -> None:
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise Trouble("The demo asks nobody who they are, so it can only be reached from this machine: use 127.0.0.1.")


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Trouble(f"Port {port} is in use. Choose another: make run PORT={port + 1}") from None


class _Parent:
    """Starts the child, and starts it again when it was killed."""

    def __init__(self, settings: Settings, port: int, host: str) -> None:
        data, key = settings.data.resolve(), settings.key_path.resolve()
        options = ["--port", str(port), "--host", host, "--data", str(data), "--key", str(key)]
        self._command = [sys.executable, "-m", "bot.upkeep.demo", "--child", *options]
        self._child: subprocess.Popen[bytes] | None = None
        self._is_stopping = False

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        too_soon = 0
        while not self._is_stopping:
            started = time.monotonic()
            code = self._one_child()
            if self._is_stopping or code == 0:
                return 0
            if code == REFUSED:
                return 1
            too_soon = too_soon + 1 if time.monotonic() - started < _TOO_SOON_SECONDS else 0
            if too_soon >= _MOST_TOO_SOON:
                raise Trouble("The demo ends as soon as it starts; what it said is above.")
            time.sleep(_DOWN_SECONDS)
        return 0

    def _one_child(self) -> int:
        # A child whose parent is gone must not stay: it watches its standard input, which ends with us.
        self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE, cwd=_ROOT)
        while True:
            try:
                return self._child.wait(timeout=_STOP_SECONDS if self._is_stopping else None)
            except subprocess.TimeoutExpired:
                self._child.kill()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl-C reaches the child as well; a signal to us alone is passed on."""
        self._is_stopping = True
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()


def _end_with_parent() -> None:
    """When the parent is gone, so are we, cleanly."""

    def watch() -> None:
        # The bare descriptor: a lock on sys.stdin held by this thread would abort the interpreter's own end.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="kinline-parent", daemon=True).start()


def main() -> int:
    """`python -m bot.upkeep.demo`: the parent, or with --child what it starts."""
    parser = argparse.ArgumentParser(prog="python -m bot.upkeep.demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--data", type=Path, default=Path("var"))
    parser.add_argument("--key", default="")
    parser.add_argument("--child", action="store_true")
    given = parser.parse_args()
    settings = Settings(data=given.data, key_file=given.key)
    if not given.child:
        try:
            return serve(settings, given.port, given.host)
        except Trouble as trouble:
            print(trouble, file=sys.stderr)
            return 1
    from bot.upkeep.demo_child import run

    _end_with_parent()
    return run(settings, given.port, given.host)


if __name__ == "__main__":
    sys.exit(main())
