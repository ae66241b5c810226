"""The family's page: visits, items, consent, questions to start, the decision after a reported death."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import select

from bot.channels.channel import Inbound
from dialogs.rows.care import Item, Need, Reminder
from dialogs.rows.interviews import Answer
from dialogs.rows.people import Child, Contact, Link
from storage import pages
from storage.tables.desk import AuditRow
from tests.inbox import scene
from tests.inbox.conftest import World
from tests.placing import touch

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
    stale = ana.send_form(f"/visits/{visit}/move", **moved | {"place": "Room 3"})
    assert stale.status_code == 409
    assert "Friday, March 20, 09:00" in stale.text
    assert ana.send_form(f"/visits/{visit}/cancel", version="2").status_code == 303
    assert "Cancelled" in ana.get(f"/visits/{visit}").text


def test_a_visit_that_was_moved_shows_what_is_heard_of_its_new_day(world: World) -> None:
    """What was promised for the old day and never sent is gone from the page; what they were told stands there."""
    ana, row = world.signed_in("ana"), scene.visit(world)
    with world.database.reading() as connection:
        (entry, *_) = pages.read(connection, Reminder, world.program, world.keys)
    with world.database.writing() as connection:
        table = pages.table_of(Reminder)
        connection.execute(table.update().where(table.c.id == entry.id).values(state="sent"))
        touch(connection, world.homes["F1"].id)
    ana.send_form(f"/visits/{row.id}/move", version="1", day="2026-03-26", time="14:30", place="Room 12")
    heard = ana.get(f"/visits/{row.id}").text.partition("What the family hears")[2]
    assert heard.count("1 day before") == 1
    assert "Sent, about the earlier day" in heard
    assert "Not needed any more" not in heard


def test_an_odd_hour_is_asked_about(world: World) -> None:
    """2:30 in the morning is taken only when it is ticked that it is right, for that time and no other."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    form = VISIT | {"child": home.child.id.hex}
    asked = ana.send_form(f"/families/{home.id}/visits/new", **(form | {"time": "02:30"}))
    assert asked.status_code == 422
    assert "02:30 is right" in asked.text
    other = form | {"time": "05:00", "odd_hour": "02:30"}
    assert ana.send_form(f"/families/{home.id}/visits/new", **other).status_code == 422
    sure = form | {"time": "02:30", "odd_hour": "02:30"}
    assert ana.send_form(f"/families/{home.id}/visits/new", **sure).status_code == 303
    visit = ana.get(f"/families/{home.id}").text.partition('href="/visits/')[2].partition('"')[0]
    moved = {"version": "1", "day": "2026-03-20", "time": "23:00", "place": "Room 2"}
    again = ana.send_form(f"/visits/{visit}/move", **moved)
    assert again.status_code == 422
    assert 'value="2026-03-20"' in again.text
    assert ana.send_form(f"/visits/{visit}/move", **moved, odd_hour="23:00").status_code == 303


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
    item = Item(world.new_id(), home.contact.id, None, "call", "request", "rather_talk", world.clock(), world.clock())
    world.put(home.id, item)
    assert "They would rather talk." in ana.get(f"/items/{item.id}").text
    assert ana.send_form(f"/items/{item.id}/close", reason="done").status_code == 404
    assert ana.send_form(f"/items/{item.id}/close", reason="reached_agreed").status_code == 303
    with world.database.reading() as connection:
        (closed,) = pages.read(connection, Item, world.program, world.keys)
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
    again = ana.send_form(f"/contacts/{home.contact.id}/interview", form="part-a", child=home.child.id.hex)
    assert (again.status_code, "Other questions are open with them" in again.text) == (422, True)
    world.drain()
    world.hear("F1", "1")
    world.drain()
    assert "Assistant is asking: Money, food and home, 1 of " in ana.get(thread).text
    ana.send_form(f"{thread}/take-over")
    assert "Assistant paused at Money, food and home, 1 of " in ana.get(thread).text


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
        children = pages.read(connection, Child, world.program, world.keys)
    assert not any(child.suppressed for child in children)


def test_unknown_numbers_are_shown(world: World) -> None:
    """A text without a family stands on its own page, and on no family's."""
    scene.morning(world)
    ana = world.signed_in("ana")
    assert "Is this the clinic?" in ana.get("/inbox/unknown").text
    assert "Is this the clinic?" not in ana.get("/inbox").text


def test_what_an_unknown_number_needs_is_ticked_off_once(world: World) -> None:
    """Danger from nobody's number stands there until somebody saw to it; a second click is no error."""
    world.door.hear(Inbound("phone", "kinline", "+15125550999", "my son is not breathing", "m1", world.clock()))
    ana, luis = world.signed_in("ana"), world.signed_in("luis")
    page = ana.get("/inbox/unknown").text
    assert "Danger from an unknown number" in page
    address = "/inbox/unknown/items/" + page.partition('action="/inbox/unknown/items/')[2].partition('"')[0]
    for person in (ana, ana, luis):
        assert person.send_form(address).status_code == 303
    assert "Danger from an unknown number" not in ana.get("/inbox/unknown").text
    assert ana.send_form(f"/inbox/unknown/items/{world.homes['F1'].id}/close").status_code == 404
    with world.database.reading() as connection:
        (item,) = pages.read(connection, Item, world.program, world.keys)
    assert (item.state, item.closed_by) == ("closed", world.staff["ana"].id)


def test_empty_places_say_what_they_mean(world: World) -> None:
    """Nothing is ever just blank."""
    ana = world.signed_in("ana")
    assert "Nobody is waiting for you" in ana.get("/inbox").text
    assert "No stranger has written" in ana.get("/inbox/unknown").text
    assert "Nothing was written yet" in ana.get(f"/inbox/threads/{world.homes['F1'].contact.id}").text
    assert "begins with" in ana.send_form("/families", q="ZZ").text


def test_after_a_confirmed_loss_the_other_childrens_texts_may_go_on(world: World) -> None:
    """Not before it is decided; then one press for each contact, and the child who died stays held."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    other = Child(world.new_id(), "Mateo", "Mateo Gómez")
    world.put(home.id, other, Link(world.new_id(), home.contact.id, other.id, "mother"))
    world.hear("F1", "mi hija murió")
    page = f"/contacts/{home.contact.id}"
    assert ana.send_form(f"{page}/lift", reason="agreed").status_code == 422
    assert "Let them go on" not in ana.get(f"/families/{home.id}").text
    thread = ana.get(f"/inbox/threads/{home.contact.id}").text
    item = thread.partition("/loss")[0].rpartition("/items/")[2]
    assert ana.send_form(f"/items/{item}/loss", child=home.child.id.hex).status_code == 303
    for place in (page, f"/families/{home.id}"):
        assert "Let them go on" in ana.get(place).text
    assert ana.send_form(f"{page}/lift", reason="").status_code == 422
    assert ana.send_form(f"{page}/lift", reason="agreed").status_code == 303
    with world.database.reading() as connection:
        said = connection.execute(select(AuditRow.what, AuditRow.actor_id)).all()  # type: ignore[call-overload]
    told = [row.actor_id for row in said if f"hold-lifted-agreed:{home.contact.id.hex}" in row.what]
    assert told == [world.staff["ana"].id]
    with world.database.reading() as connection:
        (contact,) = pages.read(connection, Contact, world.program, world.keys,
                                pages.table_of(Contact).c.id == home.contact.id)  # fmt: skip
        children = pages.read(connection, Child, world.program, world.keys)
    assert contact.silence == ""
    held = {child.nickname: child.suppressed for child in children if child.id in (home.child.id, other.id)}
    assert held == {"Sofía": "loss", "Mateo": ""}
    assert "Let them go on" not in ana.get(page).text


def test_a_hold_after_a_placement_change_is_lifted_with_its_reason(world: World) -> None:
    """Where the child is with them again; the audit has the reason."""
    home = world.family("F9", "ana", "Pearl Umbrella", silence="placement")
    ana, page = world.signed_in("ana"), f"/contacts/{home.contact.id}"
    for place in (page, f"/families/{home.id}"):
        assert "the child is with them again" in ana.get(place).text
    assert ana.send_form(f"{page}/lift", reason="agreed").status_code == 422
    assert ana.send_form(f"{page}/lift", reason="returned").status_code == 303
    assert "Let them go on" not in ana.get(page).text
    with world.database.reading() as connection:
        said = connection.execute(select(AuditRow.what)).scalars().all()  # type: ignore[call-overload]
    assert any(f"hold-lifted-returned:{home.contact.id.hex}" in what for what in said)


def test_whoever_a_child_is_no_longer_with_is_not_asked_about_its_coming_home(world: World) -> None:
    """They are not offered, and a page from before is refused."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    page, whom = f"/families/{home.id}", f"{home.contact.id.hex}/{home.child.id.hex}"
    assert f'value="{whom}">{home.child.nickname}: ask' in ana.get(page).text
    assert ana.send_form(f"{page}/placement", whom=whom).status_code == 303
    assert f'value="{whom}">{home.child.nickname}: ask' not in ana.get(page).text
    assert ana.send_form(f"{page}/home", whom=whom).status_code == 422


def promised(world: World, series: str) -> list[Reminder]:
    with world.database.reading() as connection:
        rows = pages.read(connection, Reminder, world.program, world.keys)
    return [row for row in rows if row.series == series and row.state == "planned"]


def test_how_often_the_week_is_asked_about_is_chosen(world: World) -> None:
    """One promise whatever was chosen before, none for never; another rhythm or another's contact is refused."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    page, own = f"/families/{home.id}", home.contact.id.hex
    for days, promises in (("14", 1), ("30", 1), ("0", 0), ("30", 1)):
        assert ana.send_form(f"{page}/check-in", contact=own, days=days).status_code == 303
        assert len(promised(world, "check_in")) == promises
    assert '<option value="30" selected>' in ana.get(page).text
    for wrong in ({"days": "3"}, {"days": ""}, {"contact": world.homes["F3"].contact.id.hex}):
        answer = ana.send_form(f"{page}/check-in", **({"contact": own, "days": "14"} | wrong))
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_a_child_came_home_from_hospital(world: World) -> None:
    """One promise a child, however often it is said; not of another family's child, nor of one who died."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    twin = Child(world.new_id(), "Mateo", "Mateo Gómez")
    gone = Child(world.new_id(), "Luz", "Luz Gómez", suppressed="loss")
    for child in (twin, gone):
        world.put(home.id, child, Link(world.new_id(), home.contact.id, child.id, "mother"))
    page, own = f"/families/{home.id}/home", home.contact.id.hex
    for child in (home.child, twin, home.child):
        assert ana.send_form(page, whom=f"{own}/{child.id.hex}").status_code == 303
    assert {row.child_id for row in promised(world, "home48")} == {home.child.id, twin.id}
    assert len(promised(world, "home48")) == 2
    for whom in ("", f"{own}/{world.homes['F3'].child.id.hex}", f"{own}/{gone.id.hex}"):
        assert ana.send_form(page, whom=whom).status_code == 422


def test_a_child_is_in_hospital_until_it_came_home(world: World) -> None:
    """It stands beside the name, what was to be asked at home is not asked, and once is enough."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    page, own = f"/families/{home.id}", home.contact.id.hex
    ana.send_form(f"{page}/home", whom=f"{own}/{home.child.id.hex}")
    assert ana.send_form(f"{page}/hospital", child=home.child.id.hex).status_code == 303
    assert promised(world, "home48") == []
    assert ">in hospital<" in ana.get(page).text
    for child in ("", world.homes["F3"].child.id.hex):
        assert ana.send_form(f"{page}/hospital", child=child).status_code == 422
    assert ana.send_form(f"{page}/home", whom=f"{own}/{home.child.id.hex}").status_code == 303
    assert ">in hospital<" not in ana.get(page).text
    assert len(promised(world, "home48")) == 1


def test_what_is_proposed_for_a_need_stands_beside_it(world: World) -> None:
    """Who and by when; nothing once the family has it in hand. What was never asked about is named."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    need = Need(
        world.new_id(), home.child.id, home.contact.id, "medication", "need", "supply", "child", False, False,
        ("md2",), world.new_id(), world.clock(), proposed=("refill", "no-such-plan"),
    )  # fmt: skip
    has_help = replace(need, id=world.new_id(), sector="food", proposed=("food-bank",), wants_help="have_help")
    world.put(home.id, need, has_help)
    page = ana.get(f"/families/{home.id}").text
    assert page.count(">Proposed<") == 1
    assert "Medicine that lasts" in page
    assert "Has help" in page
    assert "Never asked" in page
    assert "Adult transition" not in page


def test_what_is_to_do_about_a_need_shows_the_answers_behind_it(world: World) -> None:
    """Whoever ticks it off reads first what the family said."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    interview = world.new_id()
    answer = Answer(
        world.new_id(), interview, home.contact.id, home.child.id, "first8", "1", "eq2", "child", False, "answered",
        "yes", '{"type":"yesno","value":true}', "en", "text", world.clock(),
    )  # fmt: skip
    need = Need(
        world.new_id(), home.child.id, home.contact.id, "equipment", "same_day", "equipment-today", "child", False,
        False, ("eq2",), interview, world.clock(),
    )  # fmt: skip
    item = Item(
        world.new_id(), home.contact.id, home.child.id, "need", "same_day", "equipment: equipment-today",
        world.clock(), world.clock(),
    )  # fmt: skip
    world.put(home.id, answer, need, item)
    page = ana.get(f"/items/{item.id}").text
    assert 'Could Sofía be in danger if it stops today? <strong dir="auto">yes</strong>' in page


def test_who_helps_already_stands_with_what_for(world: World) -> None:
    """By name as told; what is private is not shown to those who may not read it."""
    home = world.homes["F1"]
    who = Answer(
        world.new_id(), world.new_id(), home.contact.id, None, "part-e", "1", "part-e-help-who", "household", False,
        "answered", "Legal Aid", "", "en", "text", world.clock(),
    )  # fmt: skip
    bills = replace(who, id=world.new_id(), link_id="in3h", value='{"type":"picked","codes":["have-help"],"other":""}')
    own = replace(
        who, id=world.new_id(), interview_id=world.new_id(), form="part-f", link_id="part-f-help-who",
        about="caregiver", is_private=True, raw="Aunt Pilar",
    )  # fmt: skip
    world.put(home.id, who, bills, own)
    page, adams = (world.signed_in(name).get(f"/families/{home.id}").text for name in ("ana", "adam"))
    assert "Legal Aid</strong> · bills, letters" in page
    assert "Would you like help with bills, letters?" in page
    assert "Aunt Pilar" in page
    assert "Legal Aid" in adams
    assert "Aunt Pilar" not in adams


def test_what_private_answers_are_about_is_not_told_to_those_who_may_not_read_them(world: World) -> None:
    """An admin sees neither that it was asked nor that it was not."""
    home = world.homes["F1"]
    given = Answer(
        world.new_id(), world.new_id(), home.contact.id, None, "part-f", "1", "cg1", "caregiver", True, "declined",
        "", "", "en", "text", world.clock(),
    )  # fmt: skip
    world.put(home.id, given)
    assert "Caregiver wellbeing" in world.signed_in("ana").get(f"/families/{home.id}").text
    assert "Caregiver wellbeing" not in world.signed_in("adam").get(f"/families/{home.id}").text
