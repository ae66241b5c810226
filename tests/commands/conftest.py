"""Commands run as they are typed: on a database of their own, in a directory of their own."""

from __future__ import annotations

import base64
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from bot.clock import system_now
from bot.main import main
from storage import installation
from storage.database import Database
from tests.builders import KEYS, Clock, Story

#: The key of tests/builders, as an operator writes it.
KEY_TEXT = f"k1:{base64.b64encode(bytes(range(32))).decode()}"


class Ran(Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory to work in, without any settings of this machine's; the database goes to `var` in it."""
    for name in [name for name in os.environ if name.startswith("KINLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("family", "import", "f.csv", typed="…")`: the command's exit code and what it wrote."""

    def ran(*words: str, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        code = main(words)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return ran


PROGRAM = {"KINLINE_PROGRAM_NAME": "Rainbow Clinic", "KINLINE_PROGRAM_PHONE": "555-0100"}


@pytest.fixture(scope="session")
def clinic_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `var` directory as `kinline migrate` and `staff add` leave it, to copy."""
    place = tmp_path_factory.mktemp("clinic")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("KINLINE_")]:
            patch.delenv(name)
        for name, value in PROGRAM.items():
            patch.setenv(name, value)
        patch.chdir(place)
        assert main(["migrate"]) == 0
        who = ["--email", "ana@example.org", "--name", "Ana Ruiz", "--role", "coordinator", "--phone", "+15555550191"]
        assert main(["staff", "add", *who]) == 0
    return place / "var"


@pytest.fixture
def clinic(run: Run, place: Path, clinic_template: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A real program with one coordinator and no family."""
    for name, value in PROGRAM.items():
        monkeypatch.setenv(name, value)
    shutil.copytree(clinic_template, place / "var")
    return run


@pytest.fixture
def demo(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """A demo database in the same place, with a story that tests can tell; its clock is the machine's."""
    monkeypatch.setenv("KINLINE_KEYS", KEY_TEXT)
    (place / "var").mkdir()
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    installation.create(database, KEYS, is_demo=True, now=system_now())
    story = Story(database, clock=Clock(system_now()))
    yield story
    story.close()
    database.close()
