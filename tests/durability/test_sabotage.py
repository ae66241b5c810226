"""Sabotage twins: the program with one promise broken, each of which a named test must notice.

A patch that no longer applies is a failure too: whoever moves the code that it breaks moves the patch along.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATCHES = Path(__file__).parent / "sabotage"
_COPIED = ("bot", "dialogs", "storage", "locales", "tests", "pyproject.toml")
#: Seconds; a twin that hangs is not noticed.
_LONGEST = 120

#: patch -> the test in test_promises.py that fails with it.
TWINS = {
    "acknowledge-before-commit": "test_a_text_is_acknowledged_only_after_its_commit",
    "send-inside-the-transaction": "test_no_transaction_is_open_while_a_provider_answers",
    "no-dedupe": "test_the_same_text_delivered_twice_has_one_effect",
    "epoch-ignored": "test_what_was_said_under_another_owner_is_not_said",
    "version-check-off": "test_two_texts_at_once_are_thought_one_after_the_other",
    "prompt-id-ignored": "test_a_button_answers_its_own_question_only",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tree as it stands, elsewhere."""
    folder = tmp_path_factory.mktemp("twin")
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    yield folder
    shutil.rmtree(folder)


def patched(folder: Path, patch: str, *more: str) -> None:
    """Apply a patch to the copy, or with `-R` take it back. Raises CalledProcessError when it does not fit."""
    # Git looks for no repository around the folder, which would make it skip files in silence.
    quiet = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run(
        ["git", "apply", "--verbose", *more, str(PATCHES / f"{patch}.patch")], cwd=folder, env=quiet, check=True
    )


def outcome_of(folder: Path, *tests: str) -> tuple[int, str]:
    """Pytest's exit code and what it said, for tests of the copy run with the copy's own program."""
    names = [f"tests/durability/test_promises.py::{test}" for test in tests]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "--tb=line", *names],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def test_every_patch_has_its_test() -> None:
    """No patch without a test, no test without a patch."""
    assert {path.stem for path in PATCHES.glob("*.patch")} == set(TWINS)


def test_the_copy_runs_its_own_program(copy: Path) -> None:
    """What is imported there is what was patched there."""
    run = subprocess.run(
        [sys.executable, "-c", "import bot, dialogs, storage; print(bot.__file__, dialogs.__file__, storage.__file__)"],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.count(str(copy)) == 3


def test_all_named_tests_pass_without_a_patch(copy: Path) -> None:
    """So that what fails with a patch fails because of it."""
    code, said = outcome_of(copy, *TWINS.values())
    assert code == 0, said


@pytest.mark.parametrize("patch", sorted(TWINS))
def test_a_twin_is_noticed(copy: Path, patch: str) -> None:
    """With the promise broken its test fails: that one, and not for want of something to run."""
    patched(copy, patch)
    try:
        code, said = outcome_of(copy, TWINS[patch])
    finally:
        patched(copy, patch, "-R")
    assert code == 1, f"{patch} was not noticed:\n{said}"
    assert "1 failed" in said
