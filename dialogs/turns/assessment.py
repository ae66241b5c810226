"""The assessment in time: the parts after the first sitting, check-ins, the form after a hospital stay, the review.

One promise a contact and series brings the clock back; each decides anew what to ask, and promises the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from dialogs.care import parts
from dialogs.content import Content
from dialogs.forms.answers import Answer, Picked, Whole
from dialogs.reminders.series import HOSPITAL
from dialogs.reminders.window import next_open, window_of
from dialogs.rows.care import Need, Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import courtesy, handoff, hospital, interviews, needs, promises
from dialogs.turns.hearing import thread_of
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import address_of, children_of

PARTS, CHECK_IN, REVIEW = "assessment", "check_in", "review"
#: The clock's promises that need to know what was asked before.
SERIES = frozenset({PARTS, CHECK_IN, hospital.HOME, REVIEW})

_REVIEW_EVERY = timedelta(days=182)
#: An interview is under way, or a person talks with them: look again then.
_LATER = timedelta(days=2)
#: A ranking is worth a text only where there is something to put in order.
_FEWEST_TO_RANK = 2


def plan(turn: Turn, contact: Contact) -> None:
    """The first sitting has begun: the other parts and the review are promised."""
    _promise(turn, contact, PARTS, turn.now + parts.FIRST_GAP)
    _promise(turn, contact, REVIEW, turn.now + _REVIEW_EVERY)


def rhythm(turn: Turn, contact: Contact, days: int) -> None:
    """The family chose how often to be asked how sure it is of the week; 0: never."""
    turn.change(contact, "check-in-chosen", check_in_days=days)
    promises.clear(turn, contact, CHECK_IN)
    if days:
        _promise(turn, contact, CHECK_IN, turn.now + timedelta(days=days))


def known_for(turn: Turn, contact: Contact, child: Child | None) -> tuple[Answer, ...]:
    """What is known and not asked again: what this contact said of the child and itself, of the household from anyone.

    Two adults may see a child differently: each is asked. Private answers stay whose they are, and nothing passes
    between adults in conflict.
    """
    found: dict[str, Answer] = {}
    walks = [walk for walk in turn.each(Walk) if walk.form not in parts.REPEATED and _may_pass(turn, walk, contact)]
    given = [(walk, answer) for walk in walks for answer in walk.interview.answers]
    for walk, answer in sorted(given, key=lambda pair: pair[1].at):
        is_own = walk.contact_id == contact.id
        is_fresh = turn.now - answer.at <= parts.GOOD_FOR
        fits = {
            "child": is_own and walk.child_id == (child.id if child else None),
            "household": is_own or not answer.is_private,
        }
        if is_fresh and fits.get(answer.about, is_own):
            found[answer.link_id] = answer
    return tuple(found.values())


def _may_pass(turn: Turn, walk: Walk, contact: Contact) -> bool:
    if walk.contact_id == contact.id:
        return True
    other = turn.find(Contact, walk.contact_id)
    return other is not None and not other.is_conflict and not contact.is_conflict


# what the clock keeps


def go_on(turn: Turn, content: Content, reminder: Reminder, contact: Contact) -> None:
    """The next part, if this is a time for it; on day 60 a call about what is left."""
    started = _started_at(turn, contact)
    ends = started + parts.DAYS
    left = _left(turn, content, contact)
    unasked = tuple(dict.fromkeys((*_broken_off(turn, contact), *(form for form, _ in left if form != parts.CLOSE))))
    is_by_phone = contact.answers_by in ("phone", "paper")
    if unasked and (turn.now >= ends or is_by_phone):
        handoff.open_item(turn, contact, "call_questions", "need", f"assessment: {', '.join(unasked)}")
        return
    if not left or is_by_phone:
        return
    if not _may_ask(turn, contact):
        _come_back(turn, contact, turn.now + _LATER, ends)
        return
    form, child = left[0]
    if turn.now - started < parts.FIRST_MONTH and not _fits_first_month(turn, content, contact, form, child):
        _promise(turn, contact, PARTS, started + parts.FIRST_MONTH)
        return
    ask(turn, content, contact, child, form)
    _come_back(turn, contact, parts.next_at(started, turn.now, len(left) - 1), ends)


def check_in(turn: Turn, content: Content, reminder: Reminder, contact: Contact) -> None:
    """How sure are you of this week? Twice without an answer is a sign too."""
    if not contact.check_in_days:
        return
    _promise(turn, contact, CHECK_IN, turn.now + timedelta(days=contact.check_in_days))
    if hospital.is_in_hospital(turn, contact):
        return
    before = [walk for walk in interviews.open_walks(turn, contact) if walk.form == parts.CHECK_IN]
    # Of the one that rests a person was told when it went to rest.
    missed = [walk for walk in before if not interviews.rests(turn, walk)]
    for walk in before:
        interviews.end(turn, content, walk)
    for walk in missed:
        handoff.open_item(turn, contact, "call", "request", "checkin_missed", child_id=walk.child_id)
    if missed:
        return
    if not _may_ask(turn, contact, beside_what_rests=True):
        _promise(turn, contact, CHECK_IN, turn.now + _LATER)
        return
    ask(turn, content, contact, _only_child(turn, contact), parts.CHECK_IN, known=_last_time(turn, contact))


def home(turn: Turn, content: Content, reminder: Reminder, contact: Contact) -> None:
    """Two days at home: is all there? Where a text cannot ask, a person does."""
    child = turn.find(Child, reminder.child_id)
    if child is None or child.suppressed in ("loss", HOSPITAL):
        return
    if contact.answers_by in ("phone", "paper") or not _may_ask(turn, contact, beside_what_rests=True):
        handoff.open_item(turn, contact, "call", "same_day", "home48", child_id=reminder.child_id)
        return
    ask(turn, content, contact, child, "home48", known=())


def review(turn: Turn, content: Content, reminder: Reminder, contact: Contact) -> None:
    """Half a year on: how are the first few needs now?"""
    if hospital.is_in_hospital(turn, contact):
        _promise(turn, contact, REVIEW, turn.now + _LATER)
        return
    _promise(turn, contact, REVIEW, turn.now + _REVIEW_EVERY)
    child = _only_child(turn, contact)
    if not needs.topics(turn, content, contact, child.id if child else None):
        return
    if _may_ask(turn, contact) and contact.answers_by not in ("phone", "paper"):
        ask(turn, content, contact, child, "review", known=())
    else:
        handoff.open_item(turn, contact, "call_questions", "need", "review")


def ask(
    turn: Turn,
    content: Content,
    contact: Contact,
    child: Child | None,
    form: str,
    *,
    known: tuple[Answer, ...] | None = None,
) -> None:
    """Offer a form of our own accord: window and caps decide when it leaves."""
    carried = known_for(turn, contact, child) if known is None else known
    hello = courtesy.greeting(turn, content, contact, form)
    walk = interviews.start(turn, content, contact, child, form, known=carried, before=hello)
    written_first(turn, walk)


def written_first(turn: Turn, walk: Walk, **fields: Any) -> None:
    """What is queued of an interview is said of our own accord: window and caps hold for it, unless `fields` exempt."""
    for row in turn.each(Outgoing):
        prompt = turn.find(Prompt, row.prompt_id)
        if prompt is not None and prompt.interview_id == walk.id and row.state == "queued":
            turn.change(row, "written-first", is_proactive=True, **fields)


def _come_back(turn: Turn, contact: Contact, at: datetime, ends: datetime) -> None:
    """At that time, or at the end of the sixty days; not once they are over."""
    if turn.now < ends:
        _promise(turn, contact, PARTS, min(at, ends))


def _left(turn: Turn, content: Content, contact: Contact) -> list[tuple[str, Child | None]]:
    """(form, child) still to be asked of this contact, in order; the ranking first where it is due."""
    children = children_of(turn, contact)
    # Of a sitting whose next part nobody took up, the parts behind it still come first.
    lying = [walk for walk in interviews.open_walks(turn, contact) if interviews.lies_over(turn, walk)]
    left = [(form, turn.find(Child, walk.child_id)) for walk in lying for form in interviews.to_follow(turn, walk)]
    for part in parts.in_order(_theme(turn, contact)):
        for child in children:
            age = needs.age_of(child, turn.now.date())
            if (
                part.form in content.current
                and parts.is_for(part, age)
                and _is_unasked(turn, content, contact, child, part)
            ):
                left.append((part.form, child))
    if _is_ranking_due(turn, content, contact, is_last=not left):
        left.insert(0, (parts.CLOSE, _only_child(turn, contact)))
    return left


def _broken_off(turn: Turn, contact: Contact) -> tuple[str, ...]:
    """The forms that rest, half-way or never begun, and those that were to follow them."""
    resting = [walk for walk in interviews.open_walks(turn, contact) if walk.status == "paused"]
    return tuple(form for walk in resting for form in (walk.form, *interviews.to_follow(turn, walk)))


def _is_unasked(turn: Turn, content: Content, contact: Contact, child: Child, part: parts.Part) -> bool:
    begun = any(walk.form == part.form and walk.child_id == child.id and _asks_alike(walk, contact, part)
                for walk in turn.each(Walk))  # fmt: skip
    return not begun and interviews.size(turn, content, contact, child, part.form, known_for(turn, contact, child)) > 0


def _asks_alike(walk: Walk, contact: Contact, part: parts.Part) -> bool:
    """One adult answers a part for the child; what is about the adults themselves each is asked."""
    return walk.contact_id == contact.id or part.form != "part-f"


def _is_ranking_due(turn: Turn, content: Content, contact: Contact, *, is_last: bool) -> bool:
    """After the first part that leaves something to put in order, and once more at the end for what came since."""
    child = _only_child(turn, contact)
    if not any(walk.form in parts.PARTS and walk.status == "completed" for walk in turn.each(Walk)):
        return False
    open_needs = [need for need in turn.each(Need) if need.wants_help in ("", "yes") and not need.rank]
    has_ranked = any(need.rank for need in turn.each(Need))
    fresh = {needs.topic_of(need, content) for need in open_needs} & set(
        needs.topics(turn, content, contact, child.id if child else None)
    )
    if not has_ranked:
        return len(fresh) >= _FEWEST_TO_RANK
    closes = sum(walk.form == parts.CLOSE and walk.contact_id == contact.id for walk in turn.each(Walk))
    return is_last and closes < 2 and bool(fresh)


def _fits_first_month(turn: Turn, content: Content, contact: Contact, form: str, child: Child | None) -> bool:
    """Whether questions and offers so far, with this form's, stay within what a first month may bring."""
    so_far = sum(len(walk.interview.trail) + 1 for walk in turn.each(Walk) if walk.contact_id == contact.id)
    # One question more may come: which of it do you want help with?
    more = interviews.size(turn, content, contact, child, form, known_for(turn, contact, child)) + 2
    return so_far + more <= parts.FIRST_MONTH_MESSAGES


def _may_ask(turn: Turn, contact: Contact, *, beside_what_rests: bool = False) -> bool:
    """Whether this is a time for questions. beside_what_rests: an interview that fell asleep is no hindrance."""
    if hospital.is_in_hospital(turn, contact):
        return False
    is_theirs = contact.consent == "active" and not contact.silence and has_role(turn, contact, "may_answer")
    passes = interviews.rests if beside_what_rests else interviews.lies_over
    is_free = all(passes(turn, walk) for walk in interviews.open_walks(turn, contact))
    is_free = is_free and (beside_what_rests or not _is_silent(turn, contact))
    is_by_bot = thread_of(turn, contact).owner_kind == "bot"
    return is_theirs and is_free and is_by_bot and address_of(turn, contact) is not None


def _is_silent(turn: Turn, contact: Contact) -> bool:
    """Two offers in a row lie over, and they wrote nothing since the first: a person calls, no third one is texted."""
    last = sorted(_own(turn, contact), key=lambda walk: walk.started_at)[-2:]
    wrote_at = thread_of(turn, contact).last_in_at
    has_written = wrote_at is not None and wrote_at > last[0].started_at if last else True
    return len(last) > 1 and not has_written and all(interviews.lies_over(turn, walk) for walk in last)


def _own(turn: Turn, contact: Contact) -> list[Walk]:
    return [walk for walk in turn.each(Walk) if walk.contact_id == contact.id]


def _started_at(turn: Turn, contact: Contact) -> datetime:
    return min((walk.started_at for walk in _own(turn, contact)), default=turn.now)


def _theme(turn: Turn, contact: Contact) -> str:
    """wm3, as this contact answered it last."""
    for walk in sorted(turn.each(Walk), key=lambda walk: walk.started_at, reverse=True):
        answer = walk.interview.answer("wm3") if walk.contact_id == contact.id else None
        if answer is not None and isinstance(answer.value, Picked) and answer.value.codes:
            return answer.value.codes[0]
    return ""


def _last_time(turn: Turn, contact: Contact) -> tuple[Answer, ...]:
    """How sure they were at the check-in before, to compare with: the form's hidden `ci0`."""
    before = [
        answer
        for walk in turn.each(Walk)
        if walk.form == parts.CHECK_IN and walk.contact_id == contact.id
        and (answer := walk.interview.answer("ci1")) is not None and isinstance(answer.value, Whole)
    ]  # fmt: skip
    last = max(before, key=lambda answer: answer.at, default=None)
    return (replace(last, link_id="ci0"),) if last else ()


def _only_child(turn: Turn, contact: Contact) -> Child | None:
    """The child that is meant where there is only one; several are asked about together."""
    children = children_of(turn, contact)
    return children[0] if len(children) == 1 else None


def _promise(turn: Turn, contact: Contact, series: str, at: datetime) -> None:
    opens = next_open(at, window_of(contact, turn.program), contact.id) or at
    promises.promise(turn, contact, series, opens)
