"""The words of the carriers and of policies §3, against every list that could misread them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import LOCALES, load_content
from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.people import Contact
from dialogs.safety.screen import screen
from dialogs.turns import prompts
from dialogs.wording import FALLBACK

_LISTS = [path for name in ("commands", "keywords", "words") for path in sorted(LOCALES.glob(f"*/{name}.toml"))]


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.mark.parametrize("path", _LISTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_translator_can_read_a_list_and_what_changed_in_it(path: Path) -> None:
    """No line of a list is so long that a change in it cannot be seen."""
    assert [line for line in path.read_text("utf-8").splitlines() if len(line) > 120] == []


def _words(content: Content, meaning: str) -> list[str]:
    return sorted(content.keywords.exact[meaning])


@pytest.mark.parametrize(
    "meaning", ["stop", "stop_phrases", "start", "help", "ambiguous", "language", "thanks", "wrong_number_phrases"]
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_keyword_alarms(content: Content, meaning: str, language: str) -> None:
    """STOP, HELP and their like get their own answer, never a danger text."""
    kinds = {word: screen(word, language, content.phrases).kind for word in _words(content, meaning)}
    assert not [word for word, kind in kinds.items() if kind not in ("none", "amber")]
    if meaning not in ("stop", "stop_phrases"):  # an amber opt-out opts out: see dialogs/turns/danger.look
        assert not [word for word, kind in kinds.items() if kind == "amber"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("STOP\u200b", id="zero width"),
        pytest.param("  sToP!!", id="case and marks"),
        pytest.param("ＳＴＯＰ", id="full width"),
        pytest.param("parar.", id="es"),
        pytest.param("退订", id="zh"),
        pytest.param("إيقاف", id="ar"),
        pytest.param("стоп", id="ru"),
        pytest.param("수신거부", id="ko"),
        pytest.param("dừng", id="vi with accents"),
        pytest.param("Stop texting me", id="phrase"),
        pytest.param("no me manden mas mensajes por favor", id="phrase at the beginning"),
        pytest.param("please do not write to me about this", id="phrase behind a courtesy"),
        pytest.param("no escriban", id="es, do not write"),
        pytest.param("take my number off", id="the number is to go"),
        pytest.param("pls remove my number", id="the number is to go, politely"),
        pytest.param("quiten mi número", id="es, the number is to go"),
        pytest.param("borren mi numero por favor", id="es, the number is to go, politely"),
    ],
)
def test_stop_in_any_spelling(content: Content, text: str) -> None:
    """An opt-out counts in any language, letter case and spelling, whoever writes."""
    assert content.keywords.is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("she can't stop crying", id="inside a text"),
        pytest.param("the bus stop is far", id="a noun"),
        pytest.param("dung", id="vi without accents"),
        pytest.param("huy", id="vi without accents, another"),
        pytest.param("no mas", id="ambiguous"),
        pytest.param("they won't stop texting me", id="about others"),
        pytest.param("stop please thanks", id="a word between courtesies"),
        pytest.param("take my number off the school form", id="off something else"),
        pytest.param("borren mi numero viejo", id="es, another number of theirs"),
        pytest.param("quiten mi numero de la escuela", id="es, off something else"),
        pytest.param("delete my number and use 555 0170", id="a new number"),
    ],
)
def test_what_only_looks_like_stop(content: Content, text: str) -> None:
    """A stop word inside a longer text never opts out; ambiguous words are asked about."""
    assert not content.keywords.is_stop(text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param("stop please thanks", "stop", id="en stop"),
        pytest.param("ok, stop", "stop", id="en stop behind a word"),
        pytest.param("alto gracias", "stop", id="es stop"),
        pytest.param("I want to stop", "stop", id="en wish"),
        pytest.param("please start again", "start", id="en start"),
        pytest.param("INICIAR por favor", "start", id="es start"),
    ],
)
def test_a_word_between_courtesies_only_hints(content: Content, text: str, meaning: str) -> None:
    """It neither opts out nor in: it is asked about, or left to a person."""
    assert content.keywords.hints(text, meaning)
    assert not content.keywords.means(text, meaning)


@pytest.mark.parametrize(
    ("text", "language"),
    [("english please", "en"), ("i dont speak spanish", "en"), ("español, por favor", "es"), ("no hablo ingles", "es")],
)
def test_a_language_is_named_politely_too(content: Content, text: str, language: str) -> None:
    """Who does not read what we write says so in more than a word."""
    assert content.keywords.language(text) == language


@pytest.mark.parametrize("text", ["stop", "please don't stop", "we start school again", "he will not start", "thanks"])
def test_what_hints_at_nothing(content: Content, text: str) -> None:
    assert not any(content.keywords.hints(text, meaning) for meaning in ("stop", "start"))


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        pytest.param("sorry i think you have the wrong number i dont know any maya", True, id="a sentence"),
        pytest.param("This isn't Maya's mom, wrong number", True, id="at the end"),
        pytest.param("no conozco a ninguna Maya, se equivocó de número", True, id="es at the end"),
        pytest.param("disculpe creo que tiene el numero equivocado", True, id="es behind courtesies"),
        pytest.param("you have the wrong number for the pharmacy", False, id="another number"),
        pytest.param("they gave me the wrong number", False, id="told of others"),
        pytest.param("I don't know you, but thank you for caring", False, id="not the number"),
    ],
)
def test_the_wrong_number_in_a_sentence(content: Content, text: str, is_wrong: bool) -> None:
    """Whoever is not meant says so in many words."""
    assert content.keywords.is_wrong_number(text) is is_wrong


def test_every_reply_exists_in_english_and_spanish(content: Content) -> None:
    """No family is answered in English for want of a Spanish text."""
    lacking = [
        key
        for key in content.wording.keys(FALLBACK)
        if not key.startswith("form-") and not content.wording.has("es", key)
    ]
    assert not lacking


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("no podre ir", "change", id="es, not going"),
        pytest.param("ese dia no puedo", "change", id="es, not that day"),
        pytest.param("me la puede cambiar", "change", id="es, another one"),
        pytest.param("no tengo raite", "need_help", id="es, no ride"),
        pytest.param("vamos a ver", "", id="es, we will see"),
        pytest.param("vamos el viernes mejor", "", id="es, another day"),
        pytest.param("vamos al hospital", "", id="es, somewhere else"),
        pytest.param("cant go", "change", id="not going"),
        pytest.param("see u there", "coming", id="text-speak"),
        pytest.param("yes we will be there with grandma", "coming", id="a yes and more"),
        pytest.param("coming if i can", "", id="a condition"),
        pytest.param("coming friday instead", "", id="another day"),
        pytest.param("we cant make it stop", "", id="danger told sideways"),
        pytest.param("we cant make it through the night", "", id="not about the visit"),
        pytest.param("i cant go on", "", id="no more strength"),
        pytest.param("we cant go on friday", "change", id="not on that day"),
        pytest.param("we cant make it friday", "change", id="nor on this"),
        pytest.param("the doctor says he wont make it", "", id="dying"),
        pytest.param("his pump doesnt work", "", id="a thing that is broken"),
        pytest.param("we need to change his trach", "", id="something else to change"),
        pytest.param("something else happened", "", id="something happened"),
        pytest.param("can we reschedule to friday", "change", id="to another day"),
        pytest.param("ride and interpreter please", "need_help", id="two kinds of help"),
        pytest.param("no alcanzo a pagar", "", id="es, the bill"),
        pytest.param("cambiar la sonda", "", id="es, a tube"),
        pytest.param("otra convulsion", "", id="es, it happened again"),
        pytest.param("otra fecha por favor", "change", id="es, another day"),
    ],
)
def test_what_is_said_of_a_visit(content: Content, text: str, code: str) -> None:
    """In either language, whatever the contact's is; a doubt confirms nothing."""
    for language in ("en", "es"):
        rosa = Contact(Id(int=1), "Rosa Gomez", language=language, zone="America/New_York")
        assert prompts.read_fixed("visit", text, rosa, content) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("yes we went", "yes"), ("no pudimos ir", "no"), ("we forgot", "no"), ("they moved it", "new_date"), ("hola", "")],
)
def test_what_became_of_a_visit(content: Content, text: str, code: str) -> None:
    """Asked whether it happened; "we went" is a yes to nothing else."""
    rosa = Contact(Id(int=1), "Rosa Gomez", language="en", zone="America/New_York")
    assert prompts.read_fixed("happened", text, rosa, content) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("yes this is rosa", "yes"),
        ("si soy la abuela", "yes"),
        ("no soy rosa", ""),
        ("ahora no", ""),
        ("no gracias", "no"),
    ],
)
def test_the_first_yes(content: Content, text: str, code: str) -> None:
    """A yes with a word more is a yes; a no with a word more refuses nothing yet."""
    rosa = Contact(Id(int=1), "Rosa Gomez", language="es", zone="America/New_York")
    assert prompts.read_fixed("consent", text, rosa, content) == code


@pytest.mark.parametrize(
    ("asks", "text", "is_meant"),
    [
        ("is_late", "running 10 min late", True),
        ("is_late", "sorry im running late", True),
        ("is_late", "voy 15 minutos tarde", True),
        ("is_late", "se nos hizo tarde", True),
        ("is_late", "is it too late", False),
        ("is_late", "he talks late", False),
        ("is_late", "late in the day is better", False),
        ("is_late", "mas tarde", False),
        ("is_late", "por la tarde", False),
        ("needs_help", "yes but i need a ride", True),
        ("needs_help", "si pero necesito interprete", True),
        ("needs_help", "we don't need a ride", False),
        ("needs_help", "no necesito transporte", False),
        ("needs_help", "the ride was good", False),
        ("cannot_come", "she has a fever so we wont come", True),
        ("cannot_come", "no podemos ir porque esta enferma", True),
        ("cannot_come", "sorry we can't make it tomorrow", True),
        ("cannot_come", "no puedo ir al baño sola", True),
        ("cannot_come", "we cant come up with the money", False),
        ("cannot_come", "can you come to us", False),
        ("cannot_come", "we can't make it stop", False),
        ("cannot_come", "i cant go on", False),
        ("cannot_come", "i cant go on monday", True),
        ("cannot_come", "the doctor says he wont make it", False),
        ("cannot_come", "my car broke down cant make it", True),
    ],
)
def test_what_a_whole_sentence_says_of_a_visit(content: Content, asks: str, text: str, is_meant: bool) -> None:
    """Late is whoever is on the way; "late in the day" is a wish. A ride counts beside a yes, too; a "not" before it
    turns it round. Not coming is heard at a visit's question only: the visit stands until somebody has moved it."""
    assert getattr(content.keywords, asks)(text) is is_meant


@pytest.mark.parametrize("text", ["sip", "👍", "de acuerdo", "alla nos vemos", "sip gracias"])
def test_a_visit_is_confirmed_in_everyday_spanish(content: Content, text: str) -> None:
    """A yes that no list knew left the visit unconfirmed."""
    rosa = Contact(Id(int=1), "Rosa Gomez", language="es", zone="America/New_York")
    assert prompts.read_fixed("visit", text, rosa, content) == "coming"


@pytest.mark.parametrize("text", ["va a llover", "sale tarde", "Simon esta enfermo", "no estamos de acuerdo"])
def test_a_word_that_is_not_only_yes_confirms_no_visit(content: Content, text: str) -> None:
    """A visit that is confirmed by mistake is worse than one that a person asks about."""
    rosa = Contact(Id(int=1), "Rosa Gomez", language="es", zone="America/New_York")
    assert prompts.read_fixed("visit", text, rosa, content) == ""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("im not rosa", id="not her"),
        pytest.param("Sorry, I'm not Rosa", id="behind a courtesy"),
        pytest.param("No, I\u2019m not Rosa Gomez", id="in full, a bent apostrophe"),
        pytest.param("who is this? im not rosa", id="with a question"),
        pytest.param("this isnt her phone anymore", id="nor her phone"),
        pytest.param("this is no longer Rosa's number", id="her number before"),
        pytest.param("I don't know any Rosa", id="unknown"),
        pytest.param("no soy rosa", id="es"),
        pytest.param("No, no soy Rosa", id="es, two noes"),
        pytest.param("este telefono ya no es de ella", id="es, her phone before"),
        pytest.param("aquí no vive ninguna Rosa", id="es, nobody here"),
    ],
)
def test_whoever_has_the_phone_now_says_so(content: Content, text: str) -> None:
    """In as few words as that, with the name that our texts begin with."""
    assert content.keywords.disowns(text, "Rosa Gomez")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("im not sure", id="no name"),
        pytest.param("I'm not Rosa, I'm her sister", id="a relative"),
        pytest.param("no soy rosa soy su esposo", id="es, a relative"),
        pytest.param("im not maya", id="somebody else's name"),
        pytest.param("rosa is not home", id="she will be back"),
        pytest.param("this isnt her medicine", id="not the phone"),
        pytest.param("no soy de aqui", id="es, no name"),
        pytest.param("no", id="a no"),
        pytest.param("rosa", id="the name alone"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_disowns_nothing(content: Content, text: str) -> None:
    """A number that is frozen by mistake is a family that nobody reaches."""
    assert not content.keywords.disowns(text, "Rosa Gomez")


def test_a_name_that_is_a_word_too_disowns_nothing(content: Content) -> None:
    """ "Aquí no hay luz" is said of the power, "no conozco a ninguna Luz" of her."""
    assert not content.keywords.disowns("aqui no hay luz", "Luz Perez")
    assert content.keywords.disowns("no conozco a ninguna luz", "Luz Perez")


@pytest.mark.parametrize(
    ("text", "is_forget"),
    [
        ("delete my data", True),
        ("please delete all my information", True),
        ("borren mis datos por favor", True),
        ("quiero que borren mi informacion", True),
        ("she deleted my data plan", False),
        ("delete my last answer", False),
        ("borre esa cita", False),
    ],
)
def test_that_all_is_to_be_deleted(content: Content, text: str, is_forget: bool) -> None:
    """It is for a person, who confirms it; of one answer or visit it is something else."""
    assert content.keywords.says(text, "forget") is is_forget
