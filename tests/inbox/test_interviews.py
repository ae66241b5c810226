"""Talk it through: the same interview on a page, both languages, minutes, hand-over, paper, and reading."""

from __future__ import annotations

import re

import pytest

from bot.inbox import questions
from bot.rehearsal import NAMES
from dialogs.rows.desk import CareTime
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Outgoing
from dialogs.turns import acts, talking
from storage import pages
from tests.inbox.conftest import Browser, World


@pytest.fixture
def ana(world: World) -> Browser:
    return world.signed_in("ana")


def begin(world: World, ana: Browser, form: str = "part-d", mode: str = "phone", code: str = "F1") -> str:
    """The address of an interview that Ana has begun."""
    home = world.homes[code]
    fields = {"form": form, "child": home.child.id.hex, "mode": mode}
    answer = ana.send_form(f"/contacts/{home.contact.id}/talk", **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def seen(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


def put(world: World, ana: Browser, path: str, **fields: str) -> str:
    """Send a reply to the question that the page shows; the page after it."""
    world.clock.move(minutes=1)
    answer = ana.send_form(f"{path}/answer", seen=seen(ana.get(path).text), **fields)
    assert answer.status_code == 303, answer.text
    return ana.get(answer.headers["location"]).text


def rows(world: World, kind: type) -> list:  # type: ignore[type-arg]
    with world.database.reading() as connection:
        return pages.read(connection, kind, world.program, world.keys)


def test_both_languages_and_what_surrounds_a_question(world: World, ana: Browser) -> None:
    """English beside Spanish, the interpreter line, the number, the minutes; the options with their digits."""
    path = begin(world, ana)
    page = ana.get(path).text
    assert "Question 1 of " in page
    assert "Speaks Spanish. Nobody has asked yet" in page
    assert re.search(r'<h2 class=""? lang="en">', page) or 'lang="en"' in page
    assert 'lang="es"' in page
    assert 'data-press="1"' in page
    assert "1 min" in page


def test_a_whole_talk(world: World, ana: Browser) -> None:
    """Answers are written down with mode and recorder, nothing is texted; at the end they are read and told."""
    path = begin(world, ana, "matters")
    put(world, ana, path, text="Que camine sola")
    put(world, ana, path, text="¿Cómo llegamos a la clínica?")
    page = put(world, ana, path, pick="0")
    assert "All is answered" in page
    found = rows(world, Answer)
    assert {(row.mode, row.recorder_id) for row in found} == {("phone", world.staff["ana"].id)}
    world.drain()
    assert rows(world, Outgoing) == []
    assert "What matters most" in ana.get(f"/families/{world.homes['F1'].id}").text.partition("Answers to read")[2]
    ended = ana.send_form(f"{path}/end", minutes="12", then="rest")
    assert ended.status_code == 303
    assert [time.minutes for time in rows(world, CareTime)] == [12]
    assert ana.send_form(f"{path}/read").status_code == 303
    world.drain()
    (told,) = rows(world, Outgoing)
    assert (told.key, told.language) == ("answers-read", "es")
    assert "Answers to read" not in ana.get(f"/families/{world.homes['F1'].id}").text


def test_what_is_no_answer_stays_on_the_page(world: World, ana: Browser) -> None:
    """422, the sentence, and what was typed; nothing is stored."""
    path = begin(world, ana, "first8")
    put(world, ana, path, text="Sueño")
    while "Save" not in (page := ana.get(path).text):
        put(world, ana, path, pick="0")
    answer = ana.send_form(f"{path}/answer", seen=seen(page), text="soon")
    assert answer.status_code == 422
    assert "That is no answer to this question." in answer.text
    assert 'value="soon"' in answer.text


def test_a_colleague_was_quicker(world: World, ana: Browser) -> None:
    """409, how it stands now, and what was written; nothing of it is stored."""
    path = begin(world, ana, "matters")
    old = seen(ana.get(path).text)
    put(world, ana, path, text="first")
    answer = ana.send_form(f"{path}/answer", seen=old, text="second")
    assert answer.status_code == 409
    assert "A colleague was quicker" in answer.text
    assert "second" in answer.text
    assert [row.raw for row in rows(world, Answer)] == ["first"]


def test_back_skip_and_would_rather_not_say(world: World, ana: Browser) -> None:
    """Three buttons beside every question."""
    path = begin(world, ana)
    put(world, ana, path, do="skip")
    put(world, ana, path, do="back")
    put(world, ana, path, do="decline")
    found = [row for row in rows(world, Answer) if row.replaced_at is None]
    assert [row.state for row in found] == ["declined"]


def test_an_answer_is_changed_and_a_voice_note_typed_in(world: World, ana: Browser) -> None:
    """Any answer has its link; the first stays in the history."""
    path = begin(world, ana, "matters")
    put(world, ana, path, text="one")
    page = ana.get(f"{path}?change=wm1").text
    assert "Another answer" in page
    world.clock.move(minutes=1)
    changed = ana.send_form(f"{path}/type-in", seen=seen(page), slot="wm1", text="two")
    assert changed.status_code == 303
    found = sorted((row.raw, row.replaced_at is None) for row in rows(world, Answer))
    assert found == [("one", False), ("two", True)]


def test_to_text_and_back(world: World, ana: Browser) -> None:
    """Stopped half-way and handed to the assistant, who offers to go on; taken back to the phone at its place."""
    path = begin(world, ana, "matters")
    put(world, ana, path, text="one")
    assert ana.send_form(f"{path}/end", minutes="3", then="text").status_code == 303
    world.drain()
    assert [row.key for row in rows(world, Outgoing)] == ["form-matters-offer"]
    assert "Talk it through" in ana.get(path).text
    contact = world.homes["F1"].contact.id
    again = ana.send_form(f"/contacts/{contact}/talk", interview=path.rpartition("/")[2], mode="person")
    assert again.status_code == 303
    assert "Question 2 of 3" in ana.get(path).text


def test_no_text_to_who_said_stop(world: World, ana: Browser) -> None:
    """The hand-over is not offered, and refused if it is asked for."""
    path = begin(world, ana, "matters")
    world.hear("F1", "STOP")
    assert "Go on by text" not in ana.get(path).text
    refused = ana.send_form(f"{path}/end", minutes="3", then="text")
    assert refused.status_code == 422
    assert "have stopped them" in refused.text


def test_one_at_a_time_and_only_known_forms(world: World, ana: Browser) -> None:
    """A second interview beside an open one, a form that is none, a way that is none: 422 with a sentence."""
    begin(world, ana)
    talk = f"/contacts/{world.homes['F1'].contact.id}/talk"
    for wrong in ({"form": "matters", "mode": "phone"}, {"form": "nonsense", "mode": "phone"}):
        answer = ana.send_form(talk, **wrong)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    other = f"/contacts/{world.homes['F2'].contact.id}/talk"
    assert ana.send_form(other, form="matters", mode="telepathy").status_code == 422
    assert "Begin another" not in ana.get(talk).text


def test_an_admin_hears_no_private_answers(world: World) -> None:
    """Who may not read private answers runs no interview, prints none and reads none; a supervisor may."""
    ana, adam, sara = world.signed_in("ana"), world.signed_in("adam"), world.signed_in("sara")
    path, contact = begin(world, ana, "part-f"), world.homes["F1"].contact.id
    for page in (path, f"/contacts/{contact}/talk", f"/contacts/{contact}/paper?form=matters"):
        assert adam.get(page).status_code == 404
        assert sara.get(page).status_code == 200
    assert adam.send_form(f"{path}/answer", text="x").status_code == 404
    assert "Talk it through" not in adam.get(f"/families/{world.homes['F1'].id}").text


def test_questions_left_to_a_call(world: World, ana: Browser) -> None:
    """What the phone may not carry is asked aloud, from the same page."""
    home = world.family("F9", "ana", "Dana Low", language="en", detail_level=0)
    world.act("F9", acts.StartInterview(home.contact.id, home.child.id, "part-f", "now"))
    world.drain()
    page = ana.get(f"/contacts/{home.contact.id}/talk").text
    assert re.search(r"\d+ questions? left to a call", page)
    walk = next(row for row in rows(world, Walk) if row.interview.left)
    result = world.act("F9", talking.TalkThrough(home.contact.id, None, "", "phone", walk.id))
    assert isinstance(result, acts.Done)
    assert "Question " in ana.get(f"/interviews/{walk.id}").text


def test_a_paper_form(world: World, ana: Browser) -> None:
    """Numbered questions in Spanish with English beneath, boxes, lines to write on, when to leave one out; no script,
    no address of the web."""
    contact = world.homes["F1"].contact.id
    page = ana.get(f"/contacts/{contact}/paper?form=part-a").text
    assert page.count('<li value="') >= 8
    assert "Solo si en la" in page
    assert "Only if your answer to" in page
    assert "Rainbow Clinic · 555-0100 · F1" in page
    assert "http" not in page.partition("<main")[2]
    assert ana.get(f"/contacts/{contact}/paper?form=nonsense").status_code == 404


def test_keyed_in_from_paper(world: World, ana: Browser) -> None:
    """The mode stands with every answer."""
    path = begin(world, ana, "matters", mode="paper")
    put(world, ana, path, text="en papel")
    assert [row.mode for row in rows(world, Answer)] == ["paper"]


@pytest.mark.parametrize("is_by_text", [True, False], ids=["asked by text", "resting after a call"])
def test_a_sheet_is_keyed_in_while_another_interview_waits(world: World, ana: Browser, is_by_text: bool) -> None:
    """The other one keeps its place, and goes on afterwards; two spoken ones at once are still refused."""
    home = world.homes["F1"]
    talk = f"/contacts/{home.contact.id}/talk"
    if is_by_text:
        world.act("F1", acts.StartInterview(home.contact.id, home.child.id, "part-d", "now"))
        world.drain()
        world.hear("F1", "1")
    else:
        path = begin(world, ana, "part-d")
        put(world, ana, path, pick="0")
        assert ana.send_form(talk, form="matters", mode="paper").status_code == 422
        ana.send_form(f"{path}/end", minutes="2", then="rest")
    assert "Key in a sheet" in ana.get(talk).text
    assert ana.send_form(talk, form="matters", mode="phone").status_code == 422
    paper = begin(world, ana, "matters", mode="paper")
    first, second = sorted(rows(world, Walk), key=lambda walk: walk.form)
    assert (first.form, first.status, second.form, second.status) == ("matters", "in-progress", "part-d", "paused")
    for text in ("en papel", "la noche"):
        put(world, ana, paper, text=text)
    put(world, ana, paper, pick="1")
    assert {walk.form: walk.status for walk in rows(world, Walk)} == {"matters": "completed", "part-d": "paused"}
    assert ana.send_form(talk, interview=str(second.id), mode="phone").status_code == 303
    assert {walk.form: walk.status for walk in rows(world, Walk)}["part-d"] == "in-progress"


def test_the_same_form_from_paper_goes_on_where_it_rests(world: World, ana: Browser) -> None:
    """It was begun by text and finished on paper: one interview, not two."""
    home = world.homes["F1"]
    world.act("F1", acts.StartInterview(home.contact.id, home.child.id, "matters", "now"))
    world.drain()
    begin(world, ana, "matters", mode="paper")
    assert [walk.interview.mode for walk in rows(world, Walk)] == ["paper"]


def test_what_staff_read_aloud_has_no_texting_words(world: World, ana: Browser) -> None:
    """No question of the assessment tells whom one talks with, or who writes on paper, to send or to text something."""
    content = world.desk.content
    for name in content.current:
        sheet = questions.Sheet(content, content.form(name), dict(NAMES), "es")
        for question in sheet.form.questions:
            said = sheet.question(question.link_id)
            assert not re.search(r"\b([Ss]end|[Rr]eply|SKIP)\b|voice message|[Ww]rite it", said.ours), said.ours
            assert not re.search(r"\b(mande|mandar|escriba|SALTAR|audio)\b", said.theirs, re.I), said.theirs


def test_danger_that_staff_write_down_stands_on_the_page_at_once(world: World, ana: Browser) -> None:
    """The card with the numbers, until it is looked after or the alert is raised; a colleague sees it, too."""
    path = begin(world, ana, "matters")
    page = put(world, ana, path, text="no respira, se puso azul")
    assert "This sounds urgent" in page
    assert all(number in page for number in ("tel:911", "tel:1-800-222-1222", "tel:988"))
    assert "This sounds urgent" in world.signed_in("sara").get(path).text
    assert "Danger was heard in a talk" in ana.get("/to-do").text
    assert ana.send_form(f"{path}/urgent", do="done").status_code == 303
    assert "This sounds urgent" not in ana.get(path).text
    assert "I have it" not in ana.get(path).text
    put(world, ana, path, text="no respira")
    answer = ana.send_form(f"{path}/urgent", do="raise")
    assert "the team is told" in ana.get(answer.headers["location"]).text
    assert "I have it" in ana.get(path).text
    said = [row for row in rows(world, Outgoing) if row.contact_id == world.homes["F1"].contact.id]
    assert said == [], "the family is spoken with, not texted"


def test_hostile_words_are_words(world: World, ana: Browser) -> None:
    """What a family said may hold markup; it is shown as it is."""
    path = begin(world, ana, "matters")
    page = put(world, ana, path, text="<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
