"""Live updates: pokes that carry ids and never a word. A page that is poked asks for itself again, as anyone would.

    a write -> Live.poke(family) from any thread -> one small set per open stream -> `event: poke`, ids only

No stream holds a database connection: who may see a family is asked once per family and stream, in a thread.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

from dialogs.ids import Id

#: Pokes within this time leave as one.
_GATHER_SECONDS = 0.1
#: A line now and then, so that proxies and browsers know that the stream lives.
_BEAT_SECONDS = 15.0
#: So many families at once say no more than "look again".
_MOST_IDS = 50

MaySee = Callable[[Id], Awaitable[bool]]
IsStill = Callable[[], Awaitable[bool]]


class _Stream:
    """What waits for one browser. Touched only on its own loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.wake = asyncio.Event()
        self.families: set[Id] = set()
        self.is_general = False

    def poke(self, family_id: Id | None) -> None:
        if family_id is None:
            self.is_general = True
        else:
            self.families.add(family_id)
        self.wake.set()


class Live:
    """Every open stream of this process."""

    def __init__(self, beat_seconds: float = _BEAT_SECONDS) -> None:
        self._lock = threading.Lock()
        self._streams: set[_Stream] = set()
        self._beat = beat_seconds
        self._is_closed = False

    def poke(self, family_id: Id | None) -> None:
        """Something of this family changed; None for what has no family. From any thread; never waits."""
        with self._lock:
            streams = tuple(self._streams)
        for stream in streams:
            try:
                stream.loop.call_soon_threadsafe(stream.poke, family_id)
            except RuntimeError:
                # Its loop has ended; the stream itself is about to notice.
                with self._lock:
                    self._streams.discard(stream)

    def close(self) -> None:
        """End every stream, so that the server can stop; browsers come back by themselves."""
        self._is_closed = True
        self.poke(None)

    @property
    def streams(self) -> int:
        """How many are open."""
        with self._lock:
            return len(self._streams)

    async def listen(self, may_see: MaySee, is_still: IsStill) -> AsyncIterator[str]:
        """Server-sent events until the browser leaves, or `is_still` says that the session has ended."""
        stream = _Stream()
        with self._lock:
            self._streams.add(stream)
        try:
            yield "retry: 2000\n\nevent: ready\ndata:\n\n"
            while not self._is_closed:
                try:
                    async with asyncio.timeout(self._beat):
                        await stream.wake.wait()
                except TimeoutError:
                    if not await is_still():
                        yield "event: signed-out\ndata:\n\n"
                        return
                    yield ": beat\n\n"
                    continue
                await asyncio.sleep(_GATHER_SECONDS)
                event = await self._event(stream, may_see)
                if event:
                    yield event
        finally:
            with self._lock:
                self._streams.discard(stream)

    async def _event(self, stream: _Stream, may_see: MaySee) -> str:
        families, is_general = stream.families, stream.is_general
        stream.families, stream.is_general = set(), False
        stream.wake.clear()
        seen = [family for family in families if await may_see(family)]
        if not seen and not is_general:
            return ""
        return f"event: poke\ndata: {' '.join(sorted(family.hex for family in seen[:_MOST_IDS]))}\n\n"
