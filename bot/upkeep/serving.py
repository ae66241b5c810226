"""`kinline migrate`, `serve` and `demo`: making the database, and running the line over it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from argparse import Namespace
from pathlib import Path
from types import FrameType

from bot.clock import system_now
from bot.settings import Settings, SettingsError, read_settings
from bot.upkeep import founding, logs
from bot.upkeep.opening import found_database, found_keys
from bot.upkeep.trouble import Trouble
from storage import installation, migrate
from storage.database import Database
from storage.sealing import Keys

_GRACE_SECONDS = 5
_OF_THE_DEMO = ("KINLINE_DATA", "KINLINE_KEY_FILE", "KINLINE_DATABASE_URL")


def migrated(_: Namespace) -> None:
    """Bring the schema to ours. An empty database becomes a real one, with a program and its lines."""
    settings = read_settings()
    if not settings.database_url:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.url)
    try:
        before = migrate.state(database)
        keys = installation.open_keys(database, settings.data, key_file=settings.key_path, keys_text=settings.keys)
        _bring_up(database, keys, before)
        if founding.is_demo(database):
            print("The demo database is up to date.")
            return
        installation.check(database, keys, is_demo=False)
        with database.writing() as connection:
            program = founding.first_program(connection, settings, system_now())
            founding.lines(connection, settings, program, system_now())
        print("The database is up to date." if before != "empty" else _made(settings))
    finally:
        database.close()


def serve(given: Namespace) -> None:
    """The real thing. Refuses whatever is half set up; then runs until it is told to stop."""
    settings = read_settings()
    logs.set_up(settings)
    database = found_database(settings)
    try:
        keys = found_keys(settings, database)
        installation.check(database, keys, is_demo=False)
        with database.writing() as connection:
            program = founding.first_program(connection, settings, system_now())
            founding.lines(connection, settings, program, system_now())
    except BaseException:
        database.close()
        raise
    listening = _listening(given.host, given.port)
    _run(settings, database, keys, given.role, listening)


def demo(given: Namespace) -> int:
    """The stage: a family's phone beside the inbox, on this machine only."""
    from bot.upkeep import demo as stage

    try:
        settings = read_settings()
    except SettingsError:
        # A channel may be half set up in this environment; the demo looks at none of them.
        kept = {name: value for name, value in os.environ.items() if name in _OF_THE_DEMO}
        settings = read_settings(kept, Path(os.devnull))
    return stage.serve(settings, given.port)


def _bring_up(database: Database, keys: Keys, before: migrate.State) -> None:
    if before == "newer":
        installation.check(database, keys, is_demo=False)
    if before == "empty" or (before == "current" and founding.is_demo(database) is None):
        installation.create(database, keys, is_demo=False, now=system_now())
    elif before == "behind":
        migrate.upgrade(database)


def _made(settings: Settings) -> str:
    key = "" if settings.keys else f" Its key is {settings.key_path}: keep a copy apart from the backups."
    return f"The database is made.{key}\nNext: kinline staff add, then kinline doctor"


def _listening(host: str, port: int) -> socket.socket:
    """The address is taken before anything runs, so that a second start ends at once. Raises Trouble."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise Trouble(f"Port {port} on {host} cannot be used: {error.strerror}.") from None


def _run(settings: Settings, database: Database, keys: Keys, role: str, listening: socket.socket) -> None:
    import uvicorn

    from bot.web import build_app
    from bot.wiring import House

    class Server(uvicorn.Server):
        """Ends the pages' live streams first: they would hold up the end."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            house.live.close()
            super().handle_exit(sig, frame)

    house = House(settings, database, keys, role=role, name=f"{socket.gethostname()}-{os.getpid()}")
    config = uvicorn.Config(
        build_app(house), log_config=None, access_log=False, ws="none", server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )  # fmt: skip
    host, port = listening.getsockname()[:2]
    print(f"Kinline listens on http://{f'[{host}]' if ':' in host else host}:{port}", file=sys.stderr, flush=True)
    if not founding.configured(settings):
        print("No channel is set up yet, so no family can write; see docs/settings.md", file=sys.stderr)
    server = Server(config)
    try:
        asyncio.run(server.serve(sockets=[listening]))
    except KeyboardInterrupt:
        return  # it has stopped cleanly by now
    if not server.started:
        raise Trouble("The server did not start; the log above says why.")
