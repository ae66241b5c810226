"""The rules of the house (docs/house.md), kept by tests: rooms, purity, who may build and write."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: What dialogs/ may never import: the world outside a value.
_IMPURE = {
    "asyncio", "httpx", "sqlmodel", "sqlalchemy", "telegram", "twilio", "apscheduler", "starlette", "fastapi",
    "requests", "aiohttp", "socket", "subprocess", "threading", "random", "secrets", "pathlib", "os", "logging",
}  # fmt: skip
_CALLS = {"now", "today", "utcnow", "uuid4", "uuid1", "open", "getenv", "print", "sleep", "monotonic", "perf_counter"}
_TOP_LEVEL = {"bot", "dialogs", "storage", "locales", "tests", "docs", "benchmarks", "requirements"}


def _files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", _files("dialogs"), ids=lambda file: str(file.relative_to(ROOT)))
def test_dialogs_are_pure(file: Path) -> None:
    """dialogs/ takes values and gives values: no I/O library, no coroutine, no clock, no chance, no file."""
    tree = ast.parse(file.read_text("utf-8"))
    assert not {name.split(".")[0] for name in _imports(tree)} & _IMPURE
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    assert not called & _CALLS


@pytest.mark.parametrize("file", _files("bot/inbox") + _files("bot/channels"), ids=lambda f: str(f.relative_to(ROOT)))
def test_pages_and_channels_never_write_past_the_door(file: Path) -> None:
    """Neither pages nor channels import what turns into rows or what writes them."""
    names = set(_imports(ast.parse(file.read_text("utf-8"))))
    assert not names & {"storage.record", "storage.writer"}


def test_only_wiring_builds_the_line() -> None:
    """Door, Writer, Outbound and Clockwork are built in one place."""
    builders = {"Door", "Writer", "Outbound", "Clockwork"}
    found = set()
    for file in _files("bot") + _files("storage"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in builders:
                found.add(str(file.relative_to(ROOT)))
    assert found == {"bot/wiring.py"}


def test_the_layers_hold() -> None:
    """bot -> storage -> dialogs, channels beside each other: as import-linter reads it from pyproject.toml."""
    done = subprocess.run(
        [str(ROOT / ".venv/bin/lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_the_top_level_is_as_agreed() -> None:
    """No other Python package and no unknown folder stands at the top."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {line.split("/")[0] for line in tracked.splitlines() if "/" in line}
    assert folders <= _TOP_LEVEL | {".ci"}


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    """Every pin has a hash; no index, host or path is named."""
    for name in ("runtime.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text("utf-8")
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        pins = re.findall(r"^[a-z0-9][^\s]*==", text, re.M)
        assert pins
        assert len(re.findall(r"^[a-z0-9][^\n]*\\\n\s+--hash=sha256:", text, re.M)) == len(pins)
    assert len(re.findall(r"^[a-z0-9][^\s]*==", (ROOT / "requirements/runtime.txt").read_text(), re.M)) <= 75


def test_every_locale_file_says_how_far_it_was_reviewed() -> None:
    """The first line of each file for translators is its review state."""
    files = [*(ROOT / "locales").rglob("*.ftl"), *(ROOT / "locales").rglob("*.toml")]
    assert files
    for file in files:
        first = file.read_text("utf-8").splitlines()[0]
        assert re.match(r"# state: (drafted|reviewed)\b", first), file
