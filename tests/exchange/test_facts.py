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
