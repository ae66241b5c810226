"""The demo as real processes: killed and back with nothing lost or doubled, stopped cleanly, refusing what it must."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.clock import system_now
from bot.settings import Settings
from bot.upkeep.demo import serve
from bot.upkeep.trouble import Trouble
from storage import installation
from storage.database import Database
from tests.stage.conftest import Demo

ROSA = "555-0101"


def _say(demo: Demo, text: str, name: str) -> bool:
    """Whether the text was acknowledged."""
    try:
        answer = demo.client.post("/phone", data={"as": ROSA, "text": text, "id": name})
    except httpx.TransportError:
        return False
    return answer.status_code == 303


def _pull(demo: Demo) -> None:
    with pytest.raises(httpx.TransportError):
        demo.client.post("/stage/unplug")


def _doubled(folder: Path) -> list[Any]:
    """Texts that were heard twice, and questions that were sent twice. (A nudge repeats its prompt on purpose.)"""
    connection = sqlite3.connect(folder / "kinline.db")
    heard = connection.execute(
        "SELECT provider_id, count(*) FROM message GROUP BY provider_id HAVING count(*) > 1"
    ).fetchall()
    left = connection.execute(
        "SELECT prompt_id, count(*) FROM outgoing WHERE prompt_id IS NOT NULL AND purpose = 'question' "
        "AND state IN ('sent', 'delivered') GROUP BY prompt_id HAVING count(*) > 1"
    ).fetchall()
    connection.close()
    return heard + left


def test_killed_in_mid_question_it_comes_back_and_takes_the_answer(demo: Demo) -> None:
    """What was acknowledged before SIGKILL is there after it, once; time stays passed; the open question stays open."""
    first, second, last = (uuid4().hex for _ in range(3))
    assert _say(demo, "si", first)
    demo.until(ROSA, "corre peligro")
    demo.client.post("/stage/move", data={"as": ROSA, "to": "hour"})
    assert _say(demo, "no", second)
    demo.until(ROSA, "¿Qué cosa es?")
    before = demo.state()
    _pull(demo)
    back = demo.state(not_process=before["process"])
    assert (back["heard"], back["left"]) == (before["heard"], before["left"])
    assert back["clock"].split(":")[0] == before["clock"].split(":")[0]
    # The phone may not have heard the acknowledgement: it says it again, and that counts for nothing.
    assert _say(demo, "no", second)
    assert _say(demo, "la silla de ruedas", last)
    demo.until(ROSA, "en una emergencia?")
    before = demo.state()
    assert before["heard"] == back["heard"] + 1
    _pull(demo)
    assert demo.state(not_process=before["process"])["heard"] == before["heard"]
    assert not _doubled(demo.folder)


def test_it_ends_cleanly_and_keeps_its_data(demo: Demo) -> None:
    """Ctrl-C ends parent and child with exit code 0; the second start goes on where the first one ended."""
    assert _say(demo, "si", uuid4().hex)
    heard = demo.state()["heard"]
    assert demo.interrupt() == 0
    with pytest.raises(httpx.TransportError):
        demo.client.get("/healthz")
    demo.start()
    assert demo.state()["heard"] == heard


def test_only_this_machine_may_come(tmp_path: Path) -> None:
    """Any other address than loopback is refused before anything is made."""
    with pytest.raises(Trouble, match=r"127\.0\.0\.1"):
        serve(Settings(data=tmp_path / "var"), 8000, "0.0.0.0")  # noqa: S104
    assert not (tmp_path / "var").exists()


def test_another_hosts_name_is_not_ours(demo: Demo) -> None:
    """A foreign name that leads to this machine reaches no page."""
    assert demo.client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_database_of_its_own(tmp_path: Path) -> None:
    """KINLINE_DATABASE_URL may be a real one: the demo does not touch it."""
    with pytest.raises(Trouble, match="KINLINE_DATABASE_URL"):
        serve(Settings(data=tmp_path / "var", database_url="postgresql+psycopg://db/kinline"), 8000)


def test_a_port_in_use_is_said(demo: Demo) -> None:
    """The second demo on one port says so in one sentence."""
    with pytest.raises(Trouble, match=f"Port {demo.port} is in use"):
        serve(Settings(data=demo.folder), demo.port)


def test_a_real_database_is_refused_and_untouched(tmp_path: Path) -> None:
    """Exit code 1, one sentence, and not a byte changed."""
    folder = tmp_path / "var"
    folder.mkdir()
    settings = Settings(data=folder)
    database = Database(settings.url)
    keys = installation.open_keys(database, folder, key_file=settings.key_path)
    installation.create(database, keys, is_demo=False, now=system_now())
    database.close()
    before = (folder / "kinline.db").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "bot.upkeep.demo", "--port", "8998", "--data", str(folder)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "real" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "kinline.db").read_bytes() == before
