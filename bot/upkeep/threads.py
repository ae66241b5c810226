"""`kinline thread list|show|reply`: the inbox in the terminal, by the same rows and through the same door."""

from __future__ import annotations

import secrets
import sys
from argparse import Namespace
from datetime import datetime

from bot.content import load_content
from bot.shelf import Shelf
from bot.upkeep.acting import OPERATOR, act, contact_of, home, house_of, staff_of
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import BadUse
from dialogs.desk.permission import may_see_private, scope_of
from dialogs.desk.privacy import asks_privately
from dialogs.ids import Id
from dialogs.reminders.zones import wall
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Staff
from dialogs.turns.acts import Reply
from storage import threads
from storage.households import Household

_VIEWS = ("needs", "urgent", "waiting", "bot", "resolved")
_MOST_LETTERS = 1_600
_PRIVATE = "(a private answer)"
_PRIVATE_QUESTION = "(a private question)"
_NOT_SENT = ("cancelled", "suppressed")


def listed(given: Namespace) -> None:
    """Who waits for an answer, danger first, then the longest waiting; with --all everyone else after them."""
    with opened(given) as office:
        scope = scope_of(OPERATOR, office.entry.staff)
        rows: dict[Id, threads.Row] = {}
        with office.database.reading() as connection:
            for view in _VIEWS if given.all else _VIEWS[:2]:
                for row in threads.listed(connection, office.program, office.keys, scope, view, limit=500):
                    rows.setdefault(row.thread.id, row)
        for row in rows.values():
            thread = row.thread
            since = f" since {_when(office, thread.waiting_since)}" if thread.waiting_since else ""
            said = _PRIVATE if row.is_private else _short(row.heard.text) if row.heard else ""
            print(f"{row.code}  {row.contact.name}  {thread.urgent or thread.status}{since}  {said}".rstrip())
        if not rows:
            print("Nobody waits for an answer.")


def show(given: Namespace) -> None:
    """What was said, oldest first: < the family, > the line or a person, # a note."""
    with opened(given) as office:
        found = home(office, office.family(given.code))
        contact_id = contact_of(found, given.contact)
        reader = staff_of(office, given.email, found) if given.email else OPERATOR
        sees_private = _sees_private(office, reader, found)
        with office.database.reading() as connection:
            talk = threads.talk(connection, office.program, office.keys, contact_id)
        content = Shelf(load_content(), office.database).of(office.program)
        lines: list[tuple[datetime, str]] = []
        for message in talk.heard:
            text = _PRIVATE if message.id in talk.private and not sees_private else message.text
            lines.append((message.at, f"< {text}"))
        for row in talk.said:
            is_hidden = not sees_private and asks_privately(content, row)
            lines.append((row.sent_at or row.created_at, f"> {_said(row, is_hidden=is_hidden)}"))
        lines += [(note.at, f"# {note.text}") for note in talk.notes]
        for at, text in sorted(lines, key=lambda line: line[0]):
            print(f"{_when(office, at)} {text}")
        if not lines:
            print("Nothing was said yet.")


def reply(given: Namespace) -> None:
    """Answer as a person: the thread is theirs from now on, as from the page."""
    text = (given.text if given.text is not None else sys.stdin.read()).strip()
    if not text or len(text) > _MOST_LETTERS:
        raise BadUse(f"A reply has between 1 and {_MOST_LETTERS} characters.")
    with opened(given) as office:
        family_id = office.family(given.code)
        found = home(office, family_id)
        contact_id = contact_of(found, given.contact)
        who = staff_of(office, given.email, found)
        thread = found.thread_of(contact_id)
        what = Reply(contact_id, text, thread.last_in_id if thread else None, secrets.token_hex(8))
        with house_of(office) as house:
            act(house.door, office, family_id, who, what)
        print(f"Queued, from {who.first_name}. It leaves while kinline serves.")


def _sees_private(office: Office, reader: Staff, found: Household) -> bool:
    scope = scope_of(reader, office.entry.staff)
    return may_see_private(scope, found.family.id, found.family.coordinator_id)


def _said(row: Outgoing, *, is_hidden: bool) -> str:
    text = _PRIVATE_QUESTION if is_hidden else row.text
    if row.state in _NOT_SENT:
        return f"({row.state}: {row.reason}) {text}"
    return text if row.state in ("sent", "delivered", "read") else f"({row.state}) {text}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _when(office: Office, at: datetime) -> str:
    """On the program's clock."""
    return f"{wall(at, office.entry.program.zone):%Y-%m-%d %H:%M}"
