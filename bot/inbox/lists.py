"""The waiting list: one row per thread, danger first, then whoever waits longest."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection
from starlette.responses import Response

from bot.inbox import frame, showing
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from dialogs.desk import permission
from dialogs.desk.privacy import asks_privately
from dialogs.desk.waiting import due
from dialogs.ids import Id
from dialogs.rows.people import Staff
from storage import threads
from storage.threads import Row

_PER_PAGE = 50


class Line(Struct, frozen=True):
    """One row, in words."""

    contact_id: Id
    name: str
    code: str
    at: showing.When | None
    before: str
    preview: str
    language: str
    language_name: str
    urgent: str
    due: str
    is_overdue: bool
    is_unread: bool
    is_failed: bool
    has_draft: bool
    owner: str


def inbox(desk: Desk, visit: Visit) -> Response:
    """The list by itself; on a wide screen the thread's place stays empty beside it."""
    view = chosen(visit)
    with desk.database.reading() as connection:
        lines, is_more = rows(desk, visit, connection, view)
        return frame.shown(
            desk, visit, connection, "inbox.html", view=view, section="inbox", lines=lines, is_more=is_more,
            next_page=visit.page + 1, title=frame.VIEWS[view][0], open_id=None,
        )  # fmt: skip


def chosen(visit: Visit) -> str:
    """The view in the address; what needs a reply when there is none."""
    view = visit.query.get("view", "needs")
    return view if view in frame.VIEWS else "needs"


def rows(desk: Desk, visit: Visit, connection: Connection, view: str) -> tuple[list[Line], bool]:
    """A view's lines, and whether there are more."""
    found = threads.listed(
        connection, visit.program_id, desk.keys, visit.scope, view, limit=_PER_PAGE + 1,
        skip=(visit.page - 1) * _PER_PAGE,
    )  # fmt: skip
    return [_line(desk, visit, row) for row in found[:_PER_PAGE]], len(found) > _PER_PAGE


def _line(desk: Desk, visit: Visit, row: Row) -> Line:
    now, zone, thread = desk.now(), visit.program.program.zone, row.thread
    left = due(thread, now)
    before, preview, at = _last(desk, visit, row)
    return Line(
        contact_id=row.contact.id,
        name=row.contact.name,
        code=row.code,
        at=showing.when(at, now, zone) if at else None,
        before=before,
        preview=preview,
        language=row.contact.language,
        language_name=showing.language(row.contact.language),
        urgent=thread.urgent,
        due="" if thread.urgent else showing.due(left),
        is_overdue=bool(left and left.is_overdue),
        is_unread=thread.status == "needs_reply",
        is_failed=bool(row.said and row.said.state in ("failed", "unknown")),
        has_draft=row.has_draft,
        owner=owner_of(visit, thread.owner_kind, thread.owner_id),
    )


def _last(desk: Desk, visit: Visit, row: Row) -> tuple[str, str, datetime | None]:
    """(who, what, when) of the text that came or went last. While someone waits, it is the family's."""
    heard, said = row.heard, row.said
    shows_private = permission.may_see_private(visit.scope, row.family_id, row.coordinator_id)
    if heard and (said is None or heard.at >= said.created_at or row.thread.status == "needs_reply"):
        if row.is_private and not shows_private:
            return "", "Private answer", heard.at
        return "", showing.first_line(heard.text) or "(a file, no words)", heard.at
    if said:
        who = "You:" if said.author_id == visit.staff.id else "Staff:" if said.author_id else "Assistant:"
        is_hidden = not shows_private and asks_privately(desk.content_of(visit.program_id), said)
        return who, "A private question." if is_hidden else showing.first_line(said.text), said.created_at
    return "", "Nothing was written yet", None


def owner_of(visit: Visit, kind: str, owner_id: Id | None) -> str:
    """Who holds a thread: Assistant, You, a first name, or Team when a person is wanted and nobody came yet."""
    if kind == "bot":
        return "Assistant"
    if owner_id == visit.staff.id:
        return "You"
    person = named(visit, owner_id)
    return person.first_name if person else "Team"


def named(visit: Visit, staff_id: Id | None) -> Staff | None:
    return next((person for person in visit.program.staff if person.id == staff_id), None)
