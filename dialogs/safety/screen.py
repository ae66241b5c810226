"""What every inbound text is looked at for first: danger to somebody, now.

Broad on purpose. A listed phrase alarms; what stands around it ("never", "last year", "what if") lowers the
alarm to amber, a question back to the family; "right now" keeps it. Nothing here decides what is replied.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from dialogs.safety.phrases import Cue, Harmless, LanguageList, Phrase, Phrases

Kind: TypeAlias = Literal["red", "red_discreet", "amber", "death", "none"]

#: Longer texts are looked at from both ends: the work stays the same for a 1 MB body.
FIRST_CHARACTERS = 5_000
LAST_CHARACTERS = 1_000
#: The lists of this language are looked at for every family.
ALWAYS = "en"

#: Cues that count wherever they stand in the text; the others only in the sentence of the phrase.
_ANYWHERE = frozenset({"over", "joking", "behavior"})
_WORDS_BEFORE = 8  # how far back a "what if" reaches
_WORDS_TO_PRESENT = 5  # how near a "now" must stand to outweigh a "last year"
_WORDS_BETWEEN = 3  # between "never" and the phrase


class Screened(Struct, frozen=True):
    """`rule`: stable name of the phrase that fired and of the cue that lowered it; empty for none.

    `is_present`: the text tells of something that may be going on; for amber, silence then counts as red."""

    kind: Kind
    rule: str
    is_present: bool


NOTHING = Screened("none", "", False)


class _Context(Struct, frozen=True):
    """What stands around the phrases of one line: where each cue is, what is harmless."""

    line: str
    cues: dict[Cue, list[tuple[int, int]]]
    harmless: list[tuple[int, int]]
    quiet_topics: frozenset[str]
    starters: frozenset[str]


def screen(text: str, language: str, phrases: Phrases, *, invited: bool = False) -> Screened:
    """The gravest class that the text gives, in the contact's language and in English. Never raises.

    `invited`: the open question names such dangers itself, so naming one in reply is no alarm yet.
    """
    if len(text) > FIRST_CHARACTERS + LAST_CHARACTERS:
        text = f"{text[:FIRST_CHARACTERS]} . {text[-LAST_CHARACTERS:]}"
    best, best_rank = NOTHING, 0
    hint = NOTHING
    for name in dict.fromkeys((language.partition("-")[0], ALWAYS)):
        entries = phrases.languages.get(name)
        for phrase, found in _findings(text, entries, invited=invited) if entries else ():
            rank = _rank(found.kind, phrase)
            # of equals the first by name, so that the same text always shows the same rule
            if rank > best_rank or (rank == best_rank and found.rule < best.rule):
                best, best_rank = found, rank
            if phrase.topic.kind == "red_discreet" and found.is_present:
                hint = found if hint is NOTHING else min(hint, found, key=_name)
    if best.kind == "red" and hint is not NOTHING:
        # an injury beside a mere hint of violence: the reply that names nothing, and 911 stands in both
        return Screened("red_discreet", hint.rule, True)
    return best


def _name(found: Screened) -> str:
    return found.rule


def _rank(kind: Kind, phrase: Phrase) -> int:
    """Which finding counts: the reply that names nothing, then the living, then a death, then what may be over."""
    match kind:
        case "red_discreet":
            return 5
        case "red":
            return 4 if phrase.topic.before_death else 2
        case "death":
            return 3
        case "amber":
            return 1
        case "none":
            return 0


def _findings(text: str, entries: LanguageList, *, invited: bool) -> list[tuple[Phrase, Screened]]:
    line = entries.spelling.line(text)
    matches = list(entries.phrases.found(line))
    if not matches:
        return []
    context = _context(line, entries)
    return [
        (phrase, _weigh(phrase, start, end, context, invited=invited))
        for phrase, start, end in matches
        if phrase.topic.name not in context.quiet_topics and not _overlaps(context.harmless, start, end)
    ]


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


def _weigh(phrase: Phrase, start: int, end: int, context: _Context, *, invited: bool) -> Screened:
    cue = _lowering_cue(phrase.topic.lowered_by, start, end, context)
    if cue is not None:
        return Screened("amber", f"{phrase.rule} ({cue})", False)
    if phrase.is_ask:
        return Screened("amber", phrase.rule, True)
    if invited and not phrase.topic.holds_when_asked and not _is_present(start, end, context):
        return Screened("amber", f"{phrase.rule} (invited)", True)
    return Screened(phrase.topic.kind, phrase.rule, True)


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
