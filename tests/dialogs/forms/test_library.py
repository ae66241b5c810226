"""The built-in forms and their wording: complete in every language, short, kind, and free of words that stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from dialogs import segments
from dialogs.errors import ContentError
from dialogs.forms.answers import Day, Exact, Picked, Said, Value, Whole, YesNo
from dialogs.forms.commands import Command, read_commands
from dialogs.forms.happenings import Asked, How
from dialogs.forms.model import CHOOSING, Form, Kind, Question
from dialogs.forms.tailoring import FIXED, tailored
from dialogs.forms.texts import (
    accepted_words,
    asked_text,
    option_labels,
    position_text,
    value_text,
    why_text,
    wording_key,
)
from dialogs.forms.understanding import understand
from dialogs.keywords import parse
from dialogs.reading.outcome import Certain
from dialogs.reading.text import plain
from tests.dialogs.forms.world import (
    LANGUAGES,
    LIBRARY,
    LOCALES,
    NAMES,
    commands,
    context,
    every_version,
    library,
    wording,
)

#: In the order of the questions, as the assessment sets it.
ORDER = {
    "prefs": "pr1 pr1l pr2 pr3 pr4 pr5 pr6 pr7 pr8",
    "matters": "wm1 wm2 wm3",
    "strengths": "st1 st2 st3",
    "first8": "wm1 pr4 pr5 md2 md3 eq1 eq2 eq1w em1 em3 fo1 ho2 cg1",
    "part-a": "hl1 hl2 hl2w hl3 hl4 md1 md2 md3 md4",
    "part-b": "th1 th2 th3 eq1 eq2 eq1w hc1 hc2",
    "part-c": "ed1 ed2 ed3 bh1 bh2 re1",
    "part-d": "mo1 mo2 mo3 mo4 fo1 fo2 ho1 ho2",
    "part-e": "tr1 tr2 in1 in2 in2w in3 in3w cu1 cu2",
    "part-f": "fa1 fa1w fa2 fa3 cg1 cg2 cg3 re2",
    "part-g": "em1 em2 em3 em4 em5 sk1 sk2 sk2w sk3",
    "part-h": "gr1 gr2 gr3 gr4",
    "screen": "sc1 sc2 sc3 sc4 sc5 sc6",
    "close": "rk1 rk2-1 rk2-2 rk2-3 rk3",
    "checkin": "ci1 ci2 ci3",
    "review": " ".join(f"rv{number}-{row}" for row in (1, 2, 3, 4) for number in (1, 2, 3, 4)) + " rv5",
    "home48": "ah1 ah2 ah3 ah4",
}
#: Names as long as a text must still have room for.
LONG_NAMES = NAMES | {
    "child": "Maximiliano", "contact": "Guadalupe", "coordinator": "Alexandrina", "need": "the longest need here",
}  # fmt: skip
#: Nobody is assumed to be a mother, or a child to be a boy.
GENDERED = {
    "en": re.compile(r"\b(mother|father|mom|dad|son|daughter|he|she|his|her)s?\b", re.I),
    "es": re.compile(r"\b(madre|padre|mama|papa|hijo|hija|niño|niña)s?\b", re.I),
}
#: Never asked, and said so.
FORBIDDEN = re.compile(r"immigra|inmigra|social security|seguro social|country of birth|born in|de nacimiento", re.I)


@cache
def reserved() -> frozenset[str]:
    """Words that stop, start or explain the line, or cancel a visit, in every language."""
    return parse({path.parent.name: path.read_text() for path in LOCALES.glob("*/keywords.toml")}).reserved


def asked_questions() -> Iterator[tuple[str, Form, Question]]:
    """Every question that a family may be asked; the answers behind a wish are never asked for themselves."""
    for form in every_version():
        for question in form.questions:
            if not question.is_silent:
                yield f"{form.name}-{form.version}-{question.link_id}", form, question


def longest(form: Form, question: Question, language: str) -> Form:
    """The form as it asks about as many needs as it ever does, with the longest names."""
    if question.offers != "needs":
        return form
    labels = {choice.code: wording().say(language, f"topic-{choice.code}") for choice in question.choices}
    return tailored(form, {question.link_id: tuple(sorted(labels, key=lambda code: -len(labels[code]))[:5])})


QUESTIONS = [pytest.param(form, question, id=label) for label, form, question in asked_questions()]
EVERY_QUESTION = pytest.mark.parametrize(("form", "question"), QUESTIONS)
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
WAYS = (How.FIRST, How.AGAIN, How.WHY)


def said(form: Form, question: Question, how: How, language: str) -> str:
    reason = "not-an-answer" if how is How.AGAIN else ""
    notes = tuple(note.link_id for note in form.notes if note.order == question.order - 1)
    asked = Asked(question.link_id, how, 1, 8, notes if how is How.FIRST else (), reason=reason)
    return asked_text(longest(form, question, language), asked, language, wording(), LONG_NAMES)


def unworded(form: Form, question: Question, language: str) -> list[str]:
    """The keys that it needs and the language lacks."""
    key = wording_key(form, question)
    wanted = [key, f"{key}.why", f"{key}.again"]
    for choice in question.choices:
        is_need = question.offers in ("found", "needs") and choice.code not in FIXED
        wanted.append(f"topic-{choice.code}" if is_need else f"{key}.choice-{choice.code}")
    return [one for one in wanted if not wording().has(language, one)]


def test_the_library_holds_the_forms_of_this_release_in_their_order() -> None:
    """What can hurt comes first; follow-ups stand after what they follow."""
    found = {
        name: " ".join(
            q.link_id for q in form.questions if not q.is_silent and q.offers != "found" and "help" not in q.link_id
        )
        for name, form in library().items()
    }
    assert found == ORDER


def test_help_is_asked_once_at_the_end_of_a_part_for_all_that_it_may_find() -> None:
    """Whatever has a help pair is offered by one question of its part, and its wish has a place in the response."""
    for form in library().values():
        paired = {question.link_id for question in form.questions if question.has_help_pair and not question.is_silent}
        offers = [q for q in form.questions if q.offers == "found" and q.kind is Kind.SEVERAL]
        offered = [choice.code for question in offers for choice in question.choices if choice.code not in FIXED]
        assert sorted(offered) == sorted(paired)
        assert all(form.question(f"{link_id}h").is_silent for link_id in paired)
        for question in offers:
            private = {form.question(choice.code).is_private for choice in question.choices if choice.code not in FIXED}
            assert private == {question.is_private}


def test_forms_hold_structure_only() -> None:
    """No wording in the JSON: a translator finds everything in one folder."""
    for form in library().values():
        assert form.title.base == ""
        assert all(question.text.base == "" for question in form.questions)
        assert all(choice.text.base == "" for question in form.questions for choice in question.choices)
        assert form.wording_key == form.name


def test_a_link_id_means_the_same_question_in_every_form() -> None:
    """Answers are carried over by link id, so type, options, subject and wording must agree."""
    seen: dict[str, tuple[object, ...]] = {}
    for form in library().values():
        for question in form.questions:
            key = wording_key(form, question)
            shape = (question.kind, question.choices, question.about, question.carriage, question.sector, key)
            assert seen.setdefault(question.link_id, shape) == shape


@EVERY_QUESTION
@EVERY_LANGUAGE
def test_every_question_is_worded_in_every_language(form: Form, question: Question, language: str) -> None:
    """Question, why, clearer re-ask and every label, in the language itself."""
    assert unworded(form, question, language) == []


@EVERY_LANGUAGE
def test_every_file_tells_its_review_state_and_holds_nothing_unused(language: str) -> None:
    """The first line says drafted or who reviewed it; there is one file per form."""
    paths = {path.stem: path for path in (LOCALES / language / "forms").glob("*.ftl")}
    assert set(paths) == {*library(), "common"}
    for path in paths.values():
        assert re.match(r"# state: (drafted|reviewed by .+)\n", path.read_text())
    # Whoever is in the middle of an earlier version is asked what it asks.
    known = {wording_key(form, question) for form in every_version() for question in form.questions}
    known |= {f"form-{form.name}-{note.link_id}" for form in every_version() for note in form.notes}
    known |= {f"form-{name}" for name in library()}
    topics = {choice.code for form in every_version() for q in form.questions if q.offers for choice in q.choices}
    assert {key for key in wording().keys(language) if key.startswith("topic-")} <= {f"topic-{code}" for code in topics}
    for name in library():
        keys = re.findall(r"^(form-\S+) =", paths[name].read_text(), re.M)
        assert [key for key in keys if key not in known] == []


@EVERY_QUESTION
@pytest.mark.parametrize("how", WAYS)
def test_spanish_stays_in_gsm_7(form: Form, question: Question, how: How) -> None:
    """One á, í, ó or ú halves the room of a text and doubles what it costs."""
    assert segments.foreign(said(form, question, how, "es")) == []


@EVERY_QUESTION
@EVERY_LANGUAGE
@pytest.mark.parametrize("how", WAYS)
def test_a_question_fits_a_text(form: Form, question: Question, language: str, how: How) -> None:
    """One part for a question with its options; two at the very most when more is said around it."""
    parts = segments.count(said(form, question, how, language))
    assert parts.segments == 1 if how is How.FIRST else parts.segments <= 2


@EVERY_QUESTION
@EVERY_LANGUAGE
def test_sentences_are_short_and_kind(form: Form, question: Question, language: str) -> None:
    """At most 12 words a sentence, no relative named by gender, nothing that we never ask."""
    key = wording_key(form, question)
    for one in (key, f"{key}.why", f"{key}.again"):
        text = wording().say(language, one, **NAMES)
        for sentence in re.split(r"[.?!:]+\s*", text):
            assert len(sentence.split()) <= 12, sentence
        assert not GENDERED[language].search(text)
        assert not FORBIDDEN.search(text)


@EVERY_QUESTION
@EVERY_LANGUAGE
def test_labels_never_stop_the_line_nor_steer_the_interview_by_chance(
    form: Form, question: Question, language: str
) -> None:
    """A label is no word of the line in any language, starts with no digit, and differs from the others."""
    labels = option_labels(form, question, language, wording(), NAMES)
    spoken = [plain(label) for label in labels]
    also = [
        plain(word)
        for choice in question.choices
        for word in accepted_words(form, question, choice, language, wording(), NAMES)
    ]
    assert not {*spoken, *also} & reserved()
    assert len(set(also)) == len(also)
    assert len(set(spoken)) == len(spoken)
    assert not any(label[:1].isdigit() for label in labels)


def test_what_may_hurt_if_others_read_it_is_marked() -> None:
    """The caregiver's own questions and housing worry are private; legal papers need consent to details."""
    by_id = {question.link_id: question for form in library().values() for question in form.questions}
    private = {link_id for link_id, question in by_id.items() if question.carriage == "private"}
    asked = {"fa1", "fa1w", "fa2", "fa3", "cg1", "cg2", "cg3", "re2", "ho2"}
    helps = {"part-f-help", "part-d-help-private", "first8-help-private"}
    wishes = {f"{link_id}h" for link_id in asked if by_id[link_id].has_help_pair}
    assert private == asked | helps | {f"{name}-who" for name in helps} | wishes
    details = {link_id for link_id, question in by_id.items() if question.carriage == "details"}
    assert details == {"hl2w", "sk3", "sk3h", "bh1", "bh1h", "bh2", "cu2", "sc5"}
    discreet = {link_id for link_id, q in by_id.items() if q.is_discreet}
    assert discreet == {"ho2", "ho2h", "cg1", "cg1h", "cg2", "cg2h", "sk3", "sk3h", "bh1", "bh1h", "bh2", "cu2"}
    assert {q.about for link_id, q in by_id.items() if link_id.startswith(("fa", "cg", "re2", "sk"))} == {"caregiver"}
    assert {q.about for link_id, q in by_id.items() if link_id.startswith(("mo", "ho"))} == {"household"}
    assert {q.about for link_id, q in by_id.items() if link_id.startswith("pr")} == {"contact"}


def test_questions_that_name_dangers_are_marked() -> None:
    """Hospital stays, emergencies, what happens when a machine stops; never violence or how the caregiver is."""
    marked = {q.link_id for form in library().values() for q in form.questions if q.names_danger}
    assert marked == {"sc6", "ci3", "ah1", "eq2", "em1", "em3", "em5"}


def test_what_raises_a_need_asks_for_help_at_the_end_of_the_part() -> None:
    """The help pair is asked only where there is something to help with."""
    for form in library().values():
        assert all(question.sector for question in form.questions if question.has_help_pair)


@EVERY_LANGUAGE
def test_the_words_around_questions_stay_short(language: str) -> None:
    """Read-back, three-way offer, offer and position are one part each, in GSM-7."""
    form = library()["part-a"]
    asked = [
        Asked("", How.OFFER, 0, 6),
        Asked("", How.OFFER, 0, 1),
        Asked("hl2w", How.THREE_WAY, 1, 6),
        Asked("md3", How.READ_BACK, 1, 6, value=Whole(12)),
        Asked("hl2w", How.OTHER, 1, 6),
    ]
    texts = [asked_text(form, one, language, wording(), NAMES) for one in asked]
    texts.append(position_text(asked[2], language, wording()))
    for text in texts:
        assert (segments.encoding(text), segments.count(text).segments) == ("GSM-7", 1)


@EVERY_LANGUAGE
def test_an_offer_says_what_it_is_about(language: str) -> None:
    """In one part with the longest names before it; not of the first form, which follows a thank you, nor where the
    greeting asks how it goes or the offer asks for a private moment."""
    silent = {"first8", "checkin", "home48", "review", "screen", "part-f"}
    for form in library().values():
        text = asked_text(form, Asked("", How.OFFER, 0, 12), language, wording(), LONG_NAMES)
        lead = wording().say(language, f"form-{form.name}.offer") if form.name not in silent else ""
        assert text.startswith(lead)
        assert wording().has(language, f"form-{form.name}.offer") is bool(lead)
        if lead:
            assert segments.count(f"Hola, Guadalupe. Somos Clinica Infantil del Valle. {text}").segments == 1


@pytest.mark.parametrize(
    ("link_id", "value", "english", "spanish"),
    [
        pytest.param("hl2", YesNo(True), "yes", "SI", id="yes"),
        pytest.param("md3", Whole(3), "3", "3", id="whole number"),
        pytest.param("md3", Exact(Decimal("2.50")), "2.5", "2.5", id="decimal"),
        pytest.param("hl1", Picked(("not-always",)), "not always", "no siempre", id="option"),
        pytest.param("hl2w", Said("a scan"), "a scan", "a scan", id="own words"),
        pytest.param("hl2w", Day("2026-03-04"), "March 4, 2026", "4 de marzo de 2026", id="day"),
        pytest.param("hl2w", Day("2026-03"), "March 2026", "marzo de 2026", id="month"),
        pytest.param("hl2w", Day("2026"), "2026", "2026", id="year"),
    ],
)
def test_values_are_said_in_the_family_s_language(link_id: str, value: Value, english: str, spanish: str) -> None:
    """As they are read back, and as staff see them."""
    form = library()["part-a"]
    question = form.question(link_id)
    found = [value_text(form, question, value, language, wording(), NAMES) for language in LANGUAGES]
    assert found == [english, spanish]


def test_english_reads_at_an_easy_grade() -> None:
    """Flesch-Kincaid over all questions, re-asks and reasons together: grade 6 at most, by far."""
    texts = [
        wording().say("en", f"{wording_key(form, question)}{part}", **NAMES)
        for form in library().values()
        for question in form.questions
        if not question.is_silent
        for part in ("", ".why", ".again")
    ]
    sentences = [sentence for text in texts for sentence in re.split(r"[.?!:]+\s*", text) if sentence]
    spoken = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in spoken)
    grade = 0.39 * len(spoken) / len(sentences) + 11.8 * syllables / len(spoken) - 15.59
    assert grade <= 4


@EVERY_LANGUAGE
def test_commands_are_understood_however_they_are_typed(language: str) -> None:
    """Letter case, accents and punctuation make no difference; a carrier word is never a command."""
    assert not set(commands().words[language]) & reserved()
    for word, command in {"en": {"SKIP!": Command.SKIP}, "es": {"Atrás.": Command.BACK, "ATRAS": Command.BACK}}[
        language
    ].items():
        order = commands().find(word, language)
        assert order is not None
        assert order.command is command


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_has_no_idea_chooses_the_option_that_says_so(language: str) -> None:
    said = [word for word, command in commands().words[language].items() if command is Command.UNSURE]
    assert len(said) > 10
    offering = 0
    for form in library().values():
        for question in form.questions:
            labels = option_labels(form, question, language, wording(), NAMES)
            if any(plain(label) in said for label in labels):
                offering += 1
                for words in said:
                    found = understand(form, question, words, language, context())
                    assert found == Certain(Picked(("not-sure",))), (question.link_id, words)
    assert offering > 5


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("skip = [", "not valid TOML", id="broken"),
        pytest.param('jump = ["x"]', "unknown list 'jump'", id="unknown list"),
        pytest.param('skip = ["x"]', "no words for 'back'", id="missing list"),
    ],
)
def test_a_broken_commands_file_is_refused_with_its_place(source: str, message: str) -> None:
    """At start-up, not in a family's face."""
    with pytest.raises(ContentError, match=message):
        read_commands({"en": source})


def test_a_command_that_would_stop_the_line_is_refused() -> None:
    """And so is one word for two commands."""
    source = (LOCALES / "en" / "commands.toml").read_text()
    with pytest.raises(ContentError, match="'skip' is a word that stops"):
        read_commands({"en": source}, frozenset({"skip"}))
    with pytest.raises(ContentError, match="'skip' stands under 'skip' and 'back'"):
        read_commands({"en": source.replace('back = ["back"', 'back = ["skip"')})


def test_reasons_fall_back_to_the_general_one() -> None:
    """An imported form without help texts still answers "why?"."""
    form = library()["prefs"]
    bare = Question("zz", 1, Kind.BOOLEAN)
    assert why_text(form, bare, "en", wording(), NAMES) == "It helps us to support you better."


def test_choices_have_few_options() -> None:
    """Seven at most: a text is no menu. Needs to choose from are counted by `test_a_question_fits_a_text`."""
    asked = [q for form in library().values() for q in form.questions if q.kind in CHOOSING]
    counts = [len(q.choices) for q in asked if q.offers not in ("found", "needs")]
    assert max(counts) <= 7
    for form in library().values():
        assert all(earlier.order < later.order for earlier, later in pairwise(form.questions))
    assert all(path.read_text().endswith("}\n") for path in LIBRARY.glob("*.json"))
