"""The admin's pages for forms: brought, checked, tried, published and retired; and nobody else's."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from dialogs.forms.need_rules import extension_of
from dialogs.rows.care import Item, Need
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Message, Outgoing
from dialogs.turns import acts
from storage import forms, pages
from storage.tables.base import as_table
from storage.tables.desk import AuditRow
from tests.exchange.sheets import as_xlsx
from tests.exchange.test_bad_input import BAD
from tests.inbox import scene
from tests.inbox.conftest import Browser, World

SHEET = "type | name | label\ntext | why | Why <b>?\nhologram | h | H"


def bring(browser: Browser, data: bytes, name: str = "own.json", **fields: str) -> tuple[int, str]:
    """Drop a file; the status and where it leads, or the page."""
    fields = {"csrf": browser.csrf} | fields
    answer = browser.post("/admin/forms", data=fields, files={"file": (name, data)})
    return answer.status_code, answer.headers.get("location") or answer.text


def kept(world: World) -> list[tuple[str, str, str]]:
    with world.database.reading() as connection:
        return [(each.name, each.version, each.state) for each in forms.versions(connection, world.program)]


def test_a_dropped_file_is_kept_then_published_then_retired(world: World) -> None:
    """Each a click of the admin's, each in the audit under their name."""
    adam = world.signed_in("adam")
    status, place = bring(adam, scene.FORM)
    assert status == 303
    page = adam.get(place).text
    assert "kept as a draft" in page
    assert "&#39;mother&#39; assumes" in page
    assert "Which day? 1 Monday 2 Friday" in page
    assert kept(world) == [("own", "1", "draft")]
    place = place.partition("?")[0]
    assert "own" not in world.desk.content_of(world.program).current
    assert adam.send_form(f"{place}/publish").status_code == 303
    assert world.desk.content_of(world.program).current["own"] == "1"
    assert ">Our own (not in Spanish)</option>" in adam.get(f"/contacts/{world.homes['F1'].contact.id}").text
    assert ">Our own</option>" in adam.get(f"/contacts/{world.homes['F2'].contact.id}").text
    assert adam.send_form(f"{place}/retire").status_code == 303
    assert kept(world) == [("own", "1", "retired")]
    table = as_table(AuditRow)
    with world.database.reading() as connection:
        rows = connection.execute(select(table.c.what, table.c.actor_id)).all()
    told = [row.what.split(":")[0] for row in rows if row.actor_id == world.staff["adam"].id]
    wanted = {"form-imported", "form-published", "form-retired"}
    assert {what for what in told if what.startswith("form-")} == wanted


def test_a_refused_file_is_explained_and_not_kept(world: World) -> None:
    """Every place with its sentence, escaped; the status says that nothing was done."""
    adam = world.signed_in("adam")
    status, page = bring(adam, as_xlsx(survey=SHEET), "own.xlsx")
    assert status == 422
    assert "survey row 3 column type" in page
    assert "<b>?" not in page
    assert kept(world) == []


def test_all_bad_input_is_told_on_the_page(world: World) -> None:
    """Each with its place and what to change, escaped; nothing of it is kept."""
    adam = world.signed_in("adam")
    for case in BAD:
        data, suffix, where, remedy = case.values
        assert isinstance(data, bytes)
        status, page = bring(adam, data, f"f{suffix}")
        told = html.unescape(page)
        assert (status, str(where) in told, str(remedy) in told) == (422, True, True), (case.id, told)
        assert "<script>alert" not in page
    assert kept(world) == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(b"", "own.json", id="an empty file"),
        pytest.param(b"x" * 3_000_000, "own.json", id="a large file"),
        pytest.param(b"PK\x03\x04", "own.xlsx", id="no archive"),
        pytest.param(b"{}", "<script>.exe", id="another kind"),
    ],
)
def test_what_is_no_form_is_turned_away(world: World, data: bytes, name: str) -> None:
    """Never an error of ours, and no name of a file comes back as markup."""
    status, page = bring(world.signed_in("adam"), data, name)
    assert status in (413, 422)
    assert "<script>.exe" not in page
    assert kept(world) == []


def test_an_upload_needs_our_own_page(world: World) -> None:
    """Without the session's token nothing is kept."""
    assert bring(world.signed_in("adam"), scene.FORM, csrf="wrong")[0] == 403
    assert kept(world) == []


@pytest.mark.parametrize("who", ["ana", "sara", "audra"])
def test_only_admins_manage_forms(world: World, who: str) -> None:
    """For everybody else the pages are not there, nor the way to them."""
    form = scene.form(world)
    browser = world.signed_in(who)
    assert "/admin/forms" not in browser.get("/families").text
    for path in ("/admin/forms", f"/admin/forms/{form}", "/admin/forms/first8", "/admin/forms/first8/try"):
        assert browser.get(path).status_code == 404, path
    assert bring(browser, scene.FORM)[0] == 404
    assert browser.send_form(f"/admin/forms/{form}/publish").status_code == 404
    assert kept(world) == [("own", "1", "draft")]


def test_a_form_is_tried_and_nothing_is_stored(world: World) -> None:
    """Replies, presses and taking back, in any language of the form; no message, interview or answer is written."""
    adam = world.signed_in("adam")
    place = f"/admin/forms/{scene.form(world)}/try"
    assert "How is the mother?" in adam.get(place).text
    page = adam.send_form(place, said="[]", reply="She is <i>well</i>").text
    assert "She is &lt;i&gt;well&lt;/i&gt;" in page
    assert "1 Monday 2 Friday" in page
    page = adam.send_form(place, said='["well"]', press="2").text
    assert "The form is done" in page
    page = adam.send_form(place, said='["well", "2"]', undo="1").text
    assert "The form is done" not in page
    assert adam.send_form(place, said="{broken", reply="").status_code == 200
    assert "Todo listo" not in adam.get("/admin/forms/first8/try?language=en").text
    assert 'lang="es"' in adam.get("/admin/forms/first8/try?language=es").text
    with world.database.reading() as connection:
        for kind in (Walk, Answer, Message, Outgoing):
            assert pages.read(connection, kind, world.program, world.keys) == []


def test_the_form_and_the_translators_sheet_can_be_fetched(world: World) -> None:
    """Word for word, and as a workbook; a built-in form is not handed out here."""
    adam = world.signed_in("adam")
    place = f"/admin/forms/{scene.form(world)}/file"
    assert adam.get(place).content == scene.FORM
    sheet = load_workbook(io.BytesIO(adam.get(f"{place}?as=sheet").content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["linkId", "kind", "code", "en", "SMS en"]
    assert adam.get("/admin/forms/first8/file").status_code == 404


def test_a_family_answers_the_programs_own_form(world: World) -> None:
    """Started by a coordinator, shown with its own wording; a private question is kept from those it is not for."""
    data = scene.FORM.replace(b'"type": "text"', b'"type": "text", "extension": [{"url": "urn:kinline:carriage",'
                              b' "valueCode": "private"}]')  # fmt: skip
    form = scene.form(world, data)
    adam, ana = world.signed_in("adam"), world.signed_in("ana")
    adam.send_form(f"/admin/forms/{form}/publish")
    contact = world.homes["F1"].contact.id
    assert isinstance(world.act("F1", acts.StartInterview(contact, None, "own", "she asked")), acts.Done)
    world.drain()
    world.hear("F1", "1")
    assert "How is the mother?" in ana.get(f"/inbox/threads/{contact}").text
    assert "How is the mother?" not in adam.get(f"/inbox/threads/{contact}").text


def test_a_private_question_for_a_shared_phone_is_told_when_the_form_is_started(world: World) -> None:
    """On the contact's page: which question, why, and the way to ask it in a call; a built-in's words are not lent."""
    asked = {"linkId": "mo1", "text": "Do you feel safe?", "type": "boolean"}
    private = asked | {"extension": [{"url": "urn:kinline:carriage", "valueCode": "private"}]}
    whole = {"resourceType": "Questionnaire", "name": "own", "version": "1", "item": [asked | {"linkId": "x"}, private]}
    adam, ana = world.signed_in("adam"), world.signed_in("ana")
    adam.send_form(f"/admin/forms/{scene.form(world, json.dumps(whole).encode())}/publish")
    home = world.family("F9", "ana", "Dana Low", language="en", is_shared_phone=True)
    place = f"/contacts/{home.contact.id}"
    assert "private questions are not texted to it" in ana.get(place).text
    answer = ana.send_form(f"{place}/interview", form="own", child=home.child.id.hex, send_now="now")
    assert answer.headers["location"] == f"{place}?said=started-and-left#left"
    page = ana.get(answer.headers["location"]).text
    assert "Some of them may not be texted to this phone" in page
    assert "own: Do you feel safe?" in page
    assert f'href="{place}/talk">Talk it through' in page
    assert "Do you feel safe?" in ana.get("/to-do").text
    item = re.search(r"/items/[0-9a-f-]+", page)
    assert item
    assert "Talk it through" in ana.get(item.group()).text
    assert "Talk it through" not in adam.get(place).text


def test_a_programs_own_form_raises_its_needs(world: World) -> None:
    """By its own rules, with the answer behind each and what is proposed; a built-in's linkId means nothing in it."""
    ask = {"linkId": "fo1", "text": "Did you miss visits for want of a ride?", "type": "boolean"}
    parts = {"code": "lost-rides", "sector": "transport", "severity": "request", "plan": ["referral"]}
    needs = [extension_of(parts | {"when": [{"question": "fo1", "is": True}]})]
    whole = {"resourceType": "Questionnaire", "name": "own", "version": "1", "item": [ask], "extension": needs}
    adam, place = world.signed_in("adam"), f"/admin/forms/{scene.form(world, json.dumps(whole).encode())}"
    assert "<code>lost-rides</code>" in adam.get(place).text
    adam.send_form(f"{place}/publish")
    home = world.homes["F1"]
    assert isinstance(world.act("F1", acts.StartInterview(home.contact.id, None, "own", "she asked")), acts.Done)
    world.drain()
    world.hear("F1", "1")
    world.hear("F1", "yes")
    with world.database.reading() as connection:
        found = pages.read(connection, Need, world.program, world.keys)
        items = [item.kind for item in pages.read(connection, Item, world.program, world.keys)]
    assert [(need.code, need.severity, need.behind, need.proposed) for need in found] == [
        ("lost-rides", "request", ("fo1",), ("referral",))
    ]
    assert "need" in items
    assert "Did you miss visits" in world.signed_in("ana").get(f"/families/{home.id}").text


def test_a_row_that_raises_a_need_is_named(world: World) -> None:
    """The second child's answer with its number; once the first one's says so too, both are the evidence."""
    ask = {"linkId": "late", "text": "How many days late?", "type": "integer"}
    group = {"linkId": "child", "text": "Child", "type": "group", "repeats": True, "item": [ask]}
    rule = {"code": "late", "sector": "school", "severity": "need", "when": [{"question": "late", "at_least": 3}]}
    whole = {"resourceType": "Questionnaire", "name": "own", "version": "1", "item": [group],
             "extension": [extension_of(rule)]}  # fmt: skip
    adam = world.signed_in("adam")
    adam.send_form(f"/admin/forms/{scene.form(world, json.dumps(whole).encode())}/publish")
    home = world.homes["F1"]
    assert isinstance(world.act("F1", acts.StartInterview(home.contact.id, None, "own", "she asked")), acts.Done)
    world.drain()
    for words in ("1", "1", "1", "4"):
        world.hear("F1", words)

    def found() -> list[tuple[str, tuple[str, ...]]]:
        with world.database.reading() as connection:
            needs = pages.read(connection, Need, world.program, world.keys)
        return [(need.status, need.behind) for need in needs]

    assert found() == [("active", ("late@2",))]
    assert "How many days late? (2)" in world.signed_in("ana").get(f"/families/{home.id}").text
    for words in ("back", "back", "back", "5"):
        world.hear("F1", words)
    assert found() == [("active", ("late", "late@2"))]


HELPED = {
    "survey": """
type | name | label::English (en) | label::Español (es) | help_with::English (en) | help_with::Español (es)
select_one ride | ride | How do you get to visits? | ¿Como llega a las citas? | rides | viajes
select_one yn | bed | Is there a bed for each? | ¿Hay cama para cada uno? | a bed | una cama
""",
    "choices": """
list_name | name | label::English (en) | label::Español (es)
ride | car | Own car | Carro
ride | none | No way | No hay
yn | yes | Yes | SI
yn | no | No | NO
""",
    "settings": "form_id | form_title::English (en)\nown | Ours",
    "needs": """
code | sector | severity | when
lost-rides | transport | need | ${ride} = 'none'
no-bed | housing | need | ${bed} = 'no'
""",
}


def test_help_is_offered_for_what_a_programs_own_form_finds(world: World) -> None:
    """Once, at its end, by the names the author gave; who helps already is asked, and both stand with the needs."""
    adam, home = world.signed_in("adam"), world.homes["F1"]
    status, place = bring(adam, as_xlsx(**HELPED), "own.xlsx")
    assert status == 303, place
    adam.send_form(f"{place.partition('?')[0]}/publish")
    assert isinstance(world.act("F1", acts.StartInterview(home.contact.id, None, "own", "she asked")), acts.Done)
    world.drain()
    for words in ("1", "2", "2"):
        world.hear("F1", words)
    thread = world.signed_in("ana").get(f"/inbox/threads/{home.contact.id}").text
    assert "¿Con qué quiere ayuda? 1 viajes 2 una cama 3 nada ahora 4 ya hay ayuda" in thread
    world.hear("F1", "1 4")
    world.hear("F1", "La iglesia")
    with world.database.reading() as connection:
        found = {need.code: need.wants_help for need in pages.read(connection, Need, world.program, world.keys)}
    assert found == {"lost-rides": "yes", "no-bed": "have_help"}
    assert "La iglesia</strong> · a bed" in world.signed_in("ana").get(f"/families/{home.id}").text
