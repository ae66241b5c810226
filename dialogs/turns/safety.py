"""What every inbound text is looked at for first: danger to somebody, now.

Broad on purpose. A listed phrase alarms; what stands around it ("never", "last year", "what if") lowers the
alarm to amber, a question back to the family; "right now" keeps it. Nothing here decides what is replied.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from dialogs.turns.phrases import LanguageList, Phrase, Phrases

Kind: TypeAlias = Literal["red", "red_discreet", "amber", "death", "none"]

#: Longer texts are looked at from both ends: work stays the same for a 1 MB body.
FIRST_CHARACTERS = 5_000
LAST_CHARACTERS = 1_000
#: Lines in this language are screened for every family.
ALWAYS = "en"

_WORDS_BEFORE = 8  # how far back a "what if" reaches
_WORDS_TO_PRESENT = 5  # how near a "now" must stand to outweigh a "last year"
_NOTHING_BETWEEN = 3  # words between "never" and the phrase


class Screened(Struct, frozen=True):
    """`rule`: stable name of the phrase that fired and of the cue that lowered it; empty for none.
    `is_present`: the text tells of something that may be going on; for amber, silence then counts as red."""

    kind: Kind
    rule: str
    is_present: bool


NOTHING = Screened("none", "", False)


def screen(text: str, language: str, phrases: Phrases, *, invited: bool = False) -> Screened:
    """The gravest class that the text gives, in the contact's language and in English. Never raises.

    `invited`: the open question names such dangers itself, so that naming one in reply is no alarm yet.
    """
    seen = text if len(text) <= FIRST_CHARACTERS + LAST_CHARACTERS else _ends(text)
    best = NOTHING
    best_rank = _rank(best, None)
    for name in dict.fromkeys((language.partition("-")[0], ALWAYS)):
        entries = phrases.languages.get(name)
        if entries is None:
            continue
        for found, phrase in _findings(seen, entries, invited=invited):
            rank = _rank(found, phrase)
            if rank > best_rank:
                best, best_rank = found, rank
    return best


def _ends(text: str) -> str:
    return f"{text[:FIRST_CHARACTERS]} . {text[-LAST_CHARACTERS:]}"


def _rank(found: Screened, phrase: Phrase | None) -> int:
    """Which of several findings counts: a person in danger before a death, a reply that names nothing first."""
    match found.kind:
        case "red_discreet":
            return 5
        case "red":
            return 4 if phrase is not None and phrase.topic.before_death else 2
        case "death":
            return 3
        case "amber":
            return 1
        case "none":
            return 0


def _findings(text: str, entries: LanguageList, *, invited: bool) -> list[tuple[Screened, Phrase]]:
    line = entries.spelling.line(text)
    matches = [(phrase, match) for phrase in entries.candidates(line) for match in phrase.regex.finditer(line)]
    if not matches:
        return []
    harmless = [match.span() for match in entries.safe.finditer(line)] if entries.safe else []
    found: list[tuple[Screened, Phrase]] = []
    for phrase, match in matches:
        start, end = match.span()
        if any(first < end and start < last for first, last in harmless):
            continue
        if phrase.topic.unless is not None and phrase.topic.unless.search(line):
            continue
        found.append((_weigh(phrase, line, start, end, entries, invited=invited), phrase))
    return found


def _weigh(phrase: Phrase, line: str, start: int, end: int, entries: LanguageList, *, invited: bool) -> Screened:
    cue = _lowering_cue(phrase, line, start, end, entries)
    if cue is not None:
        return Screened("amber", f"{phrase.rule} ({cue})", False)
    if phrase.is_ask:
        return Screened("amber", phrase.rule, True)
    if invited and not phrase.topic.holds_when_asked and not _is_present(line, start, end, entries):
        return Screened("amber", f"{phrase.rule} (invited)", True)
    return Screened(phrase.topic.kind, phrase.rule, True)


def _lowering_cue(phrase: Phrase, line: str, start: int, end: int, entries: LanguageList) -> str | None:
    """The cue that makes the phrase less than an alarm, or None."""
    lowered_by = phrase.topic.lowered_by
    opens = line.rfind("|", 0, start) + 1
    closes = line.find("|", end)
    before = line[opens:start]
    # the words of the phrase itself are no cue: "ya no" in "ya no respira"
    sentence = f"{line[opens:start]}, {line[end : closes if closes >= 0 else len(line)]}"
    elsewhere = f"{line[:start]}, {line[end:]}"
    if "negated" in lowered_by and _is_negated(before, entries):
        return "negated"
    near_before = " " + " ".join(before.split()[-_WORDS_BEFORE:]) + " "
    if "unreal" in lowered_by and _has("unreal", near_before, entries):
        return "unreal"
    if _is_present(line, start, end, entries):
        return None
    for cue in ("long_ago", "past", "recent", "habit", "others"):
        if cue in lowered_by and _has(cue, sentence, entries):
            return cue
    for cue in ("over", "behavior"):
        if cue in lowered_by and _has(cue, elsewhere, entries):
            return cue
    return None


def _has(cue: str, part: str, entries: LanguageList) -> bool:
    regex = entries.cues.get(cue)
    return regex is not None and regex.search(part) is not None


def _is_negated(before: str, entries: LanguageList) -> bool:
    """A "never" stands before the phrase with at most a few words between, none of which begins a new clause."""
    regex = entries.cues.get("negated")
    if regex is None:
        return False
    tail = " " + " ".join(before.split()[-_NOTHING_BETWEEN - 3 :]) + " "
    last = None
    for last in regex.finditer(tail):
        pass
    if last is None:
        return False
    between = tail[last.end() :].split()
    return len(between) <= _NOTHING_BETWEEN and not entries.starters.intersection(between)


def _is_present(line: str, start: int, end: int, entries: LanguageList) -> bool:
    """A "now" stands near, and is not part of "fine now"."""
    regex = entries.cues.get("present")
    if regex is None:
        return False
    before, behind = line[:start].split()[-_WORDS_TO_PRESENT:], line[end:].split()[:_WORDS_TO_PRESENT]
    window = f" {' '.join([*before, line[start:end].strip(), *behind])} "
    over = entries.cues.get("over")
    return regex.search(over.sub(" ", window) if over else window) is not None
