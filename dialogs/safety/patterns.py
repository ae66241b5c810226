"""One phrase of a list, as a nurse writes it -> a regular expression over a line of `Spelling`.

not breathing          these words, one after the other
breath*                any word that begins so
(blue/dark purple)     one of these
{child}                one of a list of the same file
[really]               may be there or not; [a/the] either or none
..   ...               up to 3, up to 7 words in between: in one sentence, none of {never_between}
<30-84>                a whole number in this range
^  $                   begin, end of a sentence or clause
blue & lips            both, in either order, up to 12 words apart, across sentences
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import permutations

from msgspec import Struct

_TOKEN = re.compile(r"\s+|(\.{2,3}(?=[\s/)\]&]|$))|<(\d+)-(\d+)>|\{(\w+)\}|([()\[\]/&^$])|([^\s()\[\]{}<>/&^$.]+)")
_GAPS = {"..": 3, "...": 7}
#: The list of words that no gap reaches over: "my husband never hits me" is not "husband .. hits me".
NEVER_BETWEEN = "never_between"
_APART = "(?:[^ ]+ ){0,12}?"
# The blank before the next word is already taken, so "begin" looks back over it.
_EDGES = {"^": "(?:(?<=^ )|(?<=^ [|,] ))", "$": "(?=[|,]|$)"}
_ENDS = frozenset("/)]&")
_WIDEST_RANGE = 1000
_MOST_SIDES = 3
#: "a*" would stand for half the language.
SHORTEST_BEGINNING = 2


class BadPhrase(ValueError):
    """The phrase cannot be read; the message is a sentence about it."""


class Pattern(Struct, frozen=True):
    """`source`: a regular expression. `needs`: sets of words, one of each set stands in every text that matches.

    A needed word with a trailing star means a word that begins so."""

    source: str
    needs: tuple[frozenset[str], ...]


Lists = Mapping[str, Pattern]
#: One word of a phrase -> its pattern: `word`, remembered.
Words = Callable[[str], Pattern]


def word(letters: Callable[[str], str], written: str) -> Pattern:
    """One word of a phrase in the spelling of its language; with a star, all that begin so. Raises BadPhrase."""
    begins_so = written.endswith("*")
    plain = letters(written.rstrip("*")).split()
    if not plain or "*" in written[:-1] or (begins_so and len(plain[-1]) < SHORTEST_BEGINNING):
        raise BadPhrase(f"'{written}' is not a word")
    source = " ".join(map(re.escape, plain))
    return Pattern(source + ("[^ ]* " if begins_so else " "), (frozenset((plain[-1] + "*" * begins_so,)),))


def one_of(patterns: Iterable[Pattern]) -> Pattern:
    """Any of the patterns. Needs one word: of each pattern the one that fewest others could stand for."""
    found = list(patterns)
    # longest first, so that "dark purple" is tried before "dark"
    source = "(?:" + "|".join(sorted(dict.fromkeys(each.source for each in found), key=len, reverse=True)) + ")"
    if not all(each.needs for each in found):
        return Pattern(source, ())
    return Pattern(source, (frozenset().union(*(min(each.needs, key=_commonness) for each in found)),))


def phrase(text: str, lists: Lists, words: Words) -> Pattern:
    """The whole phrase. Raises BadPhrase."""
    reader = _Reader(text, lists, words)
    sides = [reader.sequence()]
    while reader.took("&"):
        sides.append(reader.sequence())
    if reader.next:
        raise BadPhrase(f"'{reader.next}' stands where it cannot be read")
    if len(sides) > _MOST_SIDES:
        raise BadPhrase(f"it joins more than {_MOST_SIDES} parts with &")
    needs = tuple(need for side in sides for need in side.needs)
    if not needs:
        raise BadPhrase("it has no word that must be there")
    orders = [_APART.join(side.source for side in order) for order in permutations(sides)]
    # every word brings the blank behind it, so a phrase begins behind a blank
    return Pattern("(?<= )" + ("(?:" + "|".join(orders) + ")" if len(orders) > 1 else orders[0]), needs)


def _commonness(need: frozenset[str]) -> tuple[int, int]:
    return len(need), -min(len(word) for word in need)


class _Reader:
    """Reads one phrase from left to right; `next` is the next token, empty at the end."""

    def __init__(self, text: str, lists: Lists, words: Words) -> None:
        self._lists = lists
        self._words = words
        self._tokens = self._split(text)
        self.next = ""
        self._advance()

    def sequence(self) -> Pattern:
        sources: list[str] = []
        needs: list[frozenset[str]] = []
        while self.next and self.next not in _ENDS:
            item = self._item()
            sources.append(item.source)
            needs.extend(item.needs)
        if not sources:
            raise BadPhrase("a part of it is empty")
        return Pattern("".join(sources), tuple(needs))

    def took(self, token: str) -> bool:
        if self.next != token:
            return False
        self._advance()
        return True

    def _item(self) -> Pattern:
        token = self.next
        if self.took("("):
            return self._alternatives(")")
        if self.took("["):
            return Pattern(self._alternatives("]").source + "?", ())
        self._advance()
        if token in _GAPS:
            return self._gap(_GAPS[token])
        if token in _EDGES:
            return Pattern(_EDGES[token], ())
        if token.startswith("{"):
            if token[1:] not in self._lists:
                raise BadPhrase(f"there is no list '{token[1:]}' above it")
            return self._lists[token[1:]]
        if token.startswith("<"):
            return self._numbers(*map(int, token[1:].split("-")))
        return self._words(token)

    def _alternatives(self, closing: str) -> Pattern:
        found = [self.sequence()]
        while self.took("/"):
            found.append(self.sequence())
        if not self.took(closing):
            raise BadPhrase(f"a '{closing}' is missing")
        return one_of(found)

    def _gap(self, words: int) -> Pattern:
        never = self._lists.get(NEVER_BETWEEN)
        return Pattern(f"(?:{f'(?!{never.source})' if never else ''}[^ |]+ ){{0,{words}}}?", ())

    def _numbers(self, low: int, high: int) -> Pattern:
        if not low <= high <= low + _WIDEST_RANGE:
            raise BadPhrase(f"<{low}-{high}> is not a range of numbers")
        return one_of(Pattern(f"{number} ", (frozenset((str(number),)),)) for number in range(low, high + 1))

    def _split(self, text: str) -> list[str]:
        tokens: list[str] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise BadPhrase(f"'{text[at:]}' cannot be read")
            at = match.end()
            gap, low, high, name, sign, word = match.groups()
            token = gap or sign or word or (f"<{low}-{high}" if low else f"{{{name}" if name else "")
            if token:
                tokens.append(token)
        return tokens[::-1]

    def _advance(self) -> None:
        self.next = self._tokens.pop() if self._tokens else ""
