"""What staff say of a person, fact by fact: as it is kept, or what is wrong with it in words that help."""

from __future__ import annotations

import pytest

from bot.exchange import facts


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("512 555 0188", "+15125550188", id="ten digits"),
        pytest.param(" 1 (512) 555-0188 ", "+15125550188", id="with the country's 1"),
        pytest.param("+52 55 5018 0000", "+525550180000", id="another country"),
        pytest.param("(555) 010-0188", "+15550100188", id="the area that is nobody's"),
    ],
)
def test_a_number_is_kept_one_way(written: str, kept: str) -> None:
    """However it is written, with its country."""
    assert facts.number(written) == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("", "is missing", id="none"),
        pytest.param("the office", "is not a phone number: write it with its area code", id="words"),
        pytest.param("555-0188", "has too few digits", id="seven digits of the area that is nobody's"),
        pytest.param("867-5309", "has too few digits", id="seven digits"),
        pytest.param("+1 5550188", "has too few digits", id="seven digits with the country"),
        pytest.param("512 555 009", "has too few digits", id="nine digits"),
        pytest.param("512 555 01888", "has too many digits", id="eleven digits"),
        pytest.param("999 555 0188", "is not a phone number that is in use", id="an area that is not there"),
        pytest.param("512 555 0188 ext 4", "has an extension", id="an extension"),
    ],
)
def test_a_number_that_cannot_be_texted_is_refused(written: str, said: str) -> None:
    """With what is wrong with it, and never what was given."""
    found = facts.number(written)
    assert isinstance(found, facts.Wrong)
    assert found.reason.startswith(said)
    assert not written or written not in found.reason


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param(" K-12 ", "K-12", id="spaces"),
        pytest.param("K\u200b-1\u00ad2\ufeff", "K-12", id="marks that nobody sees"),
        pytest.param("\uff2b\uff0d\uff11\uff12", "K-12", id="letters of an Asian keyboard"),
        pytest.param("K\u200d-12\ufe0f", "K-12", id="joiners"),
        pytest.param("K \u3164 12", "K 12", id="a filler between spaces"),
    ],
)
def test_a_code_is_what_is_seen_of_it(written: str, kept: str) -> None:
    """Two codes that look alike are one."""
    assert facts.code(written) == kept


@pytest.mark.parametrize("written", ["", " ", "\u200b", "\u3164", "\u200d \u2800", "\u202e\u2066", "\ufe0f"])
def test_what_nobody_sees_is_no_name_and_no_code(written: str) -> None:
    """Nor does it stand before a name, where texts would take it for the first word."""
    assert facts.words(written, 40) == facts.code(written) == facts.MISSING
    assert facts.words(f"{written} Leo Paz", 40) == "Leo Paz"


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "می\u200cنا", "ශ්\u200dරී", "李小龙", "O’Brien-Díaz", "Leo 🦁"])
def test_a_name_is_kept_as_it_is_written(name: str) -> None:
    """With what shapes its letters."""
    assert facts.words(name, 40) == name
