"""What bounds an answer, in words: said when the question is asked again, and beside the field where staff type."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dialogs.forms.model import OPEN, Kind, Question
from dialogs.forms.speaking import Speaks, joined
from dialogs.forms.written import clock_text, day_text, number_text


def limits_text(question: Question, language: str, wording: Speaks) -> str:
    """What bounds the answer, or an example of one, said when it is asked again; empty where nothing does."""
    return joined(_range_text(question, language, wording), *_other_limits(question, language, wording))


def _range_text(question: Question, language: str, wording: Speaks) -> str:
    low, high = (_bound_text(bound, language, wording) for bound in (question.minimum, question.maximum))
    if low and high:
        return wording.say(language, "form-limits", low=low, high=high)
    if low:
        return wording.say(language, "form-at-least", low=low)
    return wording.say(language, "form-at-most", high=high) if high else ""


def _bound_text(bound: Decimal | str | None, language: str, wording: Speaks) -> str:
    if bound is None:
        return ""
    if isinstance(bound, Decimal):
        return number_text(bound)
    return clock_text(bound, language) if ":" in bound[:3] else day_text(bound[:10], language, wording)


def _other_limits(question: Question, language: str, wording: Speaks) -> Iterator[str]:
    limits = question.limits
    match question.kind:
        case Kind.TIME:
            yield wording.say(language, "form-time-example")
        case Kind.DATE | Kind.DATE_TIME if not question.is_partial:
            yield wording.say(language, "form-date-example")
        case Kind.ATTACHMENT:
            yield wording.say(language, "form-file")
            if limits.max_size is not None:
                yield wording.say(language, "form-file-size", megabytes=_megabytes(limits.max_size))
        case Kind.SEVERAL | Kind.OPEN_SEVERAL:
            if limits.most is not None:
                yield wording.say(language, "form-most-options", count=limits.most)
            if (limits.fewest or 0) > 1:
                yield wording.say(language, "form-fewest-options", count=limits.fewest)
        case _:
            pass
    if limits.decimals is not None and question.kind in (Kind.DECIMAL, Kind.QUANTITY):
        yield wording.say(language, "form-decimals", count=limits.decimals)
    yield from _length_limits(question, language, wording)
    if limits.pattern and limits.entry_format:
        yield wording.say(language, "form-like", format=limits.entry_format)


def _length_limits(question: Question, language: str, wording: Speaks) -> Iterator[str]:
    longest = question.max_length if question.kind in OPEN else None
    shortest = question.limits.min_length
    if shortest and shortest == longest:
        yield wording.say(language, "form-length", count=shortest)
        return
    if longest is not None:
        yield wording.say(language, "form-longest", count=longest)
    if shortest:
        yield wording.say(language, "form-shortest", count=shortest)


def _megabytes(size: Decimal) -> str:
    return number_text((size / 1_048_576).quantize(Decimal("0.1")))
