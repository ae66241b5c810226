"""Threads as staff see them: the waiting list, one talk, and texts that belong to nobody yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from dialogs.desk.permission import Scope
from dialogs.desk.waiting import GRAVITY
from dialogs.ids import Id
from dialogs.rows.desk import Alert, Note, Thread
from dialogs.rows.interviews import Answer
from dialogs.rows.messages import Attachment, Message, Outgoing
from dialogs.rows.people import Contact, Family
from storage import media
from storage.pages import by_id, read, table_of, value
from storage.record import CODECS
from storage.sealing import Keys
from storage.tables.base import as_table
from storage.tables.desk import DraftRow

_THREAD, _CONTACT, _FAMILY = table_of(Thread), table_of(Contact), table_of(Family)
_MESSAGE, _OUTGOING, _NOTE, _ANSWER = table_of(Message), table_of(Outgoing), table_of(Note), table_of(Answer)
_ALERT = table_of(Alert)
_DRAFT = as_table(DraftRow)

#: Texts from addresses that belong to no family and to nobody on the staff.
_OF_NOBODY = (_MESSAGE.c.contact_id.is_(None), _MESSAGE.c.family_id.is_(None), _MESSAGE.c.mark != "staff")
#: The views of the rail, by name.
VIEWS: dict[str, ColumnElement[bool]] = {
    "needs": _THREAD.c.status == "needs_reply",
    "urgent": _THREAD.c.urgent != "",
    "mine": _THREAD.c.status != "resolved",
    "waiting": and_(_THREAD.c.status == "waiting_family", _THREAD.c.owner_kind == "human"),
    "bot": and_(_THREAD.c.owner_kind == "bot", _THREAD.c.status.in_(("bot", "waiting_family"))),
    "resolved": _THREAD.c.status == "resolved",
}


class Row(Struct, frozen=True):
    """One line of the list: a thread, whose it is, and what was said last in it."""

    thread: Thread
    contact: Contact
    family_id: Id
    code: str
    coordinator_id: Id | None
    heard: Message | None
    said: Outgoing | None
    has_draft: bool
    #: What was heard last is a caregiver's private answer.
    is_private: bool


def reached(scope: Scope) -> ColumnElement[bool]:
    """The families that dialogs.desk.permission.may_see_family lets through, as a condition on the family table."""
    match scope.rights.families:
        case "program":
            return _FAMILY.c.id.is_not(None)
        case "own":
            return or_(
                _FAMILY.c.coordinator_id.is_(None),
                _FAMILY.c.coordinator_id.in_(scope.coordinators),
                _FAMILY.c.id.in_(scope.called),
            )
        case "none":
            return _FAMILY.c.id.is_(None)


def counts(connection: Connection, program: Id, scope: Scope) -> dict[str, int]:
    """How many threads each view holds."""
    columns = [func.count(case((_view(name, scope), 1))).label(name) for name in VIEWS]
    row = connection.execute(
        select(*columns)
        .select_from(_THREAD.join(_FAMILY, _FAMILY.c.id == _THREAD.c.family_id))
        .where(_THREAD.c.program_id == program, reached(scope))
    ).one()
    return {name: row._mapping[name] for name in VIEWS}


def listed(
    connection: Connection, program: Id, keys: Keys, scope: Scope, view: str, *, limit: int = 50, skip: int = 0
) -> list[Row]:
    """A view's threads: danger first, then the longest waiting; where nobody waits, the latest first."""
    thread = [column.label(f"t_{column.name}") for column in _columns(Thread)]
    contact = [column.label(f"c_{column.name}") for column in _columns(Contact)]
    said = (
        select(_OUTGOING.c.id)
        .where(_OUTGOING.c.contact_id == _THREAD.c.contact_id, _OUTGOING.c.state.not_in(("suppressed", "cancelled")))
        .order_by(_OUTGOING.c.created_at.desc(), _OUTGOING.c.id.desc())
        .limit(1)
        .correlate(_THREAD)
        .scalar_subquery()
    )
    drafts = select(_DRAFT.c.contact_id).where(_DRAFT.c.program_id == program, _DRAFT.c.staff_id == scope.staff_id)
    statement = (
        select(
            *thread,
            *contact,
            _FAMILY.c.id.label("family_id"),
            _FAMILY.c.code,
            _FAMILY.c.coordinator_id,
            said.label("said_id"),
            _THREAD.c.contact_id.in_(drafts).label("has_draft"),
        )
        .join(_CONTACT, _CONTACT.c.id == _THREAD.c.contact_id)
        .join(_FAMILY, _FAMILY.c.id == _THREAD.c.family_id)
        .where(_THREAD.c.program_id == program, reached(scope), _view(view, scope))
        .order_by(*_order(view))
        .limit(limit)
        .offset(skip)
    )
    rows = connection.execute(statement).mappings().all()
    return _rows(connection, program, keys, rows)


def _rows(connection: Connection, program: Id, keys: Keys, rows: Sequence[Any]) -> list[Row]:
    threads = [value(Thread, _part(row, "t_"), program, keys) for row in rows]
    heard = by_id(connection, Message, program, keys, [thread.last_in_id for thread in threads])
    said = by_id(connection, Outgoing, program, keys, [row["said_id"] for row in rows])
    private = private_messages(connection, program, heard.values())
    return [
        Row(
            thread=thread,
            contact=value(Contact, _part(row, "c_"), program, keys),
            family_id=row["family_id"],
            code=row["code"],
            coordinator_id=row["coordinator_id"],
            heard=heard.get(thread.last_in_id) if thread.last_in_id else None,
            said=said.get(row["said_id"]) if row["said_id"] else None,
            has_draft=bool(row["has_draft"]),
            is_private=thread.last_in_id in private,
        )
        for row, thread in zip(rows, threads, strict=True)
    ]


class Talk(Struct, frozen=True):
    """What was said between a contact and the line, newest `limit` of each kind, oldest first."""

    heard: tuple[Message, ...]
    said: tuple[Outgoing, ...]
    notes: tuple[Note, ...]
    #: message -> the answers that were taken from it
    answers: dict[Id, tuple[Answer, ...]]
    #: The messages that are private: their ids.
    private: frozenset[Id]
    #: message -> the files that it brought
    files: dict[Id, list[Attachment]]
    #: Those that are over, too.
    alerts: tuple[Alert, ...]
    is_cut: bool


def talk(connection: Connection, program: Id, keys: Keys, contact_id: Id, limit: int = 150) -> Talk:
    """One contact's thread: texts both ways, notes, alerts, and what was recorded from which text."""
    heard = read(
        connection, Message, program, keys, _MESSAGE.c.contact_id == contact_id,
        order=(_MESSAGE.c.at.desc(), _MESSAGE.c.id.desc()), limit=limit,
    )  # fmt: skip
    said = read(
        connection, Outgoing, program, keys, _OUTGOING.c.contact_id == contact_id,
        order=(_OUTGOING.c.created_at.desc(), _OUTGOING.c.id.desc()), limit=limit,
    )  # fmt: skip
    notes = read(
        connection, Note, program, keys, _NOTE.c.contact_id == contact_id, order=(_NOTE.c.at.desc(),), limit=limit
    )
    answers: dict[Id, tuple[Answer, ...]] = {}
    wanted = [message.id for message in heard]
    for answer in read(connection, Answer, program, keys, _ANSWER.c.message_id.in_(wanted), limit=4 * limit):
        if answer.message_id is not None:
            answers[answer.message_id] = (*answers.get(answer.message_id, ()), answer)
    alerts = read(
        connection, Alert, program, keys, _ALERT.c.contact_id == contact_id, order=(_ALERT.c.raised_at.desc(),),
        limit=limit,
    )  # fmt: skip
    private = frozenset(private_messages(connection, program, heard))
    files = media.of_messages(connection, program, keys, wanted)
    is_cut = limit in (len(heard), len(said), len(notes))
    return Talk(
        tuple(reversed(heard)), tuple(reversed(said)), tuple(reversed(notes)), answers, private, files,
        tuple(reversed(alerts)), is_cut,
    )  # fmt: skip


def messages(connection: Connection, program: Id, keys: Keys, ids: Iterable[Id]) -> list[Message]:
    """The messages with these ids."""
    return list(by_id(connection, Message, program, keys, ids).values())


def newer(connection: Connection, program: Id, keys: Keys, contact_id: Id, seen_id: Id | None) -> list[Message]:
    """What a contact wrote after the message with this id, oldest first, ten at most."""
    where = [_MESSAGE.c.contact_id == contact_id]
    if seen_id is not None:
        seen = select(_MESSAGE.c.at).where(_MESSAGE.c.id == seen_id).scalar_subquery()
        where += [_MESSAGE.c.at >= seen, _MESSAGE.c.id != seen_id]
    order = (_MESSAGE.c.at.desc(), _MESSAGE.c.id.desc())
    return list(reversed(read(connection, Message, program, keys, *where, order=order, limit=10)))


def strangers(connection: Connection, program: Id, keys: Keys, limit: int = 100) -> list[Message]:
    """Texts from addresses that belong to no family and to nobody on the staff, the latest first."""
    return read(connection, Message, program, keys, *_OF_NOBODY, order=(_MESSAGE.c.at.desc(),), limit=limit)


def strangers_texts(connection: Connection, program: Id, keys: Keys, message_id: Id) -> list[Message]:
    """All that the number wrote from which this text came, oldest first; nothing where it belongs to somebody."""
    sender = select(_MESSAGE.c.address_hash).where(
        _MESSAGE.c.program_id == program, _MESSAGE.c.id == message_id, *_OF_NOBODY
    )
    of_it = _MESSAGE.c.address_hash == sender.scalar_subquery()
    return read(connection, Message, program, keys, of_it, *_OF_NOBODY, order=(_MESSAGE.c.at, _MESSAGE.c.id))


def strangers_texts_from(connection: Connection, program: Id, keys: Keys, address: str) -> list[Message]:
    """All that this address (`sms:+1555…`) wrote while it was nobody's, oldest first."""
    of_it = _MESSAGE.c.address_hash == keys.hash(program, "address", address)
    return read(connection, Message, program, keys, of_it, *_OF_NOBODY, order=(_MESSAGE.c.at, _MESSAGE.c.id))


def private_messages(connection: Connection, program: Id, messages: Iterable[Message]) -> set[Id]:
    """Those written to a private question, and those from which a private answer was taken: their ids."""
    looked_at = list(messages)
    ids = [message.id for message in looked_at]
    rows = connection.execute(
        select(_ANSWER.c.message_id).where(
            _ANSWER.c.program_id == program, _ANSWER.c.message_id.in_(ids), _ANSWER.c.is_private
        )
    )
    return {message.id for message in looked_at if message.is_private} | set(rows.scalars())


def _view(name: str, scope: Scope) -> ColumnElement[bool]:
    if name == "mine":
        return and_(VIEWS[name], _FAMILY.c.coordinator_id == scope.staff_id)
    return VIEWS[name]


def _order(view: str) -> tuple[Any, ...]:
    gravity = case({kind: place for place, kind in enumerate(GRAVITY)}, value=_THREAD.c.urgent, else_=len(GRAVITY))
    latest = func.coalesce(_THREAD.c.last_in_at, _THREAD.c.last_staff_at).desc().nulls_last()
    if view == "needs":
        return gravity, _THREAD.c.waiting_since, _THREAD.c.id
    return gravity, latest, _THREAD.c.id


def _columns(kind: type[Struct]) -> list[Any]:
    codec = CODECS[kind]
    return [codec.table.c[name] for name in codec.names]


def _part(row: Any, prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): found for name, found in row.items() if name.startswith(prefix)}
