"""Numbers in digits and words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dialogs.reading.numbers import Number, read_number
from dialogs.reading.outcome import Certain, Outcome, ReadBack, Unclear
from dialogs.reading.words import Words


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        pytest.param("en", "٢", 2, id="Arabic digit"),
        pytest.param("en", "३", 3, id="Devanagari digit"),
        pytest.param("en", "４２", 42, id="full width"),
        pytest.param("en", "we have 4 kids", 4, id="in a sentence"),
        pytest.param("en", "seven hundred and eighty-nine", 789, id="words"),
        pytest.param("en", "two thousand and five", 2005, id="thousand"),
        pytest.param("en", "12,500", 12500, id="thousands comma"),
        pytest.param("en", "none", 0, id="none"),
        pytest.param("en", "two and a half", Decimal("2.5"), id="and a half"),
        pytest.param("en", "3 (three)", 3, id="said twice"),
        pytest.param("en", "8 out of 10", 8, id="out of the most"),
        pytest.param("en", "0.1", Decimal("0.1"), id="exact"),
        pytest.param("es", "treinta y dos", 32, id="treinta y dos"),
        pytest.param("es", "quinientas doce", 512, id="quinientas doce"),
        pytest.param("es", "2,5", Decimal("2.5"), id="decimal comma"),
        pytest.param("es", "un hijo", 1, id="un hijo"),
        pytest.param("es", "dies", 10, id="misspelt"),
        pytest.param("es", "ciento un", 101, id="ciento un"),
        pytest.param("fr", "quatre-vingt-dix-sept", 97, id="97"),
        pytest.param("fr", "soixante et onze", 71, id="71"),
        pytest.param("fr", "deux cent quatre vingt trois", 283, id="283"),
        pytest.param("pt", "novecentos e noventa e nove", 999, id="999"),
        pytest.param("zh", "三百零七", 307, id="三百零七"),
        pytest.param("zh", "两个孩子", 2, id="两个"),
        pytest.param("ar", "خمسة وأربعون", 45, id="five and forty"),
        pytest.param("ar", "ثلاثمائة وسبعة وعشرون", 327, id="three hundred seven and twenty"),
        pytest.param("ko", "사백오십육", 456, id="Sino-Korean"),
        pytest.param("ko", "서른두 살", 32, id="native"),
        pytest.param("ru", "двадцать пять", 25, id="Russian"),
    ],
)
def test_one_number_is_certain(words: Words, language: str, text: str, value: int | Decimal) -> None:
    """Digits of any script and number words give the exact number."""
    assert read_number(text, language, words, maximum=12500 if value != 8 else 10, whole=False) == Certain(value)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("5/10", Certain(5), id="out of the most, with a stroke"),
        pytest.param("10/10", Certain(10), id="all of it"),
        pytest.param("6/2", ReadBack(3), id="a fraction"),
        pytest.param("idk", Unclear("not-sure"), id="not known"),
        pytest.param("i dont know", Unclear("not-sure"), id="not known, in full"),
        pytest.param("no idea, maybe 4", ReadBack(4), id="not known, and a number"),
    ],
)
def test_a_number_out_of_ten(words: Words, text: str, outcome: Outcome[Number]) -> None:
    """How people answer "0 to 10"; whoever does not know is not told that nothing was understood."""
    assert read_number(text, "en", words, minimum=0, maximum=10) == outcome


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        pytest.param("en", "about 5", 5, id="about"),
        pytest.param("en", "maybe 3?", 3, id="maybe"),
        pytest.param("es", "1.000", 1000, id="point or comma of thousands"),
        pytest.param("es", "como 6", 6, id="como"),
        pytest.param("en", "3+", 3, id="or more"),
        pytest.param("zh", "三十多", 30, id="thirty-some"),
        pytest.param("es", "3 de noviembre", 3, id="a day"),
        pytest.param("en", "November 3", 3, id="a day, the month first"),
    ],
)
def test_a_rough_number_is_read_back(words: Words, language: str, text: str, value: int) -> None:
    """About, or more, and signs with two meanings are read back."""
    assert read_number(text, language, words) == ReadBack(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("2 or 3", "several", id="two numbers"),
        pytest.param("2-3", "several", id="range"),
        pytest.param("11", "too-large", id="too large"),
        pytest.param("-1", "too-small", id="too small"),
        pytest.param("9" * 900, "too-large", id="900 digits"),
        pytest.param("9" * 5000, "too-long", id="5,000 digits"),
        pytest.param("2.5", "not-whole", id="fraction"),
        pytest.param("hello", "not-an-answer", id="no number"),
        pytest.param("how many what?", "question", id="question"),
        pytest.param("...", "not-an-answer", id="dots"),
    ],
)
def test_no_single_number_is_unclear(words: Words, text: str, reason: str) -> None:
    """Several numbers, none, or one outside the limits say why."""
    assert read_number(text, "en", words, minimum=0, maximum=10) == Unclear(reason)  # type: ignore[arg-type]
