"""An answer and the remark behind it."""

from __future__ import annotations

import pytest

from dialogs.reading.remarks import answer_and_remark, is_lacking, sentence_and_remark
from dialogs.reading.words import Words


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("en", "Yes, but the ride isn't sure", ("yes,", "the ride isnt sure"), id="English"),
        pytest.param("es", "Sí, pero no sé lo del carro", ("si,", "no se lo del carro"), id="Spanish"),
        pytest.param("en", "yes but", None, id="nothing behind"),
        pytest.param("en", "1 or 3", None, id="another answer"),
        pytest.param("en", "1 or 3, which is it", None, id="another answer and a question"),
        pytest.param("en", "but the ride is not sure", None, id="nothing before"),
        pytest.param("en", "yes", None, id="no remark"),
        pytest.param("en", "yes but " + "the ride " * 200, None, id="too long"),
    ],
)
def test_answer_and_remark(words: Words, language: str, text: str, expected: tuple[str, str] | None) -> None:
    """Both parts, or nothing at all."""
    assert answer_and_remark(text, language, words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("We'll be there. Should he fast?", ("We'll be there", "Should he fast?"), id="a sentence"),
        pytest.param("yes, what time is it?", ("yes", "what time is it?"), id="a comma and a question"),
        pytest.param("si\nnecesito raite", ("si", "necesito raite"), id="a new line"),
        pytest.param("yes, thank you so much", None, id="a comma alone"),
        pytest.param("1. 2", None, id="digits"),
        pytest.param("ok. thanks", None, id="one word behind"),
        pytest.param("yes", None, id="nothing behind"),
        pytest.param("x. " * 500, None, id="too long"),
    ],
)
def test_sentence_and_remark(text: str, expected: tuple[str, str] | None) -> None:
    """The first sentence and the rest, or nothing at all."""
    assert sentence_and_remark(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("es", "si menos la sonda", True, id="all but one"),
        pytest.param("es", "Sí, pero falta la sonda", True, id="one is missing"),
        pytest.param("en", "yes except the feeding bags", True, id="except"),
        pytest.param("en", "yes but we ran out of bags", True, id="ran out"),
        pytest.param("en", "yes but the ride is not sure", False, id="another matter"),
        pytest.param("en", "yes, missing the chair", False, id="nothing is set against the yes"),
    ],
)
def test_what_is_lacking(words: Words, language: str, text: str, expected: bool) -> None:
    """A remark that takes from the yes before it is told from one that only adds."""
    assert is_lacking(text, language, words) is expected
