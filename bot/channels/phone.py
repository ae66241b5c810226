"""The demo's phone: addresses `phone:<name>`, no provider, nothing leaves the house."""

from __future__ import annotations

from bot.channels.channel import Outcome, Sent, Status
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Channel

PREFIX = "phone:"
LINE = "phone"


class Phone:
    """Sending is storing: the page reads the outbox, so every message is delivered at once."""

    channel: Channel = "phone"
    line = LINE

    async def send(self, message: Outgoing) -> Outcome:
        return Sent(f"{PREFIX}{message.id}", state="delivered")

    async def find(self, message: Outgoing) -> tuple[Status, ...]:
        """Never asked: a send here has no unclear end."""
        return ()

    async def close(self) -> None:
        return None
