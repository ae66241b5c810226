"""`kinline family invite`: the one message that a recorded consent permits, and a way in by Telegram.

Only contacts with a role are invited; what a second contact may do is recorded by staff first.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from argparse import Namespace
from datetime import timedelta

from sqlalchemy import insert
from telegram.error import TelegramError

from bot.channels.telegram import BotAccount, Telegram
from bot.clock import new_id
from bot.upkeep.acting import OPERATOR, act, home, house_of
from bot.upkeep.founding import AWAITED
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import Trouble
from bot.wiring import House
from dialogs.ids import Id
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Contact
from dialogs.turns.acts import Invite
from storage.households import Household
from storage.pages import read, table_of
from storage.tables.base import as_table
from storage.tables.people import InviteRow

_INVITE = as_table(InviteRow)
#: How long a code is good: a letter may lie on the kitchen table.
_CODE_LASTS = timedelta(days=14)


def invite(given: Namespace) -> None:
    """Queue the invitation of everyone who may be invited; print its text, and the link and QR code for Telegram."""
    with opened(given) as office:
        family_id = office.family(given.code)
        found = home(office, family_id)
        invited = [contact for contact in found.contacts if _may_be_invited(found, contact)]
        if not invited:
            raise Trouble(_why_nobody(found))
        bot_name = asyncio.run(_bot_name(office)) if office.settings.has_telegram and not office.is_demo else ""
        with house_of(office) as house:
            for contact in invited:
                print(f"{contact.name}:")
                _invite(house, office, family_id, contact)
                if bot_name:
                    _print_link(office, family_id, contact, bot_name)
        others = len(found.contacts) - len(invited)
        if others:
            print(f"Not invited: {others} more, without a role, without a consent or in agreement already.")


def _may_be_invited(found: Household, contact: Contact) -> bool:
    has_role = any(link.contact_id == contact.id and (link.may_answer or link.gets_reminders) for link in found.links)
    return has_role and contact.consent == "recorded" and not contact.silence


def _why_nobody(found: Household) -> str:
    if any(contact.consent == "active" for contact in found.contacts):
        return "This family has agreed to texts already."
    return "Nobody in this family may be invited: that needs a recorded consent, a role, and no STOP."


def _invite(house: House, office: Office, family_id: Id, contact: Contact) -> None:
    """Queue it once; the same invitation is never made a second time by hand."""
    outgoing = table_of(Outgoing)

    def sent(*where: object) -> list[Outgoing]:
        with office.database.reading() as connection:
            return read(connection, Outgoing, office.program, office.keys, *where)  # type: ignore[arg-type]

    before = sent(outgoing.c.contact_id == contact.id, outgoing.c.once_key.like("invite:%"))
    if before:
        print(f"  The invitation was made before ({before[-1].state}): {before[-1].text}")
        return
    done = act(house.door, office, family_id, OPERATOR, Invite(contact.id))
    message = sent(outgoing.c.id == done.row_id)[0]
    print(f"  {message.text}")
    line = next(line for line in office.entry.lines if line.id == message.line_id)
    if line.channel == "sms" and line.sender == AWAITED:
        print("  It leaves when SMS is set up (docs/settings.md) and kinline serve runs.")
    else:
        print("  It leaves while kinline serves, in the hours in which the family may be written to.")


def _print_link(office: Office, family_id: Id, contact: Contact, bot_name: str) -> None:
    """A one-time code that ties a Telegram account to this contact, as link and picture."""
    import segno

    code = secrets.token_urlsafe(12)
    now = office.now()
    row = InviteRow(
        id=new_id(now), program_id=office.program, family_id=family_id, contact_id=contact.id,
        code_hash=office.keys.hash(office.program, "invite", code), expires_at=now + _CODE_LASTS,
    )  # fmt: skip
    with office.database.writing() as connection:
        connection.execute(insert(_INVITE), [row.model_dump()])
    link = f"https://t.me/{bot_name}?start={code}"
    print(f"  On Telegram, once, within {_CODE_LASTS.days} days: {link}")
    segno.make(link, error="m").terminal(sys.stdout, border=2, compact=True)


async def _bot_name(office: Office) -> str:
    """The bot's own name. Raises Trouble."""
    settings = office.settings
    bot = Telegram(BotAccount(settings.telegram_token, settings.telegram_api_url), office.now)
    try:
        return await bot.username()
    except TelegramError:
        raise Trouble("Telegram did not tell the bot's name; see kinline doctor. Nobody was invited.") from None
    finally:
        await bot.close()
