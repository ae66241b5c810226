"""What is sealed opens in its own place, with its own key, and nowhere else; and nothing else is on disk."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.channel import Attachment
from dialogs.rows.interviews import Answer
from dialogs.rows.messages import Message
from dialogs.rows.people import Address, Child
from dialogs.turns import acts
from storage.database import Database
from storage.sealing import Keys, WrongKey, new_key_text, parse_keys
from tests.builders import KEYS, Story

PROGRAM, ROW = UUID(int=1), UUID(int=2)
HERE = (PROGRAM, "message", "text", ROW)


@settings(max_examples=50, deadline=None, database=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_what_was_sealed_opens(text: str) -> None:
    """Any text, in any script."""
    assert KEYS.open(KEYS.seal(text, *HERE), *HERE).decode() == text


def test_the_same_text_never_looks_the_same() -> None:
    """Nobody can tell who gave equal answers."""
    assert KEYS.seal("yes", *HERE) != KEYS.seal("yes", *HERE)


@pytest.mark.parametrize(
    "there",
    [
        pytest.param((UUID(int=9), "message", "text", ROW), id="another program"),
        pytest.param((PROGRAM, "note", "text", ROW), id="another table"),
        pytest.param((PROGRAM, "message", "address", ROW), id="another column"),
        pytest.param((PROGRAM, "message", "text", UUID(int=9)), id="another row"),
    ],
)
def test_a_value_that_was_moved_does_not_open(there: tuple[UUID, str, str, UUID]) -> None:
    """Copying one family's sealed answer into another's row gives nothing."""
    with pytest.raises(WrongKey, match="moved"):
        KEYS.open(KEYS.seal("yes", *HERE), *there)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda sealed: b"", id="nothing"),
        pytest.param(lambda sealed: sealed[:2], id="cut in the key's name"),
        pytest.param(lambda sealed: sealed[:9], id="cut in the nonce"),
        pytest.param(lambda sealed: sealed[:-1], id="cut at the end"),
        pytest.param(lambda sealed: sealed[:-1] + bytes((sealed[-1] ^ 1,)), id="one bit"),
        pytest.param(lambda sealed: b"\xff" + sealed[1:], id="a longer name"),
    ],
)
def test_what_is_damaged_is_a_wrong_key(spoil: object) -> None:
    """Damage is told as one kind of trouble, never as a crash of another kind."""
    with pytest.raises(WrongKey):
        KEYS.open(spoil(KEYS.seal("yes", *HERE)), *HERE)  # type: ignore[operator]


def test_another_key_of_the_same_name_does_not_open() -> None:
    """The name is only a hint; the key decides."""
    with pytest.raises(WrongKey, match="does not open"):
        Keys({"k1": bytes(32)}).open(KEYS.seal("yes", *HERE), *HERE)


def _key(letter: str) -> bytes:
    return letter.encode() * 32


def test_after_rotation_the_first_key_writes_and_all_open() -> None:
    """Old values open, new ones carry the new name, and the old key alone cannot open them."""
    old, both = Keys({"old": _key("o")}), Keys({"new": _key("n"), "old": _key("o")})
    assert both.open(old.seal("before", *HERE), *HERE) == b"before"
    fresh = both.seal("after", *HERE)
    assert fresh[: 1 + len("new")] == b"\x03new"
    with pytest.raises(WrongKey, match="not given here"):
        old.open(fresh, *HERE)


def test_lookups_survive_rotation() -> None:
    """The hash stays with the oldest key, which is named last; otherwise nobody would be found any more."""
    old, both = Keys({"old": _key("o")}), Keys({"new": _key("n"), "old": _key("o")})
    assert old.hash(PROGRAM, "address", "sms:+15550100") == both.hash(PROGRAM, "address", "sms:+15550100")
    assert both.hash_version == "old"


def test_lookup_hashes_tell_programs_kinds_and_values_apart() -> None:
    """And are the same tomorrow: this one was computed when the test was written."""
    hashes = {
        KEYS.hash(program, kind, value)
        for program in (PROGRAM, UUID(int=9))
        for kind in ("address", "invite")
        for value in ("a", "b")
    }
    assert len(hashes) == 8
    assert KEYS.hash(PROGRAM, "address", "a").hex() == "b7b0a492bedbc0593a12bdca27d3dfca"


def test_a_new_key_can_be_read() -> None:
    """What a key file holds is what is parsed, with the newline at its end."""
    keys = parse_keys(new_key_text() + "\n")
    assert keys.open(keys.seal("yes", *HERE), *HERE) == b"yes"


CANARIES = ("QUENTIN", "ZORRILLA", "WHEELCHAIR-7", "NIGHTNURSE", "+15559876543", "COUGHS-AT-NIGHT", "ME123MEDIA")


def test_no_word_of_a_family_is_on_disk_unsealed(sqlite_template: Path, tmp_path: Path) -> None:
    """Names, texts, answers, notes and addresses are looked for in every byte of database and WAL."""
    path = tmp_path / "kinline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    story = Story(database)
    who = story.family(name="QUENTIN ZORRILLA", consent="recorded", detail_level=2)
    moved = Address(story.id(), who.contact.id, story.line.id, "phone", "+15559876543")
    child = Child(story.id(), "QUENTIN", "QUENTIN ZORRILLA")
    story.add(who.family, moved, child)
    story.act(who, acts.Invite(who.contact.id))
    story.act(who, acts.WriteNote(who.contact.id, "NIGHTNURSE is asked for"))
    for words in ("yes", "3", "1", "a WHEELCHAIR-7 please", "he COUGHS-AT-NIGHT, what now?", "1", "1"):
        story.deliver()
        story.clock.advance(minutes=3)
        story.hear(who, words)
    photo = Attachment("https://media.example/ME123MEDIA", "image/jpeg")
    story.hear(who, "", attachments=(photo,))
    assert any(message.attachments == ((photo.url, photo.content_type),) for message in story.rows(Message))
    said = "".join(message.text for message in story.rows(Message))
    assert "WHEELCHAIR-7" in said
    assert any("WHEELCHAIR-7" in answer.raw for answer in story.rows(Answer))
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    assert len(files["kinline.db-wal"]) > 100_000
    found = [(name, canary) for name, content in files.items() for canary in CANARIES if canary.encode() in content]
    assert found == []
    story.close()
    database.close()
