"""The forms that each program can ask: the built-in ones, and those that it brought, read from the database.

An interview stays with the version it began with, so every version that was ever kept is on the shelf; `current` names
the one that a new interview gets. A form that another process publishes is here two seconds later.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable

from msgspec.structs import replace

from dialogs.content import Content
from dialogs.forms.compiler import compile_form
from dialogs.forms.model import Form
from dialogs.forms.problems import FormError
from dialogs.ids import Id
from storage import forms
from storage.database import Database
from storage.forms import Version

log = logging.getLogger("kinline.forms")
_FRESH_SECONDS = 2.0


class Shelf:
    """What is built in, and beside it what each program has."""

    def __init__(self, content: Content, database: Database, seconds: Callable[[], float] = time.monotonic) -> None:
        self.built_in = content
        self._database, self._seconds = database, seconds
        self._lock = threading.Lock()
        self._read_at: dict[Id, float] = {}
        self._versions: dict[Id, list[Version]] = {}
        self._contents: dict[Id, Content] = {}
        #: id and hash of a version -> the form; None for one that this program can no longer ask.
        self._compiled: dict[tuple[Id, str], Form | None] = {}

    def of(self, program: Id) -> Content:
        """All that the line says and understands in this program."""
        with self._lock:
            if self._seconds() - self._read_at.get(program, float("-inf")) > _FRESH_SECONDS:
                self._look(program)
                self._read_at[program] = self._seconds()
            return self._contents[program]

    def with_form(self, program: Id, form: Form) -> Content:
        """The same as if this form were in use already; nobody is asked it by that."""
        base = self.of(program)
        forms_of = {**base.forms, (form.name, form.version): form}
        return replace(base, forms=forms_of, current={**base.current, form.name: form.version})

    def forget(self, program: Id) -> None:
        """Look anew at the next question: called by whoever just imported, published or retired."""
        with self._lock:
            self._read_at.pop(program, None)

    def _look(self, program: Id) -> None:
        with self._database.reading() as connection:
            found = forms.versions(connection, program)
            if found == self._versions.get(program):
                return
            new = [version for version in found if (version.id, version.sha256) not in self._compiled]
            texts = forms.sources(connection, program, [version.id for version in new])
        for version in new:
            self._compiled[version.id, version.sha256] = self._compile(version, texts[version.id])
        self._versions[program] = found
        self._contents[program] = self._with(found) if found else self.built_in

    def _with(self, found: list[Version]) -> Content:
        compiled = {version: self._compiled[version.id, version.sha256] for version in found}
        forms_of = {(each.name, each.version): form for each, form in compiled.items() if form is not None}
        active = {each.name: each.version for each, form in compiled.items() if each.state == "active" and form}
        base = self.built_in
        return replace(base, forms={**base.forms, **forms_of}, current={**base.current, **active})

    def _compile(self, version: Version, source: str) -> Form | None:
        try:
            return compile_form(json.loads(source), reserved=self.built_in.keywords.reserved)
        except FormError as error:
            # It was accepted once; whoever runs it must not lose the line because of one form.
            log.error("form cannot be asked form=%s problems=%d", version.id.hex, len(error.problems))
            return None
