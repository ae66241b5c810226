"""Options by digit, word, label and keyword."""

from __future__ import annotations

import pytest

from dialogs.reading.choices import Choice, read_choice
from dialogs.reading.outcome import Certain, Outcome, ReadBack, Unclear
from dialogs.reading.words import Words

RIDE = (
    Choice("bus", "City bus", ("autobús",)),
    Choice("car", "Our own car", ("carro",)),
    Choice("taxi", "Taxi or rideshare"),
    Choice("none", "None of these"),
    Choice("walk", "Walking"),
)
COUNTS = (Choice("0", "0"), Choice("1", "1"), Choice("2", "2 or more"))
POLITE = (Choice("y", "Yes"), Choice("n", "No"), Choice("t", "Let's talk"))


@pytest.mark.parametrize(
    ("language", "text", "outcome"),
    [
        pytest.param("en", "2", Certain(1), id="digit"),
        pytest.param("en", "#3.", Certain(2), id="digit with signs"),
        pytest.param("ar", "٣", Certain(2), id="Arabic digit"),
        pytest.param("en", "the second one", Certain(1), id="ordinal"),
        pytest.param("es", "la dos", Certain(1), id="la dos"),
        pytest.param("es", "opcion tres", Certain(2), id="opción tres"),
        pytest.param("en", "the last one", Certain(4), id="last"),
        pytest.param("en", "city BUS", Certain(0), id="label"),
        pytest.param("en", "walk", Certain(4), id="unique prefix"),
        pytest.param("en", "autobus", Certain(0), id="keyword of another language"),
        pytest.param("en", "9", Unclear("out-of-range"), id="no such option"),
        pytest.param("en", "1 or 2", Unclear("several"), id="two"),
        pytest.param("en", "what is rideshare?", Unclear("question"), id="question"),
        pytest.param("en", "bus i think", ReadBack(0), id="a word of the label"),
        pytest.param("en", "one", Certain(0), id="a number in a word"),
        pytest.param("en", "the first one", Certain(0), id="ordinal and filler"),
        pytest.param("en", "la primera", Certain(0), id="Spanish to an English question"),
        pytest.param("en", "uno", Certain(0), id="uno"),
        pytest.param("en", "2 weeks", ReadBack(1), id="so many of something"),
        pytest.param("en", "2 please", Certain(1), id="digit and a courtesy"),
        pytest.param("en", "ten", Unclear("out-of-range"), id="a word beyond the options"),
    ],
)
def test_one_option(words: Words, language: str, text: str, outcome: Outcome[int]) -> None:
    """One option is named, or it is read back or unclear."""
    assert read_choice(text, language, words, RIDE) == outcome


@pytest.mark.parametrize(
    ("language", "text", "outcome"),
    [
        pytest.param("en", "1,3,5", Certain((0, 2, 4)), id="commas"),
        pytest.param("en", "1 and 3", Certain((0, 2)), id="and"),
        pytest.param("en", "1 3", Certain((0, 2)), id="space"),
        pytest.param("en", "1-3", Certain((0, 1, 2)), id="range"),
        pytest.param("es", "1 y 3", Certain((0, 2)), id="y"),
        pytest.param("es", "uno y tres", Certain((0, 2)), id="words"),
        pytest.param("en", "135", ReadBack((0, 2, 4)), id="run together"),
        pytest.param("en", "none", Certain((3,)), id="exclusive by word"),
        pytest.param("en", "4", Certain((3,)), id="exclusive alone"),
        pytest.param("en", "1,4", Unclear("exclusive-with-others"), id="exclusive with others"),
        pytest.param("en", "taxi or rideshare and walking", Certain((2, 4)), id="labels"),
        pytest.param("en", "1 or 2", Unclear("several"), id="either"),
        pytest.param("en", "all of them", ReadBack((0, 1, 2, 4)), id="all"),
        pytest.param("en", "yes", Unclear("not-an-answer"), id="a yes to which of these"),
    ],
)
def test_several_options(words: Words, language: str, text: str, outcome: Outcome[tuple[int, ...]]) -> None:
    """Lists, ranges and runs of digits; an exclusive option stands alone."""
    assert read_choice(text, language, words, RIDE, several=True, exclusive=(3,)) == outcome


def test_all_of_them_leaves_out_what_stands_aside(words: Words) -> None:
    """ "All" of what help is wanted with is not "we have help" as well."""
    read = read_choice("all of them", "en", words, RIDE, several=True, exclusive=(3,), aside=(4,))
    assert read == ReadBack((0, 1, 2))


def test_a_yes_never_picks_an_option_that_only_sounds_like_one(words: Words) -> None:
    """ "Si" to "what has changed?" was stored as the insurance: "seguro" is a yes as well."""
    changes = (Choice("school", "escuela"), Choice("insurance", "seguro"), Choice("none", "sin cambios", ("NO",)))
    assert read_choice("si", "es", words, changes, several=True, exclusive=(2,)) == Unclear("not-an-answer")
    assert read_choice("seguro", "es", words, changes, several=True, exclusive=(2,)) == Certain((1,))
    assert read_choice("nop", "es", words, changes, several=True, exclusive=(2,)) == Certain((2,))


PAGE = (Choice("yes", "SI"), Choice("old", "SI, pero vieja", ("vieja", "viejita")), Choice("no", "NO"))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("si", Certain(0), id="the yes alone"),
        pytest.param("si tengo", Certain(0), id="a yes in more words"),
        pytest.param("si, vieja", Certain(1), id="the yes is the beginning of the other"),
        pytest.param("si pero ya esta viejita", ReadBack(1), id="the other in a sentence"),
        pytest.param("si, de hace muchos años", ReadBack(0), id="what it goes on with may be the other"),
        pytest.param("1 2", Unclear("several"), id="two digits are two options"),
    ],
)
def test_a_yes_that_goes_on_may_be_the_option_that_goes_on(words: Words, text: str, outcome: Outcome[int]) -> None:
    """Beside "yes, but old" a yes with more behind it is never surely the plain yes."""
    assert read_choice(text, "es", words, PAGE) == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("just me", Certain(0), id="the keyword"),
        pytest.param("just my mom", Unclear("not-an-answer"), id="one word of it"),
        pytest.param("i guess it is just me", ReadBack(0), id="both words of it"),
    ],
)
def test_one_word_of_a_longer_keyword_is_not_the_option(words: Words, text: str, outcome: Outcome[int]) -> None:
    """ "Just my mom" to "who would care for her?" is not "no one"."""
    assert read_choice(text, "en", words, (Choice("no-one", "no one", ("just me",)),)) == outcome


def test_a_digit_that_is_also_a_label_is_read_back(words: Words) -> None:
    """Where option 1 is labelled 0 and option 2 is labelled 1, "1" is doubtful."""
    assert read_choice("1", "en", words, COUNTS) == ReadBack(0)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("yep", Certain(0), id="yes word"),
        pytest.param("👎", Certain(1), id="emoji"),
        pytest.param("talk", ReadBack(2), id="word of the label"),
    ],
)
def test_yes_words_pick_the_yes_option(words: Words, text: str, outcome: Outcome[int]) -> None:
    """An option that says yes is picked by any yes."""
    assert read_choice(text, "en", words, POLITE) == outcome


@pytest.mark.parametrize(
    "text", ["no me acuerdo", "no tengo idea", "no idea", "no lo sé", "no clue", "no puedo ahorita"]
)
def test_not_knowing_is_never_a_no(text: str, words: Words) -> None:
    """ "I don't know" holds the word no, and means none of the options."""
    options = (Choice("yes", "SI"), Choice("old", "vieja"), Choice("no", "NO"))
    assert read_choice(text, "es", words, options) == Unclear("not-sure")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("no", Certain(1), id="no"),
        pytest.param("no, gracias", Certain(1), id="no and thanks"),
        pytest.param("no soy rosa", ReadBack(1), id="somebody else"),
        pytest.param("ahora no", ReadBack(1), id="not now"),
    ],
)
def test_a_no_with_more_behind_it_is_read_back(words: Words, text: str, outcome: Outcome[int]) -> None:
    """ "I am not Rosa" was taken for a sure no, and refused all texts."""
    assert read_choice(text, "es", words, (Choice("yes", "SI"), Choice("no", "NO"))) == outcome


def test_nothing_of_an_option_is_not_the_option(words: Words) -> None:
    """ "Nada de salud" was taken for a yes to health details."""
    levels = (Choice("0", "Solo fecha, hora y lugar"), Choice("2", "También datos de salud", ("salud",)))
    assert read_choice("nada de salud", "es", words, levels) == ReadBack(1)


FEELINGS = (
    Choice("fine", "bien", ("muy bien", "ok")),
    Choice("worn", "sin fuerzas", ("mal",)),
    Choice("limit", "ya no puedo", ("no puedo más",)),
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("no", ReadBack(2), id="no begins a keyword of the worst"),
        pytest.param("si", Unclear("not-an-answer"), id="si begins sin"),
        pytest.param("no puedo", ReadBack(2), id="the beginning of a keyword that says no"),
        pytest.param("sin", Certain(1), id="a word of a label"),
    ],
)
def test_a_bare_no_is_never_surely_another_answer(words: Words, text: str, outcome: Outcome[int]) -> None:
    """Where yes and no are no options, a plain one of them is asked back: it once was taken for "at my limit"."""
    assert read_choice(text, "es", words, FEELINGS) == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param("no", ReadBack(2), id="no, and more"),
        pytest.param("yes", Unclear("several"), id="two begin with yes"),
    ],
)
def test_yes_or_no_among_longer_options(words: Words, text: str, outcome: Outcome[int]) -> None:
    """An option that says more than yes or no is read back."""
    options = (Choice("a", "yes, enough"), Choice("b", "yes, hours missing"), Choice("c", "no, but we need it"))
    assert read_choice(text, "en", words, options) == outcome
