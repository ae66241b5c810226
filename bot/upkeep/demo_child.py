"""The serving half of the demo: opens or seeds its database, builds the house, serves stage and inbox."""

from __future__ import annotations

import contextlib
import sys
from types import FrameType

import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bot.clock import MovableClock, system_now
from bot.content import load_content
from bot.settings import Settings
from bot.upkeep.demo import REFUSED
from bot.upkeep.demo_seed import kept_shift, seed
from bot.upkeep.stage.pages import routes
from bot.web import build_app
from bot.wiring import House
from dialogs.content import Content
from storage import installation
from storage.database import Database
from storage.sealing import Keys, create_key_file, parse_keys

#: A page that holds its stream open may not hold up the end for longer.
_GRACE_SECONDS = 2


def run(settings: Settings, port: int, host: str) -> int:
    """Serve until stopped; the exit code."""
    content = load_content()
    try:
        database, keys = opened(settings, content)
    except installation.Refuse as why:
        print(why, file=sys.stderr)
        return REFUSED
    clock = MovableClock(kept_shift(database))
    house = House(settings, database, keys, content=content, now=clock, is_demo=True, name="demo")
    app = build_app(house, more=lambda built: routes(built, clock))
    # Another site's page must not reach us under a name of its own.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])
    config = uvicorn.Config(
        app, host=host, port=port, access_log=False, log_level="warning", server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )  # fmt: skip
    server = _Server(config, house)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return 0


def opened(settings: Settings, content: Content) -> tuple[Database, Keys]:
    """The demo's database, seeded when it is not there yet. Raises Refuse for a real one, before touching it."""
    path = settings.data / "kinline.db"
    is_new = not path.exists()
    settings.data.mkdir(parents=True, exist_ok=True)
    if is_new:
        print("Telling the story of twelve families…", flush=True)
        keys = _keys_of_a_new_one(settings)
        seed(path, keys, content, system_now())
        return Database(settings.url), keys
    database = Database(settings.url)
    keys = installation.open_keys(database, settings.data, key_file=settings.key_path)
    installation.check(database, keys, is_demo=True)
    return database, keys


def _keys_of_a_new_one(settings: Settings) -> Keys:
    """From a key file beside the database to be; one that is there already is kept."""
    if not settings.key_path.exists():
        create_key_file(settings.key_path)
    return parse_keys(settings.key_path.read_text("utf-8"))


class _Server(uvicorn.Server):
    """Says where it is once it is there, and ends the live streams first when it must stop."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self._house = house

    async def startup(self, sockets: list | None = None) -> None:  # type: ignore[type-arg]
        await super().startup(sockets=sockets)
        if not self.should_exit:
            print(f"The stage is open: http://{self.config.host}:{self.config.port}   (Ctrl-C ends it)", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._house.live.close()
        super().handle_exit(sig, frame)
