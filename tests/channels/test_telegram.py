"""Telegram: sending, the getUpdates loop that acknowledges after commit, the webhook, and what updates mean."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bot.channels.channel import Attachment, Media, Outcome, Refused, Sent, TryLater, Unknown, Unusable
from bot.channels.telegram import Telegram
from bot.channels.telegram_updates import button_data
from bot.channels.webhooks import Webhooks
from dialogs.rows.messages import Option
from tests.channels.conftest import NOW, PROMPT, SHORT, Kept, make_bot, outgoing
from tests.channels.stub_telegram import OGG, SECRET, TOKEN, TelegramStub

CHAT = 5550010
YES_NO = (Option("yes", "Sí, vamos"), Option("no", "No"))


def to_chat(text: str = "Coming?", **more: Any) -> Any:
    return outgoing(text, address=str(CHAT), **more)


@asynccontextmanager
async def polling(bot: Telegram, kept: Kept) -> AsyncIterator[None]:
    """The loop, as wiring runs it, until the block ends."""
    task = asyncio.create_task(bot.poll(kept.receive))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def read_one(bot: Telegram, kept: Kept, update: dict[str, Any]) -> Any:
    """What one update is read as; None when it is not for us."""
    await bot.take(update, kept.receive)
    return kept.inbound[-1] if kept.inbound else None


# sending


async def test_a_message_leaves_as_plain_text(telegram: TelegramStub, bot: Telegram) -> None:
    """An unbalanced `_` or `<` of a clinic's name must not fail a send."""
    outcome = await bot.send(to_chat("Dr. <O'Neil> *fl_oor* [2"))

    assert isinstance(outcome, Sent)
    assert telegram.sent[0]["text"] == "Dr. <O'Neil> *fl_oor* [2"
    assert set(telegram.calls[0].form) == {"chat_id", "text", "link_preview_options"}


async def test_buttons_carry_prompt_and_code(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """A press comes back as exactly that option of exactly that prompt, with its label for staff to read."""
    await bot.send(to_chat(prompt_id=PROMPT, buttons=YES_NO))
    data = telegram.sent[0]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    inbound = await read_one(bot, kept, telegram.press(CHAT, data))

    assert (inbound.prompt_id, inbound.button, inbound.text) == (PROMPT, "yes", "Sí, vamos")
    assert inbound.address == str(CHAT)
    assert len(telegram.answered) == 1


async def test_a_code_too_long_for_a_button_becomes_its_digit(
    telegram: TelegramStub, bot: Telegram, kept: Kept
) -> None:
    """64 bytes are all there is; the digit of the same prompt says the same."""
    await bot.send(to_chat(prompt_id=PROMPT, buttons=(*YES_NO, Option("ж" * 40, "Other"))))

    inbound = await read_one(bot, kept, telegram.press(CHAT, button_data(PROMPT, 2, "ж" * 40)))

    assert (inbound.prompt_id, inbound.button, inbound.text) == (PROMPT, "", "3")


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param({"status": 429, "retry_after": 7}, TryLater("telegram-429", timedelta(seconds=7)), id="flood"),
        pytest.param({"status": 429, "description": "Too Many Requests"}, TryLater, id="flood, no time given"),
        pytest.param(
            {"status": 403, "description": "Forbidden: bot was blocked by the user"},
            Refused("telegram-403", "opted_out"),
            id="blocked",
        ),
        pytest.param(
            {"status": 403, "description": "Forbidden: user is deactivated"},
            Refused("telegram-403", "permanent"),
            id="account gone",
        ),
        pytest.param(
            {"status": 400, "description": "Bad Request: chat not found"},
            Refused("telegram-400", "permanent"),
            id="no such chat",
        ),
        pytest.param(
            {"status": 401, "description": "Unauthorized"}, Refused("telegram-token", "ours_to_fix"), id="token"
        ),
        pytest.param({"status": 500}, Unknown, id="their error"),
        pytest.param({"status": 502}, Unknown, id="bad gateway"),
    ],
)
async def test_errors_are_known_by_what_they_mean(
    telegram: TelegramStub, bot: Telegram, how: dict[str, Any], expected: Outcome | type
) -> None:
    """429 waits as told, 403 is an opt-out, 5xx may have happened after the message was taken."""
    telegram.fault("status", **how)

    outcome = await bot.send(to_chat())

    assert isinstance(outcome, expected) if isinstance(expected, type) else outcome == expected


@pytest.mark.parametrize("kind", ["drop", "reset", "half", "cut"])
async def test_a_cut_is_unknown(telegram: TelegramStub, bot: Telegram, kind: str) -> None:
    """Cut before and cut after look the same, and Telegram cannot be asked."""
    telegram.fault(kind)  # type: ignore[arg-type]

    assert isinstance(await bot.send(to_chat()), Unknown)
    assert len(telegram.sent) == (0 if kind == "cut" else 1)
    assert await bot.find(to_chat()) == ()


@pytest.mark.parametrize("limit", [SHORT])
async def test_silence_is_unknown(telegram: TelegramStub, bot: Telegram) -> None:
    """Telegram took it and never answered."""
    telegram.fault("slow")

    assert isinstance(await bot.send(to_chat()), Unknown)
    assert len(telegram.sent) == 1


async def test_a_refused_connection_means_not_sent(telegram: TelegramStub, bot: Telegram) -> None:
    """Nothing left."""
    telegram.refuse()
    assert await bot.send(to_chat()) == TryLater("no-connection", timedelta(seconds=30))


async def test_a_too_long_message_is_refused_for_good(telegram: TelegramStub, bot: Telegram) -> None:
    """4,096 characters."""
    assert await bot.send(to_chat("x" * 4097)) == Refused("telegram-400", "permanent")


async def test_logs_hold_no_token_text_or_chat(
    telegram: TelegramStub, bot: Telegram, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    """httpx would write the token at INFO, the library the broken answer."""
    caplog.set_level(logging.DEBUG)
    await bot.send(to_chat("CANARY"))
    telegram.fault("half")
    await bot.send(to_chat("CANARY"))
    telegram.fault("status", status=400, description="Bad Request: CANARY")
    await bot.send(to_chat("CANARY"))
    kept.failures = 1
    telegram.write(CHAT, "CANARY")
    async with polling(bot, kept):
        await kept.until(1)

    for forbidden in ("CANARY", TOKEN, TOKEN.partition(":")[2], str(CHAT), "Canary"):
        assert forbidden not in caplog.text


# polling


async def test_an_update_is_acknowledged_only_after_it_is_kept(telegram: TelegramStub, kept: Kept) -> None:
    """The database fails twice: the update comes again until it is kept, and nothing is lost or skipped."""
    pauses: list[float] = []
    bot = make_bot(telegram, pauses.append)
    kept.failures = 2
    first = telegram.write(CHAT, "one")
    telegram.write(CHAT, "two")
    async with polling(bot, kept):
        await kept.until(2)
        telegram.write(CHAT, "three")
        await kept.until(3)
    await bot.close()

    assert [inbound.text for inbound in kept.inbound] == ["one", "two", "three"]
    offsets = [call.form.get("offset") for call in telegram.calls if call.path.endswith("getUpdates")]
    assert offsets[:3] == [None, str(first["update_id"]), str(first["update_id"])]
    assert pauses[:2] == [1.0, 2.0]


async def test_a_crash_between_taking_and_committing_loses_nothing(telegram: TelegramStub, kept: Kept) -> None:
    """The process dies while the message is being written; the next one gets it again."""
    telegram.write(CHAT, "still here")
    begun = asyncio.Event()

    async def never(_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    dying = make_bot(telegram)
    task = asyncio.create_task(dying.poll(never))
    await asyncio.wait_for(begun.wait(), 10)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await dying.close()

    bot = make_bot(telegram)
    async with polling(bot, kept):
        await kept.until(1)
    await bot.close()
    assert kept.inbound[0].text == "still here"


async def test_one_familys_failure_does_not_delay_another(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """Chats go side by side; what is not acknowledged comes again, and is known by its id."""

    class Poisoned(Kept):
        async def receive(self, inbound: Any) -> None:
            if inbound.text == "poison" and self.failures:
                self.failures -= 1
                raise RuntimeError
            await super().receive(inbound)

    kept = Poisoned()
    kept.failures = 3
    for chat, text in ((1, "poison"), (2, "a"), (2, "b"), (1, "after")):
        telegram.write(chat, text)
    async with polling(bot, kept):
        async with asyncio.timeout(10):
            while not any(inbound.text == "after" for inbound in kept.inbound):
                await kept.until(len(kept.inbound) + 1)

    assert [inbound.text for inbound in kept.inbound[:2]] == ["a", "b"]
    ones = [inbound.text for inbound in kept.inbound if inbound.address == "1"]
    assert ones == ["poison", "after"]
    assert len({inbound.provider_id for inbound in kept.inbound}) == 4


async def test_an_update_nobody_can_read_does_not_block_the_rest(
    telegram: TelegramStub, bot: Telegram, kept: Kept
) -> None:
    """The library's own loop would stop at the first."""
    telegram.raw({"message": {"message_id": "x", "chat": 7}})
    telegram.raw({"message": None, "something_new": {"a": 1}})
    telegram.raw({})
    telegram.write(CHAT, "next")
    async with polling(bot, kept):
        await kept.until(1)

    assert kept.inbound[0].text == "next"


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"kind": "status", "status": 502, "times": 2}, id="their error"),
        pytest.param({"kind": "status", "status": 429, "retry_after": 5}, id="flood"),
        pytest.param({"kind": "status", "status": 401, "description": "Unauthorized"}, id="wrong token for a while"),
        pytest.param({"kind": "cut"}, id="cut before"),
        pytest.param({"kind": "drop"}, id="cut after"),
        pytest.param({"kind": "half"}, id="cut within"),
    ],
)
async def test_polling_survives_trouble(telegram: TelegramStub, kept: Kept, how: dict[str, Any]) -> None:
    """It pauses, longer each time, and goes on."""
    pauses: list[float] = []
    bot = make_bot(telegram, pauses.append)
    telegram.fault(path="getUpdates", **how)
    telegram.write(CHAT, "hello")
    async with polling(bot, kept):
        await kept.until(1)
    await bot.close()

    assert len(kept.inbound) == 1
    assert pauses[0] == (5.0 if "retry_after" in how else 60.0 if how.get("status") == 401 else 1.0)


async def test_an_old_webhook_is_taken_away(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """getUpdates answers 409 while one is set."""
    await bot.listen_at("https://line.example.org/webhooks/telegram")
    assert telegram.webhook["secret_token"] == SECRET
    telegram.write(CHAT, "hello")
    async with polling(bot, kept):
        await kept.until(1)

    assert telegram.webhook == {}


async def test_the_bot_knows_its_own_name(bot: Telegram) -> None:
    """For deep links; its line needs no question."""
    assert (await bot.username(), bot.line) == ("kinline_bot", "123456")


# the webhook


async def test_the_webhook_answers_after_commit(telegram: TelegramStub, webhooks: Webhooks, kept: Kept) -> None:
    """503 while it cannot be kept, so that Telegram comes again; 200 then."""
    kept.failures = 1
    update = telegram.write(CHAT, "hello")

    assert await asyncio.to_thread(telegram.deliver, update) == 503
    assert await asyncio.to_thread(telegram.deliver, update) == 200
    assert await asyncio.to_thread(telegram.deliver, update) == 200
    assert len({inbound.provider_id for inbound in kept.inbound}) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ünicode"])
async def test_without_the_secret_nothing_enters(
    telegram: TelegramStub, webhooks: Webhooks, kept: Kept, secret: str | None
) -> None:
    """403 and counted."""
    body = json.dumps(telegram.write(CHAT, "hello")).encode()

    assert (await asyncio.to_thread(telegram.knock, body, secret))[0] == 403
    assert webhooks.refusals == {"telegram.secret": 1}
    assert kept.inbound == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"x" * 1_000_000, 413, id="1 MB"),
        pytest.param(b"[" * 100_000, 403, id="deep"),
        pytest.param(b"not json", 403, id="no JSON"),
        pytest.param(b"[]", 403, id="a list"),
        pytest.param(b'{"update_id": ' + b"9" * 5000 + b"}", 403, id="5,000 digits"),
        pytest.param(b"\xff\xfe", 403, id="no UTF-8"),
        pytest.param(b'{"update_id": 1, "message": 5}', 200, id="a message that is none"),
        pytest.param(b'{"update_id": 1, "callback_query": {"id": "1"}}', 200, id="a press of nothing"),
    ],
)
async def test_no_body_makes_a_500(
    telegram: TelegramStub, webhooks: Webhooks, kept: Kept, body: bytes, status: int
) -> None:
    """Genuine but unreadable is acknowledged: Telegram would send it for a day otherwise."""
    assert (await asyncio.to_thread(telegram.knock, body))[0] in ((413, 0) if status == 413 else (status,))
    assert kept.inbound == []


# what updates mean


async def test_a_correction_is_known_by_what_it_corrects(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """An edit is a message of its own, under the first one's id and its own time."""
    update = telegram.write(CHAT, "10")
    first = await read_one(bot, kept, update)
    second = await read_one(bot, kept, telegram.edit(update, "12"))

    assert (second.text, second.is_edit) == ("12", True)
    assert second.provider_id.startswith(f"{first.provider_id}-e")
    assert str(CHAT) not in first.provider_id + second.provider_id


@pytest.mark.parametrize(
    ("written", "text", "code"),
    [
        pytest.param("/start K7-ABCD", "START", "K7-ABCD", id="deep link"),
        pytest.param("/start", "START", "", id="start"),
        pytest.param("/stop", "STOP", "", id="stop"),
        pytest.param("/STOP@kinline_bot", "STOP", "", id="stop with the bot's name"),
        pytest.param("/help", "HELP", "", id="help"),
        pytest.param("/stop that noise", "/stop that noise", "", id="not a command"),
        pytest.param("/other", "/other", "", id="not ours"),
        pytest.param("start", "start", "", id="a word"),
    ],
)
async def test_commands_become_the_words_of_the_line(
    telegram: TelegramStub, bot: Telegram, kept: Kept, written: str, text: str, code: str
) -> None:
    """Further in nobody needs to know Telegram's way of writing them."""
    inbound = await read_one(bot, kept, telegram.write(CHAT, written))

    assert (inbound.text, inbound.start_code) == (text, code)


async def test_blocking_is_told(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """my_chat_member: the same as STOP; unblocking says nothing until they write."""
    inbound = await read_one(bot, kept, telegram.block(CHAT))

    assert (inbound.is_block, inbound.address, inbound.text) == (True, str(CHAT), "")
    assert await bot.send(to_chat()) == Refused("telegram-403", "opted_out")


async def test_files_come_as_places_to_fetch(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """A voice note, the largest size of a photo with its caption, a document with its declared type."""
    voice = {**telegram.file(OGG), "duration": 2}
    small, large = ({**telegram.file(b"x" * size), "width": size, "height": size} for size in (90, 800))
    document = {**telegram.file(b"%PDF-1"), "mime_type": "application/pdf"}

    notes = await read_one(bot, kept, telegram.write(CHAT, voice=voice))
    photo = await read_one(bot, kept, telegram.write(CHAT, photo=[large, small], caption="the rash"))
    paper = await read_one(bot, kept, telegram.write(CHAT, document=document))

    assert notes.attachments == (Attachment("telegram:file0", "audio/ogg", 64),)
    assert (photo.text, photo.attachments[0].url) == ("the rash", "telegram:file2")
    assert paper.attachments == (Attachment("telegram:file3", "application/pdf", 6),)
    assert await bot.fetch(notes.attachments[0]) == Media(OGG, "audio/ogg")
    assert await bot.fetch(Attachment("telegram:gone", "")) == Unusable("gone")
    assert await bot.fetch(Attachment("telegram:file0", "", 21 * 1024 * 1024)) == Unusable("too-large")
    telegram.fault("cut", path="/file/")
    assert await bot.fetch(notes.attachments[0]) == Unusable("no-answer", is_final=False)


async def test_contacts_places_and_stickers_are_text(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """Staff see what was sent; the bot reads it like anything typed."""
    contact = {"phone_number": "+15005550010", "first_name": "Ana", "user_id": CHAT}
    sticker = {**telegram.file(b""), "type": "regular", "width": 1, "height": 1, "is_animated": False}
    sticker |= {"is_video": False, "emoji": "👍"}

    assert (await read_one(bot, kept, telegram.write(CHAT, contact=contact))).text == "Ana +15005550010"
    place = {"latitude": 42.5, "longitude": -71.0}
    assert (await read_one(bot, kept, telegram.write(CHAT, location=place))).text == "42.5, -71.0"
    assert (await read_one(bot, kept, telegram.write(CHAT, sticker=sticker))).text == "👍"


async def test_groups_and_strangers_buttons_are_not_for_us(telegram: TelegramStub, bot: Telegram, kept: Kept) -> None:
    """A group would show one family's care to another; a button without a prompt of ours says nothing."""
    update = telegram.write(CHAT, "hello")
    update["message"]["chat"] = {"id": -7, "type": "group", "title": "Parents"}
    assert await read_one(bot, kept, update) is None
    for data in ("x", "", "!" * 30, str(UUID(int=7))):
        assert await read_one(bot, kept, telegram.press(CHAT, data)) is None
    assert len(telegram.answered) == 4


async def test_a_press_is_answered_even_when_telegram_forgot_it(
    telegram: TelegramStub, bot: Telegram, kept: Kept
) -> None:
    """ "query is too old" is nobody's problem: the press is kept."""
    telegram.fault("status", path="answerCallbackQuery", status=400, description="Bad Request: query is too old")
    inbound = await read_one(bot, kept, telegram.press(CHAT, button_data(PROMPT, 0, "yes")))

    assert (inbound.button, inbound.at) == ("yes", NOW)
