"""Fetching what families send: from the provider only, not too large, called by its bytes."""

from __future__ import annotations

import pytest

from bot.channels.channel import Attachment, Media, Unusable
from bot.channels.media import sniff
from bot.channels.sms import Sms
from tests.channels.conftest import SHORT
from tests.channels.stub_twilio import JPEG, TwilioStub


def photo(twilio: TwilioStub, content: bytes = JPEG, declared: str = "image/jpeg") -> Attachment:
    record = twilio.text("+15005550010", "", media=[(declared, content)])
    return Attachment(dict(twilio.form(record))["MediaUrl0"], declared)


async def test_a_photo_is_fetched_and_then_deleted_there(twilio: TwilioStub, sms: Sms) -> None:
    """With our credentials; a second deletion finds it gone already, which is as good."""
    attachment = photo(twilio)

    assert await sms.fetch(attachment) == Media(JPEG, "image/jpeg")
    assert await sms.forget(attachment)
    assert twilio.records[0].media == {}
    assert await sms.forget(attachment)
    assert await sms.fetch(attachment) == Unusable("status-404")


async def test_a_deletion_that_failed_is_tried_again(twilio: TwilioStub, sms: Sms) -> None:
    """False: the file is still there."""
    attachment = photo(twilio)
    twilio.fault("status", status=503)

    assert not await sms.forget(attachment)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://api.twilio.com/x", id="without TLS"),
        pytest.param("https://evil.example.org/x", id="another host"),
        pytest.param("https://api.twilio.com.evil.example.org/x", id="a name that begins like it"),
        pytest.param("https://eviltwilio.com/x", id="a name that ends like it"),
        pytest.param("https://api.twilio.com:8443/x", id="another port"),
        pytest.param("https://api.twilio.com@evil.example.org/x", id="a user that looks like it"),
        pytest.param("http://127.0.0.1:1/x", id="another port of ours"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("", id="nothing"),
    ],
)
async def test_only_the_providers_host_is_asked(twilio: TwilioStub, sms: Sms, url: str) -> None:
    """A signed webhook does not make every address in it a good one."""
    assert await sms.fetch(Attachment(url, "")) == Unusable("not-the-providers-host")
    assert twilio.calls == []


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        pytest.param("http://cdn.example.org/x", "redirect-without-tls", id="no TLS"),
        pytest.param("https://169.254.169.254/latest", "private-address", id="cloud metadata"),
        pytest.param("https://[::1]/x", "private-address", id="loopback, version 6"),
        pytest.param("https://10.0.0.1/x", "private-address", id="inside the house"),
        pytest.param("https://localhost/x", "private-address", id="a name that leads inside"),
        pytest.param("file:///etc/passwd", "redirect-without-tls", id="a file"),
    ],
)
async def test_redirects_do_not_lead_inside(twilio: TwilioStub, sms: Sms, target: str, reason: str) -> None:
    """Twilio redirects to its CDN; nothing may redirect into our own network."""
    attachment = photo(twilio)
    twilio.media_redirect = target

    assert await sms.fetch(attachment) == Unusable(reason)


async def test_redirects_come_to_an_end(twilio: TwilioStub, sms: Sms) -> None:
    """A circle is left after three."""
    attachment = photo(twilio)
    twilio.media_redirect = attachment.url

    assert await sms.fetch(attachment) == Unusable("too-many-redirects")
    assert len(twilio.calls) == 4


async def test_more_than_5_mb_is_not_taken(twilio: TwilioStub, sms: Sms) -> None:
    """Reading stops at the limit, whatever length was announced."""
    size = 5 * 1024 * 1024
    assert await sms.fetch(photo(twilio, JPEG.ljust(size + 1))) == Unusable("too-large")
    fits = await sms.fetch(photo(twilio, JPEG.ljust(size)))
    assert isinstance(fits, Media)


@pytest.mark.parametrize("kind", ["half", "status"])
async def test_trouble_may_be_tried_again(twilio: TwilioStub, sms: Sms, kind: str) -> None:
    """Nothing final: the file is still at Twilio."""
    attachment = photo(twilio)
    twilio.fault(kind, times=2)  # type: ignore[arg-type]

    found = await sms.fetch(attachment)

    assert isinstance(found, Unusable)
    assert not found.is_final


@pytest.mark.parametrize("limit", [SHORT])
async def test_silence_may_be_tried_again(twilio: TwilioStub, sms: Sms) -> None:
    """Like any other trouble."""
    attachment = photo(twilio)
    twilio.fault("slow", times=9)

    assert await sms.fetch(attachment) == Unusable("no-answer", is_final=False)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(JPEG, "image/jpeg", id="JPEG"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "image/png", id="PNG"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", id="WebP"),
        pytest.param(b"\x00\x00\x00\x18ftypheic", "image/heic", id="an iPhone's photo"),
        pytest.param(b"\x00\x00\x00\x18ftyp3gp4", "video/3gpp", id="3GPP"),
        pytest.param(b"#!AMR\n", "audio/amr", id="an MMS voice note"),
        pytest.param(b"OggS", "audio/ogg", id="a Telegram voice note"),
        pytest.param(b"%PDF-1.7", "application/pdf", id="PDF"),
        pytest.param(b"<svg onload=alert(1)>", "application/octet-stream", id="SVG"),
        pytest.param(b"<!doctype html>", "application/octet-stream", id="HTML"),
        pytest.param(b"", "application/octet-stream", id="nothing"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, expected: str) -> None:
    """Never what was declared; what can run scripts has no name."""
    assert sniff(content) == expected
