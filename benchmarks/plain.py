"""The yardstick of habit: the same voice, the same rows and the same sealing, written as one would at first.

One SQLModel session a turn: read with ORM selects, change the objects, commit. No batching, one commit a turn.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, SQLModel, select

from benchmarks.population import World
from bot.channels.channel import Inbound
from bot.clock import new_id
from dialogs.ids import Ids
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact, Family, Link
from dialogs.safety.screen import screen
from dialogs.snapshot import Rows, Snapshot
from dialogs.turns import family as family_voice
from dialogs.turns.hearing import Heard
from storage.record import CODECS, Change, Happening, record
from storage.tables import care, desk, interviews, messages
from storage.tables import people as people_tables

_MODELS: dict[str, Any] = {
    model.__table__.name: model
    for module in (care, desk, interviews, messages, people_tables)
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, SQLModel) and hasattr(model, "__table__")
}
_KINDS = (
    Child, Contact, Address, Link, Thread, Prompt, Walk,
    Appointment, Reminder, Outgoing, Alert,
)  # fmt: skip


class Plain:
    """Hears texts into a world's database, one commit each. Counts the rows it wrote."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows = 0

    def hear(self, inbound: Inbound) -> None:
        world = self.world
        directory = world.directory.program(world.program)
        now = world.clock()
        address = f"{inbound.channel}:{inbound.address}"
        with Session(world.database.engine) as session:
            known = select(messages.MessageRow).where(messages.MessageRow.provider_id == inbound.provider_id)
            if session.exec(known).first() is not None:
                return
            digest = world.keys.hash(world.program, "address", address)
            found = session.exec(select(people_tables.AddressRow).where(people_tables.AddressRow.hash == digest)).one()
            snapshot = self._snapshot(session, directory, found.family_id)
            screened = screen(inbound.text, "en", world.content.phrases)
            heard = Heard(
                new_id(now), world.line, "phone", address, inbound.text, inbound.provider_id, now, screened,
                contact_id=found.contact_id, address_id=found.id,
            )  # fmt: skip
            turn = family_voice.take_turn(snapshot, heard, world.content, Ids(new_id(now)))
            family = snapshot.family
            assert family is not None
            frame = Happening(world.program, family, "family", None, new_id(now), now)
            self._write(session, record(turn.happened, frame, world.keys, version=family.version))
            row = session.get(people_tables.FamilyRow, family.id)
            assert row is not None
            row.version += 1
            session.add(row)
            session.commit()

    def _snapshot(self, session: Session, directory: Any, family_id: Any) -> Snapshot:
        world = self.world
        rows: Rows = {}
        family_row = session.get(people_tables.FamilyRow, family_id)
        family = CODECS[Family].from_row(_fields(family_row), world.program, world.keys)
        rows[Family] = {family.id: family}
        alive = {
            "prompt": ("queued", "open"), "interview": ("queued", "in-progress", "paused"), "reminder": ("planned",),
            "outgoing": ("queued", "sending", "unknown"), "alert": ("waiting", "open", "acknowledged"),
        }  # fmt: skip
        for kind in _KINDS:
            codec = CODECS[kind]
            model = _MODELS[codec.table.name]
            statement = select(model).where(model.family_id == family_id)
            if codec.table.name in alive:
                state = model.status if codec.table.name == "interview" else model.state
                statement = statement.where(state.in_(alive[codec.table.name]))
            found = session.exec(statement).all()
            rows[kind] = {row.id: codec.from_row(_fields(row), world.program, world.keys) for row in found}
        return Snapshot(directory.program, directory.staff, directory.lines, family, rows)

    def _write(self, session: Session, change: Change) -> None:
        for table, values in change.inserts.items():
            for value in values:
                session.add(_MODELS[table.name](**value))
                self.rows += 1
        for table, values in change.updates.items():
            for value in values:
                fields = dict(value)
                row = session.get(_MODELS[table.name], fields.pop("row_id"))
                for name, new in fields.items():
                    setattr(row, name, new)
                session.add(row)
                self.rows += 1


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__table__.columns.keys()}  # noqa: SIM118
