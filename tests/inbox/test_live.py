"""Pokes: ids only, to whoever may see the family, from any thread, and no connection held meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from sqlalchemy.pool import QueuePool

from tests.inbox.conftest import World


class Stream:
    """One open stream, read in a thread; each event as (name, data)."""

    def __init__(self, response: httpx.Response) -> None:
        self.events: list[tuple[str, str]] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(response,), daemon=True)
        self._thread.start()

    def _read(self, response: httpx.Response) -> None:
        name = ""
        try:
            for line in response.iter_lines():
                field, _, value = line.partition(":")
                if field == "event":
                    name = value.strip()
                elif field == "data":
                    with self._changed:
                        self.events.append((name, value.strip()))
                        self._changed.notify_all()
        except (httpx.HTTPError, httpx.StreamError):
            return

    def until(self, name: str, data: str = "") -> None:
        """Wait until such an event came."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(n == name and data in d for n, d in self.events), 10), self.events


@contextmanager
def listening(world: World, who: str) -> Iterator[Stream]:
    browser = world.signed_in(who)
    with browser.stream("GET", "/live") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        stream = Stream(response)
        stream.until("ready")
        yield stream


def test_a_write_pokes_whoever_may_see_the_family_with_its_id_and_no_word(world: World) -> None:
    """Ana hears of F1; Luis, who may not see it, hears nothing; a poke without a family reaches both."""
    home = world.homes["F1"]
    with listening(world, "ana") as ana, listening(world, "luis") as luis:
        world.hear("F1", "CANARY una pregunta")
        ana.until("poke", home.id.hex)
        world.desk.live.poke(None)
        luis.until("poke")
        assert all(home.id.hex not in data for _, data in luis.events)
        assert all("CANARY" not in data for _, data in ana.events)


def test_no_stream_holds_a_connection(world: World) -> None:
    """However many are open."""
    with listening(world, "ana") as ana, listening(world, "sara") as sara:
        world.desk.live.poke(world.homes["F1"].id)
        for stream in (ana, sara):
            stream.until("poke", world.homes["F1"].id.hex)
        pool = world.database.engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 0
        assert world.desk.live.streams == 2


def test_a_stream_ends_with_its_session(world: World) -> None:
    """Thirty idle minutes later it says so and is over; nobody is poked any more."""
    with listening(world, "ana") as ana:
        world.clock.move(minutes=31)
        ana.until("signed-out")


def test_there_is_no_stream_without_signing_in(world: World) -> None:
    """401, and where to go."""
    answer = world.client().get("/live")
    assert answer.status_code == 401


def test_a_page_that_refreshes_itself_gets_the_newest(world: World) -> None:
    """The refetch is the page itself, through the same check."""
    ana = world.signed_in("ana")
    path = f"/inbox/threads/{world.homes['F1'].contact.id}"
    world.hear("F1", "Algo nuevo")
    page = ana.get(path, headers={"Kinline-Live": "1", "HX-Request": "true"}).text
    assert "Algo nuevo" in page
    assert f'hx-get="{path}"' in page
