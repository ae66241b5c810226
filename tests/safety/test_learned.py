"""The second signal: that its file is the one that was learned, and what it may and may not do beside the lists."""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.content import load_content
from dialogs.errors import ContentError
from dialogs.safety import clues, learned
from dialogs.safety.learned import DANGERS, Opinion, Thresholds
from dialogs.safety.phrases import Phrases
from dialogs.safety.screen import Listed, Outcome, Screened, screen, settle, weigh
from tests.safety import learn
from tests.safety.figures import LANGUAGES, phrases

#: Small lists and weights of its own; hundredths toward amber, red, red_discreet, death.
LISTS = """
answered = ["help us"]
[alike]
breath = ["breath*", "air"]
[cues]
past = ["last week"]
present = ["now"]
[red.breathing]
phrases = ["grey"]
sure = ["not breathing"]
ask = ["cough"]
[red_discreet.violence]
phrases = ["hits me"]
"""
WEIGHTS = {
    "thanks": (-100, -900, -900, -900),
    "help": (0, 440, 0, 0),
    "{breath}": (100, 500, 0, 0),
    "~gasp": (0, 200, 0, 0),
    "he": (0, 0, 0, 0),
    "maybe": (400, 0, 0, 0),
    "belt": (0, 0, 1000, 0),
    "heaven": (0, 0, 0, 1000),
    "{breath} today": (0, 400, 0, 0),
    "[red]": (0, 100, 0, 0),
}
THRESHOLDS = Thresholds(alarm=0.9, veto=0.2, ask=0.5, spare=0.1)


def file(**changes: object) -> str:
    content = {
        "state": "drafted", "reviewed_by": "nobody yet", "learned": "2026-01-01", "digest": "", "texts": {},
        "thresholds": {"alarm": 0.9, "veto": 0.2, "ask": 0.5, "spare": 0.1}, "start": [-300, -300, -300, -300],
        "weights": WEIGHTS,
    }  # fmt: skip
    return json.dumps(content | changes)


@pytest.fixture(scope="module")
def small() -> Phrases:
    return Phrases.parse({"en": LISTS}, {"en": file()})


@pytest.mark.parametrize(
    ("text", "kind", "rule"),
    [
        pytest.param("he help air today", "red", "en.red.learned 0.97: {breath}, help, {breath} today", id="raised"),
        pytest.param("the belt he today", "red_discreet", "en.red_discreet.learned 0.98: belt", id="violence"),
        pytest.param("the heaven he today", "death", "en.death.learned 0.98: heaven", id="death"),
        pytest.param("help he", "amber", "en.red.learned 0.54: help (unsure)", id="asked"),
        pytest.param("thanks maybe he", "none", "", id="ordinary"),
        pytest.param("grey thanks", "amber", "en.red.breathing: grey (learned 0.00)", id="an alarm lowered"),
        pytest.param("grey he", "amber", "en.red.breathing: grey (learned 0.18)", id="lowered below the threshold"),
        pytest.param("not breathing thanks he", "red", "en.red.breathing: not breathing", id="a sure phrase stays"),
        pytest.param("cough thanks", "none", "", id="a question spared"),
        pytest.param("cough help he", "amber", "en.red.breathing: cough", id="a question of the lists stays"),
        pytest.param("help help grey belt he", "red_discreet", "", id="violence behind an injury"),
        pytest.param("HELP us!", "none", "", id="a whole text that is answered"),
        pytest.param("zz yy xx help", "none", "", id="a tongue it does not know"),
        pytest.param("", "none", "", id="empty"),
    ],
)
def test_the_two_signals_together(small: Phrases, text: str, kind: str, rule: str) -> None:
    """The weights raise, ask, lower an alarm to a question and spare a question; a sure phrase stays."""
    found = screen(text, "en", small)
    assert found.kind == kind, found
    assert found.rule == rule or (not rule and kind != "none")


def test_a_clue_counts_less_among_many_and_the_lists_in_full(small: Phrases) -> None:
    """A long text is not graver for its length; what a list said of it is no smaller for that."""
    weights = small.languages["en"].learned
    assert weights is not None
    alone, among = weights.opinion(" help ", ()), weights.opinion(" help he ", ())
    assert alone.danger > among.danger
    heard = weights.opinion(" he ", ["[red]"]), weights.opinion(" he he ", ["[red]"])
    assert heard[0].danger == heard[1].danger > weights.opinion(" he ", ()).danger
    assert weights.opinion(" zz ", ()).danger == weights.opinion(" ", ()).danger < 0.2


def test_an_invited_answer_is_only_asked(small: Phrases) -> None:
    """Where the question named the danger, the weights alone do not alarm, unless it is said to be now."""
    found = screen("he help air today", "en", small, invited=True)
    assert (found.kind, found.is_present) == ("amber", True)
    assert found.rule.endswith("(invited)")
    assert screen("he help air now", "en", small, invited=True).kind == "red"
    assert screen("the belt he today", "en", small, invited=True).kind == "red_discreet"
    assert screen("the heaven he today", "en", small, invited=True).kind == "death"


@pytest.mark.parametrize(
    ("kind", "is_sure", "danger", "unease", "expected"),
    [
        pytest.param("none", False, 0.95, 0.95, "raised", id="nothing listed"),
        pytest.param("amber", False, 0.95, 0.95, "raised", id="a question of the lists"),
        pytest.param("red", False, 0.95, 0.95, "listed", id="both say so"),
        pytest.param("red", False, 0.5, 0.5, "listed", id="the lists alone"),
        pytest.param("red", False, 0.1, 0.5, "lowered", id="surely no danger"),
        pytest.param("red", True, 0.0, 0.0, "listed", id="a sure phrase"),
        pytest.param("amber", True, 0.0, 0.0, "listed", id="a sure phrase in a question"),
        pytest.param("amber", False, 0.0, 0.05, "spared", id="surely ordinary"),
        pytest.param("amber", False, 0.0, 0.2, "listed", id="hardly ordinary"),
        pytest.param("none", False, 0.3, 0.6, "asked", id="uneasy"),
        pytest.param("none", False, 0.3, 0.4, "listed", id="ordinary"),
    ],
)
def test_which_signal_counts(kind: str, is_sure: bool, danger: float, unease: float, expected: Outcome) -> None:
    """The table of outcomes."""
    said = Listed(Screened(kind, "", True), is_sure)  # type: ignore[arg-type]
    assert settle(said, Opinion(danger, unease, "red", True), THRESHOLDS) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_what_was_learned(language: str) -> None:
    """Texts or lists have changed since: run `python -m tests.safety.learn`."""
    text = (learn.LOCALES / language / "urgent.learned.json").read_text("utf-8")
    table = learned.read(language, text)
    assert table.digest == learn.digest(language)
    assert learn.written(table) == text
    assert list(table.weights) == sorted(table.weights)
    assert len(table.weights) < 36_000
    assert len(text) < 1_300_000
    assert (table.state, table.reviewed_by) == ("drafted", "nobody yet")


@pytest.mark.parametrize("text", ["", "{}", file(start=[1]), file(more=1), file(weights={"a": [1, 2, 3, "x"]})])
def test_a_broken_file_is_named(text: str) -> None:
    """A slip in the file stops the start and says where."""
    with pytest.raises(ContentError, match="cannot be read") as error:
        learned.read("en", text)
    assert "locales/en/urgent.learned.json" in error.value.place


def test_learning_tells_two_kinds_of_text_apart() -> None:
    """A word of dangers weighs toward danger, one of ordinary texts against it, the same each time."""
    entries = Phrases.parse({"en": LISTS}).languages["en"]
    rows = [("red", f"flame {word}") for word in ("one", "two", "six")] * 5
    rows += [("none", f"cake {word}") for word in ("one", "two", "six")] * 5
    rows += [("amber", "cake"), ("red_discreet", "flame"), ("death", "flame")]
    cases = [learn._case({"class": label, "input": text}, "train", entries) for label, text in rows]
    start, weights = learn.learn(cases)
    assert weights["flame"][1] > 0 > weights["cake"][1]
    assert (start, weights) == learn.learn(cases)


def _ordinary() -> Iterator[tuple[str, str]]:
    """(language, text): every label that a family may choose, as it is shown and as its number, and small answers."""
    content = load_content()
    for language in LANGUAGES:
        for labels in content.keywords.options.get(language, {}).values():
            for label in labels:
                yield language, label
        for text in (
            "1", "2", "0", "2,3", "1 and 4", "yes", "YES", "no", "No.", "si", "sí", "ok", "okay", "thanks", "gracias",
            "Amira", "Leo Lantern", "keppra", "diazepam", "Epidiolex 100 mg", "10/12/2019", "3 pm", "90210", "👍",
            "none", "nothing", "nada", "ninguno", "skip", "back", "atras", "12 kg", "g tube", "trach", "epilepsia",
        ):  # fmt: skip
            yield language, text


def test_small_ordinary_answers_never_alarm() -> None:
    """Labels, numbers, names, medicines: nothing that a family answers all day alarms, and nothing costs a question."""
    kinds = Counter((screen(text, language, phrases()).kind, language, text) for language, text in _ordinary())
    assert not [found for found in kinds if found[0] != "none"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "thank you so much for the appointment and the form, hes not breathing"),
        ("en", "good morning the pharmacy has the refill. he choked me"),
        ("en", "EMERGENCY"),
        ("es", "gracias por la cita y los papeles, ya no respira"),
        ("es", "buenos dias, la farmacia ya tiene la receta. mi esposo me pego"),
        ("es", "EMERGENCIA"),
    ],
)
def test_small_talk_around_a_sure_phrase_lowers_nothing(language: str, text: str) -> None:
    """What is explicit alarms, however ordinary the rest sounds."""
    assert screen(text, language, phrases()).kind in DANGERS


def test_other_languages_hear_no_weights() -> None:
    """A text in a tongue of which nothing was learned is left to the lists."""
    for text in ("Mon fils va bien, merci beaucoup", "Meu filho está bem", "我儿子很好，谢谢", "Con tôi khỏe, cảm ơn"):
        assert weigh(text, "zh", phrases()) is None
        assert screen(text, "zh", phrases()).kind == "none"


@given(text=some.text(some.characters(), max_size=200))
def test_a_line_gives_all_its_words_once(text: str) -> None:
    """Whatever arrives, the pieces hold the words of the line in their order, and few enough each."""
    line = phrases().languages["es"].spelling.line(text)
    pieces = list(clues.pieces(line))
    words = [word for piece in pieces for sentence in piece for word in sentence]
    assert words == [word for word in line.split() if word not in "|,"]
    assert all(sum(map(len, piece)) <= 50 for piece in pieces)


def test_a_cry_in_a_long_text_is_heard() -> None:
    """A long text is weighed in pieces: what is ordinary in it does not drown the rest."""
    chat = "thank you so much for the nice form and the appointment at the clinic next week. " * 30
    assert screen(chat, "en", phrases()).kind == "none"
    cry = "he drank the bleach under the sink and he is throwing up blood please help"
    assert screen(chat + cry, "en", phrases()).kind in DANGERS


def test_weighing_a_usual_text_is_quick() -> None:
    """Far below a millisecond; the bound is loose because machines are shared."""
    line = phrases().languages["en"].spelling.line("hi can we move his appointment to friday, he has school until 3")
    weights = phrases().languages["en"].learned
    assert weights is not None
    took = []
    for _ in range(200):
        started = time.perf_counter()
        weights.opinion(line, ())
        took.append(time.perf_counter() - started)
    assert statistics.median(took) < 0.001
