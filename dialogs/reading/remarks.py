"""An answer with a remark behind it: "yes, but the ride is not sure"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogs.reading.scan import LONGEST, Token, fold, phrases, tokens
from dialogs.reading.words import Words

#: One word after "but", or a digit first, is another answer ("1 or 3") more often than something to tell.
_SHORTEST_REMARK = 2
_SENTENCE = re.compile(r"(?P<first>[^.!?;,\n]{1,60})(?P<end>[.!;,]+\s|\n)\s*(?P<rest>\S.*)", re.S)


def answer_and_remark(text: str, language: str, words: Words) -> tuple[str, str] | None:
    """What stands before the first "but", and what stands behind it, both folded; None where either is missing."""
    if len(text) > LONGEST:
        return None
    lexicon = words.of(language)
    found = tokens(fold(text), lexicon.known)
    but = next((piece for piece in phrases(found, lexicon.answers) if piece.tag == "but"), None)
    if but is None or not but.start:
        return None
    remark = found[but.stop :]
    words_of_it = [token.text for token in remark if token.text[0].isalnum()]
    if len(words_of_it) < _SHORTEST_REMARK or words_of_it[0].isdigit():
        return None
    return _written(found[: but.start]), _written(remark)


def is_lacking(text: str, language: str, words: Words) -> bool:
    """Whether something is set against the answer that is missing: "yes, except the tube", "yes but we ran out"."""
    lexicon = words.of(language)
    found = tokens(fold(text), lexicon.known)
    pieces = phrases(found, lexicon.answers)
    but = next((piece.start for piece in pieces if piece.tag == "but"), len(found))
    return any(token.text in lexicon.lacking for token in found[but:])


def sentence_and_remark(text: str) -> tuple[str, str] | None:
    """The first short sentence and the rest: "We'll be there. Should he fast before?"; None where there is no rest.

    A comma ends it too where a question follows.
    """
    found = _SENTENCE.match(text.strip()) if len(text) <= LONGEST else None
    if found is None or len(found["rest"].split()) < _SHORTEST_REMARK or found["rest"][:1].isdigit():
        return None
    is_apart = found["end"].strip() != "," or "?" in found["rest"]
    return (found["first"], found["rest"]) if is_apart else None


def _written(found: Sequence[Token]) -> str:
    return "".join(token.text if token.is_glued else f" {token.text}" for token in found).strip()
