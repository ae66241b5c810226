"""An answer and the remark behind it."""

from __future__ import annotations

import pytest

from dialogs.reading.remarks import answer_and_remark
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
