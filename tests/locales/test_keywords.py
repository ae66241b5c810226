"""The words of the carriers and of policies §3, against every list that could misread them."""

from __future__ import annotations

import pytest

from bot.content import load_content
from dialogs.content import Content
from dialogs.safety.screen import screen
from dialogs.wording import FALLBACK


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def _words(content: Content, meaning: str) -> list[str]:
    return sorted(content.keywords.exact[meaning])


@pytest.mark.parametrize("meaning", ["stop", "stop_phrases", "start", "help", "ambiguous", "language", "thanks"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_keyword_alarms(content: Content, meaning: str, language: str) -> None:
    """STOP, HELP and their like get their own answer, never a danger text."""
    kinds = {word: screen(word, language, content.phrases).kind for word in _words(content, meaning)}
    assert not [word for word, kind in kinds.items() if kind not in ("none", "amber")]
    if meaning not in ("stop", "stop_phrases"):  # an amber opt-out opts out: see dialogs/turns/danger.look
        assert not [word for word, kind in kinds.items() if kind == "amber"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("STOP\u200b", id="zero width"),
        pytest.param("  sToP!!", id="case and marks"),
        pytest.param("ＳＴＯＰ", id="full width"),
        pytest.param("parar.", id="es"),
        pytest.param("退订", id="zh"),
        pytest.param("إيقاف", id="ar"),
        pytest.param("стоп", id="ru"),
        pytest.param("수신거부", id="ko"),
        pytest.param("dừng", id="vi with accents"),
        pytest.param("Stop texting me", id="phrase"),
        pytest.param("no me manden mas mensajes por favor", id="phrase at the beginning"),
    ],
)
def test_stop_in_any_spelling(content: Content, text: str) -> None:
    """An opt-out counts in any language, letter case and spelling, whoever writes."""
    assert content.keywords.is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("she can't stop crying", id="inside a text"),
        pytest.param("the bus stop is far", id="a noun"),
        pytest.param("dung", id="vi without accents"),
        pytest.param("huy", id="vi without accents, another"),
        pytest.param("no mas", id="ambiguous"),
        pytest.param("they won't stop texting me", id="about others"),
    ],
)
def test_what_only_looks_like_stop(content: Content, text: str) -> None:
    """A stop word inside a longer text never opts out; ambiguous words are asked about."""
    assert not content.keywords.is_stop(text)


def test_every_reply_exists_in_english_and_spanish(content: Content) -> None:
    """No family is answered in English for want of a Spanish text."""
    lacking = [
        key
        for key in content.wording.keys(FALLBACK)
        if not key.startswith("form-") and not content.wording.has("es", key)
    ]
    assert not lacking
