"""A family's text and a nurse's phrases, brought to one spelling, so that the two can be compared.

The result is one line: every word followed by one blank, sentences parted by `|`, clauses by `,`:
" he isnt breathing | help ". Letters a hurried thumb confuses (Spanish b and v, a silent h) are made equal,
abbreviations are written out, and words listed as often misspelled are put right when one letter is off.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping

from dialogs.reading.text import plain

SENTENCE = "|"
CLAUSE = ","
_APOSTROPHES = re.compile("['’‘`´ʼ]")
# A point or comma inside a number parts nothing: 106.2
_MARKS = re.compile(r"[.!?;:\n\r…¡¿()—|]+(?!\d)|,(?!\d)")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1+")


class Spelling:
    """How one language is brought to one spelling. Immutable once `learn` has been given the vocabulary."""

    def __init__(
        self,
        sounds: Iterable[tuple[str, str]] = (),
        accents: Mapping[str, str] | None = None,
        meant: Mapping[str, str] | None = None,
        misspelled: Iterable[str] = (),
    ) -> None:
        """`sounds`: letters -> letters, in order. `accents`: accented word -> stand-in that keeps it apart.
        `meant`: what families write -> what they mean. `misspelled`: words
        that are recognized with one letter off; only long ones without a neighbour ("dying", "trying") belong here."""
        self._sounds = tuple(sounds)
        self._accents = [
            (re.compile(rf"\b{re.escape(word)}\b", re.I), other) for word, other in (accents or {}).items()
        ]
        self._meant = {self.letters(wrong): self.letters(right) for wrong, right in (meant or {}).items()}
        self._known: frozenset[str] = frozenset()
        self._near: dict[str, str] = {}
        self._shortest = sys.maxsize
        for word in (self.letters(entry) for entry in misspelled):
            self._shortest = min(self._shortest, len(word) - 1)
            self._near.update(dict.fromkeys(_one_letter_less(word), word))

    def letters(self, text: str) -> str:
        """The text without accents, case, apostrophes or punctuation, in the spelling that sounds the same."""
        folded = plain(_APOSTROPHES.sub("", text))
        if not self._sounds:
            return folded
        for heard, written in self._sounds:
            if heard in folded:
                folded = folded.replace(heard, written)
        return _DOUBLED.sub(r"\1", folded)

    def learn(self, vocabulary: Iterable[str]) -> None:
        """Take the words that phrases use; these are never corrected."""
        self._known = frozenset(vocabulary)

    def line(self, text: str) -> str:
        """The text as one line to be searched; empty text gives one blank."""
        if self._accents and not text.isascii():
            text = unicodedata.normalize("NFC", text)
            for accented, other in self._accents:
                text = accented.sub(other, text)
        parts = [" "]
        start = 0
        for mark in _MARKS.finditer(text):
            self._add(text[start : mark.start()], parts)
            parts.append(CLAUSE if mark[0] == "," else SENTENCE)
            start = mark.end()
        self._add(text[start:], parts)
        return " ".join(parts).replace("   ", " ").replace("  ", " ") + " "

    def _add(self, piece: str, parts: list[str]) -> None:
        for word in self.letters(piece).split():
            parts.append(self._meant.get(word) or (word if word in self._known else self._put_right(word)))

    def _put_right(self, word: str) -> str:
        stretched = _STRETCHED.search(word)
        if stretched:
            for candidate in (_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)):
                if candidate in self._known or candidate in self._meant:
                    return self._meant.get(candidate, candidate)
        if len(word) < self._shortest:
            return word
        for shorter in (word, *_one_letter_less(word)):
            near = self._near.get(shorter)
            if near and near[0] == word[0] and abs(len(near) - len(word)) <= 1:
                return near
        return word


def _one_letter_less(word: str) -> set[str]:
    # the first letter is kept: "hitting" is not "sitting"
    return {word[:place] + word[place + 1 :] for place in range(1, len(word))}
