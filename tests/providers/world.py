"""A real program on disk, with an SMS line and a Telegram line, and families on both; and providers whose clock moves.

The same clock drives the program and both providers, so that "two minutes later" is true on both sides of the wire.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import insert

from bot.clock import Now, new_id
from bot.settings import Settings
from dialogs.ids import Id
from dialogs.rows.people import Address, Child, Contact, Family, Line, Link
from storage.database import Database
from storage.tables.people import InviteRow, LineRow, ProgramRow, StaffPhoneRow, StaffRow
from tests.builders import KEYS, START, ZONE, Household, Story
from tests.channels import stub_telegram, stub_twilio
from tests.channels.stub_telegram import TelegramStub
from tests.channels.stub_twilio import TwilioStub

BOT = stub_telegram.TOKEN.partition(":")[0]
STAFF_PHONE = "+15005550199"


class MovingTwilio(TwilioStub):
    """Twilio on the program's clock."""

    def __init__(self, moving: Now) -> None:
        self.moving = moving
        super().__init__()

    def clock(self) -> datetime:
        return self.moving()


class MovingTelegram(TelegramStub):
    """Telegram on the program's clock. `confirmed`: the updates that the program acknowledged by its offset."""

    def __init__(self, moving: Now) -> None:
        self.moving = moving
        self.arrived: list[dict[str, Any]] = []
        super().__init__()

    def clock(self) -> datetime:
        return self.moving()

    def _arrive(self, content: dict[str, Any], is_checked: bool = True) -> dict[str, Any]:
        update = super()._arrive(content, is_checked)
        self.arrived.append(update)
        return update

    @property
    def confirmed(self) -> list[dict[str, Any]]:
        waiting = {update["update_id"] for update in self.updates}
        return [update for update in self.arrived if update["update_id"] not in waiting]


class ShiftedClock:
    """The machine's clock, begun at START and moved by hand: it flows, so that ids keep their order."""

    def __init__(self, begun: datetime = START, real: datetime | None = None) -> None:
        self.offset = begun - (real or datetime.now(UTC))

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def advance(self, **by: float) -> None:
        self.offset += timedelta(**by)


class World(Struct):
    """The rows that stood before the story began, and how to read what stands there now."""

    story: Story
    sms: Line
    telegram: Line

    def family(self, code: str, line: Line, address: str, **contact: Any) -> Household:
        """One child, one contact with one address on `line`; consent is recorded, not yet given."""
        known: dict[str, Any] = {"language": "en", "zone": ZONE, "consent": "recorded", "detail_level": 2} | contact
        story = self.story
        family = Family(story.id(), 1, code, story.coordinator.id, "Dr. Lee")
        child = Child(story.id(), "Sofia", "Sofia Gomez")
        person = Contact(story.id(), known.pop("name", "Rosa Gomez"), **known)
        place = Address(story.id(), person.id, line.id, line.channel, address)
        link = Link(story.id(), person.id, child.id, "mother")
        story.add(family, family, child, person, place, link)
        return Household(family, child, person, place, link)

    def sms_family(self, number: int, code: str = "", **contact: Any) -> Household:
        """A family on +1 500 555 1000 and up."""
        return self.family(code or f"S{number}", self.sms, f"+1500555{1000 + number}", **contact)

    def telegram_family(self, number: int, code: str = "", **contact: Any) -> Household:
        """A family on chat 1000 and up."""
        return self.family(code or f"T{number}", self.telegram, str(1000 + number), **contact)

    def invite_code(self, who: Household, code: str) -> None:
        """A one-time code for another address of this contact, as `kinline family invite` makes them."""
        story = self.story
        row = InviteRow(
            id=story.id(), program_id=story.program, family_id=who.family.id, contact_id=who.contact.id,
            code_hash=KEYS.hash(story.program, "invite", code), expires_at=story.clock() + timedelta(days=14),
        )  # fmt: skip
        with story.database.writing() as connection:
            connection.execute(insert(InviteRow), [row.model_dump()])


def make_world(database: Database, clock: Now) -> World:
    """The program, its lines and its coordinator."""
    program, coordinator = new_id(clock()), new_id(clock())
    rows = (
        ProgramRow(
            id=program, name="Rainbow Clinic", phone="555-0100", zone=ZONE, emergency_number="911",
            poison_number="1-800-222-1222", crisis_number="988", is_demo=False, created_at=clock(),
        ),
        _line(program, "sms", stub_twilio.NUMBER, clock),
        _line(program, "telegram", BOT, clock),
        StaffRow(
            id=coordinator, program_id=program, email="ana@example.org", name="Ana Ruiz", first_name="Ana",
            role="coordinator", phone=STAFF_PHONE, totp_secret=b"",
        ),
        StaffPhoneRow(
            id=new_id(clock()), program_id=program, staff_id=coordinator,
            hash=KEYS.hash(program, "address", f"sms:{STAFF_PHONE}"),
        ),
    )  # fmt: skip
    with database.writing() as connection:
        for row in rows:
            connection.execute(insert(type(row)), [row.model_dump()])
    story = Story(database, clock=clock, program=program)  # type: ignore[arg-type]
    by_channel = {line.channel: line for line in story.directory.program(program).lines}
    return World(story, by_channel["sms"], by_channel["telegram"])


def _line(program: Id, channel: str, sender: str, clock: Now) -> LineRow:
    return LineRow(id=new_id(clock()), program_id=program, channel=channel, sender=sender, phi_allowed=2)


def settings_for(twilio: TwilioStub, telegram: TelegramStub, **more: Any) -> Settings:
    """Both channels, pointed at their stubs: SMS by webhook, Telegram by polling."""
    usual: dict[str, Any] = {
        "public_url": stub_twilio.PUBLIC,
        "twilio_account_sid": stub_twilio.ACCOUNT,
        "twilio_auth_token": stub_twilio.TOKEN,
        "twilio_from": stub_twilio.NUMBER,
        "twilio_api_url": twilio.url,
        "telegram_token": stub_telegram.TOKEN,
        "telegram_api_url": telegram.url,
    }
    return Settings(**(usual | more))
