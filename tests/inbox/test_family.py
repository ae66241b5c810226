"""The family's page: visits, items, consent, questions to start, the decision after a reported death."""

from __future__ import annotations

from dialogs import people
from storage import pages
from tests.inbox import scene
from tests.inbox.conftest import World

VISIT = {"day": "2026-03-19", "time": "14:30", "zone": "America/Chicago", "place": "Room 1"}


def test_a_visit_is_added_moved_and_cancelled(world: World) -> None:
    """With the wall clock of its own place; an older version of the page changes nothing."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    form = VISIT | {"child": home.child.id.hex}
    assert ana.send_form(f"/families/{home.id}/visits/new", **form).status_code == 303
    page = ana.get(f"/families/{home.id}").text
    assert "Thursday, March 19, 14:30" in page
    assert "Chicago time" in page
    visit = page.partition('href="/visits/')[2].partition('"')[0]
    moved = {"version": "1", "day": "2026-03-20", "time": "09:00", "place": "Room 2"}
    assert ana.send_form(f"/visits/{visit}/move", **moved).status_code == 303
    stale = ana.send_form(f"/visits/{visit}/move", **moved)
    assert stale.status_code == 409
    assert "Friday, March 20, 09:00" in stale.text
    assert ana.send_form(f"/visits/{visit}/cancel", version="2").status_code == 303
    assert "Cancelled" in ana.get(f"/visits/{visit}").text


def test_what_is_wrong_with_a_visit_is_said(world: World) -> None:
    """A day that is past, a zone that is none, no place, a child of another family: 422 with the sentence."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    form = VISIT | {"child": home.child.id.hex}
    for wrong in (
        {"day": "2026-03-01"}, {"day": "x"}, {"zone": "Mars/Base"}, {"place": " "}, {"time": ""},
        {"child": world.homes["F3"].child.id.hex},
    ):  # fmt: skip
        answer = ana.send_form(f"/families/{home.id}/visits/new", **(form | wrong))
        assert answer.status_code == 422, wrong
        assert 'role="alert"' in answer.text


def test_an_item_is_ticked_off_with_how_it_ended(world: World) -> None:
    """A call ends in one of the outcomes of a call."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    item = people.Item(
        world.new_id(), home.contact.id, None, "call", "request", "rather_talk", world.clock(), world.clock()
    )
    world.put(home.id, item)
    assert "They would rather talk." in ana.get(f"/items/{item.id}").text
    assert ana.send_form(f"/items/{item.id}/close", reason="done").status_code == 404
    assert ana.send_form(f"/items/{item.id}/close", reason="reached_agreed").status_code == 303
    with world.database.reading() as connection:
        (closed,) = pages.read(connection, people.Item, world.program, world.keys)
    assert (closed.state, closed.reason, closed.closed_by) == ("closed", "reached_agreed", world.staff["ana"].id)


def test_an_invitation_goes_out_once_consent_is_recorded(world: World) -> None:
    """Recorded by staff, then one invitation; before that none."""
    home = world.family("F7", "ana", "New Mother", consent="none")
    ana, path = world.signed_in("ana"), f"/contacts/{home.contact.id}"
    assert ana.send_form(f"{path}/invite").status_code == 422
    assert ana.send_form(f"{path}/consent", method="verbal").status_code == 303
    assert ana.send_form(f"{path}/invite").status_code == 303
    world.drain()
    assert "Invitation" in ana.get(f"/inbox/threads/{home.contact.id}").text


def test_questions_start_from_the_page_and_the_banner_says_where_they_are(world: World) -> None:
    """Start, take over: paused with its place kept."""
    home = world.homes["F1"]
    ana, thread = world.signed_in("ana"), f"/inbox/threads/{home.contact.id}"
    answer = ana.send_form(
        f"/contacts/{home.contact.id}/interview", form="part-d", child=home.child.id.hex, send_now="now"
    )
    assert answer.status_code == 303
    world.drain()
    world.hear("F1", "1")
    world.drain()
    assert "Assistant is asking: Home, 1 of " in ana.get(thread).text
    ana.send_form(f"{thread}/take-over")
    assert "Assistant paused at Home, 1 of " in ana.get(thread).text


def test_language_zone_and_detail_level_are_changed(world: World) -> None:
    """And what we cannot do is said."""
    ana, path = world.signed_in("ana"), f"/contacts/{world.homes['F1'].contact.id}"
    assert ana.send_form(path, language="en", zone="America/Denver", level="1").status_code == 303
    page = ana.get(path).text
    assert 'value="America/Denver"' in page
    assert ana.send_form(path, language="en", zone="Nowhere", level="1").status_code == 422
    assert ana.send_form(path, language="xx", zone="", level="1").status_code == 422


def test_a_reported_death_waits_for_a_decision(world: World) -> None:
    """Undo lets everything go on; the item is closed with it."""
    world.hear("F1", "mi hija murió anoche")
    ana, home = world.signed_in("ana"), world.homes["F1"]
    thread = f"/inbox/threads/{home.contact.id}"
    page = ana.get(thread).text
    assert "A death was reported" in page
    item = page.partition('action="/items/')[2].partition("/")[0]
    assert ana.send_form(f"/items/{item}/loss", child="0" * 32).status_code == 404
    assert ana.send_form(f"/items/{item}/loss", child="").status_code == 303
    page = ana.get(thread).text
    assert "Everything automatic is held" not in page
    with world.database.reading() as connection:
        children = pages.read(connection, people.Child, world.program, world.keys)
    assert not any(child.suppressed for child in children)


def test_unknown_numbers_are_shown(world: World) -> None:
    """A text without a family stands on its own page, and on no family's."""
    scene.morning(world)
    ana = world.signed_in("ana")
    assert "Is this the clinic?" in ana.get("/inbox/unknown").text
    assert "Is this the clinic?" not in ana.get("/inbox").text


def test_empty_places_say_what_they_mean(world: World) -> None:
    """Nothing is ever just blank."""
    ana = world.signed_in("ana")
    assert "Nobody is waiting for you" in ana.get("/inbox").text
    assert "No stranger has written" in ana.get("/inbox/unknown").text
    assert "Nothing was written yet" in ana.get(f"/inbox/threads/{world.homes['F1'].contact.id}").text
    assert "begins with" in ana.get("/families?q=ZZ").text


def test_after_a_confirmed_loss_the_other_childrens_texts_may_go_on(world: World) -> None:
    """Not before it is decided; then one press for each contact, and the child who died stays held."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    other = people.Child(world.new_id(), "Mateo", "Mateo Gómez")
    world.put(home.id, other, people.Link(world.new_id(), home.contact.id, other.id, "mother"))
    world.hear("F1", "mi hija murió")
    page = f"/contacts/{home.contact.id}"
    assert ana.send_form(f"{page}/lift").status_code == 422
    thread = ana.get(f"/inbox/threads/{home.contact.id}").text
    item = thread.partition("/loss")[0].rpartition("/items/")[2]
    assert ana.send_form(f"/items/{item}/loss", child=home.child.id.hex).status_code == 303
    assert "Let texts about the other children go on" in ana.get(page).text
    assert ana.send_form(f"{page}/lift").status_code == 303
    with world.database.reading() as connection:
        (contact,) = pages.read(connection, people.Contact, world.program, world.keys,
                                pages.table_of(people.Contact).c.id == home.contact.id)  # fmt: skip
        children = pages.read(connection, people.Child, world.program, world.keys)
    assert contact.silence == ""
    held = {child.nickname: child.suppressed for child in children if child.id in (home.child.id, other.id)}
    assert held == {"Sofía": "loss", "Mateo": ""}
    assert "Let texts about" not in ana.get(page).text
