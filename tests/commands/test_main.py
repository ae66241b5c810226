"""The command line itself: what is asked for wrongly ends in one sentence and exit code 2."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.main import main
from tests.commands.conftest import Run

CANARY = "Xochitl-CANARY"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["simulate"], "no command of kinline", id="unknown command"),
        pytest.param([], "required: COMMAND", id="no command"),
        pytest.param(["family"], "required: COMMAND", id="half a command"),
        pytest.param(["staff", "add", "--email", "a@b.org"], "required: --name", id="missing option"),
        pytest.param(["serve", "--role", CANARY], "not possible here", id="bad choice"),
        pytest.param(["serve", "--port", "99999"], "0 to 65535", id="bad port"),
        pytest.param(["preview", "--family", "F1", "--days", "0"], "whole number", id="no days"),
        pytest.param(["doctor", f"--colour={CANARY}"], "Unknown option: --colour", id="unknown option"),
        pytest.param(["doctor", CANARY], "more words", id="too many words"),
        pytest.param(["understand"], "--kind", id="understand what"),
        pytest.param(["understand", "--kind", "choice"], "--choices", id="choose from what"),
        pytest.param(["understand", "--kind", "date", "--now", CANARY], "ISO time", id="bad now"),
        pytest.param(["form", "try", "nothing-like-it"], "no form with this name", id="unknown form"),
        pytest.param(["form", "check", "a.xlsx"], "no such file", id="spreadsheet"),
    ],
)
def test_bad_use_is_one_sentence_and_exit_2(run: Run, words: list[str], said: str) -> None:
    """No usage page, no traceback, and no value repeated."""
    ran = run(*words)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""
    assert CANARY not in ran.err


def test_failures_are_one_sentence_and_exit_1(run: Run) -> None:
    """A file that is not there is named; nothing of ours is shown."""
    ran = run("understand", "--cases", "nowhere.jsonl")
    assert (ran.code, ran.err) == (1, "nowhere.jsonl: No such file or directory.\n")


def test_debug_shows_where_it_arose(run: Run) -> None:
    """With --debug, before or after the command, the exception itself comes out."""
    with pytest.raises(FileNotFoundError):
        main(["--debug", "understand", "--cases", "nowhere.jsonl"])
    with pytest.raises(FileNotFoundError):
        main(["understand", "--cases", "nowhere.jsonl", "--debug"])


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`kinline --version` names program and version."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("kinline 0.")


def test_help_imports_nothing_heavy() -> None:
    """Help answers at once: neither database nor web nor reading is loaded for it."""
    code = (
        "import sys\nfrom bot.main import main\n"
        "try:\n    main(['understand', '--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('sqlalchemy', 'msgspec', 'fastapi', 'twilio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
