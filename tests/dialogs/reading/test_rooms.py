"""The room stays pure, light to import, and its words files say their state."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dialogs.reading.conftest import LOCALES

ROOM = Path(__file__).parents[3] / "dialogs" / "reading"
FORBIDDEN = {"asyncio", "httpx", "sqlmodel", "sqlalchemy", "os", "pathlib", "socket", "random", "storage", "bot"}


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
def test_the_room_is_pure(path: Path) -> None:
    """No clock, file, network or event loop."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                assert not {name.name.split(".")[0] for name in names} & FORBIDDEN
            case ast.ImportFrom(module=str(module)):
                assert module.split(".")[0] not in FORBIDDEN
            case ast.AsyncFunctionDef():
                pytest.fail(f"async def {node.name}")
            case ast.Call(func=ast.Name(id=name)):
                assert name != "open"
            case ast.Call(func=ast.Attribute(attr=attribute)):
                assert attribute not in {"now", "today", "utcnow"}
            case _:
                pass


def test_dateparser_is_loaded_on_first_use_only() -> None:
    """Importing the reader must not cost dateparser's seconds."""
    code = "import sys, dialogs.reading.reader; print('dateparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOM.parents[1])
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*/words.toml")), ids=lambda path: path.parent.name)
def test_words_files_say_their_review_state(path: Path) -> None:
    """A clinician or translator sees at once whether a list was reviewed."""
    assert path.read_text("utf-8").startswith("# state: ")
