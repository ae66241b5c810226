"""Normalisation, and that no text whatsoever raises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.reading.choices import Choice
from dialogs.reading.dates import read_date
from dialogs.reading.outcome import Certain, ReadBack, Unclear
from dialogs.reading.reader import Kind, read
from dialogs.reading.text import accented, plain, plain_each, stored
from dialogs.reading.words import Words, WordsError, parse

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
NOW = datetime(2026, 3, 11, 10, tzinfo=UTC)
CHOICES = (Choice("a", "Bus"), Choice("b", "Walk"))
NASTY = (
    pytest.param("\x00", id="NUL"),
    pytest.param("\ud800", id="lone surrogate"),
    pytest.param("9" * 5000, id="5,000 digits"),
    pytest.param("1." * 400, id="many points"),
    pytest.param("12/" * 300, id="many slashes"),
    pytest.param("x" * 1_000_000, id="a megabyte"),
    pytest.param("万" * 900, id="many scales"),
    pytest.param("thousand " * 100, id="many thousands"),
    pytest.param("9999 years from now", id="past the calendar"),
    pytest.param("99999999999999 weeks ago", id="before the calendar"),
    pytest.param("9999-99-99", id="impossible date"),
    pytest.param("0000-00-00", id="zero date"),
    pytest.param("²", id="superscript"),
    pytest.param("½½½", id="fractions"),
    pytest.param("1/0", id="division by zero"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("STOP\u200b", "stop", id="zero width"),
        pytest.param("  Sí,  ¡claro! ", "si claro", id="accents and signs"),
        pytest.param("Đừng", "dung", id="đ and marks"),
        pytest.param("ＳＴＯＰ", "stop", id="full width"),
        pytest.param("S\x00TOP", "stop", id="NUL"),
        pytest.param("a\nb", "a b", id="new line"),
        pytest.param("Straße", "strasse", id="casefold"),
        pytest.param("그만!", "그만", id="Hangul stays whole"),
        pytest.param("ok👍🏽", "ok 👍", id="emoji apart"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    """Case, accents, signs and what cannot be seen make no difference."""
    assert plain(text) == expected


@given(texts=st.lists(st.text(st.sampled_from("aZ09 \n\t\x00\x1f\x7f.!é"), max_size=5), max_size=4))
def test_each_of_several_is_as_plain_as_one_alone(texts: list[str]) -> None:
    """Whatever stands in them: lines, signs, nothing at all."""
    assert plain_each(texts) == [plain(text) for text in texts]


def test_accented_keeps_what_plain_drops() -> None:
    """The accented match comes first, so it must tell sí from si."""
    assert accented(" SÍ! ") == "sí"


@given(ANY_TEXT)
def test_normalisation_is_idempotent(text: str) -> None:
    """Normalising twice changes nothing more."""
    assert plain(plain(text)) == plain(text)
    assert accented(accented(text)) == accented(text)
    assert stored(stored(text)) == stored(text)


@given(ANY_TEXT)
def test_stored_can_be_stored(text: str) -> None:
    """No NUL and no lone surrogate reaches a database."""
    assert "\x00" not in stored(text)
    stored(text).encode("utf-8")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(ANY_TEXT, st.sampled_from(get_args(Kind)), st.sampled_from(["en", "es", "zh", "ar", "ko", "xx"]))
def test_nothing_raises(words: Words, text: str, kind: Kind, language: str) -> None:
    """Any text comes to an outcome."""
    outcome = read(kind, text, language, words, now=NOW, choices=CHOICES, several=True)
    assert isinstance(outcome, Certain | ReadBack | Unclear)
    partly = read_date(text, language, words, now=NOW, prefer="past", allow_partial=True)
    assert isinstance(partly, Certain | ReadBack | Unclear)


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_nasty_texts_never_raise(words: Words, text: str, kind: Kind, language: str) -> None:
    """Texts that have broken readers before come to an outcome."""
    outcome = read(kind, text, language, words, now=NOW, choices=CHOICES, several=True)
    assert isinstance(outcome, Certain | ReadBack | Unclear)
    partly = read_date(text, language, words, now=NOW, prefer="past", allow_partial=True)
    assert isinstance(partly, Certain | ReadBack | Unclear)


def test_a_broken_words_file_names_its_place() -> None:
    """The message says which file and what to correct."""
    with pytest.raises(WordsError, match=r"locales/es/words\.toml"):
        parse({"es": "answers = 3"})


def test_english_is_required() -> None:
    """Every language falls back on English."""
    with pytest.raises(WordsError, match=r"locales/en/words\.toml is missing"):
        parse({})
