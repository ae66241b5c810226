"""A reply that picks from numbered options: by digit, word, label, first letters or keyword."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from dialogs.reading.numerals import numbered
from dialogs.reading.outcome import Certain, Outcome, ReadBack, Unclear, settle
from dialogs.reading.scan import LONGEST, Piece, Token, fold, phrases, tokens, trie
from dialogs.reading.text import accented, plain
from dialogs.reading.words import Lexicon, Words
from dialogs.reading.yes_no import read_yes_no

#: A prefix shorter than this is a slip more often than an answer.
_SHORTEST_PREFIX = 2
#: With fewer options than this "135" can only be three digits.
_ONE_DIGIT = 10
_FEW_WORDS = 3
#: "no", "si" and their like are shorter: they stand in every "I don't know".
_A_WORD = 3
_SHORTEST_WORD = 3
_TWO = 2


class Choice(msgspec.Struct, frozen=True):
    """One option as the family sees it; keywords: other accepted words, in any language."""

    code: str
    label: str
    keywords: tuple[str, ...] = ()


Picked = int | tuple[int, ...]


def read_choice(
    text: str,
    language: str,
    words: Words,
    choices: Sequence[Choice],
    *,
    several: bool = False,
    exclusive: Sequence[int] = (),
    aside: Sequence[int] = (),
) -> Outcome[Picked]:
    """The index (from 0) of the option; with `several`, the indexes in order.

    exclusive: indexes of options that only stand alone ("none of these"); aside: that "all of them" leaves out.
    """
    if len(text) > LONGEST:
        return Unclear("too-long")
    lexicon = words.of(language)
    if not accented(text):
        return Unclear("empty")
    named = _named(text, choices)
    if named is not None:
        digit = _as_digit(text, choices)
        picked = [named if digit is None else digit]
        return _outcome(picked, is_sure=digit in (None, named), several=several, exclusive=exclusive)
    counted = _counted(text, lexicon, choices)
    if counted is not None:
        return _outcome([counted], is_sure=True, several=several, exclusive=exclusive)
    if _is_unsure(text, language, words, choices):
        return Unclear("not-sure")
    listed = _listed(text, language, words, choices, several=several, exclusive=exclusive, aside=aside)
    if not isinstance(listed, Unclear) or listed.reason != "not-an-answer":
        return listed
    # A plain "no" begins "no puedo más", and "si" begins "sin fuerzas": neither means it.
    prefixed = None if isinstance(read_yes_no(text, language, words), Certain) else _prefixed(text, choices)
    if prefixed is not None:
        return _outcome([prefixed], is_sure=True, several=several, exclusive=exclusive)
    alike = _like_yes_or_no(text, language, words, choices, several=several)
    partly = _partly(text, choices, several=several)
    if alike is None or (isinstance(alike, Unclear) and alike.reason != "question" and not isinstance(partly, Unclear)):
        return partly
    return alike


def _is_unsure(text: str, language: str, words: Words, choices: Sequence[Choice]) -> bool:
    """Whether the text says "I don't know" and has no word of an option but yes or no: "no idea" is never a no."""
    read = read_yes_no(text, language, words)
    if not isinstance(read, Unclear) or read.reason != "not-sure":
        return False
    said = set(plain(text).split())
    offered = {word for choice in choices for form in _forms(choice) for word in plain(form).split()}
    return not {word for word in said & offered if len(word) >= _A_WORD}


def _forms(choice: Choice) -> list[str]:
    return [choice.label, *choice.keywords]


def _named(text: str, choices: Sequence[Choice]) -> int | None:
    """The one option whose label or keyword is exactly the text; accents first, then without."""
    for key in (accented, plain):
        wanted = key(text)
        hits = [index for index, choice in enumerate(choices) if any(key(form) == wanted for form in _forms(choice))]
        if len(hits) == 1:
            return hits[0]
    return None


def _as_digit(text: str, choices: Sequence[Choice]) -> int | None:
    """The option a bare digit points to, which may not be the one with that label."""
    digits = plain(text)
    index = int(digits) - 1 if digits.isdecimal() and len(digits) < _FEW_WORDS else -1
    return index if 0 <= index < len(choices) else None


def _counted(text: str, lexicon: Lexicon, choices: Sequence[Choice]) -> int | None:
    """The option that a single word counts to: "one", which elsewhere only fills ("the second one")."""
    said = plain(text)
    found = phrases(tokens(fold(text), lexicon.known), lexicon.numbers) if said.isalpha() else []
    index = int(found[0].value) - 1 if len(found) == 1 and found[0].tag == "value" else -1
    is_named = any(said in plain(form).split() for choice in choices for form in _forms(choice))
    return index if 0 <= index < len(choices) and not is_named else None


def _prefixed(text: str, choices: Sequence[Choice]) -> int | None:
    wanted = plain(text)
    if len(wanted) < _SHORTEST_PREFIX and wanted.isascii():
        return None
    hits = [i for i, choice in enumerate(choices) if any(plain(form).startswith(wanted) for form in _forms(choice))]
    return hits[0] if len(hits) == 1 else None


def _pieces(text: str, lexicon: Lexicon, choices: Sequence[Choice]) -> tuple[list[Token], list[Piece]]:
    """The text as pieces, labels and keywords among them as "label" with the index."""
    known = trie((form, "label", index) for index, choice in enumerate(choices) for form in _forms(choice))
    merged = _merged(known, lexicon.choices)
    spaced = fold(text).replace(",", " , ").replace(".", " . ")  # "1,3" is two options
    found = tokens(spaced, lexicon.known | _first_words(choices))
    return found, numbered(found, merged, lexicon)


def _first_words(choices: Sequence[Choice]) -> frozenset[str]:
    return frozenset(token.text for choice in choices for form in _forms(choice) for token in tokens(fold(form)))


def _merged(own: dict[str, object], common: object) -> dict[str, object]:
    """Both trees in one; where both know a phrase, the label wins."""
    if not isinstance(common, dict):
        return own
    merged = dict(common)
    for word, node in own.items():
        below = common.get(word)
        merged[word] = _merged(node, below) if word and isinstance(node, dict) else node
    return merged


def _listed(
    text: str,
    language: str,
    words: Words,
    choices: Sequence[Choice],
    *,
    several: bool,
    exclusive: Sequence[int],
    aside: Sequence[int],
) -> Outcome[Picked]:
    """Digits, number words, ordinals and whole labels among words that say nothing else."""
    lexicon = words.of(language)
    found, pieces = _pieces(text, lexicon, choices)
    if any(piece.tag == "choice_none" for piece in pieces) and len(exclusive) == 1 and not _hits(pieces):
        return _outcome([exclusive[0]], is_sure=not _unknown(pieces), several=several, exclusive=exclusive)
    if any(piece.tag == "choice_all" for piece in pieces) and several and not _hits(pieces):
        return ReadBack(tuple(index for index in range(len(choices)) if index not in (*exclusive, *aside)))
    run = _run(pieces, len(choices)) if several else None
    if run is not None:
        return ReadBack(run)
    picked = _picked(pieces, len(choices))
    if isinstance(picked, Unclear):
        return picked
    unknown = _unknown(pieces)
    is_doubtful = any(piece.tag in ("choice_but", "choice_none") for piece in pieces)
    is_digit = any(piece.tag == "number" for piece in pieces)
    if not is_digit and not several:
        picked = [index for index in picked if not goes_on(choices[index].label, [choices[i].label for i in picked])]
    if "?" in (token.text for token in found) or (is_digit and unknown > _FEW_WORDS):
        return Unclear("question" if "?" in text else "not-an-answer")
    if len(set(picked)) > 1 and (not several or (is_doubtful and _is_either(pieces))):
        return Unclear("several")
    is_sure = not is_doubtful and (unknown == 0 or (not is_digit and unknown <= _FEW_WORDS))
    named = [piece for piece in pieces if piece.tag == "label"]
    if named and not is_digit and all(_is_bare(piece, found, language, words) for piece in named):
        # "No soy Rosa" and "not now" hold the label "no" and are none; a yes may have any courtesies around it.
        read = read_yes_no(text, language, words)
        is_leading = is_sure and read == ReadBack(True) and named[0].start == 0
        is_sure = is_leading or (isinstance(read, Certain) and not is_doubtful)
        if unknown > 1 and goes_on(choices[picked[0]].label, [choice.label for choice in choices]):
            is_sure = False
    if is_digit and _is_counting(pieces):
        is_sure = False
    return _outcome(picked, is_sure=is_sure, several=several, exclusive=exclusive)


def goes_on(label: str, labels: Sequence[str]) -> bool:
    """Whether one of the labels begins like this one and says more: "yes" and "yes, but old"."""
    return any(plain(other).startswith(f"{plain(label)} ") for other in labels)


def _is_bare(piece: Piece, found: Sequence[Token], language: str, words: Words) -> bool:
    """Whether the label that was found there is a yes or a no and nothing else."""
    said = " ".join(token.text for token in found[piece.start : piece.stop])
    return isinstance(read_yes_no(said, language, words), Certain)


def _is_counting(pieces: Sequence[Piece]) -> bool:
    """Whether a number counts something: "2 weeks" is not option 2."""
    return any(one.tag == "number" and other.tag == "counter" for one, other in pairwise(pieces))


def _hits(pieces: Sequence[Piece]) -> bool:
    return any(piece.tag in ("number", "label") for piece in pieces)


def _is_either(pieces: Sequence[Piece]) -> bool:
    """Whether a doubt stands between two options: "1 or 3"."""
    hits = [position for position, piece in enumerate(pieces) if piece.tag in ("number", "label")]
    return any(piece.tag == "choice_but" for piece in pieces[hits[0] : hits[-1]])


def _unknown(pieces: Sequence[Piece]) -> int:
    return sum(piece.tag == "" and str(piece.value)[0].isalnum() for piece in pieces)


def _picked(pieces: Sequence[Piece], count: int) -> list[int] | Unclear:
    """The indexes named, ranges filled in; Unclear where there is none or one is on no option."""
    picked: list[int] = []
    is_range = False
    for piece in pieces:
        index = _index(piece, count)
        if index is None:
            is_range = (bool(picked) and (piece.tag == "to" or piece.value == "-")) or (
                is_range and piece.tag == "joiner"
            )
            continue
        if not 0 <= index < count:
            return Unclear("out-of-range")
        picked += range(picked[-1] + 1, index + 1) if is_range and index > picked[-1] else [index]
        is_range = False
    return sorted(set(picked)) if picked else Unclear("not-an-answer")


def _index(piece: Piece, count: int) -> int | None:
    match piece.tag:
        case "label":
            return int(piece.value)
        case "choice_last":
            return count - 1
        case "number" if not piece.value.is_weak:
            value = piece.value.value
            return int(value) - 1 if value == int(value) else -1
        case _:
            return None


def _run(pieces: Sequence[Piece], count: int) -> tuple[int, ...] | None:
    """ "135" as 1, 3 and 5 where no option has two digits."""
    numbers = [piece for piece in pieces if piece.tag == "number"]
    if count >= _ONE_DIGIT or len(numbers) != 1 or not numbers[0].value.is_written or _unknown(pieces):
        return None
    digits = str(numbers[0].value.value)
    indexes = sorted({int(digit) - 1 for digit in digits}) if digits.isdecimal() else []
    fits = len(indexes) == len(digits) > 1 and indexes[0] >= 0 and indexes[-1] < count
    return tuple(indexes) if fits else None


def _outcome(picked: Sequence[int], *, is_sure: bool, several: bool, exclusive: Sequence[int]) -> Outcome[Picked]:
    if not several:
        return settle(picked[0], is_sure)
    if len(picked) > 1 and set(picked) & set(exclusive):
        return Unclear("exclusive-with-others")
    return settle(tuple(picked), is_sure)


def _like_yes_or_no(
    text: str, language: str, words: Words, choices: Sequence[Choice], *, several: bool
) -> Outcome[Picked] | None:
    """ "yep" for the option "Yes": the only one that says the same. To "which of these?" a yes names none."""
    said = read_yes_no(text, language, words)
    if isinstance(said, Unclear):
        return said if said.reason in ("question", "not-sure", "both") else None
    if several and said.value:
        return None
    same = [
        (index, sure)
        for index, choice in enumerate(choices)
        if (sure := _says(choice, said.value, language, words)) is not None
    ]
    if len(same) != 1:
        return None
    index, is_whole = same[0]
    return settle((index,) if several else index, is_whole and isinstance(said, Certain))


def _says(choice: Choice, value: bool, language: str, words: Words) -> bool | None:
    """Whether a form of the option says yes or no and nothing else; None where none begins with it.

    "no, but we need it" begins with it and is read back; "ya no puedo" is no answer to yes or no at all.
    """
    found = [
        " " not in form.strip()
        for form in _forms(choice)
        if form.split()
        and not form.strip().isdecimal()
        and read_yes_no(form.split()[0].strip(","), language, words) == Certain(value)
    ]
    return any(found) if found else None


def _shares(choice: Choice, said: set[str]) -> bool:
    longer = {word for word in said if len(word) >= _SHORTEST_WORD or not word.isascii()}
    if longer & set(plain(choice.label).split()):
        return True
    keywords = [set(plain(keyword).split()) for keyword in choice.keywords]
    return any(longer & words and len(said & words) >= min(len(words), _TWO) for words in keywords)


def _partly(text: str, choices: Sequence[Choice], *, several: bool) -> Outcome[Picked]:
    """The only option that shares words with the text, or two with a keyword of several; always read back."""
    said = set(plain(text).split())
    hits = [index for index, choice in enumerate(choices) if _shares(choice, said)]
    if len(hits) != 1:
        is_asked = "?" in fold(text)
        return Unclear("question" if is_asked else "several" if hits else "not-an-answer")
    return ReadBack((hits[0],) if several else hits[0])
