"""The words of the carriers and of policies §3, against every list that could misread them."""

from __future__ import annotations

import pytest

from bot.content import load_content
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.people import Contact
from dialogs.safety.screen import screen
from dialogs.turns import prompts
from dialogs.wording import FALLBACK


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def _words(content: Content, meaning: str) -> list[str]:
    return sorted(content.keywords.exact[meaning])


@pytest.mark.parametrize(
    "meaning", ["stop", "stop_phrases", "start", "help", "ambiguous", "language", "thanks", "wrong_number_phrases"]
)
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
        pytest.param("please do not write to me about this", id="phrase behind a courtesy"),
        pytest.param("no escriban", id="es, do not write"),
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
        pytest.param("stop please thanks", id="a word between courtesies"),
    ],
)
def test_what_only_looks_like_stop(content: Content, text: str) -> None:
    """A stop word inside a longer text never opts out; ambiguous words are asked about."""
    assert not content.keywords.is_stop(text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param("stop please thanks", "stop", id="en stop"),
        pytest.param("ok, stop", "stop", id="en stop behind a word"),
        pytest.param("alto gracias", "stop", id="es stop"),
        pytest.param("I want to stop", "stop", id="en wish"),
        pytest.param("please start again", "start", id="en start"),
        pytest.param("INICIAR por favor", "start", id="es start"),
    ],
)
def test_a_word_between_courtesies_only_hints(content: Content, text: str, meaning: str) -> None:
    """It neither opts out nor in: it is asked about, or left to a person."""
    assert content.keywords.hints(text, meaning)
    assert not content.keywords.means(text, meaning)


@pytest.mark.parametrize(
    ("text", "language"),
    [("english please", "en"), ("i dont speak spanish", "en"), ("español, por favor", "es"), ("no hablo ingles", "es")],
)
def test_a_language_is_named_politely_too(content: Content, text: str, language: str) -> None:
    """Who does not read what we write says so in more than a word."""
    assert content.keywords.language(text) == language


@pytest.mark.parametrize("text", ["stop", "please don't stop", "we start school again", "he will not start", "thanks"])
def test_what_hints_at_nothing(content: Content, text: str) -> None:
    assert not any(content.keywords.hints(text, meaning) for meaning in ("stop", "start"))


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        pytest.param("sorry i think you have the wrong number i dont know any maya", True, id="a sentence"),
        pytest.param("This isn't Maya's mom, wrong number", True, id="at the end"),
        pytest.param("no conozco a ninguna Maya, se equivocó de número", True, id="es at the end"),
        pytest.param("disculpe creo que tiene el numero equivocado", True, id="es behind courtesies"),
        pytest.param("you have the wrong number for the pharmacy", False, id="another number"),
        pytest.param("they gave me the wrong number", False, id="told of others"),
        pytest.param("I don't know you, but thank you for caring", False, id="not the number"),
    ],
)
def test_the_wrong_number_in_a_sentence(content: Content, text: str, is_wrong: bool) -> None:
    """Whoever is not meant says so in many words."""
    assert content.keywords.is_wrong_number(text) is is_wrong


def test_every_reply_exists_in_english_and_spanish(content: Content) -> None:
    """No family is answered in English for want of a Spanish text."""
    lacking = [
        key
        for key in content.wording.keys(FALLBACK)
        if not key.startswith("form-") and not content.wording.has("es", key)
    ]
    assert not lacking


@pytest.mark.parametrize("text", ["sip", "👍", "de acuerdo", "alla nos vemos", "sip gracias"])
def test_a_visit_is_confirmed_in_everyday_spanish(content: Content, text: str) -> None:
    """A yes that no list knew left the visit unconfirmed."""
    rosa = Contact(Id(int=1), "Rosa Gomez", language="es", zone="America/New_York")
    assert prompts.read_fixed("visit", text, rosa, content) == "coming"


@pytest.mark.parametrize("text", ["va a llover", "sale tarde", "Simon esta enfermo", "no estamos de acuerdo"])
def test_a_word_that_is_not_only_yes_confirms_no_visit(content: Content, text: str) -> None:
    """A visit that is confirmed by mistake is worse than one that a person asks about."""
    rosa = Contact(Id(int=1), "Rosa Gomez", language="es", zone="America/New_York")
    assert prompts.read_fixed("visit", text, rosa, content) == ""
