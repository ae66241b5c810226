"""Texts that nobody means, through the door, in the middle of a question: kept, answered politely, never stuck."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Message
from dialogs.rows.people import Contact
from dialogs.turns.acts import Invite
from storage.database import Database
from tests.builders import content
from tests.journeys.stage import Stage, moment
from tests.journeys.telling import look
from tests.journeys.test_journeys import sqlite as sqlite

_PAUSE = timedelta(minutes=3)
_FACTS = [
    ("family", "F-199, introduced by Dr. Lee"),
    ("child", "Sofia Gomez"),
    ("contact", "Rosa Gomez, es, mother of Sofia, consent recorded"),
]
_STRANGE = [
    pytest.param("si\x00\x00", id="NUL"),
    pytest.param("\ud800 hola \udfff", id="lone surrogates"),
    pytest.param("a" * 1_000_000, id="1 MB"),
    pytest.param("no " * 350_000, id="1 MB of words"),
    pytest.param("7" * 5_000, id="5,000 digits"),
    pytest.param("٣" * 5_000, id="5,000 Arabic digits"),
    pytest.param("\u202e1 is\u202c \u2066no\u2069", id="direction overrides"),
    pytest.param("🧡🐸🎈", id="emoji only"),
    pytest.param("👩‍👩‍👧‍👦" * 300, id="emoji families"),
    pytest.param("Z̷̢̛" * 2_000, id="marks upon marks"),
    pytest.param("", id="nothing"),
    pytest.param(" \t\r\n ", id="blanks"),
    pytest.param("{ $contact } %s %(x)s {0} \\u0000", id="placeholders"),
    pytest.param("'; DROP TABLE contact; --", id="SQL"),
    pytest.param("<script>alert(1)</script>", id="HTML"),
    pytest.param("²", id="a digit that is no number"),
    pytest.param("①", id="a circled digit"),
    pytest.param("-1", id="a negative digit"),
    pytest.param("1e999", id="a number too large"),
]


@pytest.mark.parametrize("text", _STRANGE)
def test_a_strange_text_is_kept_and_stops_nothing(text: str, sqlite: Database) -> None:
    """At every kind of question it is stored, no voice fails, and the next true answer counts."""
    stage = Stage(sqlite, content(), _FACTS)
    stage.clock.now = moment("Tue 2026-03-03 10:00").astimezone(UTC)
    try:
        stage.act(stage.staff["Ana"], Invite(stage.people["Rosa"].id))
        for true_answer in ("si", "3", "1", "que camine", "1", "2", "1"):
            stage.settle()
            stage.pass_time(stage.clock() + _PAUSE, lambda: None)
            assert stage.hear(stage.inbound("Rosa", text)).what == "written"
            stage.pass_time(stage.clock() + _PAUSE, lambda: None)
            assert stage.hear(stage.inbound("Rosa", true_answer)).what == "written"
        stage.settle()
        rows = look(stage)
        messages = list(rows[Message].values())
        assert not [message.mark for message in messages if message.mark]
        assert all("\x00" not in message.text and len(message.text) <= 20_000 for message in messages)
        # A squared 2 is a 2, and so a "no" to the invitation; nothing else here answers it.
        consent = next(iter(rows[Contact].values())).consent
        assert consent == ("refused" if text == "²" else "active")
        assert rows[Walk] or consent == "refused", "the interview was never offered"
    finally:
        stage.close()
