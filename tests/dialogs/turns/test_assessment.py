"""The assessment in time, as values: what each return of the clock asks, promises anew or hands to a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dialogs.care import parts
from dialogs.forms.answers import Answer, Picked, Value, Whole
from dialogs.forms.interview import Interview
from dialogs.rows.care import Item, Need, Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Child, Contact, Link
from dialogs.snapshot import Turn
from dialogs.turns import assessment, hospital, interviews
from tests.builders import content
from tests.dialogs.reminders.people import ANA, ANA_LEO, ANA_MIA, LEO, MIA, NOON, THREAD, some_id
from tests.dialogs.turns.moments import told, turn

#: Ana may be asked whatever there is.
_WEEKLY = replace(ANA, check_in_days=14, detail_level=2)
_CALLED = replace(_WEEKLY, answers_by="phone")
_HELD = replace(THREAD, owner_kind="human")
#: Two needs, each with the question behind it: two things to put in order.
_TWO = (("medication-supply", "md2"), ("medical-home", "hl1"))


def _walk(number: int, form: str, status: str = "completed", at: datetime = NOON, **answers: Value) -> Walk:
    given = tuple(Answer(link_id, "answered", at, value) for link_id, value in answers.items())
    interview = Interview(some_id(number), form, "1", ANA.id, "es", at, child_id=LEO.id, answers=given)
    return Walk(interview.id, ANA.id, LEO.id, form, "1", status, interview, at, at)


def _due(child_id: Any) -> Reminder:
    return Reminder(some_id(50), ANA.id, child_id, None, "any", NOON, "UTC", NOON, NOON, "once", state="done")


def _came(keep: Any, *rows: Any, contact: Contact = _WEEKLY, child_id: Any = None) -> Turn:
    """The clock came back to Ana, as `contact`, for what `keep` keeps."""
    done = turn(contact, *rows)
    keep(done, content(), _due(child_id), contact)
    return done


def _promised(done: Turn) -> dict[str, timedelta]:
    """What the clock will come back for, and after how long; the family's hours may add some."""
    return {row.series: row.due_at - NOON for row in done.each(Reminder) if row.state == "planned"}


def _offered(done: Turn) -> list[tuple[str, Any]]:
    """The forms that begin now, each with the child it is about. Each was written of our own accord."""
    known = done.snapshot.rows.get(Walk, {})
    fresh = [walk for walk in done.each(Walk) if walk.id not in known]
    assert [row.is_proactive for row in done.each(Outgoing)] == [True] * len(fresh)
    return [(walk.form, walk.child_id) for walk in fresh]


def _items(done: Turn) -> list[tuple[str, str, str, Any, Any]]:
    return [(item.kind, item.severity, item.note, item.contact_id, item.child_id) for item in done.each(Item)]


def _days(count: float) -> Any:
    """So many days, and at most the two that a weekend and the family's hours may cost."""
    return pytest.approx(timedelta(days=count + 1), abs=timedelta(days=1))


@pytest.mark.parametrize("days", [0, 14, 30])
def test_the_family_says_how_often_it_is_asked_how_it_goes(days: int) -> None:
    """From now on, counted from today; what was promised before is off, and nothing else of the contact changes."""
    done = turn()
    assessment.rhythm(done, ANA, 14)
    assessment.rhythm(done, replace(ANA, check_in_days=14), days)
    assert done.get(Contact, ANA.id) == replace(ANA, check_in_days=days)
    assert _promised(done) == ({"check_in": _days(days)} if days else {})


def test_two_days_after_hospital_the_home_is_asked_about() -> None:
    """About the child that came home; once, however often staff say so."""
    done = turn()
    hospital.came_home(done, ANA, LEO)
    hospital.came_home(done, ANA, LEO)
    assert _promised(done) == {"home48": _days(2)}
    assert {row.child_id for row in done.each(Reminder)} == {LEO.id}


def test_the_first_sitting_promises_the_rest() -> None:
    """The next part after a week, how the needs are after half a year."""
    done = turn()
    assessment.plan(done, ANA)
    assert _promised(done) == {"assessment": _days(7), "review": _days(182)}


def test_a_check_in_is_asked_in_its_rhythm() -> None:
    """About the only child; the next one is promised at once, so that silence does not end the rhythm."""
    done = _came(assessment.check_in)
    assert (_offered(done), _promised(done)) == ([("checkin", LEO.id)], {"check_in": _days(14)})
    assert _items(done) == []


def test_a_check_in_of_several_children_is_about_none_of_them() -> None:
    """One question for the week that the household has had."""
    assert _offered(_came(assessment.check_in, MIA, ANA_MIA)) == [("checkin", None)]


def test_a_check_in_compares_with_the_one_before() -> None:
    """The newest figure that this contact gave; not another's, not another form's."""
    before = [
        _walk(61, "checkin", at=NOON - timedelta(days=28), ci1=Whole(3)),
        _walk(62, "checkin", at=NOON - timedelta(days=14), ci1=Whole(8)),
        replace(_walk(63, "checkin", at=NOON - timedelta(days=1), ci1=Whole(1)), contact_id=some_id(3)),
        _walk(64, "review", at=NOON - timedelta(days=1), ci1=Whole(2)),
    ]
    done = _came(assessment.check_in, *before)
    (fresh,) = (walk for walk in done.each(Walk) if walk.status != "completed")
    assert [(known.link_id, known.value) for known in fresh.interview.answers] == [("ci0", Whole(8))]


def test_nobody_is_asked_who_did_not_choose_to_be() -> None:
    """0 days: never, and nothing is promised either."""
    assert told(_came(assessment.check_in, contact=ANA)) == []


def test_a_check_in_without_an_answer_until_the_next_is_a_call() -> None:
    """Silence is a sign: a person calls, the old question is over, no second one is put on top."""
    done = _came(assessment.check_in, _walk(61, "checkin", "in-progress"))
    assert _items(done) == [("call", "request", "checkin_missed", ANA.id, LEO.id)]
    assert (_offered(done), _promised(done)) == ([], {"check_in": _days(14)})
    assert done.get(Walk, some_id(61)).status == "stopped"


def test_a_check_in_that_rests_is_over_and_the_next_one_is_asked() -> None:
    """A person was told of it when it went to rest: once is enough."""
    done = _came(assessment.check_in, _walk(61, "checkin", "paused"))
    assert (_items(done), _offered(done)) == ([], [("checkin", LEO.id)])
    assert done.get(Walk, some_id(61)).status == "stopped"


#: Why nothing may be asked now -> the rows by which it is so.
_BUSY = {
    "another interview": (_walk(61, "part-a", "in-progress"),),
    "a person talks": (_HELD,),
    "opted out": (replace(_WEEKLY, silence="stop"),),
    "no consent": (replace(_WEEKLY, consent="withdrawn"),),
    "no say": (replace(ANA_LEO, may_answer=False),),
}


@pytest.mark.parametrize("why", _BUSY)
def test_a_check_in_waits_while_nothing_may_be_asked(why: str) -> None:
    """Two days later the clock looks again."""
    contact = next((row for row in _BUSY[why] if isinstance(row, Contact)), _WEEKLY)
    done = _came(assessment.check_in, *_BUSY[why], contact=contact)
    assert (_offered(done), _items(done), _promised(done)) == ([], [], {"check_in": _days(2)})


def test_the_home_is_asked_about_the_child_that_came_home() -> None:
    """Nothing of an earlier stay is carried over."""
    done = _came(assessment.home, MIA, ANA_MIA, _walk(61, "home48", h1=Picked(("all",))), child_id=LEO.id)
    assert (_offered(done), _items(done)) == ([("home48", LEO.id)], [])


@pytest.mark.parametrize("why", [*_BUSY, "phone", "paper"])
def test_where_a_text_cannot_ask_about_the_home_a_person_calls_that_day(why: str) -> None:
    """Two days at home cannot wait for a better moment."""
    rows = _BUSY.get(why, (replace(_WEEKLY, answers_by=why),))
    contact = next((row for row in rows if isinstance(row, Contact)), _WEEKLY)
    done = _came(assessment.home, *rows, contact=contact, child_id=LEO.id)
    assert (_offered(done), _items(done)) == ([], [("call", "same_day", "home48", ANA.id, LEO.id)])


@pytest.mark.parametrize("child", [replace(LEO, suppressed="loss"), MIA], ids=["has died", "is not there"])
def test_nobody_asks_about_the_home_of_a_child_that_is_gone(child: Child) -> None:
    """No text, no call."""
    child_id = child.id if child.suppressed else some_id(99)
    assert told(_came(assessment.home, child, child_id=child_id)) == []


def _need(place: int, **fields: Any) -> Need:
    code, link_id = _TWO[place]
    made = Need(
        some_id(70 + place), LEO.id, ANA.id, "medical", "need", code, "child", False, False, (link_id,), some_id(61),
        NOON,
    )  # fmt: skip
    return replace(made, **fields)


def test_after_half_a_year_the_needs_are_asked_about() -> None:
    """And again after another; where there are none, nobody is asked."""
    needs = [_need(0), _need(1)]
    done = _came(assessment.review, *needs)
    assert (_offered(done), _promised(done)) == ([("review", LEO.id)], {"review": _days(182)})
    done = _came(assessment.review)
    assert (_offered(done), _items(done), _promised(done)) == ([], [], {"review": _days(182)})


@pytest.mark.parametrize(("contact", "rows"), [(_CALLED, ()), (_WEEKLY, (_HELD,))], ids=["by phone", "a person talks"])
def test_needs_that_no_text_may_ask_about_are_a_call(contact: Contact, rows: tuple[Any, ...]) -> None:
    """Within the days that a need has; the next review is promised all the same."""
    done = _came(assessment.review, _need(0), *rows, contact=contact)
    assert (_offered(done), _promised(done)) == ([], {"review": _days(182)})
    assert _items(done) == [("call_questions", "need", "review", ANA.id, None)]


def _begun(days: float, *done: str) -> list[Walk]:
    """The first sitting was so long ago, and these parts were asked since."""
    at = NOON - timedelta(days=days)
    return [_walk(80, "first8", at=at)] + [_walk(81 + place, form, at=at) for place, form in enumerate(done)]


def test_the_next_part_comes_and_those_after_it_are_spread() -> None:
    """The first of the theme's order that was not asked yet; then the clock comes back before the sixty days end."""
    done = _came(assessment.go_on, *_begun(31, "part-a"))
    assert _offered(done) == [("part-b", LEO.id)]
    (after,) = _promised(done).values()
    # 26 of 60 days are left but for what is kept in hand; five parts and the closing share them.
    assert timedelta(days=3) <= after <= timedelta(days=6)
    assert _items(done) == []


@pytest.mark.parametrize(
    ("theme", "first"), [("health", "part-a"), ("home", "part-d"), ("school", "part-c"), ("family", "part-f")]
)
def test_the_family_says_where_to_start(theme: str, first: str) -> None:
    """As it said last; what somebody else in the family said counts for them."""
    earlier = _walk(90, "matters", at=NOON - timedelta(days=35), wm3=Picked(("school",)))
    last = _walk(91, "matters", at=NOON - timedelta(days=33), wm3=Picked((theme,)))
    others = replace(_walk(92, "matters", wm3=Picked(("home",))), contact_id=some_id(3))
    assert _offered(_came(assessment.go_on, last, earlier, others, *_begun(35)))[0][0] == first


def test_a_child_is_asked_only_about_its_age() -> None:
    """A youth of thirteen about growing up; a baby neither about school."""
    all_but = [f"part-{letter}" for letter in "abdefg"]
    for years, rest, form in ((0, (), None), (5, (), "part-c"), (13, ("part-c",), "part-h")):
        grown = replace(LEO, birth_date=date(2026 - years, 1, 1))
        offered = _offered(_came(assessment.go_on, grown, *_begun(40, *all_but, *rest)))
        assert offered == ([(form, LEO.id)] if form else [])


@pytest.mark.parametrize(
    ("days", "contact"), [(60, _WEEKLY), (61, _WEEKLY), (10, _CALLED)], ids=["day 60", "later", "by phone"]
)
def test_what_no_text_asks_is_a_call_that_names_it(days: float, contact: Contact) -> None:
    """At the end of the sixty days, or at once for who wants to be called; then it is a person's, and no text comes."""
    done = _came(assessment.go_on, *_begun(days, "part-a", "part-c", "part-d", "part-e", "part-f"), contact=contact)
    note = "assessment: part-b, part-g"
    assert _items(done) == [("call_questions", "need", note, ANA.id, None)]
    assert (_offered(done), _promised(done)) == ([], {})


def test_who_was_asked_everything_is_left_alone() -> None:
    """No call, no promise."""
    every = [form for form in parts.PARTS if form != "part-h"]
    for contact in (_WEEKLY, _CALLED):
        assert told(_came(assessment.go_on, *_begun(40, *every), contact=contact)) == []


@pytest.mark.parametrize("why", _BUSY)
def test_a_part_waits_while_nothing_may_be_asked(why: str) -> None:
    """Two days, but never beyond the sixty: on that day the call is opened."""
    contact = next((row for row in _BUSY[why] if isinstance(row, Contact)), _WEEKLY)
    for days, later in ((31, _days(2)), (59, _days(1))):
        done = _came(assessment.go_on, *_begun(days), *_BUSY[why], contact=contact)
        assert (_offered(done), _items(done), _promised(done)) == ([], [], {"assessment": later})


_ASKED_A_WEEK_AGO = NOON - timedelta(days=9)
#: The first sitting, and the offer after it that nobody took up.
_FIRST = replace(_walk(60, "first8", at=_ASKED_A_WEEK_AGO), then=("prefs", "matters", "strengths"))
_PREFS = replace(_walk(61, "prefs", "paused", _ASKED_A_WEEK_AGO), then=("matters", "strengths"))


def test_an_offer_that_nobody_took_up_keeps_nothing_else_waiting() -> None:
    """Once its week is over the sitting goes on with its next part; the offer itself rests and may be taken up."""
    done = _came(assessment.go_on, _FIRST, _PREFS)
    assert _offered(done) == [("matters", LEO.id)]
    assert done.get(Walk, _PREFS.id).status == "paused"


def test_an_offer_has_its_week() -> None:
    """While it may still be nudged nothing is put on top of it."""
    pauses = replace(_due(None), series="interview_pause", state="planned", interview_id=_PREFS.id)
    assert _offered(_came(assessment.go_on, _FIRST, _PREFS, pauses)) == []


def test_a_part_that_was_begun_is_not_pushed_aside() -> None:
    """Its place is kept, and a person was told."""
    begun = replace(_PREFS, interview=replace(_PREFS.interview, trail=("pr1",), position="pr1"))
    assert _offered(_came(assessment.go_on, _FIRST, begun)) == []


@pytest.mark.parametrize(
    ("wrote_at", "offered"),
    [(None, []), (_ASKED_A_WEEK_AGO, []), (NOON - timedelta(days=1), [("strengths", LEO.id)])],
)
def test_two_offers_without_a_word_are_enough(wrote_at: datetime | None, offered: list[Any]) -> None:
    """A third is not texted to who is silent; a person calls. Who has written since is there, and is asked."""
    matters = replace(_walk(62, "matters", "paused", NOON - timedelta(days=8)), then=())
    thread = replace(THREAD, last_in_at=wrote_at)
    assert _offered(_came(assessment.go_on, _FIRST, _PREFS, matters, thread)) == offered


def test_what_was_offered_meanwhile_does_not_come_twice() -> None:
    """The offer that lay over is taken up at last: of the parts behind it only those that nobody has offered."""
    matters = _walk(62, "matters", at=NOON - timedelta(days=1))
    done = turn(_FIRST, _PREFS, matters)
    assert interviews.to_follow(done, _PREFS) == ("strengths",)
    assert interviews.open_walk(done, ANA) == _PREFS


def test_a_first_month_stays_short() -> None:
    """What would go beyond its forty messages waits for the second month."""
    long = _begun(20)[0]
    trail = tuple(f"q{number}" for number in range(38))
    long = replace(long, interview=replace(long.interview, trail=trail))
    done = _came(assessment.go_on, long)
    assert (_offered(done), _promised(done)) == ([], {"assessment": _days(10)})
    assert _offered(_came(assessment.go_on, *_begun(20))) == [("part-a", LEO.id)]


def test_needs_are_put_in_order_once_there_are_two() -> None:
    """After the first part that leaves so many; one alone is not worth a text, and what has an order keeps it."""
    two = [_need(0), _need(1)]
    begun = _begun(40, "part-a")
    assert _offered(_came(assessment.go_on, *begun, *two)) == [("close", LEO.id)]
    assert _offered(_came(assessment.go_on, *begun, two[0])) == [("part-b", LEO.id)]
    assert _offered(_came(assessment.go_on, *begun, two[0], replace(two[1], rank=1))) == [("part-b", LEO.id)]
    declined = [replace(need, wants_help="no") for need in two]
    assert _offered(_came(assessment.go_on, *begun, *declined)) == [("part-b", LEO.id)]
    assert _offered(_came(assessment.go_on, *_begun(40), *two)) == [("part-a", LEO.id)]


def test_at_the_end_what_came_since_is_put_in_order_too() -> None:
    """Once; a third ranking nobody is asked for."""
    every = [form for form in parts.PARTS if form != "part-h"]
    ranked, fresh = _need(0, rank=1), _need(1)
    assert _offered(_came(assessment.go_on, *_begun(40, *every), ranked, fresh)) == [("close", LEO.id)]
    assert _offered(_came(assessment.go_on, *_begun(40, *every, "close"), ranked, fresh)) == [("close", LEO.id)]
    assert _offered(_came(assessment.go_on, *_begun(40, *every, "close", "close"), ranked, fresh)) == []


def test_each_child_is_asked_about_and_each_adult_about_themselves() -> None:
    """What another adult answered for the child is not asked again; part F is about the adults."""
    ben = some_id(3)
    every = [form for form in parts.PARTS if form != "part-h"]
    of_ben = [replace(walk, contact_id=ben) for walk in _begun(40, *every)]
    own = _walk(95, "prefs", at=NOON - timedelta(days=40))
    assert _offered(_came(assessment.go_on, *of_ben, own)) == [("part-f", LEO.id)]
    sister = Link(some_id(8), ANA.id, MIA.id, "mother")
    assert _offered(_came(assessment.go_on, *_begun(40, *every), MIA, sister)) == [("part-a", MIA.id)]
