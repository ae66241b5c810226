"""The stage's pages on a seeded house: the phone, the clock that moves and says why not, and who may post."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.clock import MovableClock
from bot.settings import Settings
from bot.upkeep.demo_child import opened
from bot.upkeep.demo_seed import kept_shift
from bot.upkeep.stage.happened import happened
from bot.upkeep.stage.pages import routes
from bot.upkeep.stage.phones import held
from bot.upkeep.stage.timekeeper import Timekeeper
from bot.web import build_app
from bot.wiring import House
from dialogs.content import Content
from storage import forms

ROSA, GRETA, ANA, MAI, JOAN = "555-0101", "555-0109", "555-0191", "555-0113", "555-0112"


class Seat:
    """A seat before the stage: the house without its ticks, and a browser's client."""

    def __init__(self, house: House, clock: MovableClock, client: httpx.AsyncClient) -> None:
        self.house, self.clock, self.client, self.unplugged = house, clock, client, 0

    async def talk(self, number: str) -> str:
        return (await self.client.get("/phone/talk", params={"as": number})).text

    async def say(self, number: str, text: str, **more: str) -> httpx.Response:
        form = {"as": number, "text": text, "id": uuid4().hex, **more}
        answer = await self.client.post("/phone", data=form)
        await self.house.clockwork.run_until_quiet()
        return answer

    async def move(self, number: str, to: str) -> str:
        await self.client.post("/stage/move", data={"as": number, "to": to})
        return (await self.client.get("/", params={"as": number})).text


@asynccontextmanager
async def _seated(data: Path, content: Content) -> AsyncIterator[Seat]:
    settings = Settings(data=data)
    database, keys = opened(settings, content)
    clock = MovableClock(kept_shift(database))
    house = House(settings, database, keys, content=content, now=clock, is_demo=True)
    seat: Seat

    def unplug() -> None:
        seat.unplugged += 1

    app = build_app(house, more=lambda built: routes(built, clock, unplug))
    transport = httpx.ASGITransport(app=app)
    url = "http://127.0.0.1:8000"
    async with httpx.AsyncClient(transport=transport, base_url=url, headers={"Origin": url}) as client:
        seat = Seat(house, clock, client)
        yield seat
    await house.stop()


@pytest.fixture
async def seat(data: Path, content: Content) -> AsyncIterator[Seat]:
    async with _seated(data, content) as found:
        yield found


async def test_the_phone_shows_its_own_talk_in_its_own_language(seat: Seat) -> None:
    """Rosa's labels are Spanish, hers are the only texts, and the open question has its buttons."""
    page = (await seat.client.get("/phone", params={"as": ROSA})).text
    assert '<html lang="es">' in page
    assert "Mensaje de texto" in page
    assert "Que Sofi pueda caminar sin dolor" in page
    assert "noon dose" not in page
    assert page.count('name="button"') == 2


async def test_a_text_is_heard_and_answered(seat: Seat) -> None:
    """What is written stands on the phone, with the next question below it."""
    answer = await seat.say(ROSA, "si")
    assert answer.status_code == 303
    shown = await seat.talk(ROSA)
    assert shown.index("corre peligro") > shown.rindex(">si</p>")


async def test_a_text_sent_twice_is_heard_once(seat: Seat) -> None:
    """The phone tries again after a dead line; its own id makes the second one harmless."""
    name = uuid4().hex
    await seat.say(ROSA, "si", id=name)
    first = await seat.talk(ROSA)
    await seat.say(ROSA, "si", id=name)
    assert await seat.talk(ROSA) == first


async def test_a_button_answers_its_own_question(seat: Seat) -> None:
    """Pressing sends the prompt and the code; then other buttons stand there."""
    before = await seat.talk(ROSA)
    prompt = re.search(r'data-prompt="(\w+)"', before)
    assert prompt is not None
    await seat.say(ROSA, "SI", prompt=prompt[1], button="1")
    after = await seat.talk(ROSA)
    assert prompt[1] not in after
    assert "corre peligro" in after


async def test_nothing_new_costs_nothing(seat: Seat) -> None:
    """Asked again with its mark, an unchanged talk is 304."""
    mark = (await seat.client.get("/phone/talk", params={"as": ROSA})).headers["etag"]
    again = await seat.client.get("/phone/talk", params={"as": ROSA}, headers={"If-None-Match": mark})
    assert again.status_code == 304


async def test_an_alert_rings_on_the_coordinators_own_phone(seat: Seat) -> None:
    """Ana's phone can be held, too: there the alert arrived, without a word of health."""
    shown = await seat.talk(ANA)
    assert "RB-08" in shown
    assert "blue" not in shown


async def test_text_from_a_family_stays_text(seat: Seat) -> None:
    """Whatever a family writes is shown, never run."""
    await seat.say(ROSA, "<script>alert(1)</script>")
    shown = await seat.talk(ROSA)
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


@pytest.mark.parametrize("path", ["/phone", "/stage/move", "/stage/unplug"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "http://evil.example"}, id="foreign origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
        pytest.param({"Origin": ""}, id="says nothing"),
        pytest.param({"Origin": "http://["}, id="origin that is no address"),
    ],
)
async def test_another_sites_form_is_refused(seat: Seat, path: str, headers: dict[str, str]) -> None:
    """A page elsewhere can neither write as a family, nor move the clock, nor pull the plug."""
    before = await seat.talk(ROSA)
    answer = await seat.client.post(path, data={"as": ROSA, "text": "si", "to": "day"}, headers=headers)
    assert answer.status_code == 403
    assert seat.unplugged == 0
    assert await seat.talk(ROSA) == before


async def test_more_fields_than_the_phone_has_are_refused(seat: Seat) -> None:
    """No form of ours has so many, so it is none of ours."""
    fields = {f"field-{number}": "x" for number in range(30)}
    assert (await seat.client.post("/phone", data=fields)).status_code == 403


@pytest.mark.parametrize("path", ["/", "/phone", "/phone/talk"])
async def test_a_phone_that_is_not_there(seat: Seat, path: str) -> None:
    """An unknown number is 404, and says no more."""
    answer = await seat.client.get(path, params={"as": "<b>555"})
    assert answer.status_code == 404
    assert "<b>" not in answer.text


@pytest.mark.parametrize("path", ["/", "/phone"])
async def test_pages_load_nothing_from_elsewhere(seat: Seat, path: str) -> None:
    """A strict policy, framed only by ourselves, and no address of another host in the page."""
    answer = await seat.client.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r'(?:src|href|action)="(?!/)', answer.text)
    assert "style=" not in answer.text


async def test_an_hour_is_an_hour(seat: Seat) -> None:
    """+1 hour moves the clock by an hour, and the shift survives a restart."""
    before = seat.house.now()
    await seat.move(ROSA, "hour")
    moved = seat.house.now() - before
    assert timedelta(hours=1) <= moved < timedelta(hours=1, seconds=20)
    assert abs(kept_shift(seat.house.database) - seat.clock.shift) < timedelta(seconds=1)


async def test_days_bring_reminders_and_reasons(seat: Seat) -> None:
    """Over a week everything due is sent at its own time, and each unsent one says why in words."""
    pages = [await seat.move(ROSA, "day") for _ in range(6)]
    seen = "".join(pages)
    assert "visit reminder" in seen
    assert "they said STOP" in seen
    assert "Greta Kettle" in seen
    assert "tiene cita el" in await seat.talk(ROSA) or "Cita de Sofi" in await seat.talk(ROSA)


async def test_the_next_thing_due_is_something(seat: Seat) -> None:
    """Each press of "Next thing due" sends something or says why not, at the time for which it was planned."""
    for _ in range(3):
        before = seat.house.now()
        page = await seat.move(ROSA, "next")
        assert seat.house.now() > before
        assert "Nothing was due" not in page


async def test_the_window_opens_in_the_familys_own_zone(seat: Seat) -> None:
    """ "Thursday 9:00" is nine o'clock where the family lives."""
    page = (await seat.client.get("/", params={"as": "555-0114"})).text
    label = re.search(r'id="opens"[^>]*>(\w{3})\w* (\d+:\d\d [ap]m)<', page)
    assert label is not None
    assert label[2] == "9:00 am"
    moved = await seat.move("555-0114", "window")
    assert re.search(rf'<span id="clock">{label[1]} \w+ \d+, 9:0[01] am<', moved)


async def test_what_is_sent_is_not_listed_as_held_back(seat: Seat) -> None:
    """A text that waited and then left in the same move stands in one list only."""
    since = seat.house.now()
    keeper = Timekeeper(seat.house, seat.clock)
    await keeper.by(72)
    found = happened(seat.house, since, seat.house.now())
    assert found.sent
    assert all(line.text for line in found.sent)
    assert all(line.why for line in found.unsent)
    assert len({(line.clock, line.who, line.what) for line in found.unsent}) == len(found.unsent)


async def test_the_clock_never_goes_back(seat: Seat) -> None:
    """A time that is past is no place to go to."""
    keeper = Timekeeper(seat.house, seat.clock)
    before = seat.house.now()
    await keeper.to(before - timedelta(days=1))
    assert seat.house.now() >= before


async def test_every_phone_can_be_held(seat: Seat) -> None:
    """All fourteen contacts and the three staff phones open."""
    page = (await seat.client.get("/")).text
    numbers = re.findall(r'<option value="([\d-]+)"', page)
    assert len(numbers) == 17
    with seat.house.database.reading() as connection:
        for number in numbers:
            assert held(seat.house, connection, number) is not None
            assert (await seat.client.get("/phone", params={"as": number})).status_code == 200


async def test_a_stranger_to_yes_still_has_only_the_invitation(seat: Seat) -> None:
    """Mai has not said yes: one text, and nothing of health in it."""
    shown = await seat.talk(MAI)
    assert shown.count('class="theirs"') == 1
    assert "OK to text you?" in shown


OWN = b"""{"resourceType": "Questionnaire", "name": "own", "version": "1", "status": "active", "language": "en",
 "item": [{"linkId": "a", "text": "What made you smile today?", "type": "text"}]}"""


async def _bring(seat: Seat, number: str, data: bytes, name: str = "own.json", **headers: str) -> httpx.Response:
    given = {"as": number}
    answer = await seat.client.post("/stage/form", data=given, files={"file": (name, data)}, headers=headers)
    await seat.house.clockwork.run_until_quiet()
    return answer


async def test_a_dropped_form_is_asked_at_once(seat: Seat) -> None:
    """Checked, kept, published, and the phone beside it is texted."""
    assert (await _bring(seat, JOAN, OWN)).status_code == 303
    await seat.say(JOAN, "1")
    assert "What made you smile today?" in await seat.talk(JOAN)


async def test_a_dropped_form_of_which_some_is_left_to_a_call(seat: Seat) -> None:
    """It is asked; which questions this phone may not be texted is said."""
    more = b'"type": "text"}, {"linkId": "b", "text": "A photo of the letter?", "type": "attachment"}]'
    answer = await _bring(seat, JOAN, OWN.replace(b'"type": "text"}]', more))
    assert (answer.status_code, "not all of it by text" in answer.text) == (200, True), answer.text
    assert '<b dir="auto">item b</b> <span dir="auto">A photo of the letter?' in answer.text
    await seat.say(JOAN, "1")
    assert "What made you smile today?" in await seat.talk(JOAN)


async def test_a_dropped_form_that_nobody_can_be_asked_is_not_kept(seat: Seat) -> None:
    """Who is in the middle of other questions is not interrupted, and the form is left as it was."""
    program = next(iter(seat.house.directory.programs()))
    await _bring(seat, JOAN, OWN)
    answer = await _bring(seat, ROSA, OWN.replace(b'"version": "1"', b'"version": "2"'))
    assert (answer.status_code, "in the middle of other questions" in answer.text) == (422, True)
    with seat.house.database.reading() as connection:
        assert [(each.version, each.state) for each in forms.versions(connection, program)] == [("1", "active")]


async def test_a_dropped_form_that_is_refused_texts_nobody(seat: Seat) -> None:
    """Its places and sentences are shown; a file from another site, or for a colleague's phone, is turned away."""
    before = await seat.talk(ROSA)
    answer = await _bring(seat, ROSA, OWN.replace(b"smile", b"<b>smile</b>"))
    assert (answer.status_code, "own item a" in answer.text) == (422, True)
    assert (await _bring(seat, ROSA, b"PK", "own.xlsx")).status_code == 422
    assert (await _bring(seat, ANA, OWN)).status_code == 422
    assert (await _bring(seat, ROSA, OWN, **{"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert await seat.talk(ROSA) == before
