"""Signed-in browsers: an opaque token in a cookie, its hash in the database, 30 minutes idle, 12 hours in all."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from bot.inbox.desk import Desk
from dialogs.desk.permission import Scope, scope_of
from dialogs.rows.people import Staff
from storage import alerts, households
from storage import desk as rows
from storage.desk import Session
from storage.directory import ProgramDirectory

if TYPE_CHECKING:
    from bot.inbox.guard import Knock

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
#: How exactly "last seen" is kept: a page a minute costs one write.
_SEEN_EVERY = timedelta(minutes=1)
#: `__Host-`: only over https, only from this very host, for all its paths.
SECURE_COOKIE = "__Host-kinline"
PLAIN_COOKIE = "kinline"


@dataclass(frozen=True)
class Signed:
    """Who sits at a browser, and what they reach now."""

    staff: Staff
    scope: Scope
    program: ProgramDirectory
    session: Session


def find(desk: Desk, token: str, *, is_live: bool = False) -> Signed | None:
    """Whose token this is, if it is still good. A page that refreshes itself keeps nobody signed in."""
    if not token:
        return None
    now = desk.now()
    with desk.database.reading() as connection:
        session = rows.session(connection, token)
    if session is None:
        return None
    is_old = now - session.seen_at >= IDLE or now - session.created_at >= ABSOLUTE
    # The demo's clock leaps over whole sessions while a page stands open.
    if is_old and not desk.is_demo:
        with desk.database.writing() as connection:
            rows.close_session(connection, session.id)
        return None
    program = desk.directory.programs().get(session.program_id)
    staff = next((person for person in program.staff if person.id == session.staff_id), None) if program else None
    if program is None or staff is None:
        return None
    if not is_live and now - session.seen_at >= _SEEN_EVERY:
        with desk.database.writing() as connection:
            rows.touch_session(connection, session.id, now)
    with desk.database.reading() as connection:
        called = alerts.called(connection, program.program.id, staff.id) if staff.role == "coordinator" else ()
    return Signed(staff, scope_of(staff, program.staff, called), program, session)


def is_alive(desk: Desk, token: str) -> bool:
    """Whether a token is still good, without anybody being there."""
    return find(desk, token, is_live=True) is not None


def open_demo(desk: Desk) -> str:
    """A session for the demo's coordinator with the most families; '' where there is none. Callers check loopback."""
    for program_id, entry in desk.directory.programs().items():
        if not entry.program.is_demo:
            continue
        with desk.database.reading() as connection:
            busiest = households.busiest_coordinator(connection, program_id)
        staff = [person.id for person in entry.staff if person.id == busiest or person.role == "coordinator"]
        if staff:
            chosen = busiest if busiest in staff else staff[0]
            with desk.database.writing() as connection:
                return rows.open_session(connection, program_id, chosen, desk.now(), is_confirmed=True)
    return ""


def give_cookie(desk: Desk, knock: Knock, response: Response, token: str) -> None:
    """Hand over a token. Only http on this very machine gets the plain name."""
    is_secure = knock.is_https or desk.public_url.startswith("https:") or not knock.is_local
    response.set_cookie(
        SECURE_COOKIE if is_secure else PLAIN_COOKIE,
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response) -> None:
    response.delete_cookie(SECURE_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    response.delete_cookie(PLAIN_COOKIE, path="/", httponly=True, samesite="lax")


def equal(given: str, known: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode(), known.encode())
