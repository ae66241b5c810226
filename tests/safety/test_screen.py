"""The safety screen: its figures on the labelled texts, its mechanics one by one, and that nothing upsets it."""

from __future__ import annotations

import io
import json
import time
import tomllib
from collections.abc import Iterator
from itertools import chain
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.screen import run
from dialogs.errors import ContentError
from dialogs.safety.phrases import Cue, Phrases
from dialogs.safety.screen import NOTHING, Kind, Screened, screen
from tests.safety.figures import DANGEROUS, LANGUAGES, LOCALES, Figures, Half, figures, phrases

HALVES: tuple[Half, ...] = get_args(Half)
CUE_ENDINGS = tuple(f" ({cue})" for cue in get_args(Cue))

#: A list of its own, so that the mechanics are tested apart from what a nurse may edit.
SMALL = """
sounds = ["h>", "v>b"]
misspelled = ["breathing"]
safe = ["killing it"]
[spelling]
breathe = ["brethe"]
[accents]
"sí" = "yes"
[lists]
never_between = ["not"]
starters = ["he", "and"]
child = ["he", "my son"]
[cues]
negated = ["never", "not"]
unreal = ["if", "worry"]
long_ago = ["years ago"]
past = ["last week"]
recent = ["yesterday"]
habit = ["sometimes"]
over = ["fine now"]
joking = ["lol"]
behavior = ["therapy"]
present = ["now"]
[red.breathing]
phrases = [
  "{child} stopped breath*", "(blue/dark purple) & (lips/mouth)", "oxygen .. <30-84>", "cant breathe", "^ limp $",
  "neck .. blue",
]
ask = ["wheezing"]
unless = ["nose"]
[red.self_harm]
phrases = ["killing (myself/himself/it)"]
holds_when_asked = true
before_death = true
[red_discreet.violence]
phrases = ["hits me"]
ask = ["husband"]
lowered_by = ["long_ago", "behavior"]
[death.child]
phrases = ["my son [has] died"]
"""


@pytest.fixture(scope="module")
def small() -> Phrases:
    return Phrases.parse({"en": SMALL})


#: Goals that are not reached yet. The goals stay; whoever reaches one strikes it from here, and as long as one stands
#: here the README may not claim it. Only the judge and the answers say something about other texts: all other halves
#: have taught the weights. Never look at those two to get there.
NOT_YET = {
    ("alarms", "en", "judge"),
    ("alarms", "es", "judge"),
    ("recall", "en", "judge"),
    ("recall", "es", "judge"),
}


def _expect(request: pytest.FixtureRequest, goal: str, language: str, half: Half) -> Figures:
    if (goal, language, half) in NOT_YET:
        request.applymarker(pytest.mark.xfail(strict=True, reason=figures(language, half).row()))
    return figures(language, half)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
class TestOrdinary:
    """What ordinary texts may cost."""

    def test_they_hardly_ever_alarm(self, language: str, half: Half, request: pytest.FixtureRequest) -> None:
        """At most 5 in 1,000 ordinary answers alarm."""
        assert _expect(request, "alarms", language, half).false_alarm_rate <= 0.005

    def test_few_cost_a_question(self, language: str, half: Half, request: pytest.FixtureRequest) -> None:
        """At most 6 in 100 ordinary answers are asked back (decision 0013)."""
        assert _expect(request, "asked", language, half).amber_rate <= 0.06


@pytest.mark.parametrize("half", DANGEROUS)
@pytest.mark.parametrize("language", LANGUAGES)
class TestDanger:
    """The goals of the screen, on texts that were labelled before there was any list, and on those made with it."""

    def test_danger_is_recognized(self, language: str, half: Half, request: pytest.FixtureRequest) -> None:
        """At least 95 in 100 dangers alarm at once, not counting those that are only asked."""
        assert _expect(request, "recall", language, half).recall >= 0.95

    def test_danger_is_not_passed_over(self, language: str, half: Half, request: pytest.FixtureRequest) -> None:
        """At least 95 in 100 dangers alarm or are asked "is this happening now?"."""
        assert _expect(request, "caught", language, half).caught >= 0.95

    def test_violence_is_never_answered_by_name(
        self, language: str, half: Half, request: pytest.FixtureRequest
    ) -> None:
        """No text about violence gets the reply that names danger: another person may read it."""
        assert _expect(request, "named", language, half).named_violence == 0


@pytest.mark.parametrize(
    ("text", "kind", "cue"),
    [
        pytest.param("my son stopped breathing", "red", "", id="explicit and present"),
        pytest.param("HE STOPPED BREATHIN", "red", "", id="capitals, a word that begins so"),
        pytest.param("he stopped  breathing!!!", "red", "", id="blanks and marks"),
        pytest.param("i cant brethe", "red", "", id="listed misspelling"),
        pytest.param("i can't breathe", "red", "", id="apostrophe"),
        pytest.param("i can’t breathe", "red", "", id="curly apostrophe"),
        pytest.param("cant breatheeee", "red", "", id="stretched"),
        pytest.param("his mouth is dark purple", "red", "", id="both words, the other order"),
        pytest.param("his lips. they are blue", "red", "", id="both words, two sentences"),
        pytest.param("the blue chair is here", "none", "", id="one of two words"),
        pytest.param("oxygen is at 70", "red", "", id="number in range"),
        pytest.param("oxygen is at 97", "none", "", id="number out of range"),
        pytest.param("oxygen came. we paid 70", "none", "", id="a gap stays in its sentence"),
        pytest.param("her neck is all blue", "red", "", id="a gap"),
        pytest.param("her neck is not blue", "none", "", id="no gap reaches over not"),
        pytest.param("limp!", "red", "", id="the whole text"),
        pytest.param("he walks with a limp", "none", "", id="not the whole text"),
        pytest.param("he never stopped breathing", "none", "", id="not the words as listed"),
        pytest.param("no never he stopped breathing", "red", "", id="never, then a new clause"),
        pytest.param("i never, ever thought killing himself", "red", "", id="never, behind a comma"),
        pytest.param("not killing myself", "amber", "negated", id="negated"),
        pytest.param("what if he stopped breathing", "amber", "unreal", id="supposed"),
        pytest.param("i worry. he stopped breathing", "red", "", id="a fear in another sentence"),
        pytest.param("years ago he stopped breathing", "amber", "long_ago", id="long ago"),
        pytest.param("he stopped breathing last week", "amber", "past", id="past"),
        pytest.param("he stopped breathing yesterday", "amber", "recent", id="yesterday"),
        pytest.param("last week he was ok but he stopped breathing now", "red", "", id="now outweighs last week"),
        pytest.param("he stopped breathing. he is fine now", "amber", "over", id="fine now is not now"),
        pytest.param("sometimes he stopped breathing", "amber", "habit", id="habit"),
        pytest.param("cant breathe lol", "amber", "joking", id="joking"),
        pytest.param("cant breathe through his nose", "none", "", id="the topic keeps quiet"),
        pytest.param("you are killing it", "none", "", id="a harmless way of speaking"),
        pytest.param("he is wheezing", "amber", "", id="only ever asked"),
        pytest.param("he hits me", "red_discreet", "", id="violence"),
        pytest.param("yesterday he hits me", "red_discreet", "", id="a blow of yesterday is present"),
        pytest.param("he hits me, his therapy helps", "amber", "behavior", id="behavior"),
        pytest.param("he hits me and my son stopped breathing", "red_discreet", "", id="the discreet reply wins"),
        pytest.param("my husband. cant breathe", "red_discreet", "", id="a hint of violence beside danger"),
        pytest.param("my son died", "death", "", id="death"),
        pytest.param("my son stopped breathing. my son has died", "death", "", id="death over what led to it"),
        pytest.param("my son died. killing myself", "red", "", id="the living before the dead"),
        pytest.param("", "none", "", id="empty"),
        pytest.param("😀🔥", "none", "", id="emoji"),
    ],
)
def test_mechanics(small: Phrases, text: str, kind: Kind, cue: str) -> None:
    """A phrase alarms, what stands around it lowers it, and the rule says both."""
    found = screen(text, "en", small)
    assert found.kind == kind, found
    assert found.rule.endswith(f"({cue})") if cue else not found.rule.endswith(CUE_ENDINGS)


def test_a_rule_has_a_stable_name(small: Phrases) -> None:
    """Language, class, topic, the phrase as written, and the cue."""
    assert screen("he hits me", "en", small).rule == "en.red_discreet.violence: hits me"
    assert screen("years ago he hits me", "en", small).rule == "en.red_discreet.violence: hits me (long_ago)"


def test_asked_about_it_a_bare_answer_is_only_asked(small: Phrases) -> None:
    """The question named it, so naming it back alarms only with "now", or where the topic holds when asked."""
    assert screen("cant breathe", "en", small, invited=True).kind == "amber"
    assert screen("cant breathe now", "en", small, invited=True).kind == "red"
    assert screen("killing myself", "en", small, invited=True).kind == "red"


@pytest.mark.parametrize(
    ("text", "is_present"),
    [
        pytest.param("cant breathe", True, id="red"),
        pytest.param("wheezing", True, id="amber that may be going on"),
        pytest.param("wheezing last week", False, id="amber that is past"),
        pytest.param("hello", False, id="none"),
    ],
)
def test_whether_it_may_be_going_on(small: Phrases, text: str, is_present: bool) -> None:
    """After ten silent minutes an amber text that may be going on counts as red; a past one does not."""
    assert screen(text, "en", small).is_present is is_present


def test_letters_that_sound_the_same_are_the_same() -> None:
    """Silent h, b and v, accents and doubled letters do not hide a Spanish phrase; a marked accent may tell apart."""
    spanish = Phrases.parse(
        {"es": 'sounds = ["h>", "v>b"]\n[accents]\n"sí" = "yes"\n[red.a]\nphrases = ["ahoga", "si vive"]'}
    )
    assert screen("se aógga", "es", spanish).kind == "red"
    assert screen("SE AHOGA", "es-MX", spanish).kind == "red"
    assert screen("si bibe", "es", spanish).kind == "red"
    assert screen("sí vive", "es", spanish).kind == "none"


@pytest.mark.parametrize("language", ["en", "es", "ko", ""])
@pytest.mark.parametrize("text", ["he is not breathing", "mi hijo no respira", "mi esposo me pega"])
def test_every_family_is_screened_in_every_language(language: str, text: str) -> None:
    """Whatever is noted for them: people write in the language that they have when it burns."""
    assert screen(text, language, phrases()).kind in ("red", "red_discreet")


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        pytest.param("en", "i can't stop crying", {"none", "amber"}, id="cannot stop crying"),
        pytest.param("en", "we used up our flu shot money", {"none"}, id="flu shot"),
        pytest.param("en", "my phone died", {"none"}, id="phone died"),
        pytest.param("en", "purple", {"none", "amber"}, id="one word is asked about at most"),
        pytest.param("en", "he did it", {"none", "amber"}, id="three words likewise"),
        pytest.param("es", "hay alguien?", {"none", "amber"}, id="two words likewise"),
        pytest.param("en", "my grandmother died last week", {"none"}, id="somebody old died"),
        pytest.param("es", "se murió el celular", {"none"}, id="celular"),
        pytest.param("es", "se puso azul", {"red"}, id="se puso azul"),
        pytest.param("es", "no puedo parar de llorar", {"none", "amber"}, id="llorar"),
        pytest.param("es", "NO RESPIRA", {"red"}, id="no respira"),
        pytest.param("es", "tiene epilepsia y toma keppra", {"none"}, id="epilepsia"),
        *(
            pytest.param("en", text, {"red"}, id=text)
            for text in (
                "ran out of oxygen",
                "no more insulin",
                "sats in the 70s",
                "passed out",
                "found in the pool",
                "house on fire",
                "she took too many meds",
                "better off without me",
                "stroke",
            )
        ),
        *(
            pytest.param("es", text, {"red"}, id=text)
            for text in (
                "ayudame",
                "nesesito una ambulancia",
                "la traqueo esta tapada",
                "se acabo el oxigeno",
                "ya no tengo insulina",
                "se aogo en la alberca",
                "se quema la casa",
                "dice que se quiere matar",
            )
        ),
    ],
)
def test_texts_every_list_must_get_right(language: str, text: str, kinds: set[Kind]) -> None:
    """A few texts that no edit of a list may break: so short that the weights alone would call them ordinary."""
    assert screen(text, language, phrases()).kind in kinds


@pytest.mark.parametrize("file", ["commands", "keywords"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_line_itself_understands_is_no_danger(language: str, file: str) -> None:
    """A family that says "skip", "rather not say" or "we are home" is not asked whether it is in danger; whoever sends
    EMERGENCY means it."""
    table = tomllib.loads((LOCALES / language / f"{file}.toml").read_text("utf-8"))
    table.pop("emergency", None)
    said = [text.replace("{name}", "Rosa") for text in _strings(table)]
    assert {text: found for text in said if (found := screen(text, language, phrases())) != NOTHING} == {}


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            yield from chain.from_iterable(map(_strings, value))
        case dict():
            yield from chain.from_iterable(map(_strings, value.values()))
        case _:
            raise AssertionError(value)


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        pytest.param("[red.a", "urgent.toml", "not valid TOML", id="broken TOML"),
        pytest.param("[red.a]\nphrases = ['(a']", "red.a.phrases '(a'", "')' is missing", id="open bracket"),
        pytest.param("[red.a]\nphrases = ['a)']", "red.a.phrases", "cannot be read", id="stray bracket"),
        pytest.param("[red.a]\nphrases = ['{who} a']", "red.a.phrases", "no list 'who'", id="unknown list"),
        pytest.param("[red.a]\nphrases = ['[a]']", "red.a.phrases", "no word that must be there", id="nothing needed"),
        pytest.param("[red.a]\nphrases = ['a (b/)']", "red.a.phrases", "empty", id="empty alternative"),
        pytest.param("[red.a]\nphrases = ['a <9-3>']", "red.a.phrases", "range", id="range upside down"),
        pytest.param("[red.a]\nphrases = ['a | b']", "red.a.phrases", "is not a word", id="sign"),
        pytest.param("[red.a]\nphrases = ['a & b & c & d']", "red.a.phrases", "more than 3", id="too many parts"),
        pytest.param("[red.a]\nphrases = 'a'", "red.a.phrases", "list of texts", id="no list of texts"),
        pytest.param("[red.a]\nwords = ['a']", "red.a", "must have phrases", id="unknown key"),
        pytest.param(
            "[red.a]\nphrases = ['a']\nlowered_by = ['x']", "red.a.lowered_by", "'x' is no cue", id="no such cue"
        ),
        pytest.param("[cues]\nx = ['a']\n[red.a]\nphrases = ['b']", "cues.x", "is no cue", id="unknown cue"),
        pytest.param("[rot.a]\nphrases = ['a']", "rot", "is no section", id="unknown section"),
        pytest.param("sounds = ['ab']\n[red.a]\nphrases = ['a']", "sounds", "heard>written", id="sound without arrow"),
        pytest.param("[lists]\na = []\n[red.a]\nphrases = ['a']", "lists.a", "empty", id="empty list"),
        pytest.param("safe = ['a']", "urgent.toml", "has no phrase", id="no phrase"),
        pytest.param("cues = 3\n[red.a]\nphrases = ['b']", "cues", "must be a section", id="no section"),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(text: str, place: str, sentence: str) -> None:
    """A slip in a list stops the start and says where and what."""
    with pytest.raises(ContentError) as error:
        Phrases.parse({"en": text})
    assert place in error.value.place
    assert "locales/en/urgent.toml" in error.value.place
    assert sentence in error.value.sentence


def test_every_phrase_compiles() -> None:
    """Phrases are compiled when first needed; none of them may fail then. Heads say who has read the lists."""
    for language, entries in phrases().languages.items():
        entries.phrases.compile_all()
        entries.context.compile_all()
        head = (LOCALES / language / "urgent.toml").read_text("utf-8").splitlines()[:2]
        assert head[0].startswith("# state: ")
        assert head[1].startswith("# reviewed by: ")


@given(text=some.text(some.characters(), max_size=300), language=some.sampled_from(["en", "es", "", "-", "zz-ZZ"]))
def test_it_never_raises(text: str, language: str) -> None:
    """Whatever arrives, surrogates and NUL included, gives an answer."""
    assert isinstance(screen(text, language, phrases()), Screened)


@given(
    some.lists(
        some.sampled_from(
            ["he", "not", "breathing", "blue", "lips", "if", "now", "no", "respira", ".", ",", "died", "hits", "me"]
        ),
        max_size=60,
    )
)
def test_listed_words_in_any_order_do_no_harm(words: list[str]) -> None:
    """Dense with listed words, still one answer, the same each time."""
    text = " ".join(words)
    assert screen(text, "es", phrases()) == screen(text, "es", phrases())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("he " * 400_000, id="1 MB of one word"),
        pytest.param("a" * 1_000_000, id="1 MB of one letter"),
        pytest.param("my husband hit me and " * 50_000, id="1 MB of danger"),
        pytest.param("if not blue lips fell " * 50_000, id="1 MB of half a danger"),
        pytest.param("\x00\ud800\u202e" * 300_000, id="1 MB of what cannot be stored"),
        pytest.param("1" * 5_000, id="5,000 digits"),
    ],
)
def test_a_huge_text_costs_what_a_long_one_does(text: str) -> None:
    """Both ends are looked at, in a bounded time."""
    started = time.perf_counter()
    screen(text, "es", phrases())
    assert time.perf_counter() - started < 2


def test_danger_at_the_end_of_a_huge_text_is_seen() -> None:
    """The end of a pasted page is where the cry for help stands."""
    assert screen("la la la " * 100_000 + ". he is not breathing", "en", phrases()).kind == "red"


def test_a_long_text_is_not_cut_within_a_word(small: Phrases) -> None:
    """Its last thousand characters begin with "cant breathe"."""
    text = "significant breathe " * 400 + "." * 7
    assert text[-1_000:].startswith("cant breathe")
    assert screen(text, "en", small) == NOTHING


def test_no_lists_no_finding() -> None:
    """Without any list nothing is found, and nothing fails."""
    assert screen("he is not breathing", "en", Phrases({})) == NOTHING


class TestCommand:
    """`kinline screen`, without the terminal."""

    def test_texts(self) -> None:
        """One line of JSON per text, blank ones too."""
        out = io.StringIO()
        run(["no respira\n", "\n", "gracias"], out, language="es", cases=False, phrases=phrases())
        first, *others = map(json.loads, out.getvalue().splitlines())
        assert first["class"] == "red"
        assert first["rule"].startswith("es.red.breathing: ")
        assert [(each["class"], each["rule"]) for each in others] == [("none", "")] * 2

    def test_cases(self) -> None:
        """The same line comes back with the result beside the label."""
        out = io.StringIO()
        case = {"class": "red", "language": "es", "input": "no respira", "note": 1}
        run([json.dumps(case), '{"input": "ok"}'], out, language="en", cases=True, phrases=phrases())
        first, second = map(json.loads, out.getvalue().splitlines())
        assert {key: first[key] for key in case} == case
        assert first["screened"]["class"] == "red"
        assert second["input"] == "ok"
        assert second["screened"]["class"] == "none"

    def test_the_weights_can_be_checked(self) -> None:
        """What the learned weights made of the text, and which clues weighed most; no word that they do not know."""
        out = io.StringIO()
        run(["zorblax he is turning blue", "안녕하세요"], out, language="en", cases=False, phrases=phrases())
        first, second = map(json.loads, out.getvalue().splitlines())
        assert first["learned"]["language"] == "en"
        assert first["learned"]["danger"] > 0.5
        assert first["learned"]["why"]
        assert not any("zorblax" in clue for clue in first["learned"]["why"])
        assert "learned" not in second

    @pytest.mark.parametrize(
        "line", ["x", "[]", '{"language": "es"}', '{"input": 1}', '{"input": "a", "language": 2}', "\ud800"]
    )
    def test_a_bad_case_is_named(self, line: str) -> None:
        """The line number and what is missing."""
        with pytest.raises(ContentError, match="line 1"):
            run([line], io.StringIO(), language="en", cases=True, phrases=phrases())
