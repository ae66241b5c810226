"""Key + language + values -> the text that leaves. The only way in which a family's words are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern, TextElement
from fluent.syntax.ast import Junk, Message, Placeable, VariableReference
from msgspec import Struct

from dialogs.errors import ContentError

#: Spoken of first where a language lacks a key; every key exists in it (tests/locales).
FALLBACK = "en"


class Wording:
    """All texts of all languages, read once at start-up.

    A key is a Fluent message id, or `id.attribute`. Values are short strings and whole numbers; dates come written.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        """`texts`: language -> place -> Fluent source. Raises ContentError naming the place of a broken entry."""
        self._bundles: dict[str, FluentBundle] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        #: Asked language and key -> of what has been said before.
        self._said: dict[tuple[str, str], _Said] = {}
        for language, files in texts.items():
            self._bundles[language], self._keys[language] = _bundle(language, files)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._bundles)

    def keys(self, language: str) -> tuple[str, ...]:
        """All keys of a language, without attributes."""
        return self._keys.get(language, ())

    def has(self, language: str, key: str) -> bool:
        name, _, attribute = key.partition(".")
        bundle = self._bundles.get(language)
        if bundle is None or not bundle.has_message(name):
            return False
        message = bundle.get_message(name)
        return attribute in message.attributes if attribute else message.value is not None

    def spoken(self, language: str, key: str) -> str:
        """The language in which `say` would answer: the asked one, its base (`es` of `es-MX`), or English."""
        for candidate in (language, language.partition("-")[0], FALLBACK):
            if self.has(candidate, key):
                return candidate
        raise ContentError(f"locales/{language}", f"there is no wording for '{key}', not even in English")

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The text, with `values` filled in. Raises ContentError for an unknown key or a missing value."""
        said = self._said.get((language, key)) or self._look_up(language, key)
        if said.gaps is not None and all(type(values.get(name)) is str for name in said.gaps):
            # Most wordings only name somebody: no plural to choose, no number to write.
            return said.frame.format_map(values)
        text, errors = self._bundles[said.language].format_pattern(said.pattern, values)
        if errors:
            raise ContentError(f"locales/{said.language}, '{key}'", f"cannot be filled in: {errors[0]}")
        return str(text)

    def _look_up(self, language: str, key: str) -> _Said:
        spoken = self.spoken(language, key)
        name, _, attribute = key.partition(".")
        message = self._bundles[spoken].get_message(name)
        found = self._said[language, key] = _said(spoken, message.attributes[attribute] if attribute else message.value)
        return found


class _Said(Struct, frozen=True):
    """One wording in one language. `frame`: as `str.format` has it, where it does nothing but name its `gaps`."""

    language: str
    pattern: Any
    gaps: frozenset[str] | None = None
    frame: str = ""


def _said(language: str, pattern: Any) -> _Said:
    frame, gaps = "", set()
    for element in pattern.elements if isinstance(pattern, Pattern) else [pattern]:
        match element:
            case TextElement(value=text):
                frame += text.replace("{", "{{").replace("}", "}}")
            case Placeable(expression=VariableReference(id=identifier)):
                frame += f"{{{identifier.name}}}"
                gaps.add(identifier.name)
            case _:
                return _Said(language, pattern)
    return _Said(language, pattern, frozenset(gaps), frame)


def _bundle(language: str, files: Mapping[str, str]) -> tuple[FluentBundle, tuple[str, ...]]:
    """The bundle of one language and the keys in it."""
    # Isolation marks would turn every SMS into UCS-2 and double its cost.
    bundle = FluentBundle([language], use_isolating=False)
    keys: list[str] = []
    for place, source in files.items():
        resource = FluentResource(source)
        for entry in resource.body:
            if isinstance(entry, Junk):
                raise ContentError(place, f"is not valid Fluent near: {(entry.content or '').strip()[:60]!r}")
            if isinstance(entry, Message) and bundle.has_message(entry.id.name):
                raise ContentError(place, f"'{entry.id.name}' has its wording twice")
            if isinstance(entry, Message):
                keys.append(entry.id.name)
        bundle.add_resource(resource)
    return bundle, tuple(keys)
