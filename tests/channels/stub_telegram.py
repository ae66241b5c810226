"""Telegram on loopback: getUpdates with its offset, sends, buttons, files, and the webhook.

`python -m tests.channels.stub_telegram --port N --ledger FILE` runs it by itself.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.channels import contract
from tests.channels.stub import Answer, Call, Fault, Stub, post, serve_forever

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
BOT = {"id": 123456, "is_bot": True, "first_name": "Kinline", "username": "kinline_bot"}
SECRET = "S3cret_token"
OGG = b"OggS" + b"\x00" * 60


class TelegramStub(Stub):
    """`webhook_base`: where the program really listens; updates are posted there once it has called setWebhook."""

    def __init__(self, port: int = 0, ledger: Path | None = None, webhook_base: str = "") -> None:
        self.updates: list[dict[str, Any]] = []
        #: Everything that the bot sent, in order: the copies on the wire.
        self.sent: list[dict[str, Any]] = []
        self.answered: list[str] = []
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.webhook: dict[str, Any] = {}
        self.webhook_base = webhook_base
        self._numbers = 0
        self._arrived = threading.Condition()
        super().__init__(port, ledger)

    # what people do

    def write(self, chat: int, text: str = "", **more: Any) -> dict[str, Any]:
        """A message reaches the bot; `more` are further fields of Message, such as photo or contact."""
        message = self._message(chat, person=True, **({"text": text} if text else {}), **more)
        return self._arrive({"message": message})

    def edit(self, update: Mapping[str, Any], text: str) -> dict[str, Any]:
        """The author corrects a message."""
        stamp = int(self.clock().timestamp())
        return self._arrive({"edited_message": {**update["message"], "text": text, "edit_date": stamp}})

    def press(self, chat: int, data: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """A button is pressed: under the last message that had it, unless told."""
        shown = message or next((sent for sent in reversed(self.sent) if data in json.dumps(sent)), None)
        pressed = {
            "id": str(9_000_000 + self._next()),
            "from": _person(chat),
            "message": shown or {"chat": _chat(chat), "message_id": 1, "date": 0},
            "chat_instance": "1",
            "data": data,
        }
        return self._arrive({"callback_query": pressed})

    def block(self, chat: int) -> dict[str, Any]:
        """The person blocks the bot."""
        self.blocked.add(chat)
        before = {"user": BOT, "status": "member"}
        after = {"user": BOT, "status": "kicked", "until_date": 0}
        stamp = int(self.clock().timestamp())
        change = {"chat": _chat(chat), "from": _person(chat), "date": stamp}
        return self._arrive({"my_chat_member": {**change, "old_chat_member": before, "new_chat_member": after}})

    def raw(self, update: dict[str, Any]) -> dict[str, Any]:
        """An update of any shape; it gets a number."""
        return self._arrive(update, is_checked=False)

    def file(self, content: bytes) -> dict[str, Any]:
        """A stored file, as voice, document or one size of a photo name it."""
        name = f"file{len(self.files)}"
        self.files[name] = content
        return {"file_id": name, "file_unique_id": name, "file_size": len(content)}

    def knock(self, body: bytes, secret: str | None = SECRET) -> tuple[int, str]:
        """Post to the program's webhook, with or without the secret."""
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        return post(f"{self.webhook_base}/webhooks/telegram", body, headers)

    def deliver(self, update: Mapping[str, Any]) -> int:
        """Post one update; Telegram does so until the answer is 200."""
        return self.knock(json.dumps(update).encode(), self.webhook.get("secret_token", SECRET))[0]

    # what the API answers

    def perform(self, call: Call, headers: Mapping[str, str]) -> Answer:
        if unquote(call.path).startswith(f"/file/bot{TOKEN}/"):
            content = self.files.get(call.path.rpartition("/")[2])
            return _wrong(404, "Not Found") if content is None else Answer(200, content)
        method = call.path.removeprefix(f"/bot{TOKEN}/")
        if method == call.path:
            return _wrong(401, "Unauthorized")
        self.problems += contract.telegram_call(method, call.form)
        match method:
            case "getMe":
                user = {**BOT, "can_join_groups": False, "can_read_all_group_messages": False}
                return Answer(body={"ok": True, "result": user})
            case "getUpdates":
                return self._get_updates(call.form)
            case "sendMessage":
                return self._send(call.form)
            case "getFile":
                return self._get_file(call.form["file_id"])
            case "answerCallbackQuery":
                self.answered.append(call.form["callback_query_id"])
            case "setWebhook":
                self.webhook = dict(call.form)
            case "deleteWebhook":
                self.webhook = {}
            case _:
                return _wrong(404, "Not Found")
        return Answer(body={"ok": True, "result": True})

    def _get_updates(self, form: Mapping[str, str]) -> Answer:
        """An offset acknowledges everything before it; without one, the unacknowledged come again."""
        if self.webhook.get("url"):
            return _wrong(409, "Conflict: can't use getUpdates method while webhook is active")
        with self._arrived:
            offset = int(form.get("offset", 0))
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            if not self.updates and not self._released.is_set():
                self._arrived.wait(float(form.get("timeout", 0)))
            return Answer(body={"ok": True, "result": self.updates[:100]})

    def _send(self, form: Mapping[str, str]) -> Answer:
        chat = int(form["chat_id"])
        if chat in self.blocked:
            return _wrong(403, "Forbidden: bot was blocked by the user")
        if not form["text"].strip():
            return _wrong(400, "Bad Request: message text is empty")
        if len(form["text"]) > 4096:
            return _wrong(400, "Bad Request: message is too long")
        more = {"reply_markup": json.loads(form["reply_markup"])} if "reply_markup" in form else {}
        for row in more.get("reply_markup", {}).get("inline_keyboard", []):
            if any(not 1 <= len(button["callback_data"].encode()) <= 64 for button in row):
                return _wrong(400, "Bad Request: BUTTON_DATA_INVALID")
        message = self._message(chat, person=False, text=form["text"], **more)
        self.sent.append(message)
        return Answer(body={"ok": True, "result": message})

    def _get_file(self, name: str) -> Answer:
        if name not in self.files:
            return _wrong(400, "Bad Request: invalid file_id")
        size = len(self.files[name])
        if size > 20 * 1024 * 1024:
            return _wrong(400, "Bad Request: file is too big")
        file = {"file_id": name, "file_unique_id": name, "file_size": size, "file_path": f"voice/{name}"}
        return Answer(body={"ok": True, "result": file})

    def error(self, fault: Fault) -> Answer:
        more = {} if fault.retry_after is None else {"parameters": {"retry_after": fault.retry_after}}
        return _wrong(fault.status, fault.description or "Internal: CANARY text", more)

    def order(self, name: str, how: dict[str, Any]) -> Any:
        """For another process: POST /_stub/write, /_stub/press, /_stub/block, /_stub/sent, /_stub/listen."""
        match name:
            case "write":
                return self.write(**how)
            case "press":
                return self.press(**how)
            case "block":
                return self.block(**how)
            case "sent":
                return {"sent": self.sent}
            case "listen":
                self.webhook_base = how["webhook_base"]
            case _:
                raise ValueError(f"There is no order '{name}'.")
        return {}

    def close(self) -> None:
        self._released.set()
        with self._arrived:
            self._arrived.notify_all()
        super().close()

    def _arrive(self, content: dict[str, Any], is_checked: bool = True) -> dict[str, Any]:
        # Numbered as it joins the queue: a lower number that came later would count as acknowledged already.
        with self._arrived:
            update = {"update_id": 700_000_000 + self._next(), **content}
            self.updates.append(update)
            self._arrived.notify_all()
        if is_checked:
            self.problems += contract.telegram_value("Update", update)
        return update

    def _message(self, chat: int, person: bool, **content: Any) -> dict[str, Any]:
        author = _person(chat) if person else BOT
        stamp = int(self.clock().timestamp())
        return {"message_id": self._next(), "from": author, "chat": _chat(chat), "date": stamp, **content}

    def _next(self) -> int:
        with self.lock:
            self._numbers += 1
            return self._numbers


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Canary"}


def _chat(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Canary"}


def _wrong(status: int, description: str, more: dict[str, Any] | None = None) -> Answer:
    return Answer(status, {"ok": False, "error_code": status, "description": description, **(more or {})})


def main() -> None:
    arguments = argparse.ArgumentParser(description="Telegram on loopback")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--ledger", type=Path)
    arguments.add_argument("--webhook-base", default="")
    given = arguments.parse_args()
    serve_forever(TelegramStub(given.port, given.ledger, given.webhook_base))


if __name__ == "__main__":
    main()
