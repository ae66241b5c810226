"""What a reading comes to: sure, to be read back before it is stored, or not understood."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

Value = TypeVar("Value")
Reason: TypeAlias = Literal[
    "empty",  # nothing but spaces and punctuation
    "too-long",  # longer than any answer; kept for staff, not read
    "question",  # the family asks something back
    "not-sure",  # "I don't know"
    "both",  # yes and no at once
    "several",  # more than one value where one was asked
    "not-an-answer",  # nothing of the kind was found
    "not-whole",  # a fraction where a count was asked
    "too-small",
    "too-large",
    "out-of-range",  # a digit that is on no option
    "no-such-date",  # 30 February
    "not-a-day",  # "next month" where a day was asked
    "exclusive-with-others",  # "none of these" and something else
    "too-short",  # fewer letters than the form takes
    "too-exact",  # more decimals than the form takes
    "wrong-form",  # not written as the form wants it: no e-mail address, no postal code
    "no-file",  # words where a photo or file was asked
]


class Certain(msgspec.Struct, Generic[Value], frozen=True):
    """Store it as it is."""

    value: Value


class ReadBack(msgspec.Struct, Generic[Value], frozen=True):
    """Probably this; say it back and store it only after a yes."""

    value: Value


class Unclear(msgspec.Struct, frozen=True):
    """Not understood; the reason is for the wording of the re-ask and for staff."""

    reason: Reason


Outcome: TypeAlias = Certain[Value] | ReadBack[Value] | Unclear


def like(outcome: Certain[Any] | ReadBack[Any], value: Value) -> Certain[Value] | ReadBack[Value]:
    """Another value, as sure as what it was made of."""
    return settle(value, isinstance(outcome, Certain))


def settle(value: Value, is_sure: bool) -> Certain[Value] | ReadBack[Value]:
    """The value, certain or to be read back."""
    return Certain(value) if is_sure else ReadBack(value)
