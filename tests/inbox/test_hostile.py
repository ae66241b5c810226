"""What a family writes is data: shown as written, whatever it looks like, on every page that shows it."""

from __future__ import annotations

import re
from datetime import datetime

from bot.channels.channel import Inbound
from dialogs.rows.care import Item
from dialogs.rows.interviews import Answer
from dialogs.rows.messages import Message
from dialogs.rows.people import Address, Child, Link
from dialogs.turns import acts
from tests.inbox.conftest import World

EVIL = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>{{7*7}}"
MARK = "<img src=x onerror"


def test_no_field_of_a_family_becomes_markup(world: World) -> None:
    """Names, texts, answers, notes, places, addresses: all of them appear, none of them as a tag."""
    home = world.family("F9", "ana", f"{EVIL}name", language="en")
    child = Child(world.new_id(), f"{EVIL}nick", f"{EVIL}child")
    link = Link(world.new_id(), home.contact.id, child.id, f"{EVIL}rel")
    address = Address(world.new_id(), home.contact.id, world.line, "telegram", f"{EVIL}addr")
    world.put(home.id, child, link, address)
    starts = datetime(2026, 4, 1, 9)  # noqa: DTZ001
    visit = acts.AddVisit(child.id, starts, "America/Chicago", f"{EVIL}place", f"{EVIL}clinic", f"{EVIL}prep")
    made = world.act("F9", visit)
    world.hear("F9", f"{EVIL}text")
    message = Message(world.new_id(), home.contact.id, world.line, "phone:f9", "m1", f"{EVIL}raw", world.clock(),
                             attachments=(("http://x", EVIL),), mark="edited")  # fmt: skip
    answer = Answer(
        world.new_id(), world.new_id(), home.contact.id, child.id, f"{EVIL}form", "1", f"{EVIL}link", "child", False,
        "answered", f"{EVIL}raw", "", EVIL, "text", world.clock(), message.id,
    )  # fmt: skip
    now = world.clock()
    item = Item(world.new_id(), home.contact.id, child.id, f"{EVIL}kind", "request", f"{EVIL}note", now, now)
    world.put(home.id, message, answer, item)
    world.act("F9", acts.WriteNote(home.contact.id, f"{EVIL}private"))
    world.door.hear(Inbound("phone", "kinline", EVIL, f"{EVIL}stranger", "m2", world.clock()))
    ana = world.signed_in("ana")
    path = f"/inbox/threads/{home.contact.id}"
    ana.send_form(f"{path}/draft", text=f"</textarea>{EVIL}draft")
    shown = ""
    for place in (
        "/inbox", "/inbox?view=bot", path, f"/families/{home.id}", "/families", f"/contacts/{home.contact.id}",
        "/inbox/unknown", f"/items/{item.id}", f"/visits/{made.row_id}", f"/families/{home.id}/visits/new",
    ):  # fmt: skip
        page = ana.get(place)
        assert page.status_code == 200, place
        assert MARK not in page.text, place
        assert not re.search(r"<script(?! src=)", page.text), place
        shown += page.text
    for field in ("name", "nick", "child", "addr", "place", "clinic", "prep", "text", "raw", "form", "link", "note",
                  "private", "stranger", "draft"):  # fmt: skip
        assert f"{{{{7*7}}}}{field}" in shown, field


def test_the_form_that_was_refused_comes_back_escaped(world: World) -> None:
    """What staff typed is data as well."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    path = f"/families/{home.id}/visits/new"
    page = ana.send_form(
        path, child=home.child.id.hex, day="2020-01-01", time="10:00", zone="America/Chicago", place=EVIL
    )
    assert page.status_code == 422
    assert MARK not in page.text


def test_directions_of_writing_stay_in_their_own_place(world: World) -> None:
    """Names are isolated, texts say their language and find their own direction."""
    world.hear("F1", "\u202etxet live\u202c مرحبا")
    page = world.signed_in("ana").get(f"/inbox/threads/{world.homes['F1'].contact.id}").text
    assert "<bdi>Rosa Gómez</bdi>" in page
    assert 'class="text" lang="es" dir="auto"' in page
