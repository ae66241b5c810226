"""The secrets of sign-in: passwords, one-time codes, recovery codes. Nothing here knows a page or a database."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime
from functools import cache

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST = 12
LONGEST = 200
_HASH = PasswordHash((Argon2Hasher(),))
_STEP_SECONDS = 30
#: A clock may be one step off, either way.
_SLACK = (0, -1, 1)
_RECOVERY_CODES = 8


def hashed(password: str) -> str:
    """argon2id, with its own salt and costs inside."""
    return _HASH.hash(password)


@cache
def _nobodys() -> str:
    """Looked at for an address that nobody has, so that it takes as long as a wrong password."""
    return hashed(secrets.token_hex(16))


def is_right(password: str, known: str) -> bool:
    """Whether the password fits; false, and as slow, where there is none."""
    return _HASH.verify(password[:LONGEST], known or _nobodys()) and bool(known)


def weakness(password: str, repeated: str, email: str) -> str:
    """What is wrong with a new password, as a sentence; '' for nothing."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters: three or four words that only you would put together."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if password != repeated:
        return "The two do not match. Write it twice the same."
    if email.partition("@")[0].casefold() in password.casefold() or len(set(password)) < 5:
        return "That is too easy to guess. Use words that do not name you."
    return ""


def new_secret() -> str:
    """A fresh base32 secret for an authenticator app."""
    return pyotp.random_base32()


def address(secret: str, email: str, program: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"Kinline {program}")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None when it fits none near now."""
    given = "".join(letter for letter in code if letter.isdigit())
    if len(given) != 6:
        return None
    current = int(now.timestamp()) // _STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for off in _SLACK:
        if secrets.compare_digest(generator.generate_otp(current + off), given):
            return current + off
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Codes of 50 bits, to be kept on paper."""
    return tuple(_grouped(base64.b32encode(secrets.token_bytes(7)).decode()[:10]) for _ in range(_RECOVERY_CODES))


def recovery_hash(code: str) -> str:
    """What is stored of a recovery code, however it was typed."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"recovery:{plain}".encode()).hexdigest()


def _grouped(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"
