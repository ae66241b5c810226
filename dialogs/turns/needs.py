"""Needs at work in a turn: what the answers raise, what the family wishes about it, and the form that asks so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

from dialogs.care import wishes
from dialogs.care.needs import NeedFound, NeedRules, raise_needs, rules_of
from dialogs.content import Content
from dialogs.forms.answers import Answer, Picked
from dialogs.forms.asking import by_slot
from dialogs.forms.interview import Interview
from dialogs.forms.model import Form
from dialogs.forms.slots import link_of
from dialogs.forms.tailoring import tailored
from dialogs.ids import Id
from dialogs.rows.care import Need
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import handoff

_UNRANKED = 99


def form_of(turn: Turn, content: Content, walk: Walk, interview: Interview | None = None) -> Form:
    """The form as this family is asked it: its questions about needs offer what this family has."""
    form = content.form(walk.form, walk.version)
    if not form.offering:
        return form
    at = interview or walk.interview
    answers = known(at)
    own = _rows(turn, content, form, walk)
    return tailored(form, wishes.offered(form, found(turn, content, walk, at), own, answers))


def known(interview: Interview) -> dict[str, Answer]:
    """What this interview holds: answers of earlier ones that were handed to it, and its own."""
    return {answer.link_id: answer for answer in interview.reserve} | by_slot(interview)


def found(turn: Turn, content: Content, walk: Walk, interview: Interview) -> tuple[NeedFound, ...]:
    """What the answers of an interview raise."""
    # Asked for several times a turn: of the answers before it, and of those after it.
    before: list[tuple[Interview, tuple[NeedFound, ...]]] = turn.once(("found", walk.id.int), list)
    for other, needs in before:
        if other.answers is interview.answers and other.reserve is interview.reserve:
            return needs
    needs = _found(turn, content, walk, interview)
    before.append((interview, needs))
    return needs


def _found(turn: Turn, content: Content, walk: Walk, interview: Interview) -> tuple[NeedFound, ...]:
    child = turn.find(Child, walk.child_id)
    age = age_of(child, turn.now.date()) if child else None
    return raise_needs(_rules(content, content.form(walk.form, walk.version)), known(interview), age=age)


def _rules(content: Content, form: Form) -> Iterable[NeedRules]:
    """A program's own form raises what it says itself; a linkId that it shares with a built-in one means nothing."""
    if form.wording_key:
        return content.needs.values()
    return (rules_of(form),) if form.needs else ()


def age_of(child: Child, today: date) -> int | None:
    """In whole years; None when the birthday is not known."""
    born = child.birth_date
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _rows(turn: Turn, content: Content, form: Form, walk: Walk) -> tuple[str, ...]:
    """The topics that a form is about. A form that asks for the order keeps to one while it does."""
    is_by_rank = all(form.questions[place].offers != "needs" for place in form.offering)
    contact = turn.get(Contact, walk.contact_id)
    return topics(turn, content, contact, walk.child_id, is_by_rank=is_by_rank)


def topics(
    turn: Turn, content: Content, contact: Contact, child_id: Id | None, *, is_by_rank: bool = True
) -> tuple[str, ...]:
    """What this contact may be asked about of its needs, the most pressing first, each topic once.

    child_id: None for those of all its children.
    """
    own = [
        need
        for need in turn.each(Need)
        if need.status == "active"
        and need.wants_help in ("", "yes")
        and (child_id is None or need.child_id == child_id or need.about != "child")
        and (need.contact_id == contact.id or not (need.is_private or need.about == "caregiver"))
        and (not (need.is_private or need.is_discreet) or (contact.detail_level >= 2 and not contact.is_shared_phone))
    ]
    own.sort(key=lambda need: (need.severity != "same_day", need.wants_help != "yes", need.found_at))
    if is_by_rank:
        own.sort(key=lambda need: need.rank or _UNRANKED)
    return tuple(dict.fromkeys(topic for need in own if (topic := topic_of(need, content))))


def topic_of(need: Need, content: Content) -> str:
    """The link id of the question whose help pair the need is; empty where it has none, or where a program's own form
    raised it: such needs are not put in order by text."""
    return _topic_by(need, content.needs.values())


def _topic_by(need: Need, files: Iterable[NeedRules]) -> str:
    for rules in files:
        if any(rule.code == need.code for rule in rules.rules):
            behind = (link_id for slot in need.behind if (link_id := link_of(slot)) in rules.questions)
            return next((link_id for link_id in behind if rules.questions[link_id].has_help_pair), "")
    return ""


def need_named(turn: Turn, content: Content, walk: Walk, link_id: str, language: str) -> str:
    """What the need is called that a question like `rk2-1` is about; empty for any other question."""
    row = wishes.row_of(link_id)
    form = content.form(walk.form, walk.version)
    if not row or link_id not in form.index or form.question(link_id).offers != "row":
        return ""
    rows = wishes.ranked(form, _rows(turn, content, form, walk), known(walk.interview))
    return content.wording.say(language, f"topic-{rows[row - 1]}") if row <= len(rows) else ""


def follow(turn: Turn, content: Content, form: Form, walk: Walk, answer: Answer) -> dict[str, Picked]:
    """Carry out a wish; the answers that the response holds besides it: `md2h` -> yes, not-now or have-help.

    form: as this family was asked it.
    """
    question = form.question(answer.link_id)
    if question.offers == "found":
        wished, files = wishes.wishes(question, answer), tuple(_rules(content, form))
        for need in _own(turn, walk):
            if (wish := wished.get(_topic_by(need, files))) is not None and need.severity != "same_day":
                turn.change(need, f"help-{wish.replace('_', '-')}", wants_help=wish)
        return {f"{topic}h": Picked((wish.replace("_", "-"),)) for topic, wish in wished.items()}
    if question.offers in ("needs", "row") and answer.state == "answered":
        _rank(turn, content, form, walk, answer)
    return {}


def _rank(turn: Turn, content: Content, form: Form, walk: Walk, answer: Answer) -> None:
    rows = wishes.ranked(form, _rows(turn, content, form, walk), known(walk.interview) | {answer.link_id: answer})
    is_order = form.question(answer.link_id).offers == "needs"
    acts_first = answer.link_id.startswith("rk2-") and isinstance(answer.value, Picked)
    for need in _own(turn, walk):
        topic = topic_of(need, content)
        if topic not in rows:
            continue
        row = rows.index(topic) + 1
        if is_order:
            turn.change(need, "need-ranked", rank=row)
        elif acts_first and row == wishes.row_of(answer.link_id) and isinstance(answer.value, Picked):
            turn.change(need, "first-step-chosen", acts_first=answer.value.codes[0], rank=need.rank or row)


def _own(turn: Turn, walk: Walk) -> list[Need]:
    return [
        need
        for need in turn.each(Need)
        if need.status == "active"
        and (walk.child_id is None or need.child_id == walk.child_id or need.about != "child")
        and (need.contact_id == walk.contact_id or not need.is_private)
    ]


def raise_found(turn: Turn, content: Content, walk: Walk, before: Interview) -> tuple[NeedFound, ...]:
    """Raise what the answers now say and did not say before; take back what a correction took away.

    What is more than a need goes to a person at once. Gives back what it raised.
    """
    if walk.interview.answers == before.answers:
        return ()
    was = {need.code: need.behind for need in found(turn, content, walk, before)}
    now = found(turn, content, walk, walk.interview)
    behind = {need.code: need.behind for need in now}
    for code, slots in was.items():
        for row in _own(turn, walk) if behind.get(code) != slots else ():
            if row.code == code and row.interview_id == walk.id:
                _mend(turn, row, behind.get(code))
    fresh = tuple(need for need in now if need.code not in was and not need.is_carried)
    for need in fresh:
        _raise(turn, walk, need)
    return fresh


def _mend(turn: Turn, row: Need, behind: tuple[str, ...] | None) -> None:
    """Of what repeats another row may raise the need now; None: no answer raises it any more."""
    if behind is None:
        turn.change(row, "need-withdrawn", status="inactive")
    else:
        turn.change(row, "need-evidence-changed", behind=behind)


def _raise(turn: Turn, walk: Walk, need: NeedFound) -> None:
    seed = f"{walk.id.hex}/{need.code}/{turn.now.timestamp():.6f}".encode()
    row = turn.add(
        Need(
            id=Id(bytes=blake2b(seed, digest_size=16).digest()),
            child_id=walk.child_id,
            contact_id=walk.contact_id,
            sector=need.sector,
            severity=need.severity,
            code=need.code,
            about=need.about,
            is_private=need.is_private,
            is_discreet=need.is_discreet,
            behind=need.behind,
            interview_id=walk.id,
            found_at=turn.now,
            proposed=need.plan,
        ),
        "need-found",
    )
    if row.severity != "need":
        contact = turn.get(Contact, walk.contact_id)
        handoff.open_item(turn, contact, "need", row.severity, f"{row.sector}: {row.code}", child_id=walk.child_id)
