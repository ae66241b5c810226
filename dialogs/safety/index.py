"""Many patterns, few of which can match one line: only those whose every needed word stands in it are tried."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

from dialogs.safety.patterns import SHORTEST_BEGINNING, Pattern

Meaning = TypeVar("Meaning")

#: A text that repeats itself need not be weighed a thousand times.
MOST_MATCHES = 12


class _Entry(Generic[Meaning]):
    """One pattern and what it means; compiled when first tried, because most never are."""

    __slots__ = ("_regex", "meaning", "needs", "source")

    def __init__(self, meaning: Meaning, pattern: Pattern) -> None:
        self.meaning = meaning
        self.needs = pattern.needs
        self.source = pattern.source
        self._regex: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        if self._regex is None:
            self._regex = re.compile(self.source)
        return self._regex


class Index(Generic[Meaning]):
    """Patterns filed under one needed word each: the one that fewest other patterns share."""

    def __init__(self, patterns: Iterable[tuple[Meaning, Pattern]]) -> None:
        entries = [_Entry(meaning, pattern) for meaning, pattern in patterns]
        shared = Counter(word for entry in entries for need in entry.needs for word in need)
        filed: dict[str, list[_Entry[Meaning]]] = {}
        for entry in entries:
            for word in min(entry.needs, key=lambda need: sum(shared[word] for word in need)):
                filed.setdefault(word, []).append(entry)
        self._filed = {word: tuple(found) for word, found in filed.items()}
        #: Every word that some pattern needs; "breath*" stands for all that begin so.
        self.words = frozenset(shared)
        beginnings = [word[:-1] for word in shared if word.endswith("*")]
        self._lengths = tuple(sorted({len(word) for word in beginnings}))
        self._firsts = frozenset(word[:SHORTEST_BEGINNING] for word in beginnings)

    def __len__(self) -> int:
        return len({id(entry) for found in self._filed.values() for entry in found})

    def found(self, line: str) -> Iterator[tuple[Meaning, int, int]]:
        """(meaning, start, end) of what matches in the line, in no particular order."""
        words = self._needed_words(line)
        tried: set[int] = set()
        for word in words:
            for entry in self._filed.get(word, ()):
                if id(entry) in tried:
                    continue
                tried.add(id(entry))
                for need in entry.needs:
                    if need.isdisjoint(words):
                        break
                else:
                    for match in islice(entry.regex.finditer(line), MOST_MATCHES):
                        yield entry.meaning, match.start(), match.end()

    def compile_all(self) -> None:
        """Compile now what would be compiled when first needed."""
        for entries in self._filed.values():
            for entry in entries:
                _ = entry.regex

    def _needed_words(self, line: str) -> set[str]:
        known = self.words
        found: set[str] = set()
        for word in set(line.split()):
            if word in known:
                found.add(word)
            if word[:SHORTEST_BEGINNING] not in self._firsts:
                continue
            for length in self._lengths:
                if length > len(word):
                    break
                beginning = word[:length] + "*"
                if beginning in known:
                    found.add(beginning)
        return found
