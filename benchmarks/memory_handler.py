"""The yardstick in memory: python-telegram-bot's ConversationHandler, from raw JSON to a sendMessage that is answered.

It stores nothing, seals nothing and forgets all in a crash; the durable line is measured as a share of its speed.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, ConversationHandler, MessageHandler, filters
from telegram.request import BaseRequest

_ME = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}}


class Answered(BaseRequest):
    """A request that never leaves: getMe and sendMessage are answered at once."""

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: Any = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if url.endswith("getMe"):
            return 200, json.dumps(_ME).encode()
        chat = int(request_data.parameters["chat_id"])
        text = request_data.parameters["text"]
        message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "text": text}
        return 200, json.dumps({"ok": True, "result": message}).encode()


async def _step(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    assert context.user_data is not None
    answers = context.user_data.setdefault("answers", [])
    answers.append(update.message.text)
    await update.message.reply_text(f"Question {len(answers)}: 1 yes 2 no")
    return len(answers) % 8


def raw_update(number: int, chat: int, text: str) -> str:
    """An update as Telegram sends it."""
    person = {"id": chat, "is_bot": False, "first_name": "Rosa"}
    chat_json = {"id": chat, "type": "private", "first_name": "Rosa"}
    message = {"message_id": number, "date": 1772550000, "chat": chat_json, "from": person, "text": text}
    return json.dumps({"update_id": number, "message": message})


async def _measure(texts: list[tuple[int, str]]) -> float:
    application = (
        Application.builder().token("1:bench").request(Answered()).get_updates_request(Answered()).updater(None).build()
    )
    states: dict[object, list[Any]] = {state: [MessageHandler(filters.TEXT, _step)] for state in range(8)}
    application.add_handler(
        ConversationHandler(entry_points=[MessageHandler(filters.TEXT, _step)], states=states, fallbacks=[])
    )
    await application.initialize()
    raws = [raw_update(number, chat, text) for number, (chat, text) in enumerate(texts, 1)]
    begun = time.perf_counter()
    for raw in raws:
        await application.process_update(Update.de_json(json.loads(raw), application.bot))
    took = time.perf_counter() - begun
    await application.shutdown()
    return len(raws) / took


def updates_per_second(texts: list[tuple[int, str]]) -> float:
    """How many texts a second the handler answers. `texts`: (chat, text) in order."""
    return asyncio.run(_measure(texts))
