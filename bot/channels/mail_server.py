"""Where mail leaves, as the setting names it."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct


class Server(Struct, frozen=True):
    """Where mail leaves: `smtp://user:password@host:587?from=alerts@clinic.example`; `smtps://` for TLS at once."""

    host: str
    port: int
    is_tls: bool
    user: str
    password: str
    sender: str


def server_of(url: str) -> Server:
    """The server that a setting names. Raises ValueError, which says what is missing and never repeats the password."""
    parts = urlsplit(url)
    sender = next(iter(parse_qs(parts.query).get("from", [])), "")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("write it like smtp://user:password@mail.example.org:587?from=alerts@example.org")
    if "@" not in sender or any(sign in sender for sign in "\r\n<> "):
        raise ValueError("it must end in ?from= and the address that alerts come from")
    is_tls = parts.scheme == "smtps"
    return Server(
        parts.hostname, parts.port or (465 if is_tls else 587), is_tls, unquote(parts.username or ""),
        unquote(parts.password or ""), sender,
    )  # fmt: skip
