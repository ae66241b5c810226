"""The record as tables: one row each for an answer, a need, something to do, a visit, a message, a contact by staff.

Cells are safe to open in a spreadsheet: what would begin a formula gets an apostrophe in front. Times are ISO 8601 in
UTC; codes stand beside their labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime

import msgspec

from bot.exchange.record import LANGUAGE, Record, asked_of, question_words, value_words
from dialogs.forms import texts
from dialogs.forms.answers import Day, Exact, Picked, Said, Value, Whole, YesNo
from dialogs.ids import Id
from dialogs.rows.interviews import Answer
from dialogs.rows.messages import Message, Outgoing

Cells = dict[str, object]

#: What a spreadsheet takes for the beginning of a formula, or of a cell of its own.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value: object) -> str:
    """A cell as text. Spaces in front are looked past: some spreadsheets drop them."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case _:
            text = str(value).replace("\x00", "")
            return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def _answers(record: Record) -> Iterator[Cells]:
    for answer in record.whole.answers:
        if answer.replaced_at is None and record.leaves(answer.id):
            yield {
                **_who(record, answer.contact_id, answer.child_id), "interview_id": answer.interview_id,
                "form": answer.form, "version": answer.version, "question_code": answer.link_id,
                "question": question_words(record, answer), "about": answer.about, "private": answer.is_private,
                "state": answer.state, **_value(record, answer), "as_given": answer.raw, "language": answer.language,
                "mode": answer.mode, "recorded_by": _name(record, answer.recorder_id), "answered_at": answer.at,
            }  # fmt: skip


def _value(record: Record, answer: Answer) -> Cells:
    """The typed value as FHIR writes it, the codes that were chosen, and what they are called."""
    if not answer.value:
        return {"value": "", "value_codes": "", "value_labels": ""}
    value: Value = msgspec.json.decode(answer.value, type=Value)
    found = asked_of(record, answer)
    if not isinstance(value, Picked):
        return {"value": _plain(record, answer, value), "value_codes": "", "value_labels": value_words(record, answer)}
    labels = [*value.codes]
    if found is not None:
        labels = [
            texts.choice_label(*found, choice, LANGUAGE, record.content.wording, record.names_for(answer))
            for choice in found[1].choices
            if choice.code in value.codes
        ]
    return {"value": value.other, "value_codes": "; ".join(value.codes), "value_labels": "; ".join(labels)}


def _plain(record: Record, answer: Answer, value: Value) -> str:
    """`true`, `3`, `2.50`, `2026-03`, the words; what has parts, such as 5 mg, as a person reads it."""
    match value:
        case YesNo(value=is_yes):
            return "true" if is_yes else "false"
        case Whole(value=number):
            return str(number)
        case Exact(value=exact):
            return format(exact, "f")
        case Day(value=text) | Said(text=text):
            return text
        case _:
            return value_words(record, answer)


def _needs(record: Record) -> Iterator[Cells]:
    for need in record.whole.needs:
        if record.leaves(need.id):
            yield {
                **_who(record, need.contact_id, need.child_id), "need_id": need.id, "sector": need.sector,
                "need_code": need.code, "need": need.code.replace("-", " "), "severity": need.severity,
                "about": need.about, "private": need.is_private, "discreet": need.is_discreet,
                "wants_help": need.wants_help, "status": need.status, "question_codes": "; ".join(need.behind),
                "found_at": need.found_at,
            }  # fmt: skip


def _tasks(record: Record) -> Iterator[Cells]:
    for item in record.whole.items:
        if record.leaves(item.id):
            yield {
                **_who(record, item.contact_id, item.child_id), "task_id": item.id, "kind": item.kind,
                "severity": item.severity, "note": item.note, "state": item.state, "opened_at": item.opened_at,
                "due_at": item.due_at, "closed_at": item.closed_at, "closed_by": _name(record, item.closed_by),
                "outcome": item.reason,
            }  # fmt: skip


def _appointments(record: Record) -> Iterator[Cells]:
    for visit in record.whole.visits:
        yield {
            **_who(record, None, visit.child_id), "appointment_id": visit.id, "status": visit.status,
            "reply": visit.reply, "starts_at": visit.starts_at,
            "local_start": visit.local_start.isoformat(timespec="minutes"), "time_zone": visit.zone,
            "place": visit.place, "clinic": visit.clinic, "preparation": visit.preparation,
            "needs_help": visit.needs_help, "change_wanted": visit.change_wanted,
        }  # fmt: skip


def _messages(record: Record) -> Iterator[Cells]:
    heard = [_heard(record, message) for message in record.whole.heard if record.leaves(message.id)]
    said = [_said(record, sent) for sent in record.whole.said if sent.contact_id and record.leaves(sent.id)]
    yield from sorted([*heard, *said], key=lambda cells: str(cells["at"]))


def _heard(record: Record, message: Message) -> Cells:
    return {
        **_who(record, message.contact_id, None), "message_id": message.id, "direction": "in", "purpose": "",
        "author": "", "state": "received", "reason": "", "language": "", "private": message.id in record.withheld,
        "text": message.text, "attachments": len(message.attachments), "at": message.at,
    }  # fmt: skip


def _said(record: Record, sent: Outgoing) -> Cells:
    return {
        **_who(record, sent.contact_id, sent.child_id), "message_id": sent.id, "direction": "out",
        "purpose": sent.purpose, "author": _name(record, sent.author_id) or "Assistant", "state": sent.state,
        "reason": sent.reason, "language": sent.language, "private": sent.id in record.withheld, "text": sent.text,
        "attachments": 0, "at": sent.sent_at or sent.created_at,
    }  # fmt: skip


def _contact_log(record: Record) -> Iterator[Cells]:
    """What people on the staff did with the family: their own texts, talks with their minutes, tasks they closed."""
    logged = [
        _logged(record, sent.contact_id, sent.child_id, sent.sent_at, sent.author_id, "text", sent.state)
        for sent in record.whole.said
        if sent.author_id and sent.contact_id and sent.sent_at and record.leaves(sent.id)
    ]
    logged += [
        _logged(record, time.contact_id, time.child_id, time.started_at, time.staff_id, time.activity, "", time.mode)
        | {"minutes": time.minutes}
        for time in record.whole.times
    ]
    logged += [
        _logged(record, item.contact_id, item.child_id, item.closed_at, item.closed_by, "task", item.reason)
        | {"about": item.kind}
        for item in record.whole.items
        if item.closed_at and record.leaves(item.id)
    ]
    yield from sorted(logged, key=lambda cells: str(cells["at"]))


def _logged(
    record: Record,
    contact_id: Id | None,
    child_id: Id | None,
    at: datetime | None,
    staff_id: Id | None,
    activity: str,
    outcome: str,
    mode: str = "",
) -> Cells:
    return {
        **_who(record, contact_id, child_id), "at": at, "staff": _name(record, staff_id), "activity": activity,
        "about": "", "mode": mode, "minutes": None, "outcome": outcome,
    }  # fmt: skip


def _who(record: Record, contact_id: Id | None, child_id: Id | None) -> Cells:
    home = record.whole.home
    child = next((each.name for each in home.children if each.id == child_id), "")
    contact = next((each.name for each in home.contacts if each.id == contact_id), "")
    return {
        "family_code": home.family.code, "child_id": child_id, "child": child, "contact_id": contact_id,
        "contact": contact,
    }  # fmt: skip


def _name(record: Record, staff_id: Id | None) -> str:
    person = record.staff.get(staff_id) if staff_id else None
    return person.name if person else ""


_FAMILY = ("family_code", "child_id", "child", "contact_id", "contact")
#: file name -> its columns and its rows
SHEETS: Mapping[str, tuple[tuple[str, ...], Callable[[Record], Iterator[Cells]]]] = {
    "answers.csv": (
        (*_FAMILY, "interview_id", "form", "version", "question_code", "question", "about", "private", "state", "value",
         "value_codes", "value_labels", "as_given", "language", "mode", "recorded_by", "answered_at"), _answers),
    "needs.csv": (
        (*_FAMILY, "need_id", "sector", "need_code", "need", "severity", "about", "private", "discreet", "wants_help",
         "status", "question_codes", "found_at"), _needs),
    "tasks.csv": (
        (*_FAMILY, "task_id", "kind", "severity", "note", "state", "opened_at", "due_at", "closed_at", "closed_by",
         "outcome"), _tasks),
    "appointments.csv": (
        (*_FAMILY, "appointment_id", "status", "reply", "starts_at", "local_start", "time_zone", "place", "clinic",
         "preparation", "needs_help", "change_wanted"), _appointments),
    "messages.csv": (
        (*_FAMILY, "message_id", "direction", "purpose", "author", "state", "reason", "language", "private", "text",
         "attachments", "at"), _messages),
    "contact_log.csv": ((*_FAMILY, "at", "staff", "activity", "about", "mode", "minutes", "outcome"), _contact_log),
}  # fmt: skip


def rows(record: Record) -> Iterator[tuple[str, list[str]]]:
    """(file name, cells) of everything of one family."""
    for name, (columns, read) in SHEETS.items():
        for cells in read(record):
            yield name, [safe(cells[column]) for column in columns]
