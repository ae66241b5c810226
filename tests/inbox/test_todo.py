"""The to-do page: what is open in any family, by the time it is due, ticked off and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from dialogs.rows.care import Item
from dialogs.rows.desk import Alert
from dialogs.rows.people import Address, Child, Contact
from storage import pages
from storage.tables.people import StaffRow
from tests.inbox.conftest import World


def put(world: World, code: str, kind: str, note: str = "", **due: float) -> Item:
    """An open item of a family, due at so many days or hours from now."""
    home = world.homes[code]
    item = Item(
        world.new_id(), home.contact.id, home.child.id, kind, "request", note, world.clock() + timedelta(**due),
        world.clock(),
    )  # fmt: skip
    world.put(home.id, item)
    return item


def kept(world: World, item: Item) -> Item:
    with world.database.reading() as connection:
        return pages.by_id(connection, Item, world.program, world.keys, [item.id])[item.id]


def test_what_is_due_first_stands_on_top_with_who_what_and_when(world: World) -> None:
    """Overdue, today and later in that order, each with its family, its child and the way to the thread."""
    put(world, "F1", "visit_help", days=3)
    put(world, "F2", "visit_change", hours=3)
    put(world, "F1", "visit_look_for_new", hours=-2)
    page = world.signed_in("ana").get("/to-do").text
    words = ("Overdue</h2>", "Look for a new date", "Overdue 2 h", "Rosa Gómez", "Today</h2>", "Move a visit",
             "Mai Trần", "Later</h2>", "Help with a visit", "Due in 3 days")  # fmt: skip
    places = [page.index(word) for word in words]
    assert places == sorted(places)
    assert f'href="/inbox/threads/{world.homes["F2"].contact.id}"' in page
    assert "Sofía" in page


@pytest.mark.parametrize(
    ("kind", "note", "words"),
    [
        pytest.param("call_questions", "first8: ho2, cg1", "First questions: a place to stay; how you feel", id="left"),
        pytest.param("call_questions", "assessment: part-f, prefs", "Never asked: Family and you; How to", id="day 60"),
        pytest.param("interview_silent", "part-g", "Ready for emergencies", id="silent"),
        pytest.param("letter", "part-e: in3w", "Send a photo of it, or write what it is.", id="letter"),
        pytest.param("declined", "gone: x1", "gone: x1", id="a form that is not at hand"),
        pytest.param("need", "medication: home-supplies", "Medication: home supplies", id="need"),
        pytest.param("not_sent", "reminder: no_channel", "Reminder: there is no working number", id="not sent"),
        pytest.param("call", "checkin_missed", "Two check-ins without an answer.", id="missed check-ins"),
    ],
)
def test_what_an_item_is_about_is_said_in_words(world: World, kind: str, note: str, words: str) -> None:
    put(world, "F1", kind, note, hours=1)
    assert words in world.signed_in("ana").get("/to-do").text


def test_mine_are_the_families_of_ones_own_and_all_is_what_one_reaches(world: World) -> None:
    """A coordinator begins with their own, a supervisor with everybody's; the rail counts what is due."""
    put(world, "F1", "visit_help", hours=1)
    put(world, "F3", "visit_change", hours=1)
    world.family("F9", None, "Nadia Free")
    put(world, "F9", "visit_help", days=9)
    ana, sara = world.signed_in("ana"), world.signed_in("sara")
    assert "Rosa" in ana.get("/to-do").text
    everyone = ("Rosa", "Nadia", "Omar")
    for where, sees in (("mine", {"Rosa"}), ("all", {"Rosa", "Nadia"})):
        page = ana.get(f"/to-do?view={where}").text
        assert {name for name in everyone if name in page} == sees
    page = sara.get("/to-do").text
    assert all(name in page for name in everyone)
    assert '2<span class="hidden"> due today or before' in page
    assert '1<span class="hidden"> due today or before' in ana.get("/inbox").text
    assert "due today or before" not in world.signed_in("audra").get("/to-do").text


def test_families_covered_for_a_colleague_stand_in_a_list_that_says_so(world: World) -> None:
    """Mine are one's own; the badge counts both, for both are to be done."""
    put(world, "F1", "visit_help", hours=1)
    put(world, "F3", "visit_change", hours=1)
    assert "Covering for" not in world.signed_in("ana").get("/to-do").text
    with world.database.writing() as connection:
        connection.execute(
            update(StaffRow).where(StaffRow.id == world.staff["luis"].id).values(cover_id=world.staff["ana"].id)  # type: ignore[arg-type]
        )
    world.desk.directory.forget()
    ana = world.signed_in("ana")
    mine = ana.get("/to-do").text
    assert "Rosa" in mine
    assert "Omar" not in mine
    assert "Covering for Luis</a>" in mine
    assert '2<span class="hidden"> due today or before' in mine
    covered = ana.get("/to-do?view=covering").text
    assert "Omar" in covered
    assert "Rosa" not in covered.partition('id="panel"')[2]


def test_a_thing_is_done_in_one_click_and_taken_back_in_another(world: World) -> None:
    """Done says so on the same page, with an undo that opens it again as it was."""
    item = put(world, "F1", "visit_help", hours=1)
    ana = world.signed_in("ana")
    done = ana.send_form(f"/items/{item.id}/close", reason="done", to_do="mine")
    assert done.headers["location"].startswith("/to-do?view=mine")
    page = ana.get(done.headers["location"]).text
    assert "Done." in page
    assert f"item-{item.id.hex}" not in page
    assert kept(world, item).state == "closed"
    assert f'action="/items/{item.id}/reopen"' in page
    undone = ana.send_form(f"/items/{item.id}/reopen", view="mine")
    assert f"item-{item.id.hex}" in ana.get(undone.headers["location"]).text
    assert kept(world, item) == item
    assert ana.send_form(f"/items/{item.id}/reopen").status_code == 303
    assert kept(world, item) == item


def test_a_call_ends_in_how_it_went_and_a_loss_only_in_the_thread(world: World) -> None:
    """The list offers the outcomes of a call; a reported death is decided beside what was said."""
    call, loss = put(world, "F1", "call", "rather_talk", hours=1), put(world, "F1", "loss", hours=1)
    ana = world.signed_in("ana")
    page = ana.get("/to-do").text
    assert "Reached, agreed" in page
    assert f'action="/items/{loss.id}/close"' not in page
    assert ana.send_form(f"/items/{call.id}/close", reason="reached_agreed", to_do="mine").status_code == 303
    assert kept(world, call).reason == "reached_agreed"
    assert ana.send_form(f"/items/{loss.id}/reopen").status_code == 404


@pytest.mark.parametrize("reason", ["call_later", "not_responding"])
def test_a_call_that_reached_nobody_is_to_be_made_again(world: World, reason: str) -> None:
    """On the next working day, about the same; nothing falls out of the list unspoken."""
    call = put(world, "F1", "call", "rather_talk", hours=1)
    ana = world.signed_in("ana")
    page = ana.get(ana.send_form(f"/items/{call.id}/close", reason=reason).headers["location"]).text
    assert "It stands in To do again" in page
    again = [item for item in _items(world) if item.state == "open"]
    assert [(item.kind, item.note) for item in again] == [("call", "rather_talk")]
    assert again[0].due_at > call.due_at


def test_a_death_heard_in_a_call_holds_everything(world: World) -> None:
    """Whoever heard it is led to the thread, where they say of whom, or undo; until then nothing is sent by itself."""
    call, home = put(world, "F1", "call", "rather_talk", hours=1), world.homes["F1"]
    ana = world.signed_in("ana")
    answer = ana.send_form(f"/items/{call.id}/close", reason="deceased", to_do="mine")
    assert answer.headers["location"].startswith(f"/inbox/threads/{home.contact.id}")
    page = ana.get(answer.headers["location"]).text
    assert "Everything automatic is held" in page
    assert "Confirm for Sofía" in page
    with world.database.reading() as connection:
        contact = next(row for row in pages.read(connection, Contact, world.program, world.keys)
                       if row.id == home.contact.id)  # fmt: skip
        alerts = pages.read(connection, Alert, world.program, world.keys)
    assert contact.silence == "loss"
    assert alerts == []
    item = page.partition("/loss")[0].rpartition("/items/")[2]
    ana.send_form(f"/items/{item}/loss", child="")
    assert "Confirm for" not in ana.get(f"/inbox/threads/{home.contact.id}").text


def test_a_wrong_number_called_is_written_to_no_more(world: World) -> None:
    """The number is quarantined, and somebody looks at what was texted there."""
    call = put(world, "F1", "call", "rather_talk", hours=1)
    ana = world.signed_in("ana")
    page = ana.get(ana.send_form(f"/items/{call.id}/close", reason="wrong_number").headers["location"]).text
    assert "Nothing is sent to that number any more" in page
    assert [(item.kind, item.note) for item in _items(world) if item.state == "open"] == [("privacy", "wrong_number")]
    with world.database.reading() as connection:
        states = {row.value: row.state for row in pages.read(connection, Address, world.program, world.keys)}
    assert states["f1"] == "wrong_number"


def test_a_child_found_to_be_in_hospital_is_marked(world: World) -> None:
    """As by the family's own answer: what can wait is not asked."""
    call = put(world, "F1", "call", "rather_talk", hours=1)
    world.signed_in("ana").send_form(f"/items/{call.id}/close", reason="hospitalised")
    with world.database.reading() as connection:
        children = {row.id: row.suppressed for row in pages.read(connection, Child, world.program, world.keys)}
    assert children[world.homes["F1"].child.id] == "hospital"


def _items(world: World) -> list[Item]:
    with world.database.reading() as connection:
        return pages.read(connection, Item, world.program, world.keys)


def test_a_long_list_has_pages(world: World) -> None:
    """Fifty at a time; the badge stops counting where nobody reads the number any more."""
    for number in range(103):
        put(world, "F1", "visit_help", hours=-number)
    ana = world.signed_in("ana")
    first, third = ana.get("/to-do").text, ana.get("/to-do?page=3").text
    assert [page.count('<li id="item-') for page in (first, third)] == [50, 3]
    assert "page=2" in first
    assert "99+" in first
