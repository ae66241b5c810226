"""A file -> a version that the program keeps: all of it or nothing. What is in use stays in use until another is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from msgspec import Struct, structs

from bot.clock import new_id
from bot.exchange import form_files
from bot.exchange.form_files import Source
from bot.shelf import Shelf
from dialogs.forms.model import Form
from dialogs.forms.problems import FormError, Problem, Reason
from dialogs.ids import Id
from storage import forms
from storage.database import Database


class Taken(Struct, frozen=True):
    """A kept version. `is_new`: false where it was there word for word."""

    id: Id
    form: Form
    is_new: bool


class Intake:
    """Imports, publishes and retires in one program, in the name of one person."""

    def __init__(self, database: Database, shelf: Shelf, program: Id, actor: Id | None) -> None:
        self._database, self._shelf, self._program, self._actor = database, shelf, program, actor

    def read(self, data: bytes, name: str) -> Source:
        """The form in a file; nothing is kept. Raises FormError with every problem."""
        built_in = self._shelf.built_in
        return form_files.read(data, name, built_in.keywords.reserved, built_in)

    def take(self, data: bytes, name: str, now: datetime) -> Taken:
        """Keep the form in a file as a draft. Raises FormError with every problem; then nothing was kept."""
        return self.keep(self.read(data, name), now)

    def revise(self, questionnaire: Mapping[str, Any], now: datetime) -> Taken:
        """Keep changed texts of a form as its next version. Raises FormError."""
        text = json.dumps(questionnaire, ensure_ascii=False, indent=2)
        built_in = self._shelf.built_in
        source = form_files.of_json(text.encode(), built_in.keywords.reserved, built_in)
        return self.keep(self._numbered(source, _after(source.form.version)), now)

    def publish(self, form_id: Id, now: datetime) -> bool:
        """From now on new interviews get this version. False where there is nothing to do."""
        with self._database.writing() as connection:
            done = forms.publish(connection, self._program, form_id, self._actor, now)
        self._shelf.forget(self._program)
        return done

    def retire(self, form_id: Id, now: datetime) -> bool:
        """Nobody is asked it anew. False where there is nothing to do."""
        with self._database.writing() as connection:
            done = forms.retire(connection, self._program, form_id, self._actor, now)
        self._shelf.forget(self._program)
        return done

    def keep(self, source: Source, now: datetime) -> Taken:
        """Keep a form that was read as a draft. Raises FormError where its version was in use with other words."""
        if source.is_from_sheet and "version" not in source.questionnaire:
            source = self._numbered(source, map(str, count(1)))
        row = new_id(now), source.form.name, source.form.version
        with self._database.writing() as connection:
            kept = forms.keep(connection, self._program, row, source.text, self._actor, now)
        self._shelf.forget(self._program)
        if kept.how == "taken":
            sentence = f"version {source.form.version} was in use with other words: give this one another 'version'"
            raise FormError((Problem(source.form.name, Reason.NAME_TAKEN, sentence),))
        return Taken(kept.id, source.form, kept.how == "new")

    def _numbered(self, source: Source, numbers: Iterator[str]) -> Source:
        """With the first number that is free; the number it has where it was kept before word for word."""
        with self._database.reading() as connection:
            there = {
                each.version: each.sha256
                for each in forms.versions(connection, self._program)
                if each.name == source.form.name
            }
        for number in numbers:
            questionnaire = {**source.questionnaire, "version": number}
            text = json.dumps(questionnaire, ensure_ascii=False, indent=2)
            if there.get(number, forms.digest(text)) == forms.digest(text):
                break
        form = structs.replace(source.form, version=number)
        return structs.replace(source, form=form, text=text, questionnaire=questionnaire)


def _after(version: str) -> Iterator[str]:
    """`2` -> 3, 4 …; `2026-01` -> 2026-01.1, 2026-01.2 …"""
    if version.isdecimal():
        return map(str, count(int(version) + 1))
    return (f"{version}.{number}" for number in count(1))
