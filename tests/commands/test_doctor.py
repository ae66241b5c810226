"""`kinline doctor` against doubles of the providers on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Story
from tests.channels import stub_telegram, stub_twilio
from tests.channels.conftest import telegram, twilio  # noqa: F401  (the providers' doubles)
from tests.channels.stub_smtp import serving
from tests.channels.stub_telegram import TelegramStub
from tests.channels.stub_twilio import TwilioStub
from tests.commands.conftest import Run
from tests.commands.test_import import HEADER, ROSA


@pytest.fixture
def sms(twilio: TwilioStub, monkeypatch: pytest.MonkeyPatch) -> TwilioStub:  # noqa: F811
    """SMS set up at the double."""
    monkeypatch.setenv("KINLINE_TWILIO_ACCOUNT_SID", stub_twilio.ACCOUNT)
    monkeypatch.setenv("KINLINE_TWILIO_AUTH_TOKEN", stub_twilio.TOKEN)
    monkeypatch.setenv("KINLINE_TWILIO_FROM", stub_twilio.NUMBER)
    monkeypatch.setenv("KINLINE_TWILIO_API_URL", twilio.url)
    return twilio


@pytest.fixture
def bot(telegram: TelegramStub, monkeypatch: pytest.MonkeyPatch) -> TelegramStub:  # noqa: F811
    """Telegram set up at the double."""
    monkeypatch.setenv("KINLINE_TELEGRAM_TOKEN", stub_telegram.TOKEN)
    monkeypatch.setenv("KINLINE_TELEGRAM_API_URL", telegram.url)
    return telegram


def test_all_in_order(clinic: Run, sms: TwilioStub, bot: TelegramStub) -> None:
    """Everything is named, and the exit code is 0; what nobody has reviewed is worth a look."""
    ran = clinic("doctor")
    assert ran.code == 0, ran.out
    for said in (
        "synchronous=2", "key: ", "sms: Twilio answers", "by polling", "sample auto-reply", "telegram: the bot @",
        "staff: 1", "forms: ", "wording: en",
    ):  # fmt: skip
        assert said in ran.out
    assert "bad" not in ran.out


def test_the_mail_server_is_asked(clinic: Run, sms: TwilioStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers, it refuses the password, or it is not there; without one that is worth a look."""
    assert "e-mail: not set up" in clinic("doctor").out
    with serving() as smtp:
        monkeypatch.setenv("KINLINE_SMTP_URL", smtp.url.replace("smtp://", "smtp://kinline:wrong@"))
        smtp.answers["AUTH"] = "535 no"
        assert "e-mail: the server refused (sign-in-535)" in clinic("doctor").out
        monkeypatch.setenv("KINLINE_SMTP_URL", smtp.url)
        assert "e-mail: the server answers" in clinic("doctor").out
    assert "e-mail: the server cannot be reached" in clinic("doctor").out


def test_webhooks_are_named(clinic: Run, sms: TwilioStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a public address: which addresses to enter at Twilio."""
    monkeypatch.setenv("KINLINE_PUBLIC_URL", "https://kinline.example.org")
    assert "https://kinline.example.org/webhooks/twilio/inbound" in clinic("doctor").out


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("KINLINE_TWILIO_API_URL", "http://127.0.0.1:9", "Twilio cannot be reached", id="no Twilio"),
        pytest.param("KINLINE_TWILIO_AUTH_TOKEN", "wrong", "Twilio refused", id="wrong Twilio token"),
        pytest.param("KINLINE_TELEGRAM_TOKEN", "1:wrong", "the bot does not answer", id="wrong bot"),
        pytest.param("KINLINE_TELEGRAM_API_URL", "http://127.0.0.1:9", "the bot does not answer", id="no Telegram"),
        pytest.param("KINLINE_PUBLIC_URL", "http://kinline.example.org", "not https", id="public without https"),
        pytest.param("KINLINE_TWILIO_FROM", "", "half configured", id="half of SMS"),
        pytest.param("KINLINE_DATA", "elsewhere", "kinline migrate", id="no database"),
    ],
)
def test_what_does_not_work(
    clinic: Run, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, name: str, value: str, said: str
) -> None:
    """Advice, exit code 1, no traceback; the token is never printed."""
    if "TELEGRAM" in name:
        request.getfixturevalue("bot")
    else:
        request.getfixturevalue("sms")
    monkeypatch.setenv(name, value)
    ran = clinic("doctor")
    assert ran.code == 1
    assert said in ran.out
    assert "Traceback" not in ran.out + ran.err
    assert stub_twilio.TOKEN not in ran.out + ran.err
    assert stub_telegram.TOKEN not in ran.out + ran.err


def test_nobody_is_on_call(run: Run) -> None:
    """Without staff, without a name, without a channel: said, and still no failure."""
    run("migrate")
    ran = run("doctor")
    assert ran.code == 0
    assert "no coordinator yet" in ran.out
    assert "has no name or no phone" in ran.out
    assert "none is set up" in ran.out
    run("staff", "add", "--email", "a@b.org", "--name", "A", "--role", "coordinator")
    assert "no alert leaves the building" in run("doctor").out


def test_a_key_that_others_may_read(clinic: Run, place: Path) -> None:
    """Said, with the command that mends it."""
    (place / "var" / "kinline.key").chmod(0o644)
    assert "chmod 600" in clinic("doctor").out


def test_addresses_on_a_line_that_is_gone(
    clinic: Run, place: Path, sms: TwilioStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Families enrolled on another number are counted."""
    clinic("migrate")
    (place / "f.csv").write_text(HEADER + ROSA)
    assert clinic("family", "import", "f.csv").code == 0
    monkeypatch.setenv("KINLINE_TWILIO_FROM", "+15555550777")
    clinic("migrate")
    assert "1 addresses belong to a number or bot that is not set up here" in clinic("doctor").out


def test_a_live_text(clinic: Run, sms: TwilioStub) -> None:
    """It reaches the phone through the provider, and no family's queue."""
    ran = clinic("doctor", "--live", "+15555550191")
    assert ran.code == 0, ran.out
    assert [record.to for record in sms.sent] == ["+15555550191"]
    assert clinic("doctor", "--live", "12").code == 1


def test_a_live_text_without_sms(clinic: Run) -> None:
    """Nothing to send with."""
    assert clinic("doctor", "--live", "+15555550191").code == 1


def test_a_demo(demo: Story, run: Run) -> None:
    """Doctor looks at a demo as well."""
    ran = run("doctor")
    assert ran.code == 0, ran.out
    assert "SQLite, demo" in ran.out
