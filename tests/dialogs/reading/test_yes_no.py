"""Yes and no, in the spellings that come by text."""

from __future__ import annotations

import pytest

from dialogs.reading.outcome import Certain, ReadBack, Unclear
from dialogs.reading.words import Words
from dialogs.reading.yes_no import read_yes_no


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        pytest.param("en", "Yea", True, id="yea"),
        pytest.param("en", "yup thx!!", True, id="yup thanks"),
        pytest.param("en", "nop", False, id="nop"),
        pytest.param("en", "noooo", False, id="stretched"),
        pytest.param("en", "YES\u200b", True, id="zero width"),
        pytest.param("en", "1", True, id="digit one"),
        pytest.param("en", "2.", False, id="digit two"),
        pytest.param("en", "٢", False, id="Arabic digit two"),
        pytest.param("en", "👎🏽", False, id="thumb down"),
        pytest.param("en", "thats not right", False, id="negated yes"),
        pytest.param("en", "not rly", False, id="not really, in short"),
        pytest.param("en", "No, we moved last spring", False, id="no set apart"),
        pytest.param("es", "yes", True, id="English to a Spanish question"),
        pytest.param("es", "perdon no vi el mensaje, si", True, id="late, and yes"),
        pytest.param("en", "si gracias", True, id="Spanish to an English question"),
        pytest.param("es", "simon", True, id="simón"),
        pytest.param("es", "sip", True, id="sip"),
        pytest.param("es", "nel", False, id="nel"),
        pytest.param("es", "q si", True, id="q si"),
        pytest.param("es", "Claro que no", False, id="claro que no"),
        pytest.param("es", "no esta bien", False, id="no está bien"),
        pytest.param("es", "Todavia no, gracias", False, id="todavía no"),
        pytest.param("fr", "ouais merci", True, id="ouais"),
        pytest.param("fr", "pas du tout", False, id="pas du tout"),
        pytest.param("pt", "tá bom obrigada", True, id="tá bom"),
        pytest.param("pt", "naum", False, id="naum"),
        pytest.param("zh", "不用了，谢谢", False, id="不用了"),
        pytest.param("zh", "没问题", True, id="没问题"),
        pytest.param("ko", "넵 알겠습니다", True, id="넵"),
        pytest.param("ko", "아뇨", False, id="아뇨"),
        pytest.param("ar", "لا شكرا", False, id="لا شكرا"),
        pytest.param("ar", "أيوه", True, id="أيوه"),
        pytest.param("vi", "dạ vâng", True, id="dạ vâng"),
        pytest.param("ru", "нет", False, id="нет"),
        pytest.param("ht", "wi mèsi", True, id="wi mèsi"),
    ],
)
def test_a_plain_answer_is_certain(words: Words, language: str, text: str, value: bool) -> None:
    """What says only yes or only no is stored as it is."""
    assert read_yes_no(text, language, words) == Certain(value)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        pytest.param("en", "there is no bus on sundays", False, id="no inside a sentence"),
        pytest.param("en", "yes but only on Mondays", True, id="a condition"),
        pytest.param("en", "I guess yes", True, id="hedged"),
        pytest.param("en", "Yes. I told her no sugar", True, id="yes first, no later"),
        pytest.param("es", "sí, pero más tarde", True, id="sí, pero"),
        pytest.param("es", "supongo, sí", True, id="supongo"),
        pytest.param("en", "yes?", True, id="asked back"),
        pytest.param("en", "No we have a car", False, id="no, and what there is instead"),
        pytest.param("en", "two", False, id="the option in words, or two of them"),
        pytest.param("es", "uno", True, id="uno"),
        pytest.param("en", "not now", False, id="no, or later"),
        pytest.param("es", "ahora no", False, id="ahora no"),
        pytest.param("es", "ahorita no, gracias", False, id="ahorita no"),
    ],
)
def test_a_doubtful_answer_is_read_back(words: Words, language: str, text: str, value: bool) -> None:
    """A condition, a hedge or a longer sentence is never stored unread."""
    assert read_yes_no(text, language, words) == ReadBack(value)


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        pytest.param("en", "", "empty", id="empty"),
        pytest.param("en", "what does that mean?", "question", id="question"),
        pytest.param("en", "yes no", "both", id="yes no"),
        pytest.param("en", "not sure", "not-sure", id="not sure"),
        pytest.param("en", "he is fine", "not-sure", id="neither yes nor no"),
        pytest.param("en", "I guess", "not-sure", id="I guess"),
        pytest.param("es", "no se", "not-sure", id="no sé without accent"),
        pytest.param("es", "¿qué significa eso?", "question", id="pregunta"),
        pytest.param("es", "a lo mejor", "not-sure", id="a lo mejor"),
        pytest.param("en", "my cousin drives a truck", "not-an-answer", id="something else"),
        pytest.param("zh", "不知道", "not-sure", id="不知道"),
        pytest.param("en", "yes " * 1000, "too-long", id="too long"),
        pytest.param("en", "no problem", "not-sure", id="fine with me, or there is none"),
        pytest.param("en", "why not", "not-sure", id="why not"),
        pytest.param("es", "perdon no vi el mensaje", "not-an-answer", id="late, and no answer"),
        pytest.param("es", "ya le dije", "not-sure", id="ya, and no yes"),
        pytest.param("es", "no hay problema", "not-sure", id="no hay problema"),
    ],
)
def test_no_answer_is_unclear(words: Words, language: str, text: str, reason: str) -> None:
    """What is neither yes nor no says why."""
    assert read_yes_no(text, language, words) == Unclear(reason)  # type: ignore[arg-type]
