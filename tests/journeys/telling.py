"""What a step changed on disk, told line by line: `=` recorded, `!` to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select

from dialogs.forms import answers as typed
from dialogs.forms.interview import Interview
from dialogs.ids import Id
from dialogs.rows.care import Appointment, Item, Need, Reminder
from dialogs.rows.desk import Alert, CareTime, Note, Thread
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Message, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Consent, Contact, Family
from storage.record import CODECS
from storage.rows import Codec
from tests.journeys.stage import ZONE, Stage

#: An alert's letter and digit come of its random id.
_MARK = re.compile(r"1 [A-Z][2-9] =")
Rows = dict[type, dict[Id, Any]]
_LOOKED_AT = (
    Family, Child, Contact, Address, Consent, Message, Walk,
    Answer, Need, Appointment, Reminder, Outgoing, Alert, Thread,
    Item, Note, Prompt, CareTime,
)  # fmt: skip
#: Reminders that the nurse need not see planned and cleared: only what becomes of them.
_QUIETLY = ("nudge", "interview_pause", "unclear_sent_on", "hand_back", "ambiguous_stop", "invite")
_VISIT = ("status", "reply", "needs_help", "change_wanted", "local_start", "place")
_CONTACT = (
    "language", "consent", "silence", "detail_level", "is_shared_phone", "answers_by", "text_from", "text_until",
    "zone",
)  # fmt: skip


def look(stage: Stage) -> Rows:
    """Everything of the program as it is on disk, unsealed. Every interview must survive JSON both ways."""
    found: Rows = {}
    with stage.database.reading() as connection:
        for kind in _LOOKED_AT:
            codec = CODECS[kind]
            rows = connection.execute(select(*(codec.table.c[name] for name in codec.names)).order_by(codec.table.c.id))
            found[kind] = {row["id"]: _unsealed(stage, codec, dict(row)) for row in rows.mappings()}
    for walk in found[Walk].values():
        again = msgspec.json.decode(msgspec.json.encode(walk.interview), type=Interview)
        assert again == walk.interview, "an interview does not survive JSON"
    _check(found)
    return found


def _unsealed(stage: Stage, codec: Codec[Any], row: dict[str, Any]) -> Any:
    """The value of a row; unsealed once as long as the row stays the same."""
    known = stage.unsealed.get(row["id"])
    if known is None or known[0] != row:
        known = stage.unsealed[row["id"]] = (row, codec.from_row(row, stage.program, stage.keys))
    return known[1]


def _check(rows: Rows) -> None:
    """What must be true of every family at every moment."""
    opened = [prompt.contact_id for prompt in rows[Prompt].values() if prompt.state == "open"]
    assert len(opened) == len(set(opened)), "a contact has two open prompts"


class Teller:
    """Compares what is on disk now with what was there before."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._before = look(stage)
        self._said = 0

    def news(self, *, timed: bool) -> list[str]:
        """Lines for all that is new. timed: with the wall time in front, as when the clock moved."""
        now = look(self._stage)
        lines = list(self._spoken(timed=timed))
        stamp = f"[{_stamp(self._stage.clock())}] " if timed else ""
        for mark, what in self._changes(now):
            lines.append(f"{mark} {stamp}{what}")
        self._before = now
        return lines

    def _spoken(self, *, timed: bool) -> Iterator[str]:
        for said in self._stage.said[self._said :]:
            stamp = f"[{_stamp(said.at)}] " if timed else ""
            message = said.message
            text = message.text.replace("\n", " / ")
            if message.staff_id is not None:
                name = next(p.first_name for p in self._stage.staff.values() if p.id == message.staff_id)
                yield f"! {stamp}{name}'s phone: {_MARK.sub('1 A2 =', text)}"
            else:
                yield f"> {stamp}{self._whom(message)}{message.key or message.purpose}: {text}"
        self._said = len(self._stage.said)

    def _whom(self, message: Outgoing) -> str:
        if message.contact_id is None:
            return f"{message.address.partition(':')[2]} "
        return self._name(message.contact_id) if len(self._stage.people) > 1 else ""

    def _name(self, contact_id: Id | None) -> str:
        """The first name with a blank behind it, where there are several."""
        if len(self._stage.people) == 1:
            return ""
        return next((f"{name} " for name, who in self._stage.people.items() if who.id == contact_id), "")

    def _child(self, child_id: Id | None) -> str:
        return next((name for name, child in self._stage.children.items() if child.id == child_id), "")

    def _changes(self, now: Rows) -> Iterator[tuple[str, str]]:
        for kind in _LOOKED_AT:
            tell = getattr(self, f"_tell_{kind.__name__.lower()}", None)
            if tell is None:
                continue
            for row_id, row in sorted(now[kind].items(), key=_in_order):
                before = self._before[kind].get(row_id)
                if before != row:
                    yield from tell(before, row, now)

    def _tell_family(self, old: Family, new: Family, _now: Rows) -> Iterator[tuple[str, str]]:
        yield from (("=", line) for line in _differences(old, new, ("emergency_lines", "sheet_kept")))

    def _tell_child(self, old: Child, new: Child, _now: Rows) -> Iterator[tuple[str, str]]:
        yield from (("=", f"{new.nickname}: {line}") for line in _differences(old, new, ("suppressed",)))

    def _tell_contact(self, old: Contact, new: Contact, _now: Rows) -> Iterator[tuple[str, str]]:
        who = new.name.split()[0]
        yield from (("=", f"{who}: {line}") for line in _differences(old, new, _CONTACT))

    def _tell_address(self, old: Address | None, new: Address, _now: Rows) -> Iterator[tuple[str, str]]:
        if old is not None:
            yield from (
                ("=", f"{self._name(new.contact_id)}address {line}") for line in _differences(old, new, ("state",))
            )

    def _tell_consent(self, _old: None, new: Consent, _now: Rows) -> Iterator[tuple[str, str]]:
        yield "=", f"{self._name(new.contact_id)}consent {new.what} by {new.method}"

    def _tell_message(self, _old: None, new: Message, _now: Rows) -> Iterator[tuple[str, str]]:
        if new.screened:
            yield "=", f"screened: {new.screened}"
        if new.mark:
            yield "=", f"text kept, marked {new.mark}"

    def _tell_walk(self, old: Walk | None, new: Walk, _now: Rows) -> Iterator[tuple[str, str]]:
        if old is None or old.status != new.status:
            yield "=", f"{self._name(new.contact_id)}interview {new.form} ({new.version}): {new.status}"
        if new.read_at is not None and (old is None or old.read_at is None):
            yield "=", f"{self._name(new.contact_id)}interview {new.form} ({new.version}): read"

    def _tell_answer(self, old: Answer | None, new: Answer, _now: Rows) -> Iterator[tuple[str, str]]:
        by = f" ({new.mode}, by staff)" if new.recorder_id else ""
        given = f"{new.link_id} = {_value(new)}{by}"
        if old is None:
            yield "=", given
        if new.replaced_at is not None:
            yield "=", f"{given} (no longer)"

    def _tell_need(self, old: Need | None, new: Need, _now: Rows) -> Iterator[tuple[str, str]]:
        if old is None:
            yield "=", f"need found: {new.code} ({new.severity}, {new.sector})"
            return
        for name in ("status", "wants_help", "rank", "acts_first"):
            if getattr(old, name) != getattr(new, name):
                yield "=", f"need {new.code}: {name.replace('_', ' ')} {getattr(new, name)}"

    def _tell_appointment(self, old: Appointment | None, new: Appointment, _now: Rows) -> Iterator[tuple[str, str]]:
        whose = self._child(new.child_id)
        if old is None:
            yield "=", f"visit of {whose}: {new.local_start:%a %Y-%m-%d %H:%M}"
        else:
            yield from (("=", f"visit of {whose}: {line}") for line in _differences(old, new, _VISIT))

    def _tell_reminder(self, old: Reminder | None, new: Reminder, _now: Rows) -> Iterator[tuple[str, str]]:
        which = f"{self._name(new.contact_id)}{new.series}"
        is_quiet = new.series.startswith(_QUIETLY)
        if old is None and not is_quiet:
            yield "=", f"{which} planned for {_stamp(new.due_at)}"
        if old is not None and old.due_at != new.due_at and new.state == "planned" and not is_quiet:
            yield "=", f"{which} waits until {_stamp(new.due_at)} ({new.reason})"
        if new.state == "suppressed" and (old is None or old.state != "suppressed"):
            yield "=", f"{which} not sent ({new.reason})"
        if new.state == "cleared" and not is_quiet and (old is None or old.state != "cleared"):
            yield "=", f"{which} cleared"

    def _tell_outgoing(self, old: Outgoing | None, new: Outgoing, _now: Rows) -> Iterator[tuple[str, str]]:
        which = f"{self._name(new.contact_id)}{new.purpose} {new.key}".rstrip()
        state = old.state if old else "queued"
        if new.state in ("suppressed", "cancelled", "failed") and state != new.state:
            yield "=", f"not sent: {which} ({new.reason})"
        elif (
            new.state == "queued"
            and new.reason not in ("", "in_flight", "not_yet")
            and (old is None or (old.reason, old.not_before) != (new.reason, new.not_before))
        ):
            yield "=", f"waits until {_stamp(new.not_before)}: {which} ({new.reason})"

    def _tell_alert(self, old: Alert | None, new: Alert, _now: Rows) -> Iterator[tuple[str, str]]:
        if old is None or (old.state, old.kind) != (new.state, new.kind):
            yield "!", f"{self._name(new.contact_id)}alert {new.kind}: {new.state}"

    def _tell_thread(self, old: Thread | None, new: Thread, _now: Rows) -> Iterator[tuple[str, str]]:
        who = self._name(new.contact_id)
        before = old or Thread(new.id, new.contact_id)
        if (before.owner_kind, before.owner_id) != (new.owner_kind, new.owner_id):
            holder = next((p.first_name for p in self._stage.staff.values() if p.id == new.owner_id), "a person")
            yield "!", f"{who}thread held by {holder if new.owner_kind == 'human' else 'the bot'}"
        if before.status != new.status or before.due_at != new.due_at:
            due = f", due {_stamp(new.due_at)}" if new.due_at else ""
            yield "!", f"{who}thread {new.status}{due}"
        if before.urgent != new.urgent:
            yield "!", f"{who}thread urgent: {new.urgent or 'no longer'}"
        if before.braked_until != new.braked_until:
            yield "!", f"{who}thread quiet (auto-reply?)"

    def _tell_item(self, old: Item | None, new: Item, _now: Rows) -> Iterator[tuple[str, str]]:
        note = f" - {new.note}" if new.note else ""
        if old is None:
            yield "!", f"{self._name(new.contact_id)}item {new.kind} ({new.severity}, due {_stamp(new.due_at)}){note}"
        elif old.state != new.state:
            yield "!", f"{self._name(new.contact_id)}item {new.kind} {new.state}"

    def _tell_caretime(self, old: CareTime | None, new: CareTime, _now: Rows) -> Iterator[tuple[str, str]]:
        if old is not None and old.minutes != new.minutes:
            yield "=", f"{new.minutes} minutes {new.mode}"

    def _tell_note(self, _old: None, new: Note, _now: Rows) -> Iterator[tuple[str, str]]:
        yield "=", f"note: {new.text}"


def _in_order(entry: tuple[Id, Any]) -> tuple[Any, ...]:
    """Answers and needs have ids made of what they are; they are told in the order of time."""
    match entry[1]:
        case Answer(at=at, link_id=link_id):
            return (at, link_id)
        case Need(found_at=at, code=code):
            return (at, code)
        case _:
            return (entry[0],)


def _differences(old: Struct, new: Struct, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{name} {_shown(before)} -> {_shown(after)}"


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%a %Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in ("", None) else "-"


def _value(answer: Answer) -> str:
    if not answer.value:
        return answer.state
    match msgspec.json.decode(answer.value, type=typed.Value):
        case typed.YesNo(value=is_yes):
            return "yes" if is_yes else "no"
        case typed.Picked(codes=codes, other=other):
            return ", ".join((*codes, *((f'"{other}"',) if other else ())))
        case typed.Said(text=text):
            return '"' + text.replace("\n", " / ") + '"'
        case value:
            return str(value.value)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%a %m-%d %H:%M}"
