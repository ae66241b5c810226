"""Alerts by e-mail, at a stub server on loopback: what leaves, and how each refusal is understood."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.channels.channel import Refused, Sent, TryLater, Unknown
from bot.channels.mail import Mail
from bot.channels.mail_server import server_of
from bot.clock import new_id, system_now
from dialogs.rows.messages import Outgoing
from tests.channels.stub_smtp import SmtpStub, serving

AGAIN = timedelta(minutes=1)


@pytest.fixture
def smtp() -> Iterator[SmtpStub]:
    with serving() as stub:
        yield stub


def mail_to(stub: SmtpStub, user: str = "") -> Mail:
    return Mail(server_of(stub.url.replace("smtp://", f"smtp://{user}")), system_now, "https://line.example/inbox", 5)


def alert() -> Outgoing:
    row_id, now = new_id(system_now()), system_now()
    return Outgoing(
        row_id, None, row_id, row_id, "ana@clinic.example", "alert", "staff-alert-mail", "en",
        "Rainbow Clinic: family F1 needs a person now. Open the inbox.", "o1", now, now,
    )  # fmt: skip


def test_a_letter_leaves_with_a_subject_and_the_way_to_the_inbox(smtp: SmtpStub) -> None:
    """Plain text; its id is ours, so that a second copy is known as one."""
    message = alert()
    assert asyncio.run(mail_to(smtp).send(message)) == Sent(f"<{message.id.hex}@clinic.example>")
    ((recipient, letter),) = smtp.letters
    assert recipient == "ana@clinic.example"
    assert "Subject: Rainbow Clinic: family F1 needs a person now\r\n" in letter
    assert "https://line.example/inbox" in letter
    assert "From: alerts@clinic.example" in letter


@pytest.mark.parametrize(
    ("command", "answer", "outcome"),
    [
        pytest.param("RCPT", "550 nobody here", Refused("recipient-550", "permanent"), id="no such person"),
        pytest.param("RCPT", "450 later", TryLater("recipient-450", AGAIN), id="grey list"),
        pytest.param("MAIL", "553 not from you", Refused("sender-553", "ours_to_fix"), id="sender refused"),
        pytest.param("LETTER", "554 spam", Refused("message-554", "ours_to_fix"), id="letter refused"),
        pytest.param("EHLO", "hang up", TryLater("SMTPServerDisconnected", AGAIN), id="cut off before"),
        pytest.param("LETTER", "hang up", Unknown("SMTPServerDisconnected"), id="cut off after"),
    ],
)  # fmt: skip
def test_what_a_server_says_is_understood(smtp: SmtpStub, command: str, answer: str, outcome: object) -> None:
    """4xx is later, 5xx is no; cut off once the letter was begun, nobody knows."""
    smtp.answers[command] = answer
    assert asyncio.run(mail_to(smtp).send(alert())) == outcome


def test_a_wrong_password_is_ours_to_fix_and_no_server_is_tried_later(smtp: SmtpStub) -> None:
    smtp.answers["AUTH"] = "535 no"
    assert asyncio.run(mail_to(smtp, "kinline:wrong@").send(alert())) == Refused("sign-in-535", "ours_to_fix")
    away = Mail(server_of("smtp://127.0.0.1:9?from=a@b.example"), system_now, "", 5)
    assert isinstance(asyncio.run(away.send(alert())), TryLater)


def test_nothing_leaves_in_the_clear_to_another_machine() -> None:
    """A server elsewhere that offers no encryption gets neither password nor letter: here a name that is not known."""
    with serving() as stub:
        elsewhere = server_of(stub.url.replace("127.0.0.1", "127.0.0.2"))
        assert isinstance(asyncio.run(Mail(elsewhere, system_now, "", 5).send(alert())), Refused | TryLater)
        assert stub.letters == []


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://h", "http://h?from=a@b.c", "smtp://h?from=a@b.c%0d%0aX:1"])
def test_a_setting_that_cannot_work_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"write it like|from="):
        server_of(url)
