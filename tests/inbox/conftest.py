"""A clinic with two coordinators, a supervisor, an admin and an auditor; its inbox on a real port over real SQLite."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import insert
from starlette.applications import Starlette

from bot.channels.channel import Inbound
from bot.clock import new_id
from bot.content import load_content
from bot.door import Door
from bot.door import Outcome as DoorOutcome
from bot.inbox import passwords
from bot.inbox.desk import Desk
from bot.inbox.live import Live
from bot.inbox.routes import routes
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.people import Address, Child, Contact, Family, Link, Staff
from dialogs.turns.provider import Reported
from storage import outbox
from storage.database import Database
from storage.desk import open_session
from storage.directory import Directory
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.people import LineRow, ProgramRow, StaffRow
from storage.writer import Writer
from tests.placing import place

#: A Tuesday, 11:00 in New York.
NOW = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_HASHED = passwords.hashed(PASSWORD)


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Home:
    """A family as it was made."""

    id: Id
    code: str
    contact: Contact
    child: Child


@dataclass
class World:
    """The clinic: its database, door and desk, and how things happen in it."""

    database: Database
    writer: Writer
    keys: Keys
    door: Door
    desk: Desk
    clock: Clock
    program: Id
    line: Id
    staff: dict[str, Staff]
    homes: dict[str, Home] = field(default_factory=dict)
    url: str = ""
    heard: int = 0
    browsers: list[Browser] = field(default_factory=list)

    def new_id(self) -> Id:
        return new_id(self.clock())

    def put(self, family: Id | None, *values: Any) -> None:
        """Write rows as they are, past every voice."""
        place(self.database, self.keys, self.program, family, values)

    def family(self, code: str, coordinator: str | None, name: str = "Rosa Gómez", **more: Any) -> Home:
        """A family of one contact, who agreed to texts, and one child."""
        family = Family(self.new_id(), 1, code, self.staff[coordinator].id if coordinator else None, "Dr. Lee")
        fields: dict[str, Any] = {"language": "es", "zone": "America/New_York", "consent": "active"}
        fields |= {"detail_level": 2} | more
        contact = Contact(self.new_id(), name, **fields)
        child = Child(self.new_id(), "Sofía", "Sofía Gómez")
        address = Address(self.new_id(), contact.id, self.line, "phone", code.lower())
        link = Link(self.new_id(), contact.id, child.id, "mother")
        self.put(family.id, family, contact, child, address, link)
        self.homes[code] = Home(family.id, code, contact, child)
        return self.homes[code]

    def hear(self, code: str, text: str, **more: Any) -> None:
        """A family writes; whatever is due then leaves."""
        self.heard += 1
        self.clock.move(seconds=20)
        inbound = Inbound("phone", "kinline", code.lower(), text, f"in-{self.heard}", self.clock(), **more)
        assert self.door.hear(inbound).what == "written"
        self.drain()

    def drain(self) -> None:
        """Send what is due, as the phone does."""
        for _ in range(20):
            with self.database.reading() as connection:
                due = outbox.due(connection, "outgoing", self.clock())
            if not due:
                return
            for row in due:
                message = self.door.strike(row, "outgoing").message
                if message is not None:
                    self.door.report(row, Reported(message.id, "delivered", provider_id=f"out-{message.id.hex}"))

    def act(self, code: str, act: Any, by: str = "ana") -> Any:
        """Something a member of staff does, past the pages."""
        return self.door.act(self.program, self.homes[code].id, self.staff[by], act).result

    def client(self) -> Browser:
        """A browser that knows nothing yet; closed with the world."""
        self.browsers.append(Browser(self))
        return self.browsers[-1]

    def signed_in(self, who: str) -> Browser:
        """A browser that passed both steps a while ago; signing in itself is tested in test_sign_in."""
        browser = self.client()
        with self.database.writing() as connection:
            token = open_session(connection, self.program, self.staff[who].id, self.clock(), is_confirmed=True)
        browser.cookies.set("kinline", token)
        browser.csrf = token_of(browser.get("/inbox").text)
        return browser


class Browser(httpx.Client):
    """Like a browser on our own page: it sends Sec-Fetch-Site and the session's token with every form."""

    def __init__(self, world: World) -> None:
        super().__init__(base_url=world.url, trust_env=False, timeout=20, headers={"Sec-Fetch-Site": "same-origin"})
        self.world = world
        self.csrf = ""

    def send_form(self, path: str, csrf: str | None = None, **fields: str) -> httpx.Response:
        """POST a form as its page would."""
        return self.post(path, data={"csrf": self.csrf if csrf is None else csrf, **fields})


def code_at(now: datetime, secret: str = SECRET) -> str:
    """What the authenticator shows."""
    import pyotp

    return pyotp.TOTP(secret).at(now)


def token_of(page: str) -> str:
    """The session's token, as the forms of a page carry it."""
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def _staff(world: World, who: str, role: str, cover: str | None = None) -> Staff:
    name = {"ana": "Ana Ruiz", "luis": "Luis Ortega"}.get(who, f"{who.capitalize()} Doe")
    person = Staff(world.new_id(), name, name.split()[0], role, f"+1555010{len(world.staff):02d}",
                   world.staff[cover].id if cover else None)  # fmt: skip
    with world.database.writing() as connection:
        connection.execute(
            insert(as_table(StaffRow)).values(
                id=person.id, program_id=world.program, email=f"{who}@clinic.example", name=person.name,
                first_name=person.first_name, role=role, language="en", phone=person.phone, cover_id=person.cover_id,
                is_active=True, password_hash=_HASHED,
                totp_secret=world.keys.seal(SECRET, world.program, "staff", "totp_secret", person.id),
                totp_last_step=1, recovery_hashes="[]", one_time_hash="", failures=0,
            )
        )  # fmt: skip
    world.staff[who] = person
    return person


def build(database: Database, content: Content, *, is_demo: bool = False) -> World:
    """The clinic before anybody wrote. F1 and F2 are Ana's, F3 is Luis's; nobody covers anybody."""
    clock, keys = Clock(), Keys({"k1": os.urandom(32)})
    program, line = new_id(clock()), new_id(clock())
    with database.writing() as connection:
        connection.execute(
            insert(as_table(ProgramRow)).values(
                id=program, name="Rainbow Clinic", phone="555-0100", zone="America/New_York", emergency_number="911",
                poison_number="1-800-222-1222", crisis_number="988", is_demo=is_demo, hold=False, created_at=clock(),
            )
        )  # fmt: skip
        connection.execute(
            insert(as_table(LineRow)).values(
                id=line, program_id=program, channel="phone", sender="kinline", phi_allowed=2, mark=""
            )
        )
    live, directory = Live(beat_seconds=0.5), Directory(database)

    def moved(outcome: DoorOutcome) -> None:
        live.poke(outcome.family_id)

    writer = Writer(database)
    door = Door(database, writer, directory, keys, content, clock, moved=moved)
    desk = Desk(database, directory, keys, door, content, clock, live, is_demo=is_demo, files=Path(tempfile.mkdtemp()))
    world = World(database, writer, keys, door, desk, clock, program, line, {})
    _staff(world, "ana", "coordinator")
    _staff(world, "luis", "coordinator")
    _staff(world, "sara", "supervisor")
    _staff(world, "adam", "admin")
    _staff(world, "audra", "auditor")
    directory.forget()
    world.family("F1", "ana")
    world.family("F2", "ana", "Mai Trần", language="en")
    world.family("F3", "luis", "Omar Haddad", language="en")
    return world


def serve(world: World) -> Iterator[None]:
    """The inbox on a free port of loopback until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    world.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    application = Starlette(routes=routes(world.desk))
    config = uvicorn.Config(application, log_level="error", timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield
    for browser in world.browsers:
        browser.close()
    world.desk.live.close()
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()
    world.writer.close()


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite file without rows."""
    shutil.copy(sqlite_template, tmp_path / "inbox.db")
    database = Database(f"sqlite:///{tmp_path}/inbox.db")
    yield database
    database.close()


@pytest.fixture
def world(file: Database, content: Content) -> Iterator[World]:
    yield from _served(build(file, content))


@pytest.fixture
def demo(file: Database, content: Content) -> Iterator[World]:
    yield from _served(build(file, content, is_demo=True))


@pytest.fixture
def anywhere(database: Database, content: Content) -> Iterator[World]:
    """The clinic on SQLite, and on PostgreSQL."""
    yield from _served(build(database, content))


def _served(built: World) -> Iterator[World]:
    running = serve(built)
    next(running)
    yield built
    next(running, None)
