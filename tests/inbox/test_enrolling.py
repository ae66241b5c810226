"""A new family by its page: whole or not at all, in the reach of whoever adds it, and nobody is texted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.channels.channel import Inbound
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Child, Consent, Contact, Family, Link
from storage.record import AUDIT
from tests.inbox.conftest import Browser, World
from tests.inbox.test_persons import NUMBER, called, rows, stored

PAGE = "/families/new"


def family(world: World, **more: str) -> dict[str, str]:
    """A mother of two, as the form sends them."""
    usual = {
        "code": "K-1", "coordinator": world.staff["ana"].id.hex, "introduced_by": "Dr. Patel",
        "child-1": "Leo Paz", "born-1": "2020-02-29", "relation-1": "mother",
        "child-2": "Mia Paz", "born-2": "", "relation-2": "mother", "child-3": "", "born-3": "", "relation-3": "",
        "name": "Inés Paz", "language": "es", "zone": "America/Chicago", "number": NUMBER, "level": "0",
        "consent": "verbal", "consent_date": "2026-03-03", "consent_version": "1", "consent_text": "",
    }  # fmt: skip
    return usual | {name.replace("_", "-") if name[-1].isdigit() else name: value for name, value in more.items()}


def test_a_family_of_two_children_and_who_answers_for_them(world: World) -> None:
    """Every row, each role, the proof of the consent and the line in the audit; then the one invitation may go."""
    ana = world.signed_in("ana")
    assert "Add a family" in ana.get("/families").text
    assert ana.get(PAGE).status_code == 200
    answer = ana.send_form(PAGE, **family(world))
    made = next(row for row in rows(world, Family) if row.code == "K-1")
    assert answer.headers["location"] == f"/families/{made.id}?said=added-agreed"
    assert (made.coordinator_id, made.introduced_by) == (world.staff["ana"].id, "Dr. Patel")
    children = [row for row in rows(world, Child) if "Paz" in row.name]
    assert [(row.nickname, str(row.birth_date)) for row in children] == [("Leo", "2020-02-29"), ("Mia", "None")]
    ines = called(world, "Inés Paz")
    links = [row for row in rows(world, Link) if row.contact_id == ines.id]
    may = {(row.child_id, row.relationship, row.may_answer, row.gets_reminders, row.gets_emergency) for row in links}
    assert may == {(child.id, "mother", True, True, True) for child in children}
    (address,) = [row for row in rows(world, Address) if row.contact_id == ines.id]
    assert (address.value, address.line_id) == (NUMBER, world.line)
    (consent,) = rows(world, Consent)
    assert (consent.method, consent.by_staff, f"{consent.at:%Y-%m-%d}") == (
        "verbal", world.staff["ana"].id, "2026-03-03",
    )  # fmt: skip
    with world.database.reading() as connection:
        what = connection.execute(select(AUDIT.c.what, AUDIT.c.actor_id, AUDIT.c.family_id)).all()[-1]
    assert (what.actor_id, what.family_id) == (world.staff["ana"].id, made.id)
    assert f"family-added:{made.id.hex}" in what.what
    assert "Paz" not in what.what
    assert rows(world, Outgoing) == []
    assert "Inés Paz" in ana.get(f"/families/{made.id}").text
    assert ana.send_form(f"/contacts/{ines.id}/invite").status_code == 303
    world.drain()
    assert [row.address for row in rows(world, Outgoing)] == [f"phone:{NUMBER}"]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        pytest.param({"code": ""}, "code", "is missing", id="no code"),
        pytest.param({"code": "F1"}, "code", "is in use already", id="a code that is used"),
        pytest.param({"code": "f1"}, "code", "is in use already", id="a code that is used, in small letters"),
        pytest.param({"code": "\uff26\u200b1"}, "code", "is in use already", id="a code that looks like one"),
        pytest.param({"child_1": "\u200b\u3164"}, "child-1", "is missing", id="a name that nobody sees"),
        pytest.param({"coordinator": "0" * 32}, "coordinator", "is missing", id="no such coordinator"),
        pytest.param({"child_1": " "}, "child-1", "is missing", id="no child"),
        pytest.param({"born_1": "2026-03-04"}, "born-1", "lies in the future", id="not born yet"),
        pytest.param({"relation_1": ""}, "relation-1", "is missing", id="no relation"),
        pytest.param({"child_2": ""}, "child-2", "is missing", id="a second child without a name"),
        pytest.param({"relation_2": ""}, "relation-2", "is missing", id="nothing to the second"),
        pytest.param({"name": ""}, "name", "is missing", id="no contact"),
        pytest.param({"number": "555-0188"}, "number", "has too few digits", id="number"),
        pytest.param({"consent_date": ""}, "consent_date", "is missing", id="no day of consent"),
        pytest.param({"introduced_by": "x" * 121}, "introduced_by", "is longer than 120", id="who introduced us"),
    ],
)
def test_nothing_of_a_family_is_stored_while_a_field_is_wrong(
    world: World, wrong: dict[str, str], field: str, said: str
) -> None:
    """It is named beside the field; what was typed stays."""
    ana, before = world.signed_in("ana"), (len(rows(world, Family)), len(rows(world, Child)), stored(world))
    answer = ana.send_form(PAGE, **family(world, **wrong))
    assert answer.status_code == 422
    assert said in answer.text.partition(f'<p class="wrong" id="wrong-{field}">')[2].partition("</p>")[0]
    assert answer.text.count('class="wrong"') == 1
    assert 'value="Dr. Patel"' in answer.text or field == "introduced_by"
    assert (len(rows(world, Family)), len(rows(world, Child)), stored(world)) == before


def test_a_number_that_wrote_before_is_linked_on_its_own_page(world: World) -> None:
    """Its texts come along there; here it would leave them behind."""
    world.door.hear(Inbound("phone", "kinline", NUMBER, "Hello, is this the clinic?", "s-1", world.clock()))
    ana = world.signed_in("ana")
    refused = ana.send_form(PAGE, **family(world))
    assert (refused.status_code, "link it under Unknown numbers" in refused.text) == (422, True)
    assert ana.send_form(PAGE, **family(world, number="", consent="none")).status_code == 303
    assert called(world, "Inés Paz").consent == "none"


def test_a_family_is_given_within_reach(world: World) -> None:
    """A coordinator adds their own, a supervisor anybody's; an auditor none, and the form is not there for them."""
    ana, sara, audra = (world.signed_in(who) for who in ("ana", "sara", "audra"))
    luis = world.staff["luis"].id.hex
    assert ana.send_form(PAGE, **family(world, coordinator=luis)).status_code == 422
    assert sara.send_form(PAGE, **family(world, coordinator=luis)).status_code == 303
    assert next(row for row in rows(world, Family) if row.code == "K-1").coordinator_id == world.staff["luis"].id
    before = len(rows(world, Contact))
    assert [audra.get(PAGE).status_code, audra.send_form(PAGE, **family(world)).status_code] == [404, 404]
    assert "Add a family" not in audra.get("/families").text
    assert ana.send_form(PAGE, csrf="x", **family(world, code="K-2", number="")).status_code == 403
    assert len(rows(world, Contact)) == before


def test_two_colleagues_add_one_family_at_the_same_moment(anywhere: World) -> None:
    """The same code and number twice: one family, and the other colleague is told to look again."""
    both, start = [anywhere.signed_in(who) for who in ("ana", "sara")], Barrier(2)

    def sent(browser: Browser) -> tuple[int, str]:
        start.wait(timeout=20)
        answer = browser.send_form(PAGE, **family(anywhere))
        return answer.status_code, answer.text

    with ThreadPoolExecutor(2) as hands:
        ended = sorted(hands.map(sent, both))
    assert [status for status, _ in ended] == [303, 422]
    assert 'id="wrong-code"' in ended[1][1]
    assert [row.code for row in rows(anywhere, Family)].count("K-1") == 1
    assert len([row for row in rows(anywhere, Contact) if row.name == "Inés Paz"]) == 1
