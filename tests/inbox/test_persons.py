"""A person joins a family by its page: whole or not at all, checked as a file is, and nobody is texted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.channels.channel import Inbound
from dialogs.rows.care import Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Child, Consent, Contact, Family, Link
from dialogs.turns import acts
from storage import outbox, pages
from storage.record import AUDIT
from storage.tables.people import StaffPhoneRow
from tests.inbox import scene
from tests.inbox.conftest import Browser, Home, World

NUMBER = "+15125550188"


def rows(world: World, kind: type[Any], home: Home | None = None) -> list[Any]:
    """All of a kind, or those of one family."""
    where = [pages.table_of(kind).c.family_id == home.id] if home else []
    with world.database.reading() as connection:
        return pages.read(connection, kind, world.program, world.keys, *where)


def called(world: World, name: str) -> Contact:
    found: Contact = next(row for row in rows(world, Contact) if row.name == name)
    return found


def joins(home: Home, **more: str) -> dict[str, str]:
    """A grandmother with a role and a consent, as the form sends it; `of_child`: fields of the child."""
    ending = home.child.id.hex
    usual = {
        "name": "Luz Gómez", "language": "es", "zone": "America/Chicago", "number": "(512) 555-0188", "level": "1",
        f"relation-{ending}": "grandmother", f"gets_reminders-{ending}": "1", "consent": "paper",
        "consent_date": "2026-03-02", "consent_version": "2", "consent_text": "Sí, pueden mandarme mensajes.",
    }  # fmt: skip
    return usual | {name.replace("CHILD", ending): value for name, value in more.items()}


def stored(world: World) -> list[Any]:
    """Everything that a person is made of."""
    kinds = (Contact, Address, Link, Consent)
    return [row for kind in kinds for row in rows(world, kind)]


def place(home: Home) -> str:
    return f"/families/{home.id}/people/new"


def test_somebody_joins_with_all_that_was_recorded(world: World) -> None:
    """Contact, number, roles, and the consent with its proof; audited without a name; nobody is texted."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    page = ana.get(place(home)).text
    assert "To <bdi>Sofía Gómez</bdi>" in page
    assert 'value="es" selected' in page
    answer = ana.send_form(place(home), **joins(home, shared="1", **{"authority-CHILD": "Kinship care, 2026"}))
    assert answer.headers["location"] == f"/families/{home.id}?said=added-agreed"
    luz = called(world, "Luz Gómez")
    assert (luz.name, luz.language, luz.zone, luz.consent) == ("Luz Gómez", "es", "America/Chicago", "recorded")
    assert (luz.is_shared_phone, luz.detail_level, luz.is_conflict) == (True, 1, False)
    assert {(row.value, row.contact_id) for row in rows(world, Address, home)} == {
        ("f1", home.contact.id), (NUMBER, luz.id),
    }  # fmt: skip
    link = next(row for row in rows(world, Link, home) if row.contact_id == luz.id)
    assert (link.contact_id, link.child_id, link.relationship) == (luz.id, home.child.id, "grandmother")
    assert (link.may_answer, link.gets_reminders, link.may_see_plan, link.gets_emergency) == (False, True, False, False)
    assert link.authority == "Kinship care, 2026"
    (consent,) = rows(world, Consent, home)
    assert (consent.what, consent.method, consent.version, consent.text, consent.language, consent.by_staff) == (
        "recorded", "paper", "2", "Sí, pueden mandarme mensajes.", "es", world.staff["ana"].id,
    )  # fmt: skip
    assert f"{consent.at:%Y-%m-%d}" == "2026-03-02"
    with world.database.reading() as connection:
        what = connection.execute(select(AUDIT.c.what, AUDIT.c.actor_id)).all()[-1]
    assert what.actor_id == world.staff["ana"].id
    assert f"contact-added:{luz.id.hex}" in what.what
    assert "Luz" not in what.what
    world.drain()
    assert rows(world, Outgoing) == []


def test_a_recorded_consent_permits_the_one_invitation(world: World) -> None:
    """As after an import: staff send it, and a yes is a yes."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    ana.send_form(place(home), **joins(home))
    luz = called(world, "Luz Gómez")
    assert f"/contacts/{luz.id}/invite" in ana.get(f"/families/{home.id}").text
    assert ana.send_form(f"/contacts/{luz.id}/invite").status_code == 303
    world.drain()
    assert [row.address for row in rows(world, Outgoing)] == [f"phone:{NUMBER}"]
    world.door.hear(Inbound("phone", "kinline", NUMBER, "si", "yes-1", world.clock()))
    assert next(row for row in rows(world, Contact) if row.id == luz.id).consent == "active"


def test_not_yet_is_an_answer_and_nobody_is_invited(world: World) -> None:
    """Without a consent, or without a number at all, somebody is known and called."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    assert ana.send_form(place(home), **joins(home, consent="none", consent_date="")).status_code == 303
    assert ana.send_form(place(home), **joins(home, consent="none", name="Tía Sol", number="")).status_code == 303
    added = [called(world, name) for name in ("Luz Gómez", "Tía Sol")]
    assert [contact.consent for contact in added] == ["none", "none"]
    assert rows(world, Consent) == []
    page = ana.get(f"/families/{home.id}").text
    assert "None yet" in page
    assert not any(f"/contacts/{contact.id}/invite" in page for contact in added)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        pytest.param({"name": " "}, "name", "is missing", id="no name"),
        pytest.param({"name": "x" * 121}, "name", "is longer than 120", id="a long name"),
        pytest.param({"language": "xx"}, "language", "is not spoken here", id="language"),
        pytest.param({"zone": "Mars/Base"}, "zone", "is no time zone", id="zone"),
        pytest.param({"number": "12"}, "number", "has too few digits", id="number"),
        pytest.param({"number": ""}, "number", "a consent to texts is for a number", id="consent without a number"),
        pytest.param({"level": "9"}, "level", "is missing", id="detail level"),
        pytest.param({"relation-CHILD": ""}, "relation-CHILD", "is missing", id="a role and no relation"),
        pytest.param(
            {"relation-CHILD": "", "gets_reminders-CHILD": ""}, "relation-CHILD", "is missing", id="nobody's anything"
        ),
        pytest.param({"relation-CHILD": "x" * 41}, "relation-CHILD", "is longer than 40", id="relation"),
        pytest.param({"authority-CHILD": "x" * 201}, "authority-CHILD", "is longer than 200", id="authority"),
        pytest.param({"consent": ""}, "consent", "is missing: paper or verbal", id="no word of consent"),
        pytest.param({"consent": "fax"}, "consent", "is neither: paper or verbal", id="consent by fax"),
        pytest.param({"consent_date": ""}, "consent_date", "is missing", id="no day"),
        pytest.param({"consent_date": "3/2/26"}, "consent_date", "is no date like", id="day"),
        pytest.param({"consent_date": "2026-03-04"}, "consent_date", "lies in the future", id="tomorrow"),
        pytest.param({"consent_version": ""}, "consent_version", "is missing", id="version"),
        pytest.param({"consent_text": "x" * 4001}, "consent_text", "is longer than 4000", id="words"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(world: World, wrong: dict[str, str], field: str, said: str) -> None:
    """What was typed stays, and nothing is stored half."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    before = stored(world)
    answer = ana.send_form(place(home), **joins(home, **wrong))
    named = field.replace("CHILD", home.child.id.hex)
    assert answer.status_code == 422
    assert said in answer.text.partition(f'<p class="wrong" id="wrong-{named}">')[2].partition("</p>")[0]
    assert f'aria-describedby="wrong-{named}"' in answer.text
    assert answer.text.count('class="wrong"') == 1
    assert stored(world) == before


def test_a_number_of_somebody_else_is_refused(world: World) -> None:
    """Of another family, of this one, or of a colleague: named beside the field, with what to do; no name is told."""
    home, luis = world.homes["F1"], world.staff["luis"]
    for code, number in (("F3", "+15125550111"), ("F1", "+15125550112")):
        other = world.homes[code]
        world.put(other.id, Address(world.new_id(), other.contact.id, world.line, "phone", number))
    with world.database.writing() as connection:
        digest = world.keys.hash(world.program, "address", "phone:+15125550113")
        connection.execute(
            insert(StaffPhoneRow.__table__).values(  # type: ignore[attr-defined]
                id=world.new_id(), program_id=world.program, staff_id=luis.id, hash=digest
            )
        )
    ana, before = world.signed_in("ana"), stored(world)
    for number in ("+15125550111", "512 555 0112", "+15125550113"):
        answer = ana.send_form(place(home), **joins(home, number=number))
        assert answer.status_code == 422
        assert "belongs to somebody in the program already: ask for a number of their own" in answer.text
        assert "Omar" not in answer.text
    assert stored(world) == before


def test_two_colleagues_give_one_number_to_two_people(anywhere: World) -> None:
    """At the same moment, in two families and in one: it is one person's, and the other colleague is told."""
    ana, sara, homes = anywhere.signed_in("ana"), anywhere.signed_in("sara"), anywhere.homes
    for number, (mine, theirs) in ((NUMBER, ("F1", "F2")), ("+15125550189", ("F1", "F1"))):
        start = Barrier(2)

        def sent(
            browser: Browser, code: str, name: str, number: str = number, start: Barrier = start
        ) -> tuple[int, str]:
            start.wait(timeout=20)
            answer = browser.send_form(place(homes[code]), **joins(homes[code], number=number, name=name))
            return answer.status_code, answer.text

        with ThreadPoolExecutor(2) as hands:
            both = [hands.submit(sent, ana, mine, "One"), hands.submit(sent, sara, theirs, "Two")]
            ended = sorted(each.result() for each in both)
        assert [status for status, _ in ended] == [303, 422]
        assert "ask for a number of their own" in ended[1][1]
        assert [row.value for row in rows(anywhere, Address)].count(number) == 1
    assert len(rows(anywhere, Contact)) == len(homes) + 2


def test_two_caregivers_in_conflict_never_hear_of_each_other(world: World) -> None:
    """Held apart from the first minute: no invitation, no reminder, and the mother's reminders as before."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    scene.visit(world)
    ending = home.child.id.hex
    ana.send_form(place(home), **joins(home, conflict="1", name="Beto Canary", **{f"may_answer-{ending}": "1"}))
    beto = called(world, "Beto Canary")
    assert beto.is_conflict
    page = ana.get(f"/families/{home.id}").text
    assert "Conflict or court order" in page
    assert f"/contacts/{beto.id}/invite" not in page
    refused = ana.send_form(f"/contacts/{beto.id}/invite")
    assert (refused.status_code, "held apart" in refused.text) == (422, True)
    assert {row.contact_id for row in rows(world, Reminder, home)} == {home.contact.id}
    world.clock.move(days=14)
    world.drain()
    assert {row.contact_id for row in rows(world, Outgoing)} <= {home.contact.id}
    assert not any("Beto" in row.text for row in rows(world, Outgoing))


def test_whoever_joins_is_reminded_of_visits_that_stand_already(world: World) -> None:
    """Of what is still to come, without the first notice; nobody is owed anything twice."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    scene.visit(world)
    before = {row.id for row in rows(world, Reminder, home)}
    ana.send_form(place(home), **joins(home))
    luz = called(world, "Luz Gómez")
    fresh = [row for row in rows(world, Reminder, home) if row.id not in before]
    assert {row.contact_id for row in fresh} == {luz.id}
    assert {row.series for row in fresh} == {"t7", "t3", "t1", "happened"}


def test_what_the_number_wrote_as_a_strangers_stands_in_the_new_thread(world: World) -> None:
    """It waits for a person there, and no more among the unknown numbers."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    world.door.hear(Inbound("phone", "kinline", NUMBER, "I am Sofia's grandmother", "s-1", world.clock()))
    world.clock.move(minutes=1)
    ana.send_form(place(home), **joins(home))
    luz = called(world, "Luz Gómez")
    assert "grandmother" in ana.get(f"/inbox/threads/{luz.id}").text
    assert "No stranger has written" in ana.get("/inbox/unknown").text
    assert "Luz Gómez" in ana.get("/inbox").text


def test_a_stop_from_before_holds(world: World) -> None:
    """As after an import: until START or a new consent, which staff can record."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    world.door.hear(Inbound("phone", "kinline", NUMBER, "STOP", "s-1", world.clock()))
    world.clock.move(minutes=1)
    answer = ana.send_form(place(home), **joins(home))
    assert answer.headers["location"].endswith("said=added-stopped")
    luz = called(world, "Luz Gómez")
    address = next(row for row in rows(world, Address, home) if row.contact_id == luz.id)
    assert (luz.silence, address.state) == ("stop", "stopped")
    page = f"/contacts/{luz.id}"
    assert f"{page}/consent" in ana.get(page).text
    assert ana.send_form(f"{page}/consent", method="verbal").status_code == 303
    assert called(world, "Luz Gómez").silence == ""


def test_who_introduced_us_is_kept_where_nobody_was_named(world: World) -> None:
    """The invitation names them; what the family has already stays."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    bare = Family(world.new_id(), 1, "F9", world.staff["ana"].id)
    child = Child(world.new_id(), "Leo", "Leo Paz")
    world.put(bare.id, bare, child)
    new = Home(bare.id, "F9", home.contact, child)
    for at, number in ((home, "+15125550188"), (new, "+15125550189")):
        answer = ana.send_form(place(at), **joins(at, introduced_by="Nurse Kim", number=number))
        assert answer.status_code == 303
    named = {family.code: family.introduced_by for family in rows(world, Family)}
    assert (named["F1"], named["F9"]) == ("Dr. Lee", "Nurse Kim")


def test_a_form_from_elsewhere_adds_nobody(world: World) -> None:
    """The session's token is asked for, as with every form."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    before = stored(world)
    assert ana.send_form(place(home), csrf="x", **joins(home)).status_code == 403
    assert stored(world) == before


def test_roles_are_recorded_on_the_contacts_page(world: World) -> None:
    """Who came with a file has none: once they are recorded, the invitation may go."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    ending = home.child.id.hex
    ana.send_form(place(home), **joins(home, **{"gets_reminders-CHILD": ""}))
    luz = called(world, "Luz Gómez")
    page = f"/contacts/{luz.id}"
    assert "No role yet" in ana.get(f"/families/{home.id}").text
    assert ana.send_form(f"{page}/invite").status_code == 422
    fields = {f"relation-{ending}": "grandmother", f"may_answer-{ending}": "1", "shared": "1"}
    assert ana.send_form(f"{page}/roles", **fields).status_code == 303
    link = next(row for row in rows(world, Link, home) if row.contact_id == luz.id)
    assert (link.may_answer, link.gets_reminders) == (True, False)
    assert called(world, "Luz Gómez").is_shared_phone
    assert f'name="may_answer-{ending}" value="1" checked' in ana.get(page).text
    assert ana.send_form(f"{page}/invite").status_code == 303


def test_a_role_without_a_relation_is_named_beside_it(world: World) -> None:
    """Nothing is stored, and what was ticked stays."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    ending, before = home.child.id.hex, stored(world)
    refused = ana.send_form(f"/contacts/{home.contact.id}/roles", **{f"gets_emergency-{ending}": "1"})
    assert refused.status_code == 422
    assert f'id="wrong-relation-{ending}">This is missing' in refused.text
    assert f'name="gets_emergency-{ending}" value="1" checked' in refused.text
    assert stored(world) == before


def test_reminders_go_with_a_role_and_come_back_with_it(anywhere: World) -> None:
    """On disk, too: the steps that were owed are owed again, and none of them twice."""
    ana, home = anywhere.signed_in("ana"), anywhere.homes["F1"]
    scene.visit(anywhere)
    ending, page = home.child.id.hex, f"/contacts/{home.contact.id}/roles"

    def owed() -> list[tuple[str, str]]:
        return sorted((row.once_key, row.state) for row in rows(anywhere, Reminder, home))

    before = owed()
    fields = {f"relation-{ending}": "mother", f"may_answer-{ending}": "1"}
    ana.send_form(page, **fields)
    assert {state for _, state in owed()} <= {"cleared", "sent"}
    ana.send_form(page, **fields, **{f"gets_reminders-{ending}": "1"})
    assert owed() == before


def test_a_placement_ends_on_the_familys_page(anywhere: World) -> None:
    """From its commit nothing more goes to her about the child; what she texts is kept, and a person reads it."""
    ana, home = anywhere.signed_in("ana"), anywhere.homes["F1"]
    scene.visit(anywhere)
    page, whom = f"/families/{home.id}", f"{home.contact.id.hex}/{home.child.id.hex}"
    assert "A child lives elsewhere now" in ana.get(page).text
    assert ana.send_form(f"{page}/placement", whom="").status_code == 422
    told = len(rows(anywhere, Outgoing))
    assert ana.send_form(f"{page}/placement", whom=whom).headers["location"] == f"{page}?said=placement"
    after = ana.get(page).text
    assert "Held after a placement change" in after
    assert "Who cares for the child now?" in after
    assert "Not with them since March 3, 2026" in after
    assert f'value="{whom}">Sofía: no longer' not in after
    anywhere.hear("F1", "Where is she?")
    assert "Where is she?" in ana.get("/inbox").text
    for _ in range(20):
        anywhere.clock.move(days=1)
        for what in ("reminder", "outgoing"):
            with anywhere.database.reading() as connection:
                due = outbox.due(connection, what, anywhere.clock())
            for row in due:
                anywhere.door.strike(row, what)
    assert len(rows(anywhere, Outgoing)) == told
    with anywhere.database.reading() as connection:
        said = connection.execute(select(AUDIT.c.what, AUDIT.c.actor_id)).all()
    ended = [row.actor_id for row in said if "placement-ended:" in row.what]
    assert ended == [anywhere.staff["ana"].id]


def test_who_cares_for_the_child_next_has_a_thread_that_shows_none_of_the_old_one(world: World) -> None:
    """A contact of their own; the old one's words stay with the old one."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    world.hear("F1", "CANARY about the foster home")
    ana.send_form(f"/families/{home.id}/placement", whom=f"{home.contact.id.hex}/{home.child.id.hex}")
    ana.send_form(place(home), **joins(home, **{"may_answer-CHILD": "1"}))
    luz = called(world, "Luz Gómez")
    threads = [ana.get(f"/inbox/threads/{contact}").text for contact in (luz.id, home.contact.id)]
    assert ["CANARY" in page.partition('id="talk-head"')[2] for page in threads] == [False, True]


def test_a_child_comes_back_by_a_role_and_the_lifted_hold(world: World) -> None:
    """The role first, then the hold, with its reason."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    page, ending = f"/contacts/{home.contact.id}", home.child.id.hex
    ana.send_form(f"/families/{home.id}/placement", whom=f"{home.contact.id.hex}/{ending}")
    assert ana.send_form(f"{page}/lift", reason="returned").status_code == 422
    assert f'name="relation-{ending}" value=""' in ana.get(page).text
    ana.send_form(f"{page}/roles", **{f"relation-{ending}": "mother", f"may_answer-{ending}": "1"})
    assert ana.send_form(f"{page}/lift", reason="returned").status_code == 303
    assert called(world, "Rosa Gómez").silence == ""


def test_questions_go_on_with_the_role_that_was_given_back(anywhere: World) -> None:
    """On disk, too: the same interview, at the question where it ended, after a yes of hers."""
    ana, home = anywhere.signed_in("ana"), anywhere.homes["F1"]
    page, ending = f"/contacts/{home.contact.id}/roles", home.child.id.hex
    anywhere.act("F1", acts.StartInterview(home.contact.id, None, "first8", "at the clinic"))
    anywhere.drain()
    for text in ("1", "que camine sola", "1"):
        anywhere.hear("F1", text)
    fields = {f"relation-{ending}": "mother", f"gets_reminders-{ending}": "1"}
    ana.send_form(page, **fields)
    (taken,) = rows(anywhere, Walk, home)
    ana.send_form(page, **fields, **{f"may_answer-{ending}": "1"})
    (back,) = rows(anywhere, Walk, home)
    assert [taken.status, back.status, back.id] == ["stopped", "paused", taken.id]
    anywhere.clock.move(minutes=5)
    anywhere.drain()
    anywhere.hear("F1", "1")
    (on,) = rows(anywhere, Walk, home)
    assert (on.status, len(on.interview.answers)) == ("in-progress", len(taken.interview.answers))
    assert on.interview.position not in ("", *(answer.link_id for answer in taken.interview.answers))


def test_whoever_is_held_is_not_offered_a_check_in(world: World) -> None:
    """Nothing is asked of them; a form from before the hold says why it was refused."""
    ana, home = world.signed_in("ana"), world.homes["F1"]
    page, whom = f"/families/{home.id}", f"{home.contact.id.hex}/{home.child.id.hex}"
    assert f'action="{page}/check-in"' in ana.get(page).text
    ana.send_form(f"{page}/placement", whom=whom)
    assert f'action="{page}/check-in"' not in ana.get(page).text
    refused = ana.send_form(f"{page}/check-in", contact=home.contact.id.hex, days="14")
    assert (refused.status_code, "They are held" in refused.text) == (422, True)
    assert called(world, "Rosa Gómez").check_in_days == 0
