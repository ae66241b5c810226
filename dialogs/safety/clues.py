"""What the second signal sees in a line of `Spelling`, each thing by a name that a clinician can read.

breathing             a word
~reat                 four letters of a word; < and > are its ends, so that a misspelled word is still half known
{breath}              a group of words that mean much the same: the section [alike] of urgent.toml
not breathing         side by side; ^ and $ are the ends of a sentence
woke _ blue           with a word in between; _ _ with two
not waking up         three side by side
{not} {breath}        side by side, a word that has no group as itself
{not} .. {breath}     two groups near each other in one sentence, in this order
{breath} & {colour}   two groups anywhere in the text
[breathing red]       a list spoke: its topic and what came of it; [past] the cue that lowered it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations, pairwise

from dialogs.safety.spelling import CLAUSE, SENTENCE

#: A word -> the name of its group, empty where it has none.
Groups = Callable[[str], str]

_LETTERS = 4
_NEAR = 5  # groups
_SHORTEST_BEGINNING = 3
#: More words than a usual text has are weighed in pieces, so that length alone says nothing.
_MOST_WORDS = 50
_NUMBERS = ((10, "0-9"), (30, "10-29"), (60, "30-59"), (85, "60-84"), (90, "85-89"), (101, "90-100"), (104, "101-103"))
_BIGGER = ((109, "104-108"),)


def groups(words: Mapping[str, str]) -> Groups:
    """`words`: a word, or a beginning with a star -> its group. Numbers are grouped by what they may measure."""
    beginnings = {word[:-1]: name for word, name in words.items() if word.endswith("*")}
    lengths = sorted({len(word) for word in beginnings}, reverse=True)

    @lru_cache(maxsize=4096)
    def group(word: str) -> str:
        if word in words:
            return words[word]
        if word[0].isdecimal():
            return _size(word)
        return next((beginnings[word[:length]] for length in lengths if word[:length] in beginnings), "")

    return group


def _size(word: str) -> str:
    digits = word.partition(".")[0]
    if not digits.isdecimal() or len(digits) > 3:
        return ""
    return next((name for above, name in (*_NUMBERS, *_BIGGER) if int(digits) < above), "109-999")


def pieces(line: str) -> Iterator[list[list[str]]]:
    """The line as sentences of words; a long one in several pieces."""
    piece: list[list[str]] = []
    size = 0
    for sentence in line.replace(CLAUSE, " ").split(SENTENCE):
        words = sentence.split()
        for start in range(0, len(words), _MOST_WORDS):
            part = words[start : start + _MOST_WORDS]
            if size + len(part) > _MOST_WORDS:
                yield piece
                piece, size = [], 0
            piece.append(part)
            size += len(part)
    yield piece


def of_word(word: str, group: str) -> Iterator[str]:
    """What one word gives wherever it stands."""
    yield word
    if group:
        yield f"{{{group}}}"
    edged = f"<{word}>"
    for start in range(len(edged) - _LETTERS + 1):
        yield "~" + edged[start : start + _LETTERS]


def of_all(piece: Sequence[list[str]], group: Groups) -> set[str]:
    """Everything that a piece gives: of each word, and of words together."""
    words = {word for sentence in piece for word in sentence}
    return {name for word in words for name in of_word(word, group(word))} | of_piece(piece, group)


def of_piece(piece: Sequence[list[str]], group: Groups) -> set[str]:
    """What words give by standing together."""
    found = set(chain.from_iterable(map(_in_a_row, piece)))
    everywhere: set[str] = set()
    for sentence in piece:
        named = [group(word) for word in sentence]
        inside = [name for name in named if name]
        shown = (f"{{{name}}}" if name else word for name, word in zip(named, sentence, strict=True))
        found.update(f"{first} {second}" for first, second in pairwise(("^", *shown, "$")))
        for place, first in enumerate(inside):
            for second in inside[place + 1 : place + _NEAR + 1]:
                if first != second:
                    found.add(f"{{{first}}} .. {{{second}}}")
        everywhere.update(inside)
    found.update(f"{{{first}}} & {{{second}}}" for first, second in combinations(sorted(everywhere), 2))
    return found


def _in_a_row(sentence: Sequence[str]) -> Iterator[str]:
    """Words as they stand: two together, two with one or two between, three together."""
    words = ["^", *sentence, "$"]
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for first, middle, last in zip(words, words[1:], words[2:], strict=False):
        yield f"{first} _ {last}"
        yield f"{first} {middle} {last}"
    for first, last in zip(words, words[3:], strict=False):
        yield f"{first} _ _ {last}"
