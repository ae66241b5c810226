"""A visit in more words than an option has: what stands beside an option's words, and what stands behind its digit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise

from dialogs.content import Content
from dialogs.reading.choices import Choice
from dialogs.reading.scan import Piece, Token, Trie, fold, phrases, tokens
from dialogs.reading.text import plain
from dialogs.reading.words import Lexicon

#: What a yes to a visit must not hold, as words.toml names it.
_DOUBTS = frozenset({"hedge", "but", "unsure", "not", "no", "question"})
#: So many other words may stand beside a yes: "yes we come with grandma".
_BESIDE_YES = 3
#: What turns nothing round, as words.toml names it: courtesies and a no; a day, and what leads to one; a clock.
_SAYS_NOTHING = frozenset({"filler", "no"})
_OF_A_DAY = frozenset({"weekday", "month", "day", "shift", "unit"})
_OF_A_CLOCK = frozenset({"time_am", "time_pm", "time_hour", "time_minute"})
#: "3 ride": a digit, and words behind it.
_DIGIT_AND_WORDS = re.compile(r"\s*(\d)(?:\s*[.,:;)\-]\s*|\s+)(?=\D)(.*[^\W\d_].*)", re.S)


def is_doubtful(choice: Choice, text: str, language: str, content: Content) -> bool:
    """Whether the words beside those of the option may turn it round. "Vamos a ver" is not "vamos"; "we can't make it
    stop" and "his pump doesn't work" may be danger told sideways: a person reads them."""
    match choice.code:
        case "coming":
            return not _is_plain_yes(choice, text, language, content)
        case "change" | "need_help":
            return not _stand_alone(choice, text, language, content)
        case _:
            return False


def digit_and_words(text: str, language: str, content: Content) -> tuple[int, str]:
    """The digit and the words behind it in "3 ride"; (0, '') where there are none, where something is asked, and where
    the digit counts or dates something: "2 kids", "3 pm", "2 de mayo"."""
    found = _DIGIT_AND_WORDS.fullmatch(text)
    if found is None or "?" in text or _belong_to_a_digit(found[2], language, content):
        return 0, ""
    return int(found[1]), found[2].strip()


def names_a_day(text: str, language: str, content: Content) -> bool:
    """Whether a day, a week or a time of day is named somewhere in it."""
    lexicon = content.words.of(language)
    found = tokens(fold(text), lexicon.known)
    clock = {piece.tag for piece in phrases(found, lexicon.times)} & _OF_A_CLOCK
    return bool(clock or any(_of_a_day(found, tree) for tree in _dates(language, content)))


def names_only(text: str, weekday: int, language: str, content: Content) -> bool:
    """Whether this day of the week (Monday 0) is named, and nothing beside it but a courtesy: "on friday, thanks"."""
    found = tokens(fold(text), content.words.of(language).known)
    usual = content.keywords.loose["courtesy"]
    for tree in _dates(language, content):
        pieces = [piece for piece in phrases(found, tree) if _is_word(piece) and piece.value not in usual]
        days = [piece.value for piece in pieces if piece.tag == "weekday"]
        if days == [weekday] and all(piece.tag in ("weekday", "on", "filler") for piece in pieces):
            return True
    return False


def names_help(text: str, language: str, content: Content) -> bool:
    """Whether the help that is wanted is named already: "ride", "3 wheelchair van"; "something else" names none."""
    keywords = content.keywords
    _, words = digit_and_words(text, language, content)
    if words:
        return not keywords.says(words, "vague_help")
    said = f" {plain(fold(text))} "
    named = (word for lists in keywords.options.values() for word in lists.get("need_help", ()))
    return keywords.needs_help(text) or any(
        f" {plain(fold(word))} " in said and not keywords.means(word, "vague_help") for word in named
    )


def _belong_to_a_digit(words: str, language: str, content: Content) -> bool:
    lexicon, usual = content.words.of(language), content.keywords.loose["visit_words"]
    found = tokens(fold(words), lexicon.known)
    day, clock = _first(found, lexicon.dates), _first(found, lexicon.times)
    counted = list(dropwhile(lambda token: token.text in usual, found))
    is_month = day == "month" and not any(character.isdigit() for character in words)
    # "2 mañana" is tomorrow; two in the morning is "2 de la mañana".
    is_clock = clock in _OF_A_CLOCK and day != "day"
    return is_clock or is_month or day == "unit" or _first(counted, lexicon.numbers) == "counter"


def _first(found: Sequence[Token], tree: Trie) -> str:
    """What the first piece is that is more than a filler; '' where no list knows it."""
    return next((piece.tag for piece in phrases(found, tree) if not piece.tag.endswith("filler")), "")


def _is_plain_yes(choice: Choice, text: str, language: str, content: Content) -> bool:
    """No doubt, no other day and hardly a word more."""
    lexicon = _lexicon(language, content)
    found = tokens(fold(text), lexicon.known)
    pieces = phrases(found, lexicon.answers)
    own = {token.text for form in (choice.label, *choice.keywords) for token in tokens(fold(form))}
    strange = [piece for piece in pieces if piece.tag == "" and _is_word(piece) and piece.value not in own]
    tags = {piece.tag for piece in pieces}
    if tags & _DOUBTS or len(strange) > (_BESIDE_YES if "yes" in tags else 1):
        return False
    return not any(piece.tag in ("weekday", "month") for piece in phrases(found, lexicon.dates))


def _stand_alone(choice: Choice, text: str, language: str, content: Content) -> bool:
    """The option's own words, and beside them a courtesy, a day, or what is said of any visit. Nothing of the option
    in it: it was meant by its digit, or by its first letters."""
    rest = said = f" {plain(fold(text))} "
    for words in sorted((plain(fold(form)) for form in (choice.label, *choice.keywords)), key=len, reverse=True):
        rest = rest.replace(f" {words} ", " / ") if words else rest
    if rest == said:
        return True
    lexicon, loose = _lexicon(language, content), content.keywords.loose
    usual = loose["visit_words"] | loose["courtesy"]
    dates = _dates(language, content) if choice.code == "change" else ()
    for part in rest.split("/"):
        found = tokens(part, lexicon.known)
        day = {start for tree in dates for start in _of_a_day(found, tree)}
        for piece in phrases(found, lexicon.answers):
            is_usual = piece.tag in _SAYS_NOTHING or piece.value in usual or piece.start in day
            if not is_usual and _is_word(piece):
                return False
    return True


def _of_a_day(found: Sequence[Token], dates: Trie) -> set[int]:
    """Where the words stand that name a day, and an "on" before one: in "I can't go on" it leads to none."""
    pieces = phrases(found, dates)
    led = (one.start for one, other in pairwise(pieces) if one.tag == "on" and other.tag in _OF_A_DAY)
    return {piece.start for piece in pieces if piece.tag in _OF_A_DAY} | set(led)


def _dates(language: str, content: Content) -> tuple[Trie, ...]:
    """Of the languages that a family may write in one breath."""
    return tuple(content.words.of(each).dates for each in dict.fromkeys((language, "en", "es")))


def _is_word(piece: Piece) -> bool:
    return not isinstance(piece.value, str) or piece.value[0].isalpha()


def _lexicon(language: str, content: Content) -> Lexicon:
    """Spanish doubts, too, for whoever may answer in Spanish; its words hold the English ones."""
    return content.words.of("es" if language.partition("-")[0] == "en" else language)
