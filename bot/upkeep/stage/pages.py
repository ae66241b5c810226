"""The stage: a family's phone beside the coordinators' inbox, a clock that can be moved, a plug that can be pulled."""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.clock import MovableClock
from bot.upkeep.stage import dress, own_form, phone
from bot.upkeep.stage.phones import Phone, held, phones
from bot.upkeep.stage.talk import count
from bot.upkeep.stage.timekeeper import Timekeeper
from bot.wiring import House
from dialogs.reminders.dates import written_time

Unplug = Callable[[], None]


def pull_the_plug() -> None:
    """Nothing is closed, flushed or said: the process is gone between two instructions."""
    os.kill(os.getpid(), signal.SIGKILL)


def routes(house: House, clock: MovableClock, unplug: Unplug = pull_the_plug) -> list[BaseRoute]:
    """/, what its bar does, and the phone."""
    keeper = Timekeeper(house, clock)

    async def show(request: Request) -> Response:
        values = await run_in_threadpool(_values, house, keeper, request.query_params.get("as", ""))
        if values is None:
            return dress.plain("There is no such phone in this demo.", 404)
        return dress.page("stage.html", **values)

    async def move(request: Request) -> Response:
        form = await dress.form_of(request)
        if form is None:
            return dress.plain("This did not come from the stage.", 403)
        number = form.get("as", "")
        chosen = await run_in_threadpool(_held, house, number)
        step = _steps(keeper, chosen).get(form.get("to", "")) if chosen else None
        if step is None:
            return dress.plain("The clock cannot be moved there.", 400)
        await step()
        return dress.dressed(RedirectResponse(f"/?as={quote(number)}", 303))

    async def kill(request: Request) -> Response:
        if await dress.form_of(request) is None:
            return dress.plain("This did not come from the stage.", 403)
        unplug()
        return dress.dressed(Response(status_code=204))

    async def state(request: Request) -> Response:
        return dress.dressed(JSONResponse(await run_in_threadpool(_state, house, request.query_params.get("as", ""))))

    return [
        Route("/", show),
        Route("/stage/move", move, methods=["POST"]),
        Route("/stage/unplug", kill, methods=["POST"]),
        Route("/stage/state", state),
        dress.static(),
        *phone.routes(house),
        *own_form.routes(house),
    ]


def _steps(keeper: Timekeeper, chosen: Phone) -> dict[str, Callable[[], Awaitable[None]]]:
    return {
        "hour": lambda: keeper.by(1),
        "day": lambda: keeper.by(24),
        "next": keeper.next_due,
        "window": lambda: keeper.to(keeper.opens_next(chosen)),
    }


def _held(house: House, number: str) -> Phone | None:
    with house.database.reading() as connection:
        return held(house, connection, number)


def _values(house: House, keeper: Timekeeper, number: str) -> dict[str, object] | None:
    with house.database.reading() as connection:
        known = phones(house, connection)
        heard, left = count(connection)
    chosen = next((each for each in known if each.number == number), None) if number else known[0]
    if chosen is None:
        return None
    opens = keeper.opens_next(chosen).astimezone(ZoneInfo(chosen.zone))
    return {
        "phones": known,
        "chosen": chosen,
        "clock": _clock(house.now(), chosen.zone),
        "opens": f"{opens:%A} {written_time(opens.time(), 'en')}",
        "last": keeper.last,
        "process": os.getpid(),
        "heard": heard,
        "left": left,
    }


def _state(house: House, number: str) -> dict[str, object]:
    with house.database.reading() as connection:
        chosen = held(house, connection, number)
        heard, left = count(connection)
    zone = chosen.zone if chosen else "UTC"
    return {"process": os.getpid(), "clock": _clock(house.now(), zone), "heard": heard, "left": left}


def _clock(now: datetime, zone: str) -> str:
    local = now.astimezone(ZoneInfo(zone))
    return f"{local:%a %b} {local.day}, {written_time(local.time(), 'en')}"
