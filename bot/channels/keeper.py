"""Brings home what families send: fetched after the commit, sealed under DATA, then deleted at the provider.

waiting --fetched and on disk--> stored --deleted there--> kept        failed: staff see it beside the message
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.channels.channel import Attachment, Media, Unusable
from bot.clock import Now
from dialogs.ids import Id
from storage import media
from storage.database import Database
from storage.media import Open
from storage.sealing import Keys

log = logging.getLogger("kinline.media")

#: What did not work is tried again after this, and given up a day after it came.
_AGAIN, _GIVEN_UP = timedelta(minutes=2), timedelta(days=1)


class Fetcher(Protocol):
    """A channel that families send files on."""

    async def fetch(self, attachment: Attachment) -> Media | Unusable: ...

    async def forget(self, attachment: Attachment) -> bool: ...


class Keeper:
    """Looks every few seconds for files that are still elsewhere. A line without a fetcher keeps them waiting."""

    def __init__(
        self, database: Database, keys: Keys, folder: Path, fetchers: Mapping[Id, Fetcher], now: Now,
        poke: Callable[[Id | None], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._database, self._keys, self._folder, self._fetchers = database, keys, folder, fetchers
        self._now, self._poke = now, poke
        self._left: dict[Id, datetime] = {}

    async def bring_home(self) -> None:
        """One look: each open file has its turn."""
        for file in await asyncio.to_thread(self._open):
            fetcher = self._fetchers.get(file.line_id)
            if fetcher is None or self._left.get(file.attachment.id, self._now()) > self._now():
                continue
            self._left[file.attachment.id] = self._now() + _AGAIN
            wanted = Attachment(file.attachment.source, file.attachment.content_type)
            if file.attachment.state == "waiting" and not await self._fetch(file, fetcher, wanted):
                continue
            if await fetcher.forget(wanted):
                await self._settle(file, "kept")

    async def _fetch(self, file: Open, fetcher: Fetcher, wanted: Attachment) -> bool:
        """Whether it lies here now."""
        found = await fetcher.fetch(wanted)
        if isinstance(found, Unusable):
            is_too_old = self._now() - file.attachment.created_at > _GIVEN_UP
            log.warning("attachment=%s reason=%s", file.attachment.id.hex, found.reason)
            if found.is_final or is_too_old:
                await self._settle(file, "failed")
            return False
        if found.content_type == "application/octet-stream":
            # Nobody knows what opening it would do.
            await self._settle(file, "failed")
            return False
        await asyncio.to_thread(
            media.keep, self._folder, self._keys, file.program_id, file.attachment.id, found.content
        )
        await self._settle(file, "stored", content_type=found.content_type, size=len(found.content))
        return True

    async def _settle(self, file: Open, state: str, **fields: object) -> None:
        await asyncio.to_thread(media.settle, self._database, file.attachment.id, self._now(), state=state, **fields)
        self._poke(file.family_id)

    def _open(self) -> list[Open]:
        with self._database.reading() as connection:
            return media.still_open(connection, self._keys)
