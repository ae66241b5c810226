"""What the lists make of a line: which phrases stand in it, and what stands around each that makes it less."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from dialogs.safety.learned import Danger
from dialogs.safety.phrases import Cue, Harmless, LanguageList, Phrase

#: Cues that count wherever they stand in the text; the others only in the sentence of the phrase.
_ANYWHERE = frozenset({"over", "joking", "behavior"})
_WORDS_BEFORE = 8  # how far back a "what if" reaches
_WORDS_TO_PRESENT = 5  # how near a "now" must stand to outweigh a "last year"
_WORDS_BETWEEN = 3  # between "never" and the phrase

#: What lowered a phrase: a cue, that the question named it, or nothing.
Lowered: TypeAlias = Cue | Literal["invited", ""]


class Found(Struct, frozen=True):
    """One phrase that stands in the line."""

    phrase: Phrase
    lowered: Lowered

    @property
    def kind(self) -> Danger | Literal["amber"]:
        return "amber" if self.lowered or self.phrase.is_ask else self.phrase.topic.kind

    @property
    def is_present(self) -> bool:
        """It may be going on."""
        return self.lowered in ("", "invited")

    @property
    def rule(self) -> str:
        return f"{self.phrase.rule} ({self.lowered})" if self.lowered else self.phrase.rule


class _Context(Struct, frozen=True):
    """What stands around the phrases of one line: where each cue is, what is harmless."""

    line: str
    cues: dict[Cue, list[tuple[int, int]]]
    harmless: list[tuple[int, int]]
    quiet_topics: frozenset[str]
    starters: frozenset[str]


def find(line: str, entries: LanguageList, *, invited: bool) -> list[Found]:
    """Every phrase of the language that stands in the line, in no particular order."""
    matches = list(entries.phrases.found(line))
    if not matches:
        return []
    context = _context(line, entries)
    return [
        Found(phrase, _lowered(phrase, start, end, context, invited=invited))
        for phrase, start, end in matches
        if phrase.topic.name not in context.quiet_topics and not _overlaps(context.harmless, start, end)
    ]


def is_now(line: str, entries: LanguageList) -> bool:
    """Whether the line says anywhere that it is happening now."""
    context = _context(line, entries)
    return any(
        not _overlaps(context.cues.get("over", ()), begins, ends) for begins, ends in context.cues.get("present", ())
    )


def clues(found: Iterable[Found]) -> set[str]:
    """What was found, as clues for the learned weights. That the question invited it says nothing about the text."""
    names: set[str] = set()
    for each in found:
        topic = each.phrase.topic
        kind = topic.kind if each.lowered == "invited" else each.kind
        names |= {f"[{kind}]", f"[{topic.name} {kind}]"}
        if each.lowered and each.lowered != "invited":
            names.add(f"[{each.lowered}]")
    return names


def _context(line: str, entries: LanguageList) -> _Context:
    cues: dict[Cue, list[tuple[int, int]]] = {}
    harmless: list[tuple[int, int]] = []
    quiet: set[str] = set()
    for meaning, start, end in entries.context.found(line):
        if not isinstance(meaning, Harmless):
            cues.setdefault(meaning, []).append((start, end))
        elif meaning.topic is None:
            harmless.append((start, end))
        else:
            quiet.add(meaning.topic)
    return _Context(line, cues, harmless, frozenset(quiet), entries.starters)


def _lowered(phrase: Phrase, start: int, end: int, context: _Context, *, invited: bool) -> Lowered:
    cue = _lowering_cue(phrase.topic.lowered_by, start, end, context)
    if cue is not None:
        return cue
    is_answer = invited and not phrase.is_ask and not phrase.topic.holds_when_asked
    return "invited" if is_answer and not _is_present(start, end, context) else ""


def _lowering_cue(lowered_by: frozenset[str], start: int, end: int, context: _Context) -> Cue | None:
    """The cue that makes the phrase less than an alarm, or None. A cue inside the phrase itself is none."""
    opens = context.line.rfind("|", 0, start) + 1
    closes = context.line.find("|", end)
    if closes < 0:
        closes = len(context.line)
    if "negated" in lowered_by and _is_negated(opens, start, context):
        return "negated"
    if "unreal" in lowered_by and _is_unreal(opens, start, context):
        return "unreal"
    if _is_present(start, end, context):
        return None
    for cue in ("long_ago", "past", "recent", "habit", "others", "over", "joking", "behavior"):
        first, last = (0, len(context.line)) if cue in _ANYWHERE else (opens, closes)
        if cue in lowered_by and any(
            first <= begins and ends <= last and (ends <= start or begins >= end)
            for begins, ends in context.cues.get(cue, ())
        ):
            return cue
    return None


def _is_negated(opens: int, start: int, context: _Context) -> bool:
    """A "never" stands before the phrase with a few words between, and no new clause begins behind it."""
    if context.line[start : context.line.index(" ", start)] in context.starters:
        return False
    for begins, ends in context.cues.get("negated", ()):
        if opens <= begins and ends <= start:
            between = context.line[ends:start].split()
            if len(between) <= _WORDS_BETWEEN and "," not in between and context.starters.isdisjoint(between):
                return True
    return False


def _is_unreal(opens: int, start: int, context: _Context) -> bool:
    return any(
        opens <= begins and ends <= start and context.line.count(" ", ends, start) <= _WORDS_BEFORE
        for begins, ends in context.cues.get("unreal", ())
    )


def _is_present(start: int, end: int, context: _Context) -> bool:
    """A "now" stands near or in the phrase, and is no part of "fine now"."""
    for begins, ends in context.cues.get("present", ()):
        if _overlaps(context.cues.get("over", ()), begins, ends):
            continue
        between = context.line.count(" ", ends, start) if ends <= start else context.line.count(" ", end, begins)
        if between < _WORDS_TO_PRESENT:
            return True
    return False


def _overlaps(spans: list[tuple[int, int]] | tuple[()], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)
