"""What doctor says: one line a finding, and what to do about it. It looks on after a bad one."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Grade = Literal["ok", "look", "bad"]


class Finding(Struct, frozen=True):
    """One thing looked at. `advice`: what to do, for all but ok."""

    grade: Grade
    what: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.grade:5} {self.what}" + (f"\n      {self.advice}" if self.advice else "")


def ok(what: str) -> Finding:
    return Finding("ok", what)


def look(what: str, advice: str) -> Finding:
    """It works, and yet somebody should know."""
    return Finding("look", what, advice)


def bad(what: str, advice: str = "") -> Finding:
    """It does not work. Doctor's exit code is then not zero."""
    return Finding("bad", what, advice)
