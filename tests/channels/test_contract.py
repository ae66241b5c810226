"""The checks themselves: a call that the providers do not know must be noticed."""

from __future__ import annotations

import asyncio
import json
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bot.channels.phone import Phone
from tests.channels import contract
from tests.channels.conftest import MESSAGE, outgoing
from tests.channels.stub import Call
from tests.channels.stub_twilio import ACCOUNT

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
GOOD = {"To": "+15005550010", "From": "+15005550006", "Body": "x"}


def call(path: str = MESSAGES, method: str = "POST", **form: str) -> Call:
    return Call(0, "", method, path, {}, form)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        pytest.param({"Bdoy": "x"}, "Bdoy is not one that we use", id="unknown parameter"),
        pytest.param({"ValidityPeriod": "0"}, "ValidityPeriod should be", id="out of range"),
        pytest.param({"To": "5005550010"}, "To should be", id="not E.164"),
        pytest.param({"StatusCallback": "http://127.0.0.1/x"}, "StatusCallback should be", id="callback without TLS"),
        pytest.param({"MessagingServiceSid": "MG" + "0" * 32}, "one of From", id="two senders"),
    ],
)
def test_a_wrong_twilio_call_is_noticed(wrong: dict[str, str], sentence: str) -> None:
    """By our own table, whether or not the whole description is at hand."""
    assert contract.twilio_call(call(**GOOD)) == []
    assert sentence in " ".join(contract.twilio_call(call(**{**GOOD, **wrong})))


def test_an_unknown_address_is_noticed() -> None:
    """Only the calls that we use."""
    assert contract.twilio_call(call("/2010-04-01/Accounts.json")) != []
    assert contract.telegram_call("banChatMember", {}) != []


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({}, id="missing"),
        pytest.param({"chat_id": "x", "text": "x"}, id="no number"),
        pytest.param({"chat_id": "1", "text": "x", "parse_mode": "HTML"}, id="formatting"),
        pytest.param({"chat_id": "1", "text": "x", "reply_markup": "[]"}, id="no object"),
    ],
)
def test_a_wrong_telegram_call_is_noticed(wrong: dict[str, str]) -> None:
    """By our own table."""
    assert contract.telegram_call("sendMessage", {"chat_id": "1", "text": "x"}) == []
    assert contract.telegram_call("sendMessage", wrong) != []


@pytest.mark.skipif(not contract.published("twilio_api_v2010.json"), reason="KINLINE_CONTRACTS names no folder")
def test_the_published_descriptions_judge_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What our table allows and the provider does not know is a mistake of the table."""
    table = contract.TWILIO[("POST", "/2010-04-01/Accounts/{AccountSid}/Messages.json")]
    monkeypatch.setitem(table, "Colour", ".*")
    monkeypatch.setitem(contract.TELEGRAM["sendMessage"], "colour", "String")

    assert "published: Colour is unknown" in " ".join(contract.twilio_call(call(**GOOD, Colour="red")))
    given = {"chat_id": "1", "text": "x", "colour": "red"}
    assert "published: colour is unknown" in " ".join(contract.telegram_call("sendMessage", given))
    assert contract.telegram_value("Update", {"update_id": "x", "message": {"date": 1}}) != []


@pytest.mark.parametrize("name", ["stub_twilio", "stub_telegram"])
async def test_a_stub_runs_by_itself(name: str, tmp_path: Path) -> None:
    """For tests that kill the program: another process, a ledger on disk, orders by HTTP."""
    ledger = tmp_path / "ledger.jsonl"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.channels.{name}", "--ledger", str(ledger), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        address = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip().removeprefix("http://")

        def ask(method: str, path: str, body: str = "") -> Any:
            connection = HTTPConnection(address, timeout=10)
            connection.request(method, path, body)
            answer = json.loads(connection.getresponse().read())
            connection.close()
            return answer

        await asyncio.to_thread(ask, "POST", "/_stub/fault", '{"kind": "status", "status": 500, "code": 7}')
        await asyncio.to_thread(ask, "POST", "/anything", "a=b")
        seen = await asyncio.to_thread(ask, "GET", "/_stub/ledger")
    finally:
        process.terminate()
        await process.communicate()

    assert [(each["path"], each["form"], each["status"]) for each in seen["calls"]] == [("/anything", {"a": "b"}, 500)]
    assert json.loads(ledger.read_text()) == seen["calls"][0]


async def test_the_phone_delivers_at_once() -> None:
    """The demo's channel: storing is sending, and there is nothing to ask afterwards."""
    outcome = await Phone().send(outgoing(address="phone:Ana"))

    assert (getattr(outcome, "provider_id", ""), getattr(outcome, "state", "")) == (f"phone:{MESSAGE}", "delivered")
    assert await Phone().find(outgoing(address="phone:Ana")) == ()
