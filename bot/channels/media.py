"""Files that families send: fetched with care, and called what their bytes say."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.channels.channel import Media, Unusable

REDIRECTS = 3
_CHUNK = 64 * 1024

#: Beginnings (offset, bytes) of what phones send. SVG and HTML are left out on purpose: they can run scripts.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"BEGIN:VCARD", "text/vcard"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
)


def sniff(content: bytes) -> str:
    """The type that the bytes show; application/octet-stream for whatever is not in the list."""
    for offset, mark, content_type in _SIGNATURES:
        if content[offset : offset + len(mark)] == mark:
            return content_type
    return "application/octet-stream"


class MediaFetcher:
    """Fetches from one provider: credentials to its own hosts only, and no redirect into a private network."""

    def __init__(self, api_url: str, credentials: tuple[str, str], max_bytes: int, limit: float) -> None:
        self._home = urlsplit(api_url)
        self._credentials = {"Authorization": aiohttp.encode_basic_auth(*credentials)}
        self._max_bytes = max_bytes
        self._limit = limit
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, url: str) -> Media | Unusable:
        """The file behind `url`. Expected trouble comes back as Unusable, never as an exception."""
        if not self._is_home(url):
            return Unusable("not-the-providers-host")
        try:
            async with asyncio.timeout(self._limit):
                return await self._follow(url)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            is_private = isinstance(error.__cause__ or error, _PrivateAddress)
            return Unusable("private-address" if is_private else "no-answer", is_final=is_private)

    async def _follow(self, url: str) -> Media | Unusable:
        for _ in range(REDIRECTS + 1):
            is_home = self._is_home(url)
            if not is_home and urlsplit(url).scheme != "https":
                return Unusable("redirect-without-tls")
            if not is_home and _is_private(urlsplit(url).hostname or ""):
                return Unusable("private-address")
            headers = self._credentials if is_home else {}
            async with self._open().get(url, headers=headers, allow_redirects=False) as response:
                if response.status in (301, 302, 303, 307, 308):
                    url = urljoin(url, response.headers.get("Location", ""))
                    continue
                if response.status != 200:
                    return Unusable(f"status-{response.status}", is_final=response.status in (400, 403, 404, 410))
                return await self._read(response)
        return Unusable("too-many-redirects")

    async def _read(self, response: aiohttp.ClientResponse) -> Media | Unusable:
        content = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            content += chunk
            if len(content) > self._max_bytes:
                return Unusable("too-large")
        return Media(bytes(content), sniff(bytes(content)))

    def _is_home(self, url: str) -> bool:
        """The configured address, or Twilio's own hosts over https."""
        asked = urlsplit(url)
        if (asked.scheme, asked.netloc) == (self._home.scheme, self._home.netloc):
            return True
        host = asked.hostname or ""
        return (
            asked.scheme == "https" and asked.port in (None, 443) and host.endswith((".twilio.com", ".twiliocdn.com"))
        )

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=_PublicOnly(self._home.hostname or ""))
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session


class _PrivateAddress(OSError):
    """A name that leads into a private network."""


class _PublicOnly(AbstractResolver):
    """Looks at the very address that will be connected to, so that a name cannot change between check and use."""

    def __init__(self, trusted: str) -> None:
        self._inner = ThreadedResolver()
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if host != self._trusted and any(_is_private(entry["host"]) for entry in found):
            raise _PrivateAddress(host)
        return found

    async def close(self) -> None:
        await self._inner.close()


def _is_private(host: Any) -> bool:
    """Whether a literal address is not a public one; names are judged when they are resolved."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
