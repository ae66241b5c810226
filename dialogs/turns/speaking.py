"""How a turn says something: a text in the contact's language, to one address, as one row of the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.messages import Option, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact, Family, Line, Link, Program, Staff
from dialogs.snapshot import Turn
from dialogs.turns.hearing import thread_of

#: What leaves whatever else is the case: never held back by window, owner, queue or opt-out.
ALWAYS = frozenset({"safety", "emergency", "stop", "help", "alert"})
#: Relationships of a contact who is the child.
YOUTH = frozenset({"self", "youth"})
#: What a change of owner takes back while it is still queued.
BOUND_TO_OWNER = frozenset({"question", "nudge", "notice"})


def address_of(turn: Turn, contact: Contact) -> Address | None:
    """Where a contact is reached first: an address in good order, else any that is not known to be wrong."""
    own = [address for address in turn.each(Address) if address.contact_id == contact.id]
    for states in (("",), ("", "failing", "stopped", "blocked")):
        for address in own:
            if address.state in states:
                return address
    return None


def names(turn: Turn, contact: Contact, child: Child | None = None) -> dict[str, str]:
    """What every wording may name; not to be changed. The child is the nickname that the family chose for texts."""
    key = ("names", contact.id.int, child.id.int if child else 0)
    return turn.once(key, lambda: _names(turn, contact, child))


def _names(turn: Turn, contact: Contact, child: Child | None) -> dict[str, str]:
    children = [child.nickname] if child else [found.nickname for found in children_of(turn, contact)]
    return names_around(turn.program, turn.family, coordinator_of(turn), contact) | {
        "child": " & ".join(children) or contact.name.split(" ")[0],
        "who": _who(turn, contact, child),
        # What a question about one need is about; interviews fill it in.
        "need": "",
    }


def names_around(
    program: Program, family: Family | None, coordinator: Staff | None, contact: Contact
) -> dict[str, str]:
    """Of the names those that do not depend on the child: the program, the people, the lines to call."""
    return {
        "program": program.name,
        "phone": program.phone,
        "emergency": program.emergency_number,
        "poison": program.poison_number,
        "crisis": program.crisis_number,
        "contact": contact.name.split(" ")[0],
        "coordinator": coordinator.first_name if coordinator else program.name,
        "clinician": family.introduced_by if family and family.introduced_by else program.name,
    }


def _who(turn: Turn, contact: Contact, child: Child | None) -> str:
    """self: the young person's own thread, in which the child is "you"."""
    own = any(
        link.relationship in YOUTH and child is not None and link.child_id == child.id
        for link in turn.each(Link)
        if link.contact_id == contact.id
    )
    return "self" if own else "other"


def children_of(turn: Turn, contact: Contact) -> list[Child]:
    """The children for whom this contact may answer or be reminded, oldest link first."""
    today = turn.now.date()
    links = sorted((link for link in turn.each(Link) if link.contact_id == contact.id), key=lambda link: link.id)
    current = [link for link in links if link.ends_on is None or link.ends_on >= today]
    return [child for link in current if (child := turn.find(Child, link.child_id)) is not None]


def coordinator_of(turn: Turn) -> Staff | None:
    """Who has the family: its coordinator, or whoever covers."""
    return turn.staff(turn.family.coordinator_id) if turn.family else None


def say(
    turn: Turn,
    content: Content,
    contact: Contact,
    key: str,
    purpose: str,
    *,
    address: Address | None = None,
    child: Child | None = None,
    before: str = "",
    prompt: Prompt | None = None,
    **more: Any,
) -> Outgoing | None:
    """Queue the wording `key` for a contact; None when they have no address. `before` stands in front of it."""
    delay: timedelta = more.pop("delay", timedelta())
    options = {name: more.pop(name) for name in _ROW_OPTIONS if name in more}
    text = content.wording.say(contact.language, key, **(names(turn, contact, child) | more))
    joined = f"{before} {text}" if before else text
    return send(
        turn, contact, joined, purpose, key=key, address=address, child=child, prompt=prompt, delay=delay, **options
    )


_ROW_OPTIONS = (
    "once_key", "is_proactive", "event_at", "latest_useful", "reminder_id", "alert_id", "author_id", "not_before",
    "buttons",
    "carriage",
    "exempt",
)  # fmt: skip


def send(
    turn: Turn,
    contact: Contact,
    text: str,
    purpose: str,
    *,
    key: str = "",
    address: Address | None = None,
    child: Child | None = None,
    prompt: Prompt | None = None,
    delay: timedelta = timedelta(),
    **options: Any,
) -> Outgoing | None:
    """Queue exactly this text for a contact. Options are columns of the outbox row."""
    where = address or address_of(turn, contact)
    if where is None:
        return None
    row_id = next(turn.ids)
    not_before: datetime = options.pop("not_before", None) or turn.now + delay
    buttons: tuple[Option, ...] = options.pop("buttons", None) or (prompt.options if prompt else ())
    return turn.add(
        Outgoing(
            id=row_id,
            contact_id=contact.id,
            staff_id=None,
            line_id=where.line_id,
            address=f"{where.channel}:{where.value}",
            purpose=purpose,
            key=key,
            language=contact.language,
            text=text,
            once_key=options.pop("once_key", "") or f"{purpose}:{row_id.hex}",
            created_at=turn.now,
            not_before=not_before,
            prompt_id=prompt.id if prompt else None,
            buttons=buttons,
            epoch=thread_of(turn, contact).epoch if purpose in BOUND_TO_OWNER else -1,
            child_id=child.id if child else None,
            **options,
        ),
        f"{purpose}-queued",
    )


def can_mail(turn: Turn) -> bool:
    """Whether the program has a line for e-mail."""
    return any(line.channel == "email" for line in turn.snapshot.lines)


def tell_staff(
    turn: Turn, content: Content, person: Staff, key: str, *, alert_id: Id | None, once_key: str, **more: Any
) -> None:
    """Queue a text to a member of staff on the program's SMS line (the phone line in a demo), and by e-mail."""
    named = {"program": turn.program.name, "name": person.first_name} | more
    text = content.wording.say("en", key, **named)
    by_channel = {line.channel: line for line in reversed(turn.snapshot.lines)}
    phone = by_channel.get("sms") or by_channel.get("phone")
    if phone is not None and person.phone:
        _tell(turn, person, phone, person.phone, key, text, alert_id=alert_id, once_key=once_key)
    if (mail := by_channel.get("email")) is not None and person.email and alert_id is not None:
        letter = content.wording.say("en", f"{key}-mail", **named)
        _tell(turn, person, mail, person.email, f"{key}-mail", letter, alert_id=alert_id, once_key=f"{once_key}:email")


def _tell(
    turn: Turn, person: Staff, line: Line, where: str, key: str, text: str, *, alert_id: Id | None, once_key: str
) -> None:
    row_id = next(turn.ids)
    turn.add(
        Outgoing(
            id=row_id,
            contact_id=None,
            staff_id=person.id,
            line_id=line.id,
            address=f"{line.channel}:{where}",
            purpose="alert",
            key=key,
            language="en",
            text=text,
            once_key=once_key,
            created_at=turn.now,
            not_before=turn.now,
            alert_id=alert_id,
        ),
        "alert-queued",
    )


def queued(turn: Turn, contact: Contact) -> list[Outgoing]:
    """What is on its way to a contact, and nobody has claimed yet."""
    return [row for row in turn.each(Outgoing) if row.contact_id == contact.id and row.state == "queued"]


def take_back(turn: Turn, row: Outgoing, why: str) -> None:
    """It is not said any more."""
    turn.change(row, "taken-back", state="cancelled", reason=why)


def cancel_queued(turn: Turn, contact: Contact, why: str, *, keep: frozenset[str] = ALWAYS) -> None:
    """Take back what is queued for a contact, except the purposes to keep."""
    for row in queued(turn, contact):
        if row.purpose not in keep:
            take_back(turn, row, why)
