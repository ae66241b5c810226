"""The interview engine at work in a turn: its happenings become rows and words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from dialogs.content import Content
from dialogs.forms import happenings as happened
from dialogs.forms import transitions
from dialogs.forms.answers import Answer, Said
from dialogs.forms.asking import progress
from dialogs.forms.happenings import How
from dialogs.forms.interview import Confirming, Context, GoOn, Interview, Reply, Step
from dialogs.forms.model import OPEN, Carriage, Form
from dialogs.ids import Id
from dialogs.reminders.window import home_zone
from dialogs.rows.care import Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Prompt
from dialogs.rows.people import Address, Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import answering, courtesy, effects, handoff, needs, prompts, questions
from dialogs.turns.questions import Telling
from dialogs.turns.speaking import address_of, names, send

#: Channels by which a photo, a recording or a document can reach us.
_TAKE_FILES = frozenset({"sms", "telegram"})
_OPEN = frozenset({"in-progress", "paused"})


def open_walk(turn: Turn, contact: Contact) -> Walk | None:
    """The interview that this contact is in the middle of, or rests from: of several that rest the last one moved."""
    own = open_walks(turn, contact)
    resting = max(own, key=lambda walk: walk.changed_at, default=None)
    return next((walk for walk in own if walk.status == "in-progress"), resting)


def open_walks(turn: Turn, contact: Contact) -> list[Walk]:
    """All that this contact is in the middle of, or rests from."""
    return [walk for walk in turn.each(Walk) if walk.contact_id == contact.id and walk.status in _OPEN]


def rests(turn: Turn, walk: Walk) -> bool:
    """Put off, or a week without an answer: nothing of it is being asked."""
    asks = any(row.interview_id == walk.id and row.state in ("open", "queued") for row in turn.each(Prompt))
    return walk.status == "paused" and not asks


def lies_over(turn: Turn, walk: Walk) -> bool:
    """An offer that nobody took up, and its week is over: it can still be taken up, and keeps nothing else waiting."""
    is_waited_for = any(
        row.interview_id == walk.id and row.series == "interview_pause" and row.state == "planned"
        for row in turn.each(Reminder)
    )
    return rests(turn, walk) and not walk.interview.trail and not is_waited_for


def to_follow(turn: Turn, walk: Walk) -> tuple[str, ...]:
    """The parts that were agreed to come after this one, but for those that were offered meanwhile."""
    since = {
        other.form
        for other in turn.each(Walk)
        if (other.contact_id, other.child_id) == (walk.contact_id, walk.child_id)
        and other.started_at > walk.started_at and other.status != "stopped"
    }  # fmt: skip
    return tuple(form for form in walk.then if form not in since)


def start(
    turn: Turn,
    content: Content,
    contact: Contact,
    child: Child | None,
    form_name: str,
    *,
    known: Iterable[Answer] = (),
    then: tuple[str, ...] = (),
    is_offered: bool = True,
    address: Address | None = None,
    before: str = "",
    purpose: str = "question",
) -> Walk:
    """Begin an interview in the form's current version; it stays with that version."""
    form = content.form(form_name)
    interview = Interview(
        id=next(turn.ids),
        form=form.name,
        version=form.version,
        contact_id=contact.id,
        language=contact.language,
        started_at=turn.now,
        child_id=child.id if child else None,
    )
    walk = turn.add(
        Walk(
            interview.id, contact.id, interview.child_id, form.name, form.version, "in-progress", interview,
            turn.now, turn.now, then=then,
        ),
        "interview-started",
    )  # fmt: skip
    where = address or address_of(turn, contact)
    known = tuple(known)
    form = needs.form_of(turn, content, walk, replace(interview, reserve=known))
    step = transitions.begin(
        form, interview, context_of(turn, content, contact, where, child), known=known, is_offered=is_offered,
        is_phone_known=not effects.describes_phone(form),
    )  # fmt: skip
    return apply(turn, content, walk, step, address=where, before=before, purpose=purpose)


def size(
    turn: Turn, content: Content, contact: Contact, child: Child | None, form_name: str, known: Iterable[Answer]
) -> int:
    """How many questions a form would put to this contact now, those counted that only a person may ask."""
    form = content.form(form_name)
    interview = Interview(
        id=contact.id, form=form.name, version=form.version, contact_id=contact.id, language=contact.language,
        started_at=turn.now, child_id=child.id if child else None, reserve=tuple(known),
    )  # fmt: skip
    walk = Walk(
        interview.id, contact.id, interview.child_id, form.name, form.version, "queued", interview, turn.now, turn.now
    )
    context = context_of(turn, content, contact, address_of(turn, contact), child)
    begun = transitions.begin(needs.form_of(turn, content, walk), interview, context, known=interview.reserve)
    asked = [entry.of for entry in begun.happenings if isinstance(entry, happened.Asked)]
    left = [len(entry.link_ids) for entry in begun.happenings if isinstance(entry, happened.LeftToCall)]
    return sum(asked) + sum(left)


def end(turn: Turn, content: Content, walk: Walk) -> Walk:
    """Over before its end; the answers stay."""
    return apply(turn, content, walk, transitions.stop(walk.interview), address=None)


def step_of(turn: Turn, content: Content, walk: Walk, reply: Reply, *, address: Address) -> Step:
    """What the engine makes of one reply to the open question. Nothing is moved yet."""
    contact = turn.get(Contact, walk.contact_id)
    form = needs.form_of(turn, content, walk)
    context = context_of(turn, content, contact, address, turn.find(Child, walk.child_id))
    return transitions.reply(form, _by_text(walk.interview), reply, context)


def is_unclear(walk: Walk, step: Step) -> bool:
    """Whether the open question could make nothing of the reply that led to this step."""
    was_read_back = isinstance(walk.interview.pending, Confirming)
    return any(
        isinstance(entry, happened.SentOn)
        or (
            isinstance(entry, happened.Asked) and (bool(entry.reason) or (was_read_back and entry.how is How.READ_BACK))
        )
        for entry in step.happenings
    )


def answer(turn: Turn, content: Content, walk: Walk, reply: Reply, *, address: Address, message_id: Id) -> Walk:
    """Take one reply to the open question."""
    step = step_of(turn, content, walk, reply, address=address)
    return follow(turn, content, walk, step, address=address, message_id=message_id)


def follow(turn: Turn, content: Content, walk: Walk, step: Step, *, address: Address, message_id: Id) -> Walk:
    """Take the step that a reply leads to."""
    if walk.interview.mode != "text":
        walk = turn.change(walk, "goes-on-by-text", interview=_by_text(walk.interview))
    step = _with_new_permission(turn, content, walk, step, address)
    return apply(turn, content, walk, step, address=address, message_id=message_id)


def _by_text(interview: Interview) -> Interview:
    """An interview that staff had begun in speech or on paper goes on by text, once the family writes in it."""
    return interview if interview.mode == "text" else replace(interview, mode="text")


def _with_new_permission(turn: Turn, content: Content, walk: Walk, step: Step, address: Address) -> Step:
    """An answer may change what this phone may carry: then the next question is chosen anew."""
    given = [entry.answer for entry in step.happenings if isinstance(entry, happened.AnswerRecorded)]
    contact = turn.get(Contact, walk.contact_id)
    for answer in given:
        effects.follow(turn, contact, walk, answer)
    changed = turn.get(Contact, walk.contact_id)
    same = (changed.detail_level, changed.is_shared_phone) == (contact.detail_level, contact.is_shared_phone)
    if same or step.interview.status != "in-progress":
        return step
    context = context_of(turn, content, changed, address, turn.find(Child, walk.child_id))
    anew = transitions.reconsider(needs.form_of(turn, content, walk), step.interview, context)
    kept = tuple(entry for entry in step.happenings if not isinstance(entry, happened.Asked | happened.LeftToCall))
    return Step(anew.interview, (*kept, *anew.happenings))


def ask_again(
    turn: Turn,
    content: Content,
    walk: Walk,
    *,
    address: Address | None = None,
    before: str = "",
    purpose: str = "question",
) -> Walk:
    """The open question once more; "go on?" first when the interview rests."""
    contact = turn.get(Contact, walk.contact_id)
    form = needs.form_of(turn, content, walk)
    where = address or address_of(turn, contact)
    context = context_of(turn, content, contact, where, turn.find(Child, walk.child_id))
    return apply(
        turn, content, walk, transitions.ask_again(form, walk.interview, context), address=where, before=before,
        purpose=purpose,
    )  # fmt: skip


def resume(turn: Turn, content: Content, walk: Walk, *, address: Address | None = None, before: str = "") -> Walk:
    """Go on where it rested."""
    contact = turn.get(Contact, walk.contact_id)
    form = needs.form_of(turn, content, walk)
    where = address or address_of(turn, contact)
    context = context_of(turn, content, contact, where, turn.find(Child, walk.child_id))
    return apply(turn, content, walk, transitions.resume(form, walk.interview, context), address=where, before=before)


def rest(turn: Turn, content: Content, walk: Walk, by: Any) -> Walk:
    """Keep the place and stop asking."""
    return apply(turn, content, walk, transitions.pause(walk.interview, by), address=None)


def send_on(turn: Turn, content: Content, walk: Walk) -> Walk:
    """What was not understood goes to a person, and the family is told so."""
    where = address_of(turn, turn.get(Contact, walk.contact_id))
    return apply(turn, content, walk, transitions.send_on(walk.interview), address=where)


def add_words(turn: Turn, content: Content, walk: Walk, link_id: str, text: str, message_id: Id) -> Walk:
    """Append a text to the last answer in own words: it came before the next question had left."""
    contact = turn.get(Contact, walk.contact_id)
    form = needs.form_of(turn, content, walk)
    context = context_of(turn, content, contact, address_of(turn, contact), turn.find(Child, walk.child_id))
    step = transitions.add_words(form, walk.interview, link_id, text, context)
    for entry in step.happenings:
        if isinstance(entry, happened.AnswerRecorded):
            effects.follow(turn, contact, walk, entry.answer)
    return apply(turn, content, walk, step, address=None, message_id=message_id)


def carries(contact: Contact, phi_allowed: int) -> frozenset[Carriage]:
    """What may travel to this phone: by the level agreed for it and by what the program allows its line."""
    level = min(contact.detail_level, phi_allowed)
    carried: set[Carriage] = {"plain"}
    if level >= 2:
        carried.add("details")
        if not contact.is_shared_phone:
            carried.add("private")
    return frozenset(carried)


def context_of(turn: Turn, content: Content, contact: Contact, address: Address | None, child: Child | None) -> Context:
    """What the engine may know beside the interview."""
    key = ("context", contact.id.int, address.id.int if address else 0, child.id.int if child else 0)
    return turn.once(key, lambda: _context(turn, content, contact, address, child))


def _context(turn: Turn, content: Content, contact: Contact, address: Address | None, child: Child | None) -> Context:
    line = turn.line(address.line_id) if address else None
    return Context(
        now=turn.now.astimezone(ZoneInfo(home_zone(contact, turn.program))),
        wording=content.wording,
        words=content.words,
        commands=content.commands,
        names=names(turn, contact, child),
        carries=carries(contact, line.phi_allowed if line else 0),
        takes_files=line is None or line.channel in _TAKE_FILES,
    )


def apply(
    turn: Turn,
    content: Content,
    walk: Walk,
    step: Step,
    *,
    address: Address | None,
    message_id: Id | None = None,
    before: str = "",
    purpose: str = "question",
) -> Walk:
    """Write down what a step did, and say what follows from it in one message."""
    contact = turn.get(Contact, walk.contact_id)
    form = needs.form_of(turn, content, walk, step.interview)
    context = context_of(turn, content, contact, address or address_of(turn, contact), turn.find(Child, walk.child_id))
    step = with_offers(form, step, context)
    telling = Telling(address, message_id, [before] if before else [])
    status = "paused" if step.interview.is_paused and step.interview.status == "in-progress" else step.interview.status
    found = turn.get(Walk, walk.id)
    walk = turn.change(found, "interview-moved", interview=step.interview, status=status, changed_at=turn.now, nudges=0)
    for entry in step.happenings:
        _note(turn, content, form, walk, contact, entry, telling)
    raised = needs.raise_found(turn, content, walk, found.interview)
    follow_wishes(turn, content, form, walk.id, step, context)
    contact = turn.get(Contact, contact.id)
    if key := courtesy.for_answers(turn, content, walk, step, raised):
        telling.before.insert(0, content.wording.say(contact.language, key, **names(turn, contact)))
        telling.key = key if telling.key == "plain" else telling.key
    if telling.asked is not None:
        questions.put(turn, content, form, walk, contact, telling, purpose)
    elif telling.before and address is not None:
        send(turn, contact, " ".join(telling.before), "reply", key=telling.key, address=address)
    return turn.get(Walk, walk.id)


def with_offers(form: Form, step: Step, context: Context) -> Step:
    """The step, gone on where its answers made the end ask about needs, or ask no more."""
    if not form.offering:
        return step
    interview = step.interview
    is_moot = bool(interview.position) and form.question(interview.position).is_silent
    is_done = any(isinstance(entry, happened.Completed) for entry in step.happenings)
    if interview.is_paused or not (is_moot or is_done):
        # The step was counted before its answers could add to the questions to come.
        number, of = progress(form, interview)
        counted = (replace(e, number=number, of=of) if isinstance(e, happened.Asked) else e for e in step.happenings)
        return Step(interview, tuple(counted))
    anew = transitions.reconsider(form, interview, context)
    kept = tuple(entry for entry in step.happenings if not isinstance(entry, happened.Asked | happened.Completed))
    return Step(anew.interview, (*kept, *anew.happenings))


def follow_wishes(turn: Turn, content: Content, form: Form, walk_id: Id, step: Step, context: Context) -> None:
    """What the family wishes about a need stands beside the need, and in the response under the need's question."""
    for entry in step.happenings:
        if not isinstance(entry, happened.AnswerRecorded):
            continue
        walk = turn.get(Walk, walk_id)
        for link_id, wish in needs.follow(turn, content, form, walk, entry.answer).items():
            if link_id not in form.index:
                continue
            moved = transitions.type_in(form, turn.get(Walk, walk_id).interview, link_id, wish, "", context)
            turn.change(turn.get(Walk, walk_id), "interview-moved", interview=moved.interview)
            for told in moved.happenings:
                if isinstance(told, happened.AnswerRecorded):
                    answering.record_answer(turn, form, walk, told.answer, told.replaced, None)


def _note(
    turn: Turn, content: Content, form: Form, walk: Walk, contact: Contact, entry: happened.Happening, telling: Telling
) -> None:
    """One happening -> rows, and what must be said about it."""

    def said(key: str) -> str:
        return content.wording.say(contact.language, key, **names(turn, contact, turn.find(Child, walk.child_id)))

    match entry:
        case happened.Asked():
            telling.asked = entry
        case happened.AnswerRecorded(answer=given, replaced=replaced):
            answering.record_answer(turn, form, walk, given, replaced, telling.message_id)
            if given.state == "declined" and form.question(given.link_id).is_required:
                note = f"{form.name}: {given.link_id}"
                handoff.open_item(turn, contact, "declined", "need", note, child_id=walk.child_id)
            if isinstance(given.value, Said) and form.question(given.link_id).kind in OPEN and not given.is_computed:
                telling.delay = timedelta(seconds=turn.program.policies.gather_text_seconds)
        case happened.AnswersCarried():
            pass
        case happened.AnswerRemoved(answer=gone):
            answering.replace_answer(turn, form, walk, gone)
        case happened.Ticked():
            pass
        case happened.WentBack() | happened.Resumed() | happened.Correcting():
            pass
        case happened.NothingToCorrect():
            telling.say("nothing-to-correct", said("nothing-to-correct"))
        case happened.Paused(by=by):
            questions.close_all(turn, walk)
            if by == "family":
                telling.say("paused", said("paused"))
        case happened.PersonWanted():
            handoff.person_wanted(turn, contact, child_id=walk.child_id)
            turn.change(turn.get(Walk, walk.id), "interview-paused", status="paused")
            coming = said("person-coming")
            telling.say("person-coming", f"{coming} {handoff.told_once(turn, content, contact)}")
        case happened.QuestionBack():
            telling.say("sent-on", handoff.told_once(turn, content, contact))
        case happened.SentOn():
            telling.say("sent-on", handoff.told_once(turn, content, contact))
            handoff.to_human(turn, contact, None, "sent-on")
        case happened.LeftToCall(link_ids=link_ids):
            handoff.leave_to_call(turn, contact, form.name, link_ids, child_id=walk.child_id)
        case happened.PhoneOffered():
            telling.say("phone-offered", said("phone-offered"))
        case happened.NotAnAnswer():
            _sent_on_at_rest(turn, content, form, walk, contact, telling)
        case happened.Completed():
            _complete(turn, content, walk, contact, telling)
        case happened.Stopped():
            questions.close_all(turn, walk)


def _sent_on_at_rest(turn: Turn, content: Content, form: Form, walk: Walk, contact: Contact, telling: Telling) -> None:
    """Not for the interview: to a person. If "go on?" is being asked, it is asked again in the same message."""
    if questions.same_prompt(turn, walk, f"/{How.OFFER.value}") is None:
        handoff.to_person(turn, content, contact, address=telling.address)
        return
    telling.say("sent-on", handoff.told_once(turn, content, contact))
    context = context_of(turn, content, contact, telling.address, turn.find(Child, walk.child_id))
    for entry in transitions.ask_again(form, walk.interview, context).happenings:
        if isinstance(entry, happened.Asked):
            telling.asked = entry


def _complete(turn: Turn, content: Content, walk: Walk, contact: Contact, telling: Telling) -> None:
    """The form is done: thank, and go on with the next one where it was agreed."""
    questions.close_all(turn, walk)
    then = to_follow(turn, walk)
    if not then:
        named = names(turn, contact, turn.find(Child, walk.child_id))
        # Where nothing could be asked on this phone, it is left to a call: that is what must be said.
        key = "private-call" if walk.interview.left and not walk.interview.trail else "interview-done"
        telling.say(key, content.wording.say(contact.language, key, **named))
        return
    following, *rest_of = then
    child = turn.find(Child, walk.child_id)
    thanks = content.wording.say(contact.language, "part-done", **names(turn, contact, child))
    start(
        turn, content, contact, child, following, known=needs.known(walk.interview).values(), then=tuple(rest_of),
        address=telling.address, before=" ".join([*telling.before, thanks]),
    )  # fmt: skip
    telling.before.clear()


def speak(turn: Turn, content: Content, walk: Walk, language: str) -> Walk:
    """Go on in another language; the open question's buttons are made anew."""
    for prompt in turn.each(Prompt):
        if prompt.interview_id == walk.id and prompt.state in ("open", "queued"):
            prompts.close(turn, prompt, "answered")
    return turn.change(walk, "language-changed", interview=replace(walk.interview, language=language))


def is_resting_offer(walk: Walk) -> bool:
    return isinstance(walk.interview.pending, GoOn)
