"""Long lists of options: eight at a time, "9 more", or what fits a word that the family writes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogs.forms.interview import Listing, Pending
from dialogs.forms.model import PAGE, Question
from dialogs.reading.text import plain

#: The digit that turns the page.
MORE = PAGE + 1
_NUMBERS = re.compile(r"\d{1,2}(?:\D{1,5}\d{1,2})*")
#: A shorter word is in every second label, so it has to begin one.
_SHORTEST_WORD = 3


def listing_of(pending: Pending | None) -> Listing:
    """The page that is open; the first of all where none was turned."""
    return pending if isinstance(pending, Listing) else Listing()


def shown(question: Question, listing: Listing) -> tuple[int, ...]:
    """Places of the options on the page, from 0; none for a list that needs no pages."""
    if not question.is_long:
        return ()
    places = listing.found or tuple(range(question.option_count))
    return places[listing.page * PAGE : (listing.page + 1) * PAGE]


def has_pages(question: Question, listing: Listing) -> bool:
    """True when there is something to turn to."""
    return len(listing.found or range(question.option_count)) > PAGE


def turned(question: Question, listing: Listing, codes: tuple[str, ...]) -> Listing:
    """The next page, after the last the first again."""
    count = len(listing.found or range(question.option_count))
    return Listing((listing.page + 1) % -(-count // PAGE), listing.found, codes)


def numbers_in(text: str) -> tuple[int, ...]:
    """`3`, `1,3`, `1 and 3`: the numbers of a reply that is nothing but numbers; none for any other."""
    stripped = text.strip()
    if not _NUMBERS.fullmatch(stripped) or len(plain(stripped)) > 40:
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", stripped))


def found_by(text: str, labels: Sequence[str]) -> tuple[int, ...]:
    """Places of the options whose label has a word that begins with each word of the text, or that begin with it."""
    said = plain(text)
    words = said.split()
    if not words:
        return ()
    if max(map(len, words)) < _SHORTEST_WORD:
        return tuple(place for place, label in enumerate(labels) if plain(label).startswith(said))
    return tuple(
        place
        for place, label in enumerate(labels)
        if all(any(part.startswith(word) for part in plain(label).split()) for word in words)
    )
