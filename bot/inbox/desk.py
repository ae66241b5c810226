"""What every page is given: where to read, the door to write through, the clock, and how the house is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import Now
from bot.door import Door
from bot.inbox.live import Live
from bot.inbox.tries import Tries
from dialogs.content import Content
from dialogs.ids import Id
from storage.database import Database
from storage.directory import Directory
from storage.sealing import Keys


@dataclass(frozen=True)
class Desk:
    """Built once by the wiring. `is_demo`: whoever sits at this machine is the demo's coordinator, unasked."""

    database: Database
    directory: Directory
    keys: Keys
    door: Door
    content: Content
    now: Now
    live: Live = field(default_factory=Live)
    is_demo: bool = False
    #: Our address as browsers see it, e.g. https://inbox.example.org; '' behind no proxy.
    public_url: str = ""
    #: Where files from families lie, sealed.
    files: Path | None = None
    #: Wrong tries by address, in this process.
    tries: Tries = field(default_factory=Tries)

    def content_of(self, program: Id) -> Content:
        """With the forms that the program brought. `content` alone has the built-in ones."""
        return self.door.shelf.of(program)
