"""The same interview, run by staff on the phone, in person or from paper. Answers are written down; nothing is texted.

nothing open, or resting, or questions left --talk it through--> under way, held by a person
under way --an answer--> under way, or completed      (refused: newer, where somebody was quicker; unclear)
under way --stop here--> resting, place kept           --go on by text--> offered by text
completed --read--> the family is told, once
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from typing import Literal, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dialogs.content import Content
from dialogs.forms import happenings as happened
from dialogs.forms import transitions
from dialogs.forms.answers import Picked, Said, Value
from dialogs.forms.happenings import How
from dialogs.forms.interview import (
    ALL_CARRIED,
    Confirming,
    Context,
    Interview,
    Keeping,
    Reply,
    Step,
    TimeWanted,
    UnitWanted,
)
from dialogs.forms.model import OPEN, WITH_OTHER, Form, Question
from dialogs.forms.understanding import picked_value, understand
from dialogs.ids import Id
from dialogs.reading.outcome import Certain, ReadBack
from dialogs.rows.care import Item
from dialogs.rows.desk import CareTime
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Child, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import answering, assessment, effects, handoff, interviews, needs, promises
from dialogs.turns.hearing import thread_of
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import address_of, children_of, say

#: How staff may run an interview.
Spoken = Literal["phone", "person", "paper"]
#: Whoever did nothing for so long was not talking.
GAP = timedelta(minutes=30)
_MOST_MINUTES = 600
#: Something smaller than the question is open: a read-back, a unit, a time of day.
_SMALLER = (Confirming, Keeping, TimeWanted, UnitWanted)
#: What a reply of staff must not lead to: they ask themselves, and nothing of theirs goes on to a person.
_NOT_TAKEN = (
    happened.SentOn, happened.QuestionBack, happened.NotAnAnswer, happened.PersonWanted, happened.Paused,
    happened.NothingToCorrect,
)  # fmt: skip


class TalkThrough(Struct, frozen=True, tag=True):
    """Run an interview: the one named, which is open or has questions left, or else a new one."""

    contact_id: Id
    child_id: Id | None
    form: str
    mode: str
    interview_id: Id | None = None


class TakeDown(Struct, frozen=True, tag=True):
    """One reply to the open question. `seen`: the place that the writer saw."""

    interview_id: Id
    seen: str
    reply: Reply


class TypeIn(Struct, frozen=True, tag=True):
    """Another answer to a question that has one: what a voice note said, or a correction. `link_id`: its slot."""

    interview_id: Id
    seen: str
    link_id: str
    reply: Reply


class EndTalk(Struct, frozen=True, tag=True):
    """The talk is over. minutes: as staff correct them; None: as they were counted."""

    interview_id: Id
    minutes: int | None = None
    goes_on_by_text: bool = False


class MarkRead(Struct, frozen=True, tag=True):
    """The answers of a contact's interviews were read."""

    contact_id: Id
    interview_ids: tuple[Id, ...]


Act = TalkThrough | TakeDown | TypeIn | EndTalk | MarkRead


def act(turn: Turn, content: Content, act: Act, staff: Staff) -> Walk | str:
    """The interview as it stands then; a word where it was refused: newer, nothing, no_role, stopped, unclear."""
    match act:
        case TalkThrough():
            return _begin(turn, content, act, staff)
        case TakeDown():
            return _take_down(turn, content, act, staff)
        case TypeIn():
            return _type_in(turn, content, act, staff)
        case EndTalk():
            return _end(turn, content, act, staff)
        case MarkRead():
            return _read(turn, content, act, staff)


def place_of(interview: Interview) -> str:
    """A mark of how an interview stands; whoever saw another one has not seen the newest answer."""
    # Read back once: what equals a default is left out only when it is the very same object.
    stored = msgspec.json.decode(msgspec.json.encode(interview), type=Interview)
    return blake2b(msgspec.json.encode(stored), digest_size=8).hexdigest()


def context_of(turn: Turn, content: Content, walk: Walk, staff: Staff | None) -> Context:
    """As for a text, but everything may be asked aloud, and staff write it down."""
    contact, child = turn.get(Contact, walk.contact_id), turn.find(Child, walk.child_id)
    known = interviews.context_of(turn, content, contact, None, child)
    return replace(known, carries=ALL_CARRIED, recorder_id=staff.id if staff else None)


def _begin(turn: Turn, content: Content, act: TalkThrough, staff: Staff) -> Walk | str:
    contact = turn.get(Contact, act.contact_id)
    if act.mode not in get_args(Spoken):
        return "nothing"
    if not has_role(turn, contact, "may_answer"):
        return "no_role"
    walk, under_way = turn.find(Walk, act.interview_id), interviews.open_walk(turn, contact)
    if walk is not None and (walk.contact_id != contact.id or not _has_more(walk)):
        return "nothing"
    if under_way is not None and walk is None and under_way.form == act.form and _is_meant(under_way, act.mode):
        walk = under_way
    if under_way is not None and under_way != walk and not _stands_aside(under_way, walk, act.mode):
        # One at a time: what is under way is gone on with first.
        return "nothing"
    handoff.to_human(turn, contact, staff.id, "talks-it-through")
    walk = _new(turn, content, contact, act) if walk is None else turn.get(Walk, walk.id)
    walk = turn.change(walk, "talked-through", interview=replace(walk.interview, mode=act.mode))
    form, context = needs.form_of(turn, content, walk), context_of(turn, content, walk, staff)
    if not walk.interview.trail:
        known = assessment.known_for(turn, contact, turn.find(Child, walk.child_id))
        step = transitions.begin(form, replace(walk.interview, pending=None, is_paused=False), context, known=known)
    else:
        awake = replace(walk.interview, pending=None, is_paused=False, unclear=())
        step = transitions.reconsider(form, awake, context)
    return _went_on(turn, content, _written(turn, content, walk, step), staff)


def _is_meant(under_way: Walk, mode: str) -> bool:
    """The same form anew: a sheet goes on with what there is, and a second press with the talk that the first began."""
    return mode == "paper" or (under_way.status == "in-progress" and under_way.interview.mode == mode)


def _stands_aside(under_way: Walk, walk: Walk | None, mode: str) -> bool:
    """What rests, or is asked by text, waits for a sheet of paper; what rests, also for another that rested."""
    if mode == "paper":
        return under_way.status == "paused" or under_way.interview.mode == "text"
    return walk is not None and walk.status == "paused" and under_way.status == "paused"


def _has_more(walk: Walk) -> bool:
    return walk.status in ("in-progress", "paused") or (walk.status == "completed" and bool(walk.interview.left))


def _new(turn: Turn, content: Content, contact: Contact, act: TalkThrough) -> Walk:
    child = turn.find(Child, act.child_id) or next(iter(children_of(turn, contact)), None)
    return _walk(turn, content, contact, child, act.form)


def _walk(
    turn: Turn, content: Content, contact: Contact, child: Child | None, name: str, then: tuple[str, ...] = ()
) -> Walk:
    form = content.form(name)
    child_id = child.id if child else None
    interview = Interview(
        next(turn.ids), form.name, form.version, contact.id, contact.language, turn.now, child_id=child_id
    )
    walk = Walk(
        interview.id, contact.id, child_id, form.name, form.version, "in-progress", interview, turn.now, turn.now,
        then=then,
    )  # fmt: skip
    return turn.add(walk, "interview-started")


def _take_down(turn: Turn, content: Content, act: TakeDown, staff: Staff) -> Walk | str:
    walk = turn.get(Walk, act.interview_id)
    if place_of(walk.interview) != act.seen:
        return "newer"
    if walk.status == "stopped" or walk.interview.mode == "text" or walk.interview.is_paused:
        return "nothing"
    form, context = needs.form_of(turn, content, walk), context_of(turn, content, walk, staff)
    step = _step(form, walk.interview, act.reply, context)
    if step is None:
        return "unclear"
    return _went_on(turn, content, _written(turn, content, walk, step), staff)


def _step(form: Form, interview: Interview, reply: Reply, context: Context) -> Step | None:
    """The move that the reply means; None for one that is no answer: staff correct it, nobody is asked twice."""
    if reply.command is None and not reply.picked and not reply.text.strip():
        return None
    if reply.command is None and interview.position and not isinstance(interview.pending, _SMALLER):
        question = form.question(interview.position)
        if reply.picked or question.kind in OPEN:
            # As it was said, word for word: "skip" or a question are what the family said here.
            value = _value(form, question, reply, interview.language, context)
            return _typed(form, interview, interview.position, value, reply.text, context)
    step = transitions.reply(form, interview, reply, context)
    asked = [entry for entry in step.happenings if isinstance(entry, happened.Asked)]
    is_unclear = any(entry.reason or entry.how in (How.THREE_WAY, How.OFFER) for entry in asked)
    is_taken = not is_unclear and not any(isinstance(entry, _NOT_TAKEN) for entry in step.happenings)
    return step if is_taken and step.interview != interview else None


def _typed(form: Form, interview: Interview, slot: str, value: Value | None, raw: str, context: Context) -> Step | None:
    """The value written down; None where it is none, or does not fit."""
    try:
        return transitions.type_in(form, interview, slot, value, raw, context) if value is not None else None
    except ValueError:
        return None


def _type_in(turn: Turn, content: Content, act: TypeIn, staff: Staff) -> Walk | str:
    walk = turn.get(Walk, act.interview_id)
    if place_of(walk.interview) != act.seen:
        return "newer"
    if walk.interview.answer(act.link_id) is None or walk.status == "stopped":
        return "nothing"
    form, context = needs.form_of(turn, content, walk), context_of(turn, content, walk, staff)
    question = form.question(act.link_id)
    value = _value(form, question, act.reply, walk.interview.language, context)
    step = _typed(form, walk.interview, act.link_id, value, act.reply.text, context)
    if step is None:
        return "unclear"
    contact = turn.get(Contact, walk.contact_id)
    is_asked = any(isinstance(entry, happened.Asked) for entry in step.happenings)
    if is_asked and walk.interview.mode == "text" and thread_of(turn, contact).owner_kind == "bot":
        # It took the place of the question that was open by text: the next one is asked by text.
        return interviews.apply(turn, content, walk, step, address=address_of(turn, contact))
    return _written(turn, content, walk, step)


def _value(form: Form, question: Question, reply: Reply, language: str, context: Context) -> Value | None:
    """What staff typed or picked, as a value; None where it is none. "Other" is picked with its words."""
    if reply.picked and question.kind in WITH_OTHER and len(question.choices) in reply.picked:
        codes = tuple(choice.code for place, choice in enumerate(question.choices) if place in reply.picked)
        return Picked(codes, reply.text.strip()) if reply.text.strip() else None
    if reply.picked:
        return picked_value(question, reply.picked)
    if question.kind in OPEN:
        return Said(reply.text.strip()) if reply.text.strip() else None
    match understand(form, question, reply.text, language, context):
        case Certain(value=value) | ReadBack(value=value):
            return value
        case _:
            return None


def _written(turn: Turn, content: Content, walk: Walk, step: Step) -> Walk:
    """Write down what a step did; what it would have said is asked aloud. A part that follows begins at once."""
    form, before = needs.form_of(turn, content, walk, step.interview), turn.get(Walk, walk.id).interview
    context = context_of(turn, content, walk, None)
    if step.interview.mode == "text":
        own = turn.get(Contact, walk.contact_id)
        context = interviews.context_of(turn, content, own, address_of(turn, own), turn.find(Child, walk.child_id))
    step = interviews.with_offers(form, step, context)
    is_resting = step.interview.is_paused and step.interview.status == "in-progress"
    walk = turn.change(
        turn.get(Walk, walk.id), "interview-moved", interview=step.interview,
        status="paused" if is_resting else step.interview.status, changed_at=turn.now, nudges=0,
    )  # fmt: skip
    contact = turn.get(Contact, walk.contact_id)
    for entry in step.happenings:
        match entry:
            case happened.AnswerRecorded(answer=given, replaced=replaced):
                answering.record_answer(turn, form, walk, given, replaced, None)
                effects.follow(turn, contact, walk, given)
            case happened.AnswerRemoved(answer=gone):
                answering.replace_answer(turn, form, walk, gone)
            case _:
                pass
    needs.raise_found(turn, content, walk, before)
    interviews.follow_wishes(turn, content, form, walk.id, step, context)
    if walk.status == "completed":
        _nothing_to_go_on_with(turn, walk)
    return turn.get(Walk, walk.id)


def _nothing_to_go_on_with(turn: Turn, walk: Walk) -> None:
    """What was to do because it rested is done."""
    for item in turn.each(Item):
        is_of_it = item.contact_id == walk.contact_id and item.child_id == walk.child_id and item.note == walk.form
        if item.kind == "call_questions" and is_of_it and item.state == "open":
            turn.change(item, "item-closed", state="closed", closed_at=turn.now, reason="done")


def _went_on(turn: Turn, content: Content, walk: Walk, staff: Staff) -> Walk:
    """Count the minutes, hold the thread, and where a part is done begin the one that was agreed to follow."""
    _spend(turn, walk, staff)
    contact = turn.get(Contact, walk.contact_id)
    idle = timedelta(minutes=turn.program.policies.hand_back_idle_minutes)
    promises.promise(turn, contact, "hand_back", turn.now + idle)
    then = interviews.to_follow(turn, walk)
    if walk.status != "completed" or not then:
        return walk
    following, *rest = then
    turn.change(walk, "part-follows", then=())
    child = turn.find(Child, walk.child_id)
    following_walk = _walk(turn, content, contact, child, following, tuple(rest))
    awake = replace(following_walk.interview, mode=walk.interview.mode)
    context = context_of(turn, content, walk, staff)
    step = transitions.begin(content.form(following), awake, context, known=walk.interview.answers)
    return _written(turn, content, following_walk, step)


def _spend(turn: Turn, walk: Walk, staff: Staff, minutes: int | None = None) -> None:
    """The minutes of this talk so far. After half an hour of nothing it is another talk."""
    going = next(
        (
            time
            for time in turn.each(CareTime)
            if time.interview_id == walk.id and time.staff_id == staff.id and turn.now - time.until <= GAP
        ),
        None,
    )
    if going is None:
        going = turn.add(
            CareTime(
                next(turn.ids), walk.contact_id, walk.child_id, staff.id, "interview", walk.interview.mode, turn.now,
                turn.now, 1, walk.id,
            ),
            "minutes-counted",
        )  # fmt: skip
    counted = -(-(turn.now - going.started_at) // timedelta(minutes=1))
    spent = min(max(1, counted if minutes is None else minutes), _MOST_MINUTES)
    turn.change(going, "minutes-counted", until=turn.now, minutes=spent)


def _end(turn: Turn, content: Content, act: EndTalk, staff: Staff) -> Walk | str:
    walk = turn.get(Walk, act.interview_id)
    contact = turn.get(Contact, walk.contact_id)
    if walk.interview.mode == "text":
        return "nothing"
    if act.goes_on_by_text and (contact.consent != "active" or contact.silence or address_of(turn, contact) is None):
        return "stopped"
    _spend(turn, walk, staff, act.minutes)
    if walk.interview.mode != "paper":
        handoff.spoke(turn, contact)
    if walk.status != "in-progress":
        return walk
    if not act.goes_on_by_text:
        return _written(turn, content, walk, transitions.pause(walk.interview, "staff"))
    return _to_text(turn, content, walk, contact)


def _to_text(turn: Turn, content: Content, walk: Walk, contact: Contact) -> Walk:
    """Rest where the next question that this phone may carry stands; what it may not carry is left to a call."""
    form, address = needs.form_of(turn, content, walk), address_of(turn, contact)
    context = interviews.context_of(turn, content, contact, address, turn.find(Child, walk.child_id))
    step = transitions.reconsider(form, replace(walk.interview, mode="text"), context)
    left = [entry for entry in step.happenings if isinstance(entry, happened.LeftToCall)]
    for entry in left:
        handoff.leave_to_call(turn, contact, form.name, entry.link_ids, child_id=walk.child_id)
    if step.interview.status == "completed":
        return _written(turn, content, walk, step)
    return _written(turn, content, walk, transitions.pause(step.interview, "staff"))


def _read(turn: Turn, content: Content, act: MarkRead, staff: Staff) -> Walk | str:
    contact = turn.get(Contact, act.contact_id)
    unread = [
        walk
        for walk in (turn.get(Walk, interview_id) for interview_id in act.interview_ids)
        if walk.contact_id == contact.id and walk.status == "completed" and walk.read_at is None
    ]
    if not unread:
        return "nothing"
    for walk in unread:
        turn.change(walk, "answers-read", read_at=turn.now, read_by=staff.id)
    child = turn.find(Child, unread[-1].child_id)
    if contact.consent == "active" and not contact.silence:
        say(
            turn, content, contact, "answers-read", "notice", child=child, is_proactive=True,
            once_key=f"read:{unread[-1].id.hex}",
        )  # fmt: skip
    return turn.get(Walk, unread[-1].id)
