"""What the line has been given to say and to understand, read once at start-up (bot/content) and never changed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from dialogs.care.needs import NeedRules
from dialogs.care.templates import Template
from dialogs.errors import ContentError
from dialogs.forms.commands import Commands
from dialogs.forms.model import Form
from dialogs.keywords import Keywords
from dialogs.reading.words import Words
from dialogs.safety.phrases import Phrases
from dialogs.wording import Wording


class Content(Struct, frozen=True):
    """Wording, accepted words, urgent phrases and forms of every language."""

    wording: Wording
    words: Words
    commands: Commands
    keywords: Keywords
    phrases: Phrases
    #: (name, version) -> form; interviews stay with the version that they began with.
    forms: Mapping[tuple[str, str], Form]
    #: name -> the version that new interviews get
    current: Mapping[str, str]
    needs: Mapping[str, NeedRules]
    #: code -> what may be proposed for the plan
    templates: Mapping[str, Template]

    def form(self, name: str, version: str = "") -> Form:
        """The form with this name, in this version or the current one. Raises ContentError."""
        found = self.find(name, version)
        if found is None:
            raise ContentError(f"form {name}", f"version {version or 'current'} is not loaded")
        return found

    def find(self, name: str, version: str = "") -> Form | None:
        """The same; None where it is not at hand, as of an old interview."""
        return self.forms.get((name, version or self.current.get(name, "")))
