"""The list, the thread and the reply: what a coordinator does all day."""

from __future__ import annotations

from sqlalchemy import select

from bot.inbox.routes import GUARDED
from dialogs.rows.care import Item
from dialogs.rows.desk import Alert, Note
from dialogs.rows.messages import Message, Outgoing
from dialogs.turns import talking
from storage import outbox, pages
from tests.inbox import scene
from tests.inbox.conftest import World


def test_the_bar_says_when_everybody_was_told_and_nobody_answered(world: World) -> None:
    """Texts to the last person end; the bar stays and says so."""
    world.hear("F1", "no respira")
    ana = world.signed_in("ana")
    assert "nobody answered" not in ana.get("/inbox").text
    for _ in range(40):
        world.clock.move(minutes=30)
        with world.database.reading() as connection:
            for row in outbox.due(connection, "alert", world.clock()):
                world.door.strike(row, "alert")
    page = world.signed_in("ana").get("/inbox").text
    assert "nobody answered: please call" in page
    assert "I have it" in page


def test_the_address_of_a_refused_reply_leads_back_to_the_thread(world: World) -> None:
    """What the browser shows after a 409 may be reloaded: no page of ours answers with a bare 405."""
    ana, contact = world.signed_in("ana"), world.homes["F1"].contact
    for path in (f"/inbox/threads/{contact.id}", f"/contacts/{contact.id}"):
        for last in ("reply", "note", "hand-back") if "threads" in path else ("consent",):
            found = ana.get(f"{path}/{last}")
            assert (found.status_code, found.headers["location"]) == (303, path)
    for path in (f"/alerts/{contact.id}/take", "/sign-out"):
        assert ana.get(path).headers["location"] == "/inbox"
    assert ana.get(f"/inbox/unknown/items/{contact.id}/close").headers["location"] == "/inbox/unknown"


def test_every_address_that_is_only_sent_to_leads_to_a_page(world: World) -> None:
    """Reloaded after a refusal or bookmarked: each ends on a page that is there, also when the thing is done with."""
    world.hear("F1", "se murió mi hijo")
    world.hear("F1", "no respira")
    visit = scene.visit(world)
    home, ana = world.homes["F1"], world.signed_in("ana")
    with world.database.reading() as connection:
        items = pages.read(connection, Item, world.program, world.keys)
        heard = pages.read(connection, Message, world.program, world.keys)
    loss = next(item for item in items if item.kind == "loss")
    begun = world.act("F1", talking.TalkThrough(home.contact.id, home.child.id, "strengths", "phone"))
    known = {"contact": home.contact.id, "family": home.id, "visit": visit.id, "item": loss.id, "alert": loss.id,
             "interview": begun.row_id, "form": "first8", "file": loss.id, "token": "x",
             "message": heard[0].id}  # fmt: skip
    ana.follow_redirects = True
    for path, method, _ in GUARDED:
        if method == "POST" and not path.startswith("/admin"):
            assert ana.get(path.format(**known)).status_code == 200, path


def test_a_refused_form_leads_back_to_its_page(world: World) -> None:
    """An old token, another site: the problem has a link to where one was."""
    ana, contact = world.signed_in("ana"), world.homes["F1"].contact
    path = f"/inbox/threads/{contact.id}"
    refused = ana.send_form(f"{path}/note", csrf="old", text="x")
    assert refused.status_code == 403
    assert f'href="{path}/note">Back to the page' in refused.text
    assert ana.get(f"{path}/note").headers["location"] == path


def test_a_question_of_a_family_reaches_the_list_and_the_reply_leaves(anywhere: World) -> None:
    """Family writes, it stands in the list and the thread, the coordinator's words become an outbox row."""
    world = anywhere
    world.hear("F1", "¿A qué hora es la cita?")
    ana = world.signed_in("ana")
    page = ana.get("/inbox").text
    assert "Rosa Gómez" in page
    assert "¿A qué hora es la cita?" in page
    contact = world.homes["F1"].contact
    thread = ana.get(f"/inbox/threads/{contact.id}").text
    seen = thread.partition('name="seen" value="')[2].partition('"')[0]
    answer = ana.send_form(f"/inbox/threads/{contact.id}/reply", text="A las 3.", seen=seen, key="k1")
    assert answer.status_code == 303, answer.text
    world.drain()
    page = ana.get(f"/inbox/threads/{contact.id}").text
    assert "A las 3." in page
    assert "Delivered" in page


def said(world: World, text: str) -> list[Outgoing]:
    """Outbox rows with this very text."""
    with world.database.reading() as connection:
        rows = pages.read(connection, Outgoing, world.program, world.keys)
    return [row for row in rows if text in row.text]


def test_a_newer_text_stops_the_reply_and_keeps_the_words(world: World) -> None:
    """Seen one message, another came: 409 with it quoted, the draft kept; Send anyway sends once."""
    world.hear("F1", "Una pregunta")
    ana, contact = world.signed_in("ana"), world.homes["F1"].contact
    path = f"/inbox/threads/{contact.id}"
    seen = ana.get(path).text.partition('name="seen" value="')[2].partition('"')[0]
    world.hear("F1", "Y otra cosa más")
    refused = ana.send_form(f"{path}/reply", text="Mi respuesta", seen=seen, key="k1")
    assert refused.status_code == 409
    assert f'hx-get="{path}"' in refused.text, "live updates ask for the thread, not for the refused reply"
    assert "<blockquote" in refused.text
    assert "Y otra cosa más" in refused.text
    assert "Mi respuesta</textarea>" in refused.text
    assert not said(world, "Mi respuesta")
    assert "Mi respuesta</textarea>" in ana.get(path).text, "the draft is kept on the server"
    for _ in range(2):
        assert ana.send_form(f"{path}/reply", text="Mi respuesta", seen=seen, key="k1", anyway="1").status_code == 303
    assert len(said(world, "Mi respuesta")) == 1, "a repeated click sends once"
    assert "Mi respuesta</textarea>" not in ana.get(path).text


def test_discard_forgets_the_draft(world: World) -> None:
    """What was typed is gone after Discard, and only then."""
    world.hear("F1", "Hola")
    ana, path = world.signed_in("ana"), f"/inbox/threads/{world.homes['F1'].contact.id}"
    answer = ana.send_form(f"{path}/draft", text="Medio escrito ł")
    assert "1 text" in answer.text
    assert "Unicode" in answer.text
    assert "Medio escrito" in ana.get(path).text
    assert ana.send_form(f"{path}/discard").status_code == 303
    assert "Medio escrito" not in ana.get(path).text


def test_a_draft_that_arrives_after_its_reply_was_sent_stays_away(world: World) -> None:
    """Autosave and Send may cross on the way; a sent text does not come back as a draft."""
    world.hear("F1", "Hola")
    ana, path = world.signed_in("ana"), f"/inbox/threads/{world.homes['F1'].contact.id}"
    seen = ana.get(path).text.partition('name="seen" value="')[2].partition('"')[0]
    assert ana.send_form(f"{path}/reply", text="Buenas", seen=seen, key="k9").status_code == 303
    ana.send_form(f"{path}/draft", text="Buenas", key="k9")
    assert "Buenas</textarea>" not in ana.get(path).text


def test_a_note_stays_with_staff(world: World) -> None:
    """A private note is kept, shown to staff, and leads to no message at all."""
    world.hear("F1", "Hola")
    ana, path = world.signed_in("ana"), f"/inbox/threads/{world.homes['F1'].contact.id}"
    with world.database.reading() as connection:
        before = connection.execute(select(pages.table_of(Outgoing).c.id)).all()
    assert ana.send_form(f"{path}/note", text="SECRET-NOTE call the school").status_code == 303
    world.drain()
    with world.database.reading() as connection:
        assert connection.execute(select(pages.table_of(Outgoing).c.id)).all() == before
        notes = pages.read(connection, Note, world.program, world.keys)
    assert [note.text for note in notes] == ["SECRET-NOTE call the school"]
    assert "only staff see this" in ana.get(path).text


def test_take_over_hand_back_resolve(world: World) -> None:
    """The banner always says who holds the thread, and what one may do about it."""
    world.hear("F1", "Hola")
    ana, path = world.signed_in("ana"), f"/inbox/threads/{world.homes['F1'].contact.id}"
    assert "Take over" in ana.get(path).text
    ana.send_form(f"{path}/take-over")
    page = ana.get(path).text
    assert "You are replying" in page
    assert "Hand back" in page
    ana.send_form(f"{path}/hand-back")
    assert "The assistant answers here" in ana.get(path).text
    ana.send_form(f"{path}/resolve")
    assert "Rosa Gómez" in ana.get("/inbox?view=resolved").text
    assert "Rosa Gómez" not in ana.get("/inbox?view=needs").text


def test_who_stopped_is_not_texted(world: World) -> None:
    """After STOP the composer says why, and a reply that is sent regardless is refused with its words kept."""
    world.hear("F1", "STOP")
    ana, path = world.signed_in("ana"), f"/inbox/threads/{world.homes['F1'].contact.id}"
    page = ana.get(path).text
    assert "Stopped all texts" in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    refused = ana.send_form(f"{path}/reply", text="¿Todo bien?", seen=seen, key="k")
    assert refused.status_code == 422
    assert "¿Todo bien?</textarea>" in refused.text
    assert not said(world, "¿Todo bien?")


def test_danger_stands_in_the_bar_of_every_page_until_somebody_has_it(world: World) -> None:
    """A red text: the bar is on every page, red first in the list; I have it takes it away."""
    world.hear("F2", "A normal question")
    world.hear("F1", "no respira, no está respirando")
    ana = world.signed_in("ana")
    for path in ("/inbox", "/families", f"/families/{world.homes['F2'].id}"):
        assert "I have it" in ana.get(path).text, path
    page = ana.get("/inbox").text
    assert page.index("row-" + world.homes["F1"].contact.id.hex) < page.index("row-" + world.homes["F2"].contact.id.hex)
    alert = page.partition('action="/alerts/')[2].partition("/")[0]
    assert ana.send_form(f"/alerts/{alert}/take").status_code == 303
    assert "alarm-" not in ana.get("/inbox").text
    thread = ana.get(f"/inbox/threads/{world.homes['F1'].contact.id}").text
    assert "Danger reply sent" in thread
    assert "You took the alert" in thread
    assert ana.send_form(f"/alerts/{alert}/close").status_code == 303
    assert "It is over: close" not in ana.get(f"/inbox/threads/{world.homes['F1'].contact.id}").text


def test_the_bar_says_whose_what_since_when_and_what_to_do_first(world: World) -> None:
    """The family's code, the child by nickname, the wait; of violence no word on a page that anyone may see."""
    world.hear("F1", "mi esposo me pega")
    world.hear("F2", "she is not breathing")
    world.clock.move(minutes=75)
    page = world.signed_in("sara").get("/families").text
    bar = page.partition('id="alarms"')[2].partition("<header")[0]
    assert "Mai Trần</bdi></a>, for <bdi>Sofía</bdi> · F2" in bar
    assert "waiting 1 h 15" in bar
    assert "Read it and call." in bar
    assert "Ask first: is it safe to talk?" in bar
    assert bar.index("F2") < bar.index("F1"), "the gravest first"
    for word in ("home", "violence", "pega"):
        assert word not in bar


def test_what_became_of_an_alert_stays_in_the_thread(world: World) -> None:
    """Raised, taken by whom, closed by whom and when: also after it is over, for whoever reads it later."""
    world.hear("F1", "no respira")
    contact = world.homes["F1"].contact
    with world.database.reading() as connection:
        [alert] = pages.read(connection, Alert, world.program, world.keys)
    sara, ana = world.signed_in("sara"), world.signed_in("ana")
    assert sara.send_form(f"/alerts/{alert.id}/take").status_code == 303
    world.clock.move(minutes=20)
    assert ana.send_form(f"/alerts/{alert.id}/close").status_code == 303
    page = ana.get(f"/inbox/threads/{contact.id}").text
    order = [page.index(words) for words in ("Danger: the team was told", "Taken by Sara Doe", "Danger: closed by you")]
    assert order == sorted(order)
    assert "Danger: closed by Ana Ruiz" in sara.get(f"/inbox/threads/{contact.id}").text
    assert "alert-card" not in page


def test_nothing_is_done_with_while_an_alarm_sounds_that_nobody_has(world: World) -> None:
    """Resolve, Hand back and new questions would text a questionnaire into a danger: first somebody takes it."""
    world.hear("F1", "no respira, no está respirando")
    ana, contact = world.signed_in("ana"), world.homes["F1"].contact
    thread = f"/inbox/threads/{contact.id}"
    page = ana.get(thread).text
    assert f'action="{thread}/resolve"' not in page
    assert f'action="{thread}/hand-back"' not in page
    assert "Reply due" not in page
    assert 'href="tel:' in page
    for act in ("resolve", "hand-back"):
        answer = ana.send_form(f"{thread}/{act}")
        assert "said=take-first" in answer.headers["location"]
    refused = ana.send_form(f"/contacts/{contact.id}/interview", form="first8")
    assert (refused.status_code, "An alert of theirs waits" in refused.text) == (422, True)
    ana.send_form(f"{thread}/reply", text="Llame al 911, Rosa.", anyway="1", key="k1", then="resolve")
    with world.database.reading() as connection:
        (alert,) = pages.read(connection, Alert, world.program, world.keys)
        sent = pages.read(connection, Outgoing, world.program, world.keys)
    assert alert.state == "open"
    assert not [row for row in sent if row.purpose == "question"]
    ana.send_form(f"/alerts/{alert.id}/take")
    assert "said=resolved" in ana.send_form(f"{thread}/resolve").headers["location"]


def test_unknown_numbers_are_those_of_nobody(world: World) -> None:
    """A colleague's text is no stranger's; what a stranger's STOP did is said."""
    home = world.homes["F1"]
    line = world.line

    def text(words: str, mark: str) -> Message:
        return Message(world.new_id(), None, line, "phone:someone", words, words, world.clock(), mark=mark)

    world.put(None, text("CANARY-STAFF", "staff"), text("STOP", "stranger-stop"), text("START", "stranger-start"))
    page = world.signed_in("ana").get("/inbox/unknown").text
    assert "CANARY-STAFF" not in page
    assert "Stopped: nothing more is answered" in page
    assert "May be answered again" in page
    assert home.code not in page.partition("<main")[2]
