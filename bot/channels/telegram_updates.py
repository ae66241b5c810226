"""A Telegram update -> Inbound, or nothing where it is not for us."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal
from uuid import UUID

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.channels.channel import Attachment, Inbound
from dialogs.ids import Id

log = logging.getLogger(__name__)

#: How an attachment names a file at Telegram.
FILE = "telegram:"
#: Source: https://core.telegram.org/bots/api#inlinekeyboardbutton
CALLBACK_BYTES = 64
_PROMPT = 22

#: Commands that Telegram's clients offer; further in they are plain words like anybody's.
_COMMANDS = {"/start": "START", "/stop": "STOP", "/help": "HELP"}


def button_data(prompt: Id, position: int, code: str) -> str:
    """Prompt id and option code within 64 bytes; a code too long for that is sent as its digit instead."""
    name = urlsafe_b64encode(prompt.bytes).decode().rstrip("=")
    exact = f"{name}.{code}"
    return exact if len(exact.encode()) <= CALLBACK_BYTES else f"{name}#{position + 1}"


class Reading:
    """Reads updates of one bot. Message ids are made unrecognisable: a chat id is a person's address."""

    def __init__(self, line: str, token: str, clock: Callable[[], datetime]) -> None:
        self._line = line
        self._key = blake2b(token.encode(), digest_size=32).digest()
        self._clock = clock

    def provider_id(self, chat: int, message: int) -> str:
        """The same for a message and its edits. Numbers of messages are unique within a chat only."""
        return "m" + blake2b(f"{chat}:{message}".encode(), key=self._key, digest_size=12).hexdigest()

    def chat_of(self, update: Mapping[str, Any]) -> object:
        """Whose turn it is, without reading the rest; the update itself where it belongs to nobody."""
        for kind in ("message", "edited_message", "my_chat_member"):
            if isinstance(part := update.get(kind), dict) and isinstance(part.get("chat"), dict):
                return part["chat"].get("id")
        pressed = update.get("callback_query")
        if isinstance(pressed, dict) and isinstance(pressed.get("from"), dict):
            return pressed["from"].get("id")
        return f"update-{update['update_id']}"

    def read(self, update: Mapping[str, Any]) -> Inbound | None:
        """None for groups, channels, unknown kinds, and what the library cannot read: that must not block the rest."""
        try:
            found = Update.de_json(dict(update), None)
        except Exception as error:  # the library raises whatever a wrong shape leads to
            log.error("update=%s read=no error=%s", update.get("update_id"), type(error).__name__)
            return None
        if found.callback_query is not None:
            return self._press(found.callback_query)
        if found.my_chat_member is not None:
            return self._membership(found.update_id, found.my_chat_member)
        if found.edited_message is not None:
            return self._message(found.edited_message, edit=found.update_id)
        if found.message is not None:
            return self._message(found.message)
        return None

    def _message(self, message: Message, edit: int | None = None) -> Inbound | None:
        if message.chat.type != "private":
            # A group would show one family's care to another.
            log.info("channel=telegram ignored=not-private")
            return None
        own = self.provider_id(message.chat.id, message.message_id)
        text, start_code = _command(_text(message))
        return Inbound(
            channel="telegram",
            line=self._line,
            address=str(message.chat.id),
            text=text,
            provider_id=own if edit is None else f"{own}-e{edit}",
            at=message.edit_date or message.date if edit is not None else message.date,
            attachments=_attachments(message),
            is_edit=edit is not None,
            start_code=start_code,
        )

    def _press(self, pressed: CallbackQuery) -> Inbound | None:
        chat = pressed.message.chat if pressed.message else None
        data = pressed.data or ""
        prompt = _prompt(data[:_PROMPT])
        kind, value = data[_PROMPT : _PROMPT + 1], data[_PROMPT + 1 :]
        if chat is None or chat.type != "private" or prompt is None or kind not in (".", "#"):
            log.info("channel=telegram button=not-ours")
            return None
        return Inbound(
            channel="telegram",
            line=self._line,
            address=str(chat.id),
            text=value if kind == "#" else _label(pressed) or value,
            provider_id=f"c{pressed.id}",
            at=self._clock(),
            prompt_id=prompt,
            button=value if kind == "." else "",
        )

    def _membership(self, number: int, change: ChatMemberUpdated) -> Inbound | None:
        if change.chat.type != "private" or change.new_chat_member.status not in ("kicked", "left"):
            return None
        return Inbound(
            channel="telegram",
            line=self._line,
            address=str(change.chat.id),
            text="",
            provider_id=f"u{number}",
            at=change.date,
            is_block=True,
        )


def _command(text: str) -> tuple[str, str]:
    """The text with our commands as plain words, and the code of `/start CODE`."""
    first, _, rest = text.strip().partition(" ")
    word = _COMMANDS.get(first.partition("@")[0].lower())
    if word == "START":
        return word, rest.strip()
    return (word, "") if word and not rest else (text, "")


def _text(message: Message) -> str:
    if message.contact is not None:
        contact = message.contact
        return " ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part)
    if message.location is not None:
        return f"{message.location.latitude}, {message.location.longitude}"
    if message.sticker is not None:
        return message.sticker.emoji or ""
    return message.text or message.caption or ""


def _attachments(message: Message) -> tuple[Attachment, ...]:
    """At most one: Telegram sends an album as several messages. Of a photo's sizes, the largest."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (Attachment(FILE + largest.file_id, "image/jpeg", largest.file_size),)
    kinds: tuple[tuple[Literal["voice", "audio", "video", "video_note", "document"], str], ...] = (
        ("voice", "audio/ogg"),
        ("audio", "audio/mpeg"),
        ("video", "video/mp4"),
        ("video_note", "video/mp4"),
        ("document", "application/octet-stream"),
    )
    for kind, usual in kinds:
        if (file := getattr(message, kind)) is not None:
            declared = getattr(file, "mime_type", None) or usual
            return (Attachment(FILE + file.file_id, declared, file.file_size),)
    return ()


def _prompt(name: str) -> Id | None:
    try:
        return UUID(bytes=urlsafe_b64decode(name + "=="))
    except ValueError:
        return None


def _label(pressed: CallbackQuery) -> str:
    """What stands on the pressed button, for the eyes of staff."""
    message = pressed.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return ""
    buttons = [button for row in message.reply_markup.inline_keyboard for button in row]
    return next((button.text for button in buttons if button.callback_data == pressed.data), "")
