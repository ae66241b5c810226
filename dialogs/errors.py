"""Broken rules of the material that we were given. A family's odd reply is never one of these: it is a value."""

from __future__ import annotations


class ContentError(ValueError):
    """A form, wording or rule file is wrong: where, and a sentence that says what to change."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place
        self.sentence = sentence
