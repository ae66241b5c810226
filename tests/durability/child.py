"""The real program as a process of its own, which kills itself with SIGKILL at a named point.

`python -m tests.durability.child PLAN.json` keeps one life after another going, as a service manager would: whenever a
life has killed itself, the next begins on the same database and port. Each is forked from a process that has already
read its content, so that beginning again takes a tenth of a second.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from msgspec import Struct
from sqlalchemy import Engine, event
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import bot.clockwork
import bot.wiring
from bot.channels.channel import Inbound
from bot.content import load_content
from bot.settings import Settings, read_settings
from bot.web import build_app
from bot.wiring import House
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.turns.acts import Act, Done
from storage.database import Database
from storage.hot import HotWrite
from storage.sealing import parse_keys

#: Ticks of a program in a hurry: a story of hours must pass in a minute.
HURRY = {"outgoing": 0.15, "reminder": 0.2, "alert": 0.2, "check": 0.15}
SWEEP_SECONDS = 0.5

#: Where a crash must be harmless, in the order in which a message meets them.
POINTS = (
    "heard",
    "family-before-commit",
    "writer-statement",
    "writer-commit",
    "family-after-commit",
    "received",
    "acknowledged",
    "clock-before-commit",
    "clock-after-commit",
    "claimed",
    "sent",
    "provider-before-commit",
    "provider-after-commit",
    "reported",
    "staff-before-commit",
    "staff-after-commit",
)


class Kill(Struct, frozen=True):
    """Die at the `nth` hit of `point`."""

    point: str
    nth: int


class Plan(Struct, frozen=True):
    """What a line of lives is to do. `offset`: a file with the seconds by which the clock is moved."""

    database: str
    keys: str
    environment: dict[str, str]
    port: int
    offset: str
    hits: str
    kills: tuple[Kill, ...]


class Crash:
    """The crossing that kills. It writes down what it does first: what is written survives a SIGKILL."""

    def __init__(self, kill: Kill | None, hits: str) -> None:
        self._kill, self._seen, self._lock = kill, 0, threading.Lock()
        self._hits = os.open(hits, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def __call__(self, point: str) -> None:
        if self._kill is None or point != self._kill.point:
            return
        with self._lock:
            self._seen += 1
            if self._seen >= self._kill.nth:
                os.write(self._hits, f"{point}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)


class CrashingHouse(House):
    """The house with one more point: a message is committed and its provider not told yet."""

    def __init__(self, *given: Any, crossing: Callable[[str], None], **more: Any) -> None:
        self._received = crossing
        super().__init__(*given, crossing=crossing, **more)

    async def receive(self, inbound: Inbound) -> None:
        await super().receive(inbound)
        self._received("received")


class Acknowledging:
    """ASGI: the moment after the last byte of a webhook's answer was handed to the network."""

    def __init__(self, app: ASGIApp, crossing: Callable[[str], None]) -> None:
        self._app, self._crossing = app, crossing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            await send(message)
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if is_last and scope["path"].startswith("/webhooks/"):
                self._crossing("acknowledged")

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def watch_writer(engine: Engine, crossing: Callable[[str], None]) -> None:
    """Between the statements of the writer's transaction, and between the last of them and the commit."""

    def is_writer() -> bool:
        return threading.current_thread().name == "kinline-writer"

    def watched(run: Callable[..., Any]) -> Callable[..., Any]:
        def running(*given: Any) -> Any:
            result = run(*given)
            if is_writer():
                crossing("writer-statement")
            return result

        return running

    # The writer's statements run on the driver's own cursor, of which the engine tells nobody.
    for name in ("many", "returning"):
        setattr(HotWrite, name, watched(getattr(HotWrite, name)))

    @event.listens_for(engine, "commit")
    def _commit(_: Any) -> None:
        if is_writer():
            crossing("writer-commit")


def clock_from(path: str) -> Callable[[], datetime]:
    """The machine's clock plus the seconds that stand in a file, whatever they are at the moment."""
    file = Path(path)

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))

    return now


class Ordered(Struct, frozen=True):
    """What a member of staff does, sent by the test in place of a page."""

    program: Id
    family: Id
    act: Act


def staff_routes(house: House) -> list[BaseRoute]:
    """One route: an act through the door, answered after its commit."""

    async def act(request: Request) -> Response:
        ordered = msgspec.json.decode(await request.body(), type=Ordered)
        staff = house.directory.program(ordered.program).staff[0]
        outcome = await asyncio.to_thread(house.door.act, ordered.program, ordered.family, staff, ordered.act)
        return JSONResponse({"done": isinstance(outcome.result, Done), "what": str(outcome.result)})

    return [Route("/story/act", act, methods=["POST"])]


def live(plan: Plan, settings: Settings, content: Content, kill: Kill | None) -> None:
    """One life: serve until told to end, or until the point is met."""
    crash = Crash(kill, plan.hits)
    database = Database(plan.database)
    watch_writer(database.engine, crash)
    # A name of its own for each line of lives, so that a new life holds what the one before it led.
    house = CrashingHouse(
        settings,
        database,
        parse_keys(plan.keys),
        content=content,
        now=clock_from(plan.offset),
        crossing=crash,
        name=f"line-{plan.port}",
    )
    app = Acknowledging(build_app(house, staff_routes), crash)
    uvicorn.run(app, host="127.0.0.1", port=plan.port, log_config=None, ws="none", timeout_graceful_shutdown=1)


def keep_alive(plan: Plan) -> None:
    """Life after life until the plan is done; the last one stays."""
    settings = read_settings(plan.environment, Path("/nonexistent"))
    content = load_content()
    bot.clockwork.EVERY.update(HURRY)
    bot.wiring._SWEEP_SECONDS = SWEEP_SECONDS
    gc.freeze()
    for kill in (*plan.kills, None):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            live(plan, settings, content, kill)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            sys.exit(f"a life ended by itself: {status}")


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(process)d %(name)s %(message)s")
    keep_alive(msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Plan))


if __name__ == "__main__":
    main()
