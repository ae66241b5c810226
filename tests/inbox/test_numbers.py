"""A number that nobody knows is linked to a family: checked, agreed to, audited, and only within reach."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.channel import Attachment, Inbound
from dialogs.ids import Id
from dialogs.rows import messages
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Address, Consent, Contact
from storage import pages
from storage.record import AUDIT
from tests.inbox.conftest import Browser, World

NUMBER = "+15125550188"
CALLED = {"checked": "call", "method": "verbal", "old": "left"}


def _writes(world: World, text: str, **more: object) -> None:
    world.clock.move(minutes=1)
    mark = f"s{world.clock().timestamp()}"
    world.door.hear(Inbound("phone", "kinline", NUMBER, text, mark, world.clock(), **more))  # type: ignore[arg-type]


def _place(browser: Browser) -> str:
    """The address of the number's page."""
    linked = browser.get("/inbox/unknown").text.partition('href="/inbox/unknown/')[2]
    return "/inbox/unknown/" + linked.partition('"')[0]


def _rows(world: World, kind: type[Any]) -> list[Any]:
    with world.database.reading() as connection:
        return pages.read(connection, kind, world.program, world.keys)


def test_the_new_number_of_a_contact_is_linked(world: World) -> None:
    """What it wrote stands in her thread and waits; she is written to there, and no more at the old number."""
    _writes(world, "Hi, is this the clinic?")
    _writes(world, "It is Rosa, my new phone", attachments=(Attachment("phone:1", "image/jpeg"),))
    ana, home = world.signed_in("ana"), world.homes["F1"]
    place = _place(ana)
    assert "Hi, is this the clinic?" in ana.get(place).text
    found = ana.send_form(f"{place}/find", q="rosa gom").text
    assert str(home.contact.id) in found
    answer = ana.send_form(place, contact=str(home.contact.id), **CALLED)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (
        303, f"/inbox/threads/{home.contact.id}",
    )  # fmt: skip
    talk = ana.get(f"/inbox/threads/{home.contact.id}").text
    assert "my new phone" in talk
    assert "No stranger has written" in ana.get("/inbox/unknown").text
    states = {row.value: row.state for row in _rows(world, Address) if row.contact_id == home.contact.id}
    assert states == {"f1": "wrong_number", NUMBER: ""}
    (consent,) = _rows(world, Consent)
    assert (consent.what, consent.method, consent.by_staff) == ("recorded", "verbal", world.staff["ana"].id)
    assert next(row for row in _rows(world, Contact) if row.id == home.contact.id).consent == "active"
    with world.database.reading() as connection:
        what = " ".join(connection.execute(select(AUDIT.c.what)).scalars())
    assert "number-linked-call:" in what
    assert NUMBER not in what
    assert [file.content_type for file in _rows(world, messages.Attachment)] == ["image/jpeg"]
    ana.send_form(f"/inbox/threads/{home.contact.id}/reply", text="Got it, Rosa", anyway="1", key="k")
    world.clock.move(minutes=1)
    world.drain()
    assert [row.address for row in _rows(world, Outgoing) if row.text == "Got it, Rosa"] == [f"phone:{NUMBER}"]


def test_what_was_linked_belongs_to_the_family(world: World) -> None:
    """On disk too: an export, or one day an erasure, finds the texts by their family."""
    _writes(world, "It is Rosa")
    ana, home = world.signed_in("ana"), world.homes["F1"]
    ana.send_form(_place(ana), contact=str(home.contact.id), **CALLED)
    with world.database.reading() as connection:
        table = pages.table_of(Message)
        assert connection.execute(select(table.c.family_id)).scalars().all() == [home.id]


def test_whoever_had_not_agreed_is_invited_first(world: World) -> None:
    """A wrong number that was corrected: the consent is recorded, and one invitation may go to the new number."""
    home = world.family("F9", "ana", "Pearl Umbrella", consent="withdrawn", silence="wrong_number")
    _writes(world, "Pearl here")
    ana = world.signed_in("ana")
    ana.send_form(_place(ana), contact=str(home.contact.id), **CALLED)
    contact = next(row for row in _rows(world, Contact) if row.id == home.contact.id)
    assert (contact.consent, contact.silence) == ("recorded", "")
    assert "Send the invitation" in ana.get(f"/families/{home.id}").text


@pytest.mark.parametrize("lacking", ["contact", "checked", "method"])
def test_nothing_is_linked_on_a_guess(world: World, lacking: str) -> None:
    """Whose, how it is known, and how they agreed: each is asked for, and nothing is changed without."""
    _writes(world, "Hello")
    ana = world.signed_in("ana")
    fields = {"contact": str(world.homes["F1"].contact.id), **CALLED} | {lacking: ""}
    assert ana.send_form(_place(ana), **fields).status_code == 422
    assert "Hello" in ana.get("/inbox/unknown").text
    assert _rows(world, Consent) == []


def test_two_colleagues_link_one_number_at_the_same_moment(anywhere: World) -> None:
    """To two families, and to two people of one: it is the first one's with all that it wrote, and the second is told
    what they are told a minute later; no consent of theirs is kept."""
    world = anywhere
    world.put(world.homes["F1"].id, other := Contact(world.new_id(), "Beto Gómez", "es"))
    mine, theirs = world.homes["F1"].contact.id, world.homes["F2"].contact.id
    ana, sara = world.signed_in("ana"), world.signed_in("sara")
    for number, pair in ((NUMBER, (mine, theirs)), ("+15125550189", (mine, other.id))):
        said = Inbound("phone", "kinline", number, "It is me", f"s{number}", world.clock())
        assert world.door.hear(said).what == "written"
        place, start = _place(ana), Barrier(2)

        def link(browser: Browser, contact: Id, place: str = place, start: Barrier = start) -> int:
            start.wait(timeout=20)
            return browser.send_form(place, contact=str(contact), **CALLED | {"old": "kept"}).status_code

        with ThreadPoolExecutor(2) as hands:
            both = [hands.submit(link, *each) for each in zip((ana, sara), pair, strict=True)]
            assert sorted(each.result() for each in both) == [303, 404]
        (given,) = [row for row in _rows(world, Address) if row.value == number]
        (heard,) = [row for row in _rows(world, Message) if row.address == f"phone:{number}"]
        assert given.contact_id == heard.contact_id
        assert heard.contact_id in pair
        world.clock.move(minutes=1)
    assert len(_rows(world, Consent)) == 2


def test_a_number_is_linked_only_to_a_family_within_reach_and_only_once(world: World) -> None:
    """Luis may read what strangers write; Ana's family he reaches neither by search nor by its id."""
    _writes(world, "Hello")
    ana, luis, audra = (world.signed_in(who) for who in ("ana", "luis", "audra"))
    place, theirs = _place(ana), {"contact": str(world.homes["F1"].contact.id), **CALLED}
    assert "Rosa" not in luis.send_form(f"{place}/find", q="rosa").text
    assert luis.send_form(place, **theirs).status_code == 404
    assert audra.get(place).status_code == 404
    assert audra.send_form(place, **theirs).status_code == 404
    assert ana.send_form(place, contact="x", **CALLED).status_code == 404
    assert ana.send_form(place, **theirs).status_code == 303
    assert ana.send_form(place, **theirs | {"contact": str(world.homes["F2"].contact.id)}).status_code == 404
    assert len(_rows(world, Address)) == len(world.homes) + 1
