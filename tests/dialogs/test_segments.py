"""What a text costs by SMS, and where it may be cut."""

from __future__ import annotations

import pytest

from dialogs.segments import BASIC, EXTENSION, Segments, count, encoding, foreign


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Segments("GSM-7", 0, 0, 160), id="nothing"),
        pytest.param("a" * 160, Segments("GSM-7", 1, 160, 0), id="exactly one"),
        pytest.param("a" * 161, Segments("GSM-7", 2, 161, 145), id="one more"),
        pytest.param("a" * 306, Segments("GSM-7", 2, 306, 0), id="exactly two"),
        pytest.param("a" * 307, Segments("GSM-7", 3, 307, 152), id="three"),
        pytest.param("€" * 80, Segments("GSM-7", 1, 160, 0), id="the euro sign is two"),
        pytest.param("€" * 81, Segments("GSM-7", 2, 162, 143), id="no escape pair across parts: 76 of them, then 5"),
        pytest.param("ñÑüÜéà¿¡", Segments("GSM-7", 1, 8, 152), id="Spanish that fits"),
        pytest.param("á" + "a" * 69, Segments("UCS-2", 1, 70, 0), id="one accent too many, 70"),
        pytest.param("á" + "a" * 70, Segments("UCS-2", 2, 71, 63), id="71"),
        pytest.param("ł" + "a" * 133, Segments("UCS-2", 2, 134, 0), id="134"),
        pytest.param("🙂" * 35, Segments("UCS-2", 1, 70, 0), id="an emoji is two"),
        pytest.param("🙂" * 36, Segments("UCS-2", 2, 72, 61), id="no surrogate pair across parts: 33, then 3"),
        pytest.param("e\u0301", Segments("UCS-2", 1, 2, 68), id="a loose accent leaves GSM"),
        pytest.param("ç", Segments("UCS-2", 1, 1, 69), id="only the capital cedilla is in the table"),
    ],
)
def test_parts_are_counted_as_they_are_billed(text: str, expected: Segments) -> None:
    """160 / 153 septets or 70 / 67 UTF-16 units."""
    assert count(text) == expected


def test_the_tables_are_those_of_the_standard() -> None:
    """127 characters beside the escape, and ten that take two septets."""
    assert (len(BASIC), len(EXTENSION)) == (127, 10)
    assert not BASIC & EXTENSION


def test_what_leaves_gsm_is_named() -> None:
    """So that an author can take it out."""
    assert foreign("¿Está allí, está? – “sí”") == ["á", "í", "–", "“", "”"]
    assert encoding("¿Qué? no") == "GSM-7"
