"""Who somebody is to a child, as values: what a role brings, and what goes at once with a role or a placement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import Struct
from msgspec.structs import replace

from dialogs.care.parts import CHECK_IN
from dialogs.forms.interview import Interview
from dialogs.reminders.gates import may_go
from dialogs.reminders.verdict import Drop
from dialogs.rows.care import Item, Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Option, Outgoing, Prompt
from dialogs.rows.people import Address, Contact, Link, Staff
from dialogs.safety.screen import NOTHING
from dialogs.snapshot import Turn
from dialogs.turns import acts, family, staff
from dialogs.turns.hearing import Heard
from dialogs.turns.joining import ROLES, Bond
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import children_of
from tests.builders import content
from tests.dialogs.reminders.people import (
    ANA,
    ANA_MIA,
    ANA_SMS,
    BEN,
    BEN_LEO,
    BEN_SMS,
    LEO,
    MIA,
    NOON,
    PROGRAM,
    SMS,
    THREAD,
    new_ids,
    plan,
    some_id,
    text,
    visit,
)  # fmt: skip
from tests.dialogs.turns.moments import snapshot, told

_CARLA = Staff(some_id(100), "Carla Diaz", "Carla", "coordinator")
_VISIT, _MIAS = visit(), visit("2026-05-22 09:00", id=some_id(21), child_id=MIA.id)
_WALK = Walk(
    some_id(60), ANA.id, LEO.id, "first8", "1", "in-progress",
    Interview(some_id(60), "first8", "1", ANA.id, "es", NOON, child_id=LEO.id), NOON, NOON,
)  # fmt: skip
_ASKED = Prompt(some_id(61), ANA.id, "question", "open", (Option("a", "A"),), _WALK.id, "wm1/first", created_at=NOON)
_VISITS = Prompt(
    some_id(62), ANA.id, "visit", "open", (), appointment_id=_VISIT.id, others=(_MIAS.id,), question="t3",
    created_at=NOON,
)  # fmt: skip
_CALL = Item(some_id(63), ANA.id, LEO.id, "call_questions", "need", "first8: wm1", NOON, NOON)
_NUDGE = replace(
    plan(_VISIT, NOON)[0], id=some_id(64), series="nudge1", appointment_id=None, interview_id=_WALK.id, once_key="n"
)
_OF_LEO, _OF_NOBODY = text(child_id=LEO.id), replace(text("person"), id=some_id(31), once_key="p")


def _act(act: acts.Act, *rows: Struct) -> tuple[Turn, acts.Result]:
    return staff.take_turn(snapshot(*rows), act, _CARLA, NOON, content(), new_ids())


def _hears(text: str, *rows: Struct) -> Turn:
    """What follows from a text of Ana's."""
    heard = Heard(
        some_id(70), SMS.id, "sms", "sms:+15550001", text, "p", NOON, NOTHING, contact_id=ANA.id, address_id=ANA_SMS.id
    )
    return family.take_turn(snapshot(*rows), heard, content(), new_ids())


def _done(act: acts.Act, *rows: Struct) -> Turn:
    done, result = _act(act, *rows)
    assert isinstance(result, acts.Done)
    return done


def _planned(turn: Turn, contact: Contact = ANA) -> set[str]:
    rows = [row for row in turn.each(Reminder) if row.contact_id == contact.id]
    return {row.once_key for row in rows if row.state == "planned"}


_ALL = frozenset(ROLES)


def test_a_role_brings_the_reminders_of_what_stands_ahead() -> None:
    """Of the visits to come, but for the first notice; not of one that was, or is off."""
    ben = replace(BEN_LEO, gets_reminders=False, may_answer=False)
    over = visit("2026-05-12 09:00", id=some_id(22))
    off = visit(id=some_id(23), status="cancelled")
    done = _done(
        acts.SetRoles(BEN.id, (Bond(LEO.id, "father", _ALL),), False, False), BEN, ben, BEN_SMS, _VISIT, over, off
    )
    assert {row.series for row in done.each(Reminder)} == {"t7", "t3", "t1", "happened"} & {
        row.series for row in plan(_VISIT, NOON, contacts=(BEN,))
    }
    assert {row.appointment_id for row in done.each(Reminder)} == {_VISIT.id}


def test_the_same_roles_again_change_nothing() -> None:
    """No line in the audit for a form that was only looked at."""
    bonds = (Bond(LEO.id, "mother", _ALL),)
    assert told(_done(acts.SetRoles(ANA.id, bonds, False, False), _VISIT, *plan(_VISIT, NOON))) == []


def test_a_role_that_is_taken_takes_its_reminders_and_gives_them_back() -> None:
    """The steps that were owed are owed again, each with its own key."""
    owed = plan(_VISIT, NOON)
    without = acts.SetRoles(ANA.id, (Bond(LEO.id, "mother", frozenset({"may_answer"})),), False, False)
    taken = _done(without, _VISIT, *owed)
    assert _planned(taken) == set()
    left = list(taken.each(Reminder))
    assert {row.reason for row in left} == {"no_role"}
    link = next(link for link in taken.each(Link))
    again = _done(acts.SetRoles(ANA.id, (Bond(LEO.id, "mother", _ALL),), False, False), link, _VISIT, *left)
    assert _planned(again) == {row.once_key for row in owed}


def test_whoever_may_not_answer_is_asked_no_more() -> None:
    """The questions end where they are, their nudges too; reminders go on."""
    bond = Bond(LEO.id, "mother", frozenset({"gets_reminders"}))
    done = _done(acts.SetRoles(ANA.id, (bond,), False, False), _WALK, _ASKED, _NUDGE, _VISIT, *plan(_VISIT, NOON))
    assert done.get(Walk, _WALK.id).status == "stopped"
    assert done.get(Prompt, _ASKED.id).state == "withdrawn"
    assert _planned(done) == {row.once_key for row in plan(_VISIT, NOON)}


_MINE = (Bond(LEO.id, "mother", _ALL),)
_BEGUN = replace(_WALK, interview=replace(_WALK.interview, trail=("wm1",), position="pr4"))


def _taken(walk: Walk = _BEGUN) -> tuple[Link, Walk]:
    """The say for Leo, and what was being asked of him, after the role was taken."""
    bond = Bond(LEO.id, "mother", frozenset({"gets_reminders"}))
    done = _done(acts.SetRoles(ANA.id, (bond,), False, False), walk, _ASKED)
    return next(link for link in done.each(Link) if link.child_id == LEO.id), done.get(Walk, walk.id)


def test_whoever_may_answer_again_is_asked_whether_to_go_on() -> None:
    """Where it ended, of our own accord, so within their hours; and a yes goes on with the next question."""
    link, ended = _taken()
    done = _done(acts.SetRoles(ANA.id, _MINE, False, False, (ended,)), link, ANA_SMS)
    walk = done.get(Walk, _WALK.id)
    assert (walk.status, walk.interview.trail) == ("paused", ("wm1",))
    (offer,) = [row for row in done.each(Outgoing) if row.state == "queued"]
    assert (offer.key, offer.is_proactive) == ("form-first8-offer", True)
    on = _hears("go on", link, ANA_SMS, walk, *done.each(Prompt))
    assert on.get(Walk, _WALK.id).status == "in-progress"


@pytest.mark.parametrize(
    ("walk", "contact", "status"),
    [
        pytest.param(_BEGUN, replace(ANA, silence="placement"), "paused", id="held: it rests, and nothing is said"),
        pytest.param(_BEGUN, replace(ANA, consent="recorded"), "paused", id="no consent"),
        pytest.param(_WALK, ANA, "stopped", id="never begun"),
        pytest.param(replace(_BEGUN, form=CHECK_IN), ANA, "stopped", id="a check-in of another week"),
        pytest.param(replace(_BEGUN, version="0"), ANA, "stopped", id="a version that is not there any more"),
    ],
)
def test_what_may_not_be_asked_now_is_not(walk: Walk, contact: Contact, status: str) -> None:
    """Nothing is texted; what rests is taken up by a word of theirs, or by staff."""
    link, ended = _taken()
    ended = replace(
        ended, form=walk.form, version=walk.version, interview=replace(ended.interview, trail=walk.interview.trail)
    )
    done = _done(acts.SetRoles(ANA.id, _MINE, False, False, (ended,)), link, contact, ANA_SMS)
    assert [row for row in done.each(Outgoing) if row.state == "queued"] == []
    found = done.find(Walk, walk.id)
    assert (found.status if found else "stopped") == status


def test_a_conflict_ends_all_of_it_and_leaves_the_other_alone() -> None:
    """What waits for the father is not touched."""
    rows = (BEN, BEN_LEO, BEN_SMS, _VISIT, *plan(_VISIT, NOON, contacts=(ANA, BEN)), _WALK, _ASKED)
    done = _done(acts.SetRoles(ANA.id, (Bond(LEO.id, "mother", _ALL),), True, False), *rows)
    assert _planned(done) == set()
    assert _planned(done, BEN) == {row.once_key for row in plan(_VISIT, NOON, contacts=(BEN,))}
    assert done.get(Walk, _WALK.id).status == "stopped"
    assert done.get(Contact, ANA.id).is_conflict


def test_a_placement_ends_for_one_child_and_goes_on_for_another() -> None:
    """What waits about Leo is taken back, a question about both visits is about Mia's; nobody falls silent."""
    rows = (MIA, ANA_MIA, _VISIT, _MIAS, *plan(_VISIT, NOON), _WALK, _ASKED, _VISITS, _NUDGE, _CALL, _OF_LEO)
    done = _done(acts.EndPlacement(ANA.id, LEO.id), *rows, _OF_NOBODY)
    assert [child.id for child in children_of(done, done.get(Contact, ANA.id))] == [MIA.id]
    assert done.get(Contact, ANA.id).silence == ""
    assert done.get(Walk, _WALK.id).status == "stopped"
    assert _planned(done) == set()
    asked = done.get(Prompt, _VISITS.id)
    assert (asked.state, asked.appointment_id, asked.others) == ("open", _MIAS.id, ())
    states = {row.id: (row.state, row.reason) for row in done.each(Outgoing)}
    assert states == {_OF_LEO.id: ("cancelled", "no_role"), _OF_NOBODY.id: ("queued", "")}
    assert done.get(Item, _CALL.id).state == "closed"


@pytest.mark.parametrize("silence", ["", "pause", "stop", "loss", "ambiguous", "wrong_number"])
def test_whoever_has_no_child_left_is_silent(silence: str) -> None:
    """Everything that waits goes; a silence that says more than that stays what it is."""
    ana = replace(ANA, silence=silence)
    household = replace(_WALK, id=some_id(65), child_id=None, status="paused")
    done = _done(acts.EndPlacement(ANA.id, LEO.id), ana, _WALK, household, _OF_LEO, _OF_NOBODY, _ASKED)
    assert done.get(Contact, ANA.id).silence == (silence if silence not in ("", "pause") else "placement")
    assert {row.state for row in done.each(Outgoing)} == {"cancelled"}
    assert {walk.status for walk in done.each(Walk)} == {"stopped"}
    assert not has_role(done, done.get(Contact, ANA.id), *ROLES)


def test_from_the_commit_on_nothing_leaves_to_whom_the_placement_ended() -> None:
    """The gates refuse even what is queued after it."""
    ana = _done(acts.EndPlacement(ANA.id, LEO.id)).get(Contact, ANA.id)
    for purpose in ("question", "nudge", "reminder", "notice", "invite", "reply", "person"):
        verdict = may_go(
            text(purpose), contact=ana, address=ANA_SMS, line=SMS, thread=THREAD, program=PROGRAM, now=NOON, child=LEO
        )
        assert isinstance(verdict, Drop), purpose


def test_a_child_whom_nobody_is_left_for_is_for_a_person_today() -> None:
    """Where another has a say for it, nothing is to do."""
    alone = list(_done(acts.EndPlacement(ANA.id, LEO.id)).each(Item))
    assert [(item.kind, item.child_id, item.severity) for item in alone] == [("placement", LEO.id, "same_day")]
    assert list(_done(acts.EndPlacement(ANA.id, LEO.id), BEN, BEN_LEO).each(Item)) == []


def test_a_placement_ends_once_and_can_begin_anew() -> None:
    """The second time there is nothing to end; a role brings the child back, and the hold is lifted with its reason."""
    ended = _done(acts.EndPlacement(ANA.id, LEO.id))
    rows = [ended.get(Contact, ANA.id), *ended.each(Link)]
    assert _done(acts.EndPlacement(ANA.id, LEO.id), *rows).happened == ()
    assert _act(acts.EndPlacement(BEN.id, LEO.id), BEN)[1] == acts.Refused("nothing")
    assert _act(acts.LiftHold(ANA.id, "returned"), *rows)[1] == acts.Refused("no_role")
    back = _done(acts.SetRoles(ANA.id, (Bond(LEO.id, "mother", _ALL),), False, False), *rows)
    (link,) = back.each(Link)
    assert (link.starts_on, link.ends_on) == (NOON.date(), None)
    lifted = _done(acts.LiftHold(ANA.id, "returned"), rows[0], link)
    assert lifted.get(Contact, ANA.id).silence == ""


def test_the_day_of_the_end_holds_no_role_wherever_it_is_still_yesterday() -> None:
    """A visit of this very evening, where it is a day earlier than in UTC, is nobody's reminder either."""
    done = _done(acts.EndPlacement(ANA.id, LEO.id))
    (link,) = done.each(Link)
    assert link.ends_on == NOON.date() - timedelta(days=1)
    assert not any(getattr(link, role) for role in ROLES)
    yesterday = visit("2026-05-12 23:00")
    assert plan(yesterday, NOON - timedelta(days=2), links=(link,)) == ()


@pytest.mark.parametrize("act", [acts.EndPlacement(ANA.id, some_id(999)), acts.EndPlacement(some_id(999), LEO.id),
                                 acts.SetRoles(ANA.id, (Bond(some_id(999), "aunt"),), False, False)])  # fmt: skip
def test_what_is_not_there_is_gone(act: acts.Act) -> None:
    assert _act(act)[1] == acts.Refused("gone")


def test_stop_counts_after_a_placement_too_and_outlives_the_hold() -> None:
    """It is recorded and confirmed; whoever lifts the hold lifts no STOP."""
    ended = _done(acts.EndPlacement(ANA.id, LEO.id))
    rows = [ended.get(Contact, ANA.id), *ended.each(Link), MIA, ANA_MIA]
    said = _hears("STOP", *rows)
    assert said.get(Address, ANA_SMS.id).state == "stopped"
    assert [row.key for row in said.each(Outgoing)] == ["stopped"]
    contact = said.get(Contact, ANA.id)
    assert (contact.consent, contact.silence) == ("withdrawn", "placement")
    lifted = _done(acts.LiftHold(ANA.id, "returned"), contact, said.get(Address, ANA_SMS.id), *rows[1:])
    assert lifted.get(Contact, ANA.id).silence == "stop"


def test_help_is_answered_after_a_placement() -> None:
    ended = _done(acts.EndPlacement(ANA.id, LEO.id))
    said = _hears("HELP", ended.get(Contact, ANA.id), *ended.each(Link))
    assert [row.key for row in said.each(Outgoing)] == ["help"]


def test_a_pause_outlives_the_hold() -> None:
    """What the family asked for is not undone by what became of a child."""
    until = NOON + timedelta(days=3)
    ended = _done(acts.EndPlacement(ANA.id, LEO.id), replace(ANA, silence="pause", silence_until=until))
    rows = [ended.get(Contact, ANA.id), MIA, ANA_MIA]
    lifted = _done(acts.LiftHold(ANA.id, "returned"), *rows).get(Contact, ANA.id)
    assert (lifted.silence, lifted.silence_until) == ("pause", until)
