"""What every inbound text is looked at for first: danger to somebody, now.

Two signals. The lists (listed): a listed phrase alarms; what stands around it ("never", "last year", "what if") lowers
the alarm to amber, a question back to the family. The learned weights (learned): a text that sounds like danger alarms
though no list knows it, one that may be is asked, and an alarm of the lists that is surely ordinary becomes a question,
unless the phrase is one of the sure ones. Nothing here decides what is replied.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from dialogs.safety import listed
from dialogs.safety.learned import Learned, Opinion, Thresholds
from dialogs.safety.listed import Found
from dialogs.safety.phrases import LanguageList, Phrases
from dialogs.safety.spelling import SENTENCE

Kind: TypeAlias = Literal["red", "red_discreet", "amber", "death", "none"]

#: Longer texts are looked at from both ends: the work stays the same for a 1 MB body.
FIRST_CHARACTERS = 5_000
LAST_CHARACTERS = 1_000
#: The weights of a language say nothing about a text of which they know less.
_KNOWN_SHARE = 0.5
#: So few words that no list knows ("purple", "he did it", "hay alguien?") wake nobody at once: they are asked about,
#: and silence after that does.
_SAYS_LITTLE = 3


class Screened(Struct, frozen=True):
    """`rule`: stable name of the phrase that fired and of the cue that lowered it, or of the clues that weighed most;
    empty for none.

    `is_present`: the text tells of something that may be going on; for amber, silence then counts as red."""

    kind: Kind
    rule: str
    is_present: bool


NOTHING = Screened("none", "", False)


class Listed(Struct, frozen=True):
    """What the lists of all languages make of a text. `is_sure`: by a phrase that no weight lowers or spares."""

    screened: Screened
    is_sure: bool


class Weighed(Struct, frozen=True):
    """What the weights of one language make of a text. `why`: the clues that weighed most; they name no text."""

    language: str
    opinion: Opinion
    why: list[str]


class _Line(Struct, frozen=True):
    """The text as one language spells it, and what its lists find there."""

    language: str
    entries: LanguageList
    text: str
    found: list[Found]


#: What comes of the two signals together: as the lists say, or as the weights do.
Outcome: TypeAlias = Literal["listed", "raised", "lowered", "asked", "spared"]


def screen(text: str, language: str, phrases: Phrases, *, invited: bool = False) -> Screened:
    """The gravest class that the text gives in any language, the contact's own first. Never raises.

    `invited`: the open question names such dangers itself, so naming one in reply is no alarm yet.
    """
    lines = _lines(text, language, phrases, invited=invited)
    by_lists = said_by_lists([each.found for each in lines])
    heard = _most_at_home(lines)
    if heard is None:
        return by_lists.screened
    line, learned = heard
    opinion = learned.opinion(line.text, listed.clues(line.found))
    outcome = settle(by_lists, opinion, learned.thresholds)
    if outcome == "listed":
        return by_lists.screened
    if outcome == "spared":
        return NOTHING
    if outcome == "lowered":
        return Screened("amber", f"{by_lists.screened.rule} (learned {opinion.danger:.2f})", False)
    why = ", ".join(learned.why(line.text, listed.clues(line.found), opinion.kind))
    rule = f"{line.language}.{opinion.kind}.learned {opinion.danger:.2f}: {why}"
    if outcome == "raised" and (len(_words(line)) > _SAYS_LITTLE or by_lists.screened.kind not in ("none", "amber")):
        # nobody asks for violence or a death, and "now" is no answer about last year
        is_answer = invited and opinion.kind == "red" and not listed.is_now(line.text, line.entries)
        return Screened("amber", f"{rule} (invited)", True) if is_answer else Screened(opinion.kind, rule, True)
    return Screened("amber", f"{rule} (unsure)", opinion.is_present)


def weigh(text: str, language: str, phrases: Phrases) -> Weighed | None:
    """For whoever checks the weights: what they make of the text; None where none of them speaks its language."""
    heard = _most_at_home(_lines(text, language, phrases, invited=False))
    if heard is None:
        return None
    line, learned = heard
    clues = listed.clues(line.found)
    opinion = learned.opinion(line.text, clues)
    return Weighed(line.language, opinion, learned.why(line.text, clues, opinion.kind))


def settle(by_lists: Listed, opinion: Opinion, thresholds: Thresholds) -> Outcome:
    """Which of the two signals counts. The weights may raise and ask; they lower an alarm to a question, a question to
    nothing, and nothing that rests on a sure phrase."""
    kind = by_lists.screened.kind
    if opinion.danger >= thresholds.alarm:
        # violence behind what the lists take for an injury gets the reply that names nothing
        is_worse = kind in ("none", "amber") or (kind == "red" and opinion.kind == "red_discreet")
        return "raised" if is_worse else "listed"
    if kind == "none":
        return "asked" if opinion.unease >= thresholds.ask else "listed"
    if by_lists.is_sure:
        return "listed"
    if kind == "amber":
        return "spared" if opinion.unease < thresholds.spare else "listed"
    return "lowered" if opinion.danger < thresholds.veto else "listed"


def said_by_lists(found: Iterable[Iterable[Found]]) -> Listed:
    """The gravest of what the lists of each language found."""
    best, best_rank = NOTHING, 0
    hint = NOTHING
    is_sure = has_hint = False
    for each in (each for found_in_one in found for each in found_in_one):
        screened = Screened(each.kind, each.rule, each.is_present)
        rank = _rank(screened.kind, each)
        has_hint = has_hint or (each.phrase.is_ask and each.phrase.topic.holds_when_asked and not each.lowered)
        is_sure = is_sure or each.phrase.is_sure
        # of equals the first by name, so that the same text always shows the same rule
        if rank > best_rank or (rank == best_rank and screened.rule < best.rule):
            best, best_rank = screened, rank
        if each.phrase.topic.kind == "red_discreet" and screened.is_present:
            hint = screened if hint is NOTHING else min(hint, screened, key=_name)
    if best.kind == "red" and hint is not NOTHING:
        # an injury beside a mere hint of violence: the reply that names nothing, and 911 stands in both
        best = Screened("red_discreet", hint.rule, True)
    # a bare hint of self-harm or violence, too, is worth its question, but makes no other phrase surer
    return Listed(best, is_sure or (has_hint and best.kind == "amber"))


def _lines(text: str, language: str, phrases: Phrases, *, invited: bool) -> list[_Line]:
    """The text as each language spells it. A whole text that the line itself answers is of the language that says it
    so: "no me molesten" is not English for anything."""
    if len(text) > FIRST_CHARACTERS + LAST_CHARACTERS:
        # half a word may be another word
        first, last = text[:FIRST_CHARACTERS], text[-LAST_CHARACTERS:]
        text = f"{first.rpartition(' ')[0] or first} . {last.partition(' ')[2] or last}"
    lines = []
    for name in dict.fromkeys((language.partition("-")[0], *phrases.languages)):
        entries = phrases.languages.get(name)
        if entries is not None:
            line = entries.spelling.line(text)
            lines.append(_Line(name, entries, line, listed.find(line, entries, invited=invited)))
    return [each for each in lines if _is_answered(each)] or lines


def _is_answered(line: _Line) -> bool:
    return _words(line) in line.entries.answered


def _words(line: _Line) -> tuple[str, ...]:
    return tuple(line.text.replace(SENTENCE, " ").split())


def _most_at_home(lines: Iterable[_Line]) -> tuple[_Line, Learned] | None:
    """The line whose weights know most of its words, the contact's own language first; None where they know too few,
    and of a whole text that the line itself answers."""
    best, most = None, _KNOWN_SHARE
    for line in lines:
        if _is_answered(line):
            return None
        learned = line.entries.learned
        share = learned.knows(line.text) if learned else 0.0
        if learned and (share > most or (best is None and share == most)):
            best, most = (line, learned), share
    return best


def _name(found: Screened) -> str:
    return found.rule


def _rank(kind: Kind, found: Found) -> int:
    """Which finding counts: the reply that names nothing, then the living, then a death, then what may be over."""
    match kind:
        case "red_discreet":
            return 5
        case "red":
            return 4 if found.phrase.topic.before_death else 2
        case "death":
            return 3
        case "amber":
            return 1
        case "none":
            return 0
