"""Who reaches what: for every address of the inbox, what is not theirs and what is not there are the same."""

from __future__ import annotations

import re
import secrets
from typing import Any
from uuid import UUID

import pytest

from bot.channels.channel import Attachment
from bot.inbox.routes import GUARDED, OPEN
from dialogs.desk.permission import Scope, may_see_family, may_see_private, scope_of
from dialogs.ids import Id
from dialogs.rows import messages
from dialogs.rows.care import Appointment, Item, Need
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Staff
from dialogs.turns import acts
from storage import pages
from tests.inbox import scene
from tests.inbox.conftest import Browser, World

#: Addresses without an object of a family.
PLAIN = {"/inbox", "/inbox/unknown", "/families", "/families/new", "/to-do", "/admin/forms"}
OF_FAMILY = [(path, method) for path, method, _ in GUARDED if path not in PLAIN]


def test_every_address_of_an_object_is_looked_at_here() -> None:
    """A new page behind sign-in appears in these tests by itself; one without sign-in is named here."""
    assert len(OF_FAMILY) >= 20
    assert {path for path, _, _ in OPEN} == {
        "/sign-in", "/sign-in/code", "/sign-in/set-up", "/welcome/{token}", "/sign-out",
    }  # fmt: skip


@pytest.fixture
def story(world: World) -> World:
    """F1, Ana's, with one of everything: an interview, a visit, an alert, an item, a reported death."""
    world.act("F1", acts.StartInterview(world.homes["F1"].contact.id, None, "first8", "at the clinic"))
    scene.visit(world)
    world.hear("F1", "I would rather talk to a person please call me")
    world.hear("F1", "no respira", attachments=(Attachment("phone:1", "image/jpeg"),))
    world.hear("F1", "mi hija murió")
    world.put(world.homes["F1"].id, Item(world.new_id(), world.homes["F1"].contact.id, None, "call", "request",
                                               "rather_talk", world.clock(), world.clock()))  # fmt: skip
    return world


def objects(world: World) -> dict[str, Id]:
    """One id of each kind, all of F1."""
    home = world.homes["F1"]
    with world.database.reading() as connection:

        def first(of: type[Any], **where: str) -> Id:
            rows: list[Any] = pages.read(connection, of, world.program, world.keys)
            found: Id = next(
                row.id for row in rows if all(getattr(row, name) == value for name, value in where.items())
            )
            return found

        return {
            "contact": home.contact.id, "family": home.id, "visit": first(Appointment),
            "alert": first(Alert), "item": first(Item, kind="call"),
            "file": first(messages.Attachment),
            # A family's text is nobody's to link.
            "message": first(Message),
            "interview": first(Walk),
            "form": scene.form(world),
        }  # fmt: skip


def filled(path: str, ids: dict[str, Id]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), path)


def ask(browser: Browser, method: str, path: str) -> tuple[int, str]:
    """Status and page, without what differs by nature: the words that came in."""
    answer = browser.get(path) if method == "GET" else browser.send_form(path, text="x", reason="done", form="first8")
    return answer.status_code, answer.text


def test_another_coordinator_reaches_nothing_and_cannot_tell(story: World) -> None:
    """Forbidden and missing are the same answer, byte for byte, on every address and method."""
    ids = objects(story)
    luis = story.signed_in("luis")
    for path, method in OF_FAMILY:
        missing = {name: UUID(int=secrets.randbits(128)) for name in ids}
        theirs, nothing = ask(luis, method, filled(path, ids)), ask(luis, method, filled(path, missing))
        assert theirs == nothing, path
        assert theirs[0] == 404, path
        assert "Rosa" not in theirs[1]


@pytest.mark.parametrize("who", ["audra", ""])
def test_an_auditor_and_a_stranger_reach_nothing(story: World, who: str) -> None:
    """The auditor's role has no families; whoever is not signed in is sent to sign in."""
    ids = objects(story)
    browser = story.signed_in(who) if who else story.client()
    for path, method in OF_FAMILY:
        status, text = ask(browser, method, filled(path, ids))
        assert status == (404 if who else 303), path
        assert "Rosa" not in text
    for path in ("/inbox", "/inbox?view=mine", "/families"):
        text = browser.get(path).text
        assert "Rosa" not in text
        assert "I have it" not in text


def test_lists_counters_and_the_bar_show_only_what_is_theirs(story: World) -> None:
    """Luis sees his own family in the list, and neither Ana's thread, nor its count, nor its alert."""
    story.hear("F3", "Hello, a question")
    luis = story.signed_in("luis")
    for view in ("needs", "urgent", "mine", "waiting", "bot", "resolved"):
        page = luis.get(f"/inbox?view={view}").text
        assert "Rosa" not in page
        assert "alarm-" not in page
        assert ">1<" in page.replace('<span class="hidden">: </span>', "")
    assert "Omar Haddad" in luis.get("/inbox").text
    assert "Rosa" not in luis.send_form("/families", q="F").text
    assert "Sofía" not in luis.send_form("/families", q="rosa").text


@pytest.mark.parametrize("who", ["sara", "adam"])
def test_supervisor_and_admin_see_the_whole_program(story: World, who: str) -> None:
    """Both reach every family; what an admin may not read is tested below."""
    browser = story.signed_in(who)
    assert browser.get(f"/families/{story.homes['F1'].id}").status_code == 200
    assert browser.get(f"/inbox/threads/{story.homes['F3'].contact.id}").status_code == 200


def test_private_answers_are_for_the_coordinator_and_the_supervisor(world: World) -> None:
    """An admin sees neither a private answer, nor the text that it came in, nor its preview, nor its need."""
    home = world.homes["F1"]
    message = Message(world.new_id(), home.contact.id, world.line, "phone:f1", "p1", "CANARY-TEXT", world.clock())
    answer = Answer(
        world.new_id(), world.new_id(), home.contact.id, None, "part-f", "1", "fy1", "caregiver", True, "answered",
        "CANARY-RAW", "", "en", "text", world.clock(), message.id,
    )  # fmt: skip
    need = Need(
        world.new_id(), None, home.contact.id, "caregiver_wellbeing", "request", "CANARY-NEED", "caregiver", True,
        False, (), world.new_id(), world.clock(),
    )  # fmt: skip
    item = Item(world.new_id(), home.contact.id, None, "need", "request", "caregiver_wellbeing: CANARY-NEED",
                       world.clock(), world.clock())  # fmt: skip
    thread = Thread(world.new_id(), home.contact.id, status="needs_reply", waiting_since=world.clock(),
                           last_in_id=message.id, last_in_at=world.clock())  # fmt: skip
    world.put(home.id, message, answer, need, item, thread)
    paths = (
        "/inbox",
        f"/inbox/threads/{home.contact.id}",
        f"/families/{home.id}",
        f"/items/{item.id}",
        "/to-do?view=all",
    )
    for who, sees in (("ana", True), ("sara", True), ("adam", False)):
        browser = world.signed_in(who)
        told = "".join(browser.get(path).text for path in paths)
        assert ("CANARY" in told) is sees, who


def test_whoever_was_called_by_an_alert_may_open_the_family_and_not_its_private_answers(world: World) -> None:
    """The chain tells Luis's phone about Ana's family: he can act, until it is closed."""
    luis, home = world.staff["luis"], world.homes["F1"]
    alert = Alert(world.new_id(), home.contact.id, "red", "open", world.clock(), step=3)
    told = Outgoing(
        world.new_id(), None, luis.id, world.line, "phone:x", "alert", "staff-alert", "en", "F1 needs a person", "o1",
        world.clock(), world.clock(), alert_id=alert.id, state="sent",
    )  # fmt: skip
    world.put(home.id, alert, told)
    browser = world.signed_in("luis")
    assert browser.get(f"/families/{home.id}").status_code == 200
    assert "I have it" in browser.get("/inbox").text
    assert browser.send_form(f"/alerts/{alert.id}/take").status_code == 303
    assert browser.get(f"/families/{home.id}").status_code == 200
    world.act("F1", acts.CloseAlert(alert.id))
    assert browser.get(f"/families/{home.id}").status_code == 404


def people_of(cover: bool) -> tuple[Staff, Staff]:
    away = Staff(UUID(int=1), "Away", "A", "coordinator", cover_id=UUID(int=2) if cover else None)
    return away, Staff(UUID(int=2), "Here", "H", "coordinator")


@pytest.mark.parametrize("cover", [True, False])
def test_a_coordinator_reaches_the_families_of_whoever_they_cover(cover: bool) -> None:
    """And nobody else's; a family that nobody has yet is everybody's to pick up."""
    away, here = people_of(cover)
    scope = scope_of(here, (away, here))
    assert may_see_family(scope, UUID(int=9), away.id) is cover
    assert may_see_private(scope, UUID(int=9), away.id) is cover
    assert may_see_family(scope, UUID(int=9), here.id)
    assert may_see_family(scope, UUID(int=9), None)


@pytest.mark.parametrize(
    ("role", "sees", "private"),
    [("supervisor", True, True), ("admin", True, False), ("auditor", False, False), ("janitor", False, False)],
)
def test_the_table_of_roles(role: str, sees: bool, private: bool) -> None:
    """A role that is not in the table reaches nothing."""
    scope: Scope = scope_of(Staff(UUID(int=3), "X", "X", role), (), called=(UUID(int=9),))
    assert may_see_family(scope, UUID(int=9), UUID(int=1)) is sees
    assert may_see_private(scope, UUID(int=9), UUID(int=1)) is private


def test_ids_that_are_none_are_simply_not_there(world: World) -> None:
    """Garbage in an address is a 404, never a 500."""
    ana = world.signed_in("ana")
    for path in ("/families/x", "/inbox/threads/0", "/visits/%00", "/items/../x", "/contacts/😀", "/static/../desk.py"):
        assert ana.get(path).status_code == 404, path
