"""A text cut into tokens, and the longest phrases of a list found among them.

Words of the lists and words of the family are folded alike, so a list needs each word once: without
accents, in any case, apostrophes left out ("dont" is "don't"). Chinese and Korean are cut by
character; a Korean word is only recognised from its beginning, what follows it is a particle.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

#: Longer than any answer that a grammar can read; such texts go to a person unread.
LONGEST = 1000

# Hangul syllables, kana and Han: no spaces, so every character is a token
_EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_HANGUL = re.compile("[\uac00-\ud7a3]")
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{_EAST}]|[^\W\d_{_EAST}]+|[^\w\s]|_")
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u2018\u2019\u02bc\u00b4\u02bb"))
_SAME = {
    ord("\u066b"): ".",  # Arabic decimal and grouping signs
    ord("\u066c"): ",",
    ord("\u3002"): ".",
    ord("\u3001"): ",",
    ord("\u060c"): ",",
    ord("\u061f"): "?",
    ord("\u061b"): ";",
    ord("\u00bf"): " ",
    ord("\u00a1"): " ",
    ord("\u2044"): "/",
    ord("đ"): "d",
    ord("\u0629"): "\u0647",  # Arabic letters that people write for each other
    ord("\u0649"): "\u064a",
    ord("\u0640"): None,
    0xFFFD: None,
}
# Arabic writes "and", "the", "in", "to" as the first letters of the next word
_ARABIC_PREFIXES = ("وال", "بال", "فال", "لل", "ال", "و", "ب", "ل", "ف")

Trie = Mapping[str, Any]


class Token(msgspec.Struct, frozen=True):
    """One word, number, sign, or Eastern character; `is_glued`: no space before it."""

    text: str
    is_glued: bool


class Piece(msgspec.Struct, frozen=True):
    """What a run of tokens means; tag "" is a word no list knows. `stop` is exclusive."""

    tag: str
    value: Any
    start: int
    stop: int


def fold(text: str) -> str:
    """Lower case without marks and apostrophes, digits as 0-9, signs kept."""
    if not text.isascii():
        text = "".join(map(_wide, text)).translate(_APOSTROPHES)
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_SAME)
        text = unicodedata.normalize("NFC", "".join(map(_narrow, text)))
        text = _DASHES.sub("-", text)
    else:
        text = text.lower().translate(_APOSTROPHES)
    return _HYPHEN.sub(" ", text)


def _wide(character: str) -> str:
    """½ becomes " 1/2", so that 2½ does not become 21/2."""
    return " " + character if unicodedata.decomposition(character).startswith("<fraction>") else character


def _narrow(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " "
    return "" if category[0] in "MC" or category == "Sk" else character


def tokens(folded: str, vocabulary: frozenset[str] = frozenset()) -> list[Token]:
    """The tokens of a folded text; Arabic prefixes are split off where the rest is in the vocabulary."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(folded):
        word, is_glued = match.group(), bool(found) and match.start() == end
        end = match.end()
        if "\u0600" <= word[0] <= "\u06ff" and word not in vocabulary:
            for part in _arabic_parts(word, vocabulary):
                found.append(Token(part, is_glued))
                is_glued = True
        else:
            found.append(Token(word, is_glued))
    return found


def _arabic_parts(word: str, vocabulary: frozenset[str]) -> Sequence[str]:
    for prefix in _ARABIC_PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and rest in vocabulary:
            # only "and" changes how numbers add up; the article and prepositions say nothing here
            return ("و", rest) if prefix[0] == "و" else (rest,)
    return (word,)


def trie(entries: Iterable[tuple[str, str, Any]]) -> dict[str, Any]:
    """A tree of folded phrases, (phrase, tag, value) each; the first entry of a phrase wins."""
    root: dict[str, Any] = {}
    for phrase, tag, value in entries:
        cut = tokens(fold(phrase))
        _plant(root, [token.text for token in cut], tag, value)
        if any(map(_is_apart, cut[1:])):
            spaced = (([" "] if place and _is_apart(token) else []) + [token.text] for place, token in enumerate(cut))
            _plant(root, [part for parts in spaced for part in parts], tag, value)
    return root


def _is_apart(token: Token) -> bool:
    """A Korean syllable after a space; 다음 주 may be written 다음주, but 주 일요일 is not 주일."""
    return not token.is_glued and _HANGUL.match(token.text) is not None


def _plant(root: dict[str, Any], path: Sequence[str], tag: str, value: Any) -> None:
    node = root
    for part in path:
        node = node.setdefault(part, {})
    if path:
        node.setdefault("", (tag, value))


def vocabulary(*tries: Trie) -> frozenset[str]:
    """Every single token that some phrase of the tries holds."""
    words: set[str] = set()
    waiting = list(tries)
    while waiting:
        for word, node in waiting.pop().items():
            if word:
                words.add(word)
                waiting.append(node)
    return frozenset(words)


def phrases(found: Sequence[Token], known: Trie) -> list[Piece]:
    """The tokens as pieces, longest phrase first; unknown words have the tag ""."""
    pieces: list[Piece] = []
    start = 0
    while start < len(found):
        piece = None
        if not _is_inside_korean_word(found, pieces, start):
            piece = _longest(found, start, known)
        if piece is None:
            piece = Piece("", found[start].text, start, start + 1)
        pieces.append(piece)
        start = piece.stop
    return pieces


def _longest(found: Sequence[Token], start: int, known: Trie) -> Piece | None:
    node, best = known, None
    for position in range(start, len(found)):
        if position > start and _is_apart(found[position]):
            node = node.get(" ", {})
        following = node.get(found[position].text)
        if following is None:
            break
        node = following
        if "" in node:
            tag, value = node[""]
            best = Piece(tag, value, start, position + 1)
    return best


def _is_inside_korean_word(found: Sequence[Token], pieces: Sequence[Piece], start: int) -> bool:
    return (
        start > 0
        and found[start].is_glued
        and pieces[-1].tag == ""
        and _HANGUL.match(found[start].text) is not None
        and _HANGUL.match(found[start - 1].text) is not None
    )
