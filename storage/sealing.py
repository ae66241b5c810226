"""Sealing at rest: AES-256-GCM bound to its place, and keyed hashes for looking up what is sealed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class WrongKey(Exception):
    """The key does not open what is stored. Point KINLINE_KEY_FILE or KINLINE_KEYS at the key of this database."""


class Keys:
    """The keys of one installation. The first writes; all open.

    Layout of a sealed value: one byte length of key id, key id, 12 bytes nonce, ciphertext and tag.
    Associated data: program, table, column, row id. A value moved elsewhere does not open.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """`keys`: id -> 32 bytes, the writing one first. Raises ValueError with what to change."""
        if not keys:
            raise ValueError("No key is given. Set KINLINE_KEY_FILE or KINLINE_KEYS.")
        for name, key in keys.items():
            if len(key) != 32 or not name.isascii() or not 0 < len(name) < 32:
                raise ValueError(f"Key '{name[:32]}' must be 32 bytes (base64) under a short ASCII name.")
        self._ciphers = {name.encode(): AESGCM(_derived(key, b"seal")) for name, key in keys.items()}
        first = next(iter(keys))
        self._writer = first.encode()
        # Lookups need one stable key: the oldest one, which is written last.
        self.hash_version = list(keys)[-1]
        self._hash_key = _derived(keys[self.hash_version], b"hash")

    def seal(self, text: str | bytes, program: UUID, table: str, column: str, row: UUID) -> bytes:
        """The sealed form of a text (UTF-8) or of bytes."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = text.encode() if isinstance(text, str) else text
        bound = _place(program, table, column, row)
        body = self._ciphers[self._writer].encrypt(nonce, plain, bound)
        return bytes((len(self._writer),)) + self._writer + nonce + body

    def open(self, sealed: bytes, program: UUID, table: str, column: str, row: UUID) -> bytes:
        """What was sealed at this very place. Raises WrongKey."""
        sealed = bytes(sealed)
        end = 1 + (sealed[0] if sealed else 0)
        cipher = self._ciphers.get(sealed[1:end])
        if cipher is None:
            raise WrongKey("The database was sealed with a key that is not given here.")
        nonce, body = sealed[end : end + _NONCE_BYTES], sealed[end + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, _place(program, table, column, row))
        except (InvalidTag, ValueError):  # ValueError: cut short
            raise WrongKey("A sealed value does not open: wrong key, or moved from its place.") from None

    def hash(self, program: UUID, kind: str, value: str) -> bytes:
        """16 bytes that stand for a value in lookups: equal values of one program and kind are equal."""
        message = b"\0".join((program.bytes, kind.encode(), value.encode()))
        return hmac.digest(self._hash_key, message, hashlib.sha256)[:16]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kinline/" + purpose).derive(key)


def _place(program: UUID, table: str, column: str, row: UUID) -> bytes:
    return b"".join((program.bytes, table.encode(), b".", column.encode(), b":", row.bytes))


def parse_keys(text: str) -> Keys:
    """`id:base64,id:base64`, the first writes. Raises ValueError with what to change."""
    pairs: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, encoded = part.partition(":")
        if name in pairs:
            raise ValueError(f"Key '{name[:32]}' is given twice.")
        try:
            pairs[name] = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise ValueError(f"Key '{name[:32]}' is not valid base64.") from None
    return Keys(pairs)


def new_key_text() -> str:
    """A fresh key in the form that parse_keys reads."""
    return f"k1:{base64.b64encode(os.urandom(32)).decode()}"


def create_key_file(path: Path) -> None:
    """Write a new key file, readable by its owner only. Raises FileExistsError rather than overwrite one.

    It is on disk, whole, before it has its name: what is sealed with a key that a power cut takes is lost for good.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(new_key_text() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, this refuses to replace
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
