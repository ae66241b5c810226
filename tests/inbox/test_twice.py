"""A form that is sent twice, by a double press or a slow page: it has one effect, and both presses end on one page."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from bot.channels.channel import Inbound
from dialogs.rows.care import Appointment, Item, Reminder
from dialogs.rows.desk import Note
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Message, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Consent, Contact, Family, Link
from tests.inbox import scene
from tests.inbox.conftest import Browser, World
from tests.inbox.test_enrolling import family
from tests.inbox.test_persons import NUMBER, joins, rows

KINDS = (
    Family, Contact, Child, Address, Link, Consent, Appointment, Item, Note, Walk, Reminder, Message, Prompt, Outgoing
)  # fmt: skip

#: Where a form is shown, where it goes, and what is filled in.
Form = tuple[str, str, dict[str, str]]


def _family(world: World) -> Form:
    return "/families/new", "/families/new", family(world)


def _person(world: World, **more: str) -> Form:
    place = f"/families/{world.homes['F1'].id}/people/new"
    return place, place, joins(world.homes["F1"], **more)


def _without_number(world: World) -> Form:
    return _person(world, number="", consent="none")


def _visit(world: World) -> Form:
    home = world.homes["F1"]
    place = f"/families/{home.id}/visits/new"
    fields = {"child": home.child.id.hex, "day": "2026-03-20", "time": "10:00", "zone": "America/Chicago"}
    return place, place, fields | {"place": "Room 12", "clinic": "", "preparation": ""}


def _moved(world: World) -> Form:
    place = f"/visits/{scene.visit(world).id}"
    return place, f"{place}/move", {"version": "1", "day": "2026-03-21", "time": "09:00", "place": "Room 3"}


def _cancelled(world: World) -> Form:
    place = f"/visits/{scene.visit(world).id}"
    return place, f"{place}/cancel", {"version": "1"}


def _note(world: World) -> Form:
    place = f"/inbox/threads/{world.homes['F1'].contact.id}"
    return place, f"{place}/note", {"text": "The aunt called"}


def _number(world: World) -> Form:
    world.door.hear(Inbound("phone", "kinline", NUMBER, "It is Rosa", "s-1", world.clock()))
    place = f"/inbox/unknown/{rows(world, Message)[0].id}"
    fields = {"contact": str(world.homes["F1"].contact.id), "checked": "call", "method": "verbal", "old": "left"}
    return place, place, fields


def _placement(world: World) -> Form:
    home = world.homes["F1"]
    place = f"/families/{home.id}"
    return place, f"{place}/placement", {"whom": f"{home.contact.id.hex}/{home.child.id.hex}"}


def _hospital(world: World) -> Form:
    place = f"/families/{world.homes['F1'].id}"
    return place, f"{place}/hospital", {"child": world.homes["F1"].child.id.hex}


def _home(world: World) -> Form:
    home = world.homes["F1"]
    place = f"/families/{home.id}"
    return place, f"{place}/home", {"whom": f"{home.contact.id.hex}/{home.child.id.hex}"}


def _of_contact(action: str, consent: str, **fields: str) -> Callable[[World], Form]:
    def prepare(world: World) -> Form:
        home = world.family("F7", "ana", "Pilar Ríos", consent=consent)
        place = f"/contacts/{home.contact.id}"
        return place, f"{place}/{action}", fields

    return prepare


FORMS = [
    pytest.param(_family, id="a family"),
    pytest.param(_person, id="a person"),
    pytest.param(_without_number, id="a person without a number"),
    pytest.param(_visit, id="a visit"),
    pytest.param(_moved, id="a visit moved"),
    pytest.param(_cancelled, id="a visit cancelled"),
    pytest.param(_note, id="a note"),
    pytest.param(_number, id="a number linked"),
    pytest.param(_placement, id="a placement ended"),
    pytest.param(_hospital, id="in hospital"),
    pytest.param(_home, id="home again"),
    pytest.param(_of_contact("consent", "none", method="paper"), id="a consent"),
    pytest.param(_of_contact("invite", "recorded"), id="an invitation"),
    pytest.param(_of_contact("interview", "active", form="strengths"), id="questions started"),
    pytest.param(_of_contact("talk", "active", form="strengths", mode="phone"), id="a talk begun"),
]


def _counted(world: World) -> dict[str, int]:
    """How many there are of each; a promise that was made anew is one."""
    found = {kind.__name__: rows(world, kind) for kind in KINDS}
    found["Reminder"] = [row for row in found["Reminder"] if row.state == "planned"]
    return {kind: len(of_it) for kind, of_it in found.items()}


def _shown(browser: Browser, page: str) -> str:
    """The id of the row that the page's form makes; "" where it makes none."""
    return browser.get(page).text.partition('name="row" value="')[2].partition('"')[0]


@pytest.mark.parametrize("prepare", FORMS)
def test_a_second_press_does_nothing_more(world: World, prepare: Callable[[World], Form]) -> None:
    """One after the other: the second press writes no row, and ends where the first did."""
    page, place, fields = prepare(world)
    ana = world.signed_in("ana")
    fields |= {"row": _shown(ana, page)}
    first = ana.send_form(place, **fields)
    once = _counted(world)
    world.clock.move(seconds=2)
    second = ana.send_form(place, **fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["location"] == first.headers["location"]
    assert _counted(world) == once


@pytest.mark.parametrize("prepare", FORMS[:8])
def test_both_presses_at_the_same_moment(anywhere: World, prepare: Callable[[World], Form]) -> None:
    """Neither waits for the other, on both databases."""
    page, place, fields = prepare(anywhere)
    ana, start = anywhere.signed_in("ana"), Barrier(2)
    fields |= {"row": _shown(ana, page)}

    def press(_: int) -> tuple[int, str]:
        start.wait(timeout=20)
        answer = ana.send_form(place, **fields)
        return answer.status_code, answer.headers.get("location", "")

    before = _counted(anywhere)
    with ThreadPoolExecutor(2) as hands:
        ended = list(hands.map(press, range(2)))
    assert ended[0] == ended[1]
    assert ended[0][0] == 303
    grown = {kind: count - before[kind] for kind, count in _counted(anywhere).items()}
    assert max(grown[kind] for kind in ("Family", "Contact", "Appointment", "Note", "Address")) <= 1


def test_two_visits_of_one_day_are_two(world: World) -> None:
    """What was filled in anew is another form, even where it says the same."""
    page, place, fields = _visit(world)
    ana = world.signed_in("ana")
    for _ in range(2):
        assert ana.send_form(place, **fields | {"row": _shown(ana, page)}).status_code == 303
    assert len(rows(world, Appointment)) == 2


@pytest.mark.parametrize("row", ["", "nonsense", "é" * 32])
def test_a_form_without_its_id_is_taken_as_any_other(world: World, row: str) -> None:
    """A page from before an upgrade, or a tool: it makes a row all the same."""
    _, place, fields = _person(world)
    assert world.signed_in("ana").send_form(place, **fields | {"row": row}).status_code == 303


def test_the_id_of_another_familys_row_makes_and_shows_nothing(world: World) -> None:
    """A form that was tampered with: refused, and whose the row is stays untold."""
    luis, theirs = world.signed_in("luis"), world.homes["F1"]
    own = f"/families/{world.homes['F3'].id}/people/new"
    before: Any = _counted(world)
    fields = joins(world.homes["F3"], row=theirs.contact.id.hex)
    assert luis.send_form(own, **fields).status_code == 422
    fields = family(world, row=theirs.id.hex, coordinator=world.staff["luis"].id.hex)
    assert luis.send_form("/families/new", **fields).status_code == 422
    assert _counted(world) == before
