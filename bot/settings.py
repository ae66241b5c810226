"""Settings from the environment and `.env`, prefix KINLINE_. Read once; half a channel is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from bot.channels.mail_server import server_of

PREFIX = "KINLINE_"


class SettingsError(ValueError):
    """A setting is missing or wrong; the message says which and what to do."""


class Settings(Struct, frozen=True):
    """One installation's settings, as named in docs/settings.md without the prefix, in lower case."""

    data: Path = Path("var")
    database_url: str = ""
    database_listen_url: str = ""
    key_file: str = ""
    keys: str = ""
    public_url: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_from: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_api_url: str = "https://api.twilio.com"
    twilio_mode: str = ""
    telegram_token: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: str = "polling"
    telegram_secret: str = ""
    program_name: str = ""
    program_phone: str = ""
    emergency_number: str = "911"
    program_zone: str = "America/New_York"
    smtp_url: str = ""
    log_level: str = "INFO"
    log_format: str = "text"
    metrics_token: str = ""

    @property
    def url(self) -> str:
        """The database: as set, else SQLite in the data directory."""
        return self.database_url or f"sqlite:///{self.data / 'kinline.db'}"

    @property
    def key_path(self) -> Path:
        return Path(self.key_file) if self.key_file else self.data / "kinline.key"

    @property
    def has_sms(self) -> bool:
        return bool(self.twilio_account_sid)

    @property
    def has_telegram(self) -> bool:
        return bool(self.telegram_token)

    @property
    def has_mail(self) -> bool:
        return bool(self.smtp_url)

    @property
    def sms_mode(self) -> str:
        return self.twilio_mode or ("webhook" if self.public_url else "polling")


def read_settings(environment: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """The settings; the environment wins over `.env`. Raises SettingsError."""
    found = dict(_dotenv(dotenv if dotenv is not None else Path(".env")))
    found.update(os.environ if environment is None else environment)
    values: dict[str, object] = {
        name: found[PREFIX + name.upper()].strip()
        for name in Settings.__struct_fields__
        if found.get(PREFIX + name.upper(), "").strip()
    }
    if "data" in values:
        values["data"] = Path(str(values["data"]))
    for name in ("public_url", "twilio_api_url", "telegram_api_url"):
        if name in values:
            values[name] = str(values[name]).rstrip("/")
    settings = Settings(**values)  # type: ignore[arg-type]
    _check(settings)
    return settings


def _dotenv(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip().removeprefix("export "): value.strip().strip("'\"") for name, value in pairs}


def _check(settings: Settings) -> None:
    if settings.smtp_url:
        try:
            server_of(settings.smtp_url)
        except ValueError as error:
            raise SettingsError(f"KINLINE_SMTP_URL: {error}.") from None
    sender = settings.twilio_from or settings.twilio_messaging_service_sid
    parts = {
        "KINLINE_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "KINLINE_TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "KINLINE_TWILIO_FROM or KINLINE_TWILIO_MESSAGING_SERVICE_SID": sender,
    }
    missing = [name for name, value in parts.items() if not value]
    if missing and len(missing) < len(parts):
        raise SettingsError(f"SMS is half configured: set {' and '.join(missing)}, or unset the others.")
    if settings.twilio_from and settings.twilio_messaging_service_sid:
        raise SettingsError("Set KINLINE_TWILIO_FROM or KINLINE_TWILIO_MESSAGING_SERVICE_SID, not both.")
    if settings.has_sms and settings.sms_mode == "webhook" and not settings.public_url:
        raise SettingsError("KINLINE_TWILIO_MODE=webhook needs KINLINE_PUBLIC_URL; use polling without one.")
    if settings.sms_mode not in ("webhook", "polling"):
        raise SettingsError("KINLINE_TWILIO_MODE is webhook or polling.")
    if settings.telegram_mode not in ("webhook", "polling"):
        raise SettingsError("KINLINE_TELEGRAM_MODE is polling or webhook.")
    if settings.has_telegram and settings.telegram_mode == "webhook":
        if not settings.public_url:
            raise SettingsError("KINLINE_TELEGRAM_MODE=webhook needs KINLINE_PUBLIC_URL; use polling without one.")
        if not settings.telegram_secret:
            raise SettingsError("KINLINE_TELEGRAM_MODE=webhook needs KINLINE_TELEGRAM_SECRET.")
    if (settings.telegram_secret and not settings.telegram_token) or (":" not in settings.telegram_token) != (
        not settings.telegram_token
    ):
        raise SettingsError("Telegram is half configured: set KINLINE_TELEGRAM_TOKEN (number:letters).")
