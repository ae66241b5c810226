"""dateparser, kept at arm's length: loaded on first use, short texts only, one language at a time.

Its first call in a process costs about two seconds and some of what it reads is wrong, so its days are
never stored unread.
"""

from __future__ import annotations

from datetime import date, datetime

#: All languages over 4,096 characters take half a second; a day is said in far fewer.
LONGEST = 200

_KNOWN = frozenset({"en", "es", "fr", "pt", "zh", "ar", "ko", "vi", "ru"})  # it has no Haitian Creole


def day(text: str, language: str, *, now: datetime, prefer: str) -> date | None:
    """The day dateparser reads in the whole text, or None. prefer: "future" or "past"."""
    short = language.replace("_", "-").split("-")[0].casefold()
    if len(text) > LONGEST or short not in _KNOWN:
        return None
    import dateparser  # here because it takes half a second to import

    try:
        read = dateparser.parse(
            text,
            languages=[short],
            settings={
                "RELATIVE_BASE": now.replace(tzinfo=None),
                "PREFER_DATES_FROM": "past" if prefer == "past" else "future",
                "REQUIRE_PARTS": ["day", "month"],
                "NORMALIZE": True,
            },
        )
    except Exception:  # it raises whatever its tables lead to, on text from anyone
        return None
    return read.date() if read is not None else None
