"""`kinline migrate` and what `kinline serve` refuses: nothing is touched on the way to a refusal."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.clock import system_now
from bot.settings import read_settings
from bot.upkeep import founding
from storage.database import Database
from storage.sealing import new_key_text
from storage.tables.base import as_table
from storage.tables.people import LineRow, ProgramRow
from tests.builders import Story
from tests.commands.conftest import KEY_TEXT, Run

_LINE = as_table(LineRow)
_PROGRAM = as_table(ProgramRow)
SMS = {
    "KINLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "KINLINE_TWILIO_AUTH_TOKEN": "token",
    "KINLINE_TWILIO_FROM": "+15555550100",
}


def prints(place: Path) -> dict[str, str]:
    """Every file below the directory with its hash; SQLite's own side files left out."""
    return {
        str(file.relative_to(place)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(place.rglob("*"))
        if file.is_file() and not file.name.endswith(("-wal", "-shm"))
    }


def database(place: Path) -> Database:
    return Database(f"sqlite:///{place / 'var' / 'kinline.db'}")


def test_migrate_makes_a_real_database(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Schema, key file for the owner only, the program of the settings, and a line per channel; twice is once."""
    monkeypatch.setenv("KINLINE_PROGRAM_NAME", "Rainbow Clinic")
    monkeypatch.setenv("KINLINE_PROGRAM_PHONE", "555-0100")
    for name, value in SMS.items():
        monkeypatch.setenv(name, value)
    first, again = run("migrate"), run("migrate")
    assert (first.code, again.code) == (0, 0)
    assert "The database is made." in first.out
    assert again.out == "The database is up to date.\n"
    assert stat.S_IMODE((place / "var" / "kinline.key").stat().st_mode) == 0o600
    opened = database(place)
    with opened.reading() as connection:
        program = connection.execute(select(_PROGRAM)).one()
        lines = connection.execute(select(_LINE)).all()
    opened.close()
    assert (program.name, program.phone, program.is_demo) == ("Rainbow Clinic", "555-0100", False)
    assert [(line.channel, line.sender, line.phi_allowed) for line in lines] == [("sms", "+15555550100", 2)]


def test_what_was_not_set_at_first_is_filled_in_later(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without a name gets it at the next start; a line that waited gets its number; Telegram its own line."""
    run("migrate")
    for name, value in {**SMS, "KINLINE_PROGRAM_NAME": "Harbor", "KINLINE_TELEGRAM_TOKEN": "77:abc"}.items():
        monkeypatch.setenv(name, value)
    opened, settings = database(place), read_settings()
    with opened.writing() as connection:
        program = founding.first_program(connection, settings, system_now())
        founding.add_awaited_line(connection, program, system_now())
        for _ in range(2):
            founding.lines(connection, settings, program, system_now())
        name = connection.execute(select(_PROGRAM.c.name)).scalar_one()
        lines = {(line.channel, line.sender, line.phi_allowed) for line in connection.execute(select(_LINE))}
    opened.close()
    assert name == "Harbor"
    assert lines == {("sms", "+15555550100", 2), ("telegram", "77", 0)}


def test_a_zone_that_is_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings are told, and the program is not made."""
    monkeypatch.setenv("KINLINE_PROGRAM_ZONE", "America/Nowhere")
    ran = run("migrate")
    assert ran.code == 1
    assert "KINLINE_PROGRAM_ZONE" in ran.err


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"KINLINE_TWILIO_ACCOUNT_SID": "AC1"}, "KINLINE_TWILIO_AUTH_TOKEN", id="half of SMS"),
        pytest.param({**SMS, "KINLINE_TWILIO_MODE": "webhook"}, "KINLINE_PUBLIC_URL", id="webhook without address"),
        pytest.param({"KINLINE_TELEGRAM_TOKEN": "nonsense"}, "KINLINE_TELEGRAM_TOKEN", id="half of Telegram"),
        pytest.param({"KINLINE_TELEGRAM_SECRET": "s"}, "KINLINE_TELEGRAM_TOKEN", id="secret without token"),
        pytest.param({"KINLINE_KEYS": new_key_text()}, "key", id="another key"),
        pytest.param({"KINLINE_KEYS": "k1:short"}, "KINLINE_KEYS", id="no key at all"),
        pytest.param({"KINLINE_KEY_FILE": "elsewhere"}, "elsewhere", id="missing key file"),
        pytest.param({"KINLINE_DATA": "elsewhere"}, "kinline migrate", id="no database"),
        pytest.param({"KINLINE_LOG_LEVEL": "LOUD"}, "KINLINE_LOG_LEVEL", id="log level"),
    ],
)
def test_serve_refuses_and_touches_nothing(
    clinic: Run, place: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], said: str
) -> None:
    """One sentence says what is missing; every file is as it was."""
    before = prints(place)
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    ran = clinic("serve", "--port", "0")
    assert ran.code == 1
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert prints(place) == before


def test_serve_refuses_a_newer_schema(clinic: Run, place: Path) -> None:
    """A version that this program does not know: use that program."""
    opened = database(place)
    with opened.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    opened.close()
    before = prints(place)
    for command in ("serve", "migrate"):
        ran = clinic(command)
        assert ran.code == 1
        assert "newer version" in ran.err
    assert prints(place) == before


def test_serve_refuses_a_demo_database(demo: Story, run: Run) -> None:
    """And says where to point instead."""
    ran = run("serve", "--port", "0")
    assert ran.code == 1
    assert "demo database" in ran.err


def test_serve_says_when_the_port_is_taken(clinic: Run) -> None:
    """Before anything runs."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = clinic("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 1
    assert "cannot be used" in ran.err


def test_serve_for_real(clinic: Run, place: Path) -> None:
    """It starts, is ready, and ends cleanly when it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = subprocess.Popen(
        [sys.executable, "-m", "bot.main", "serve", "--port", str(port)],
        stderr=subprocess.PIPE, env={**os.environ, "KINLINE_LOG_FORMAT": "json"}, cwd=place,
    )  # fmt: skip
    try:
        assert _ready(port) == 200
    finally:
        served.send_signal(signal.SIGINT)
        _, log = served.communicate(timeout=60)
    assert served.returncode == 0
    assert b"Kinline listens on" in log
    assert b"Traceback" not in log


def _ready(port: int) -> int:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as answer:
                return int(answer.status)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_keys_in_the_environment(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With KINLINE_KEYS no key file is made."""
    monkeypatch.setenv("KINLINE_KEYS", KEY_TEXT)
    assert run("migrate").code == 0
    assert not (place / "var" / "kinline.key").exists()
