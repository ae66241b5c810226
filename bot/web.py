"""The web app over a house: webhooks, pages, health. Apart from the wiring, because the line answers without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.health import Health
from bot.inbox.routes import routes as inbox_routes
from bot.wiring import House


def build_app(house: House, more: Callable[[House], list[BaseRoute]] | None = None) -> Starlette:
    """The web app over a house: webhooks, pages, health; `more` adds the demo's own pages."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await house.start()
        yield
        await house.stop()

    app = Starlette(lifespan=lifespan)
    routes = app.router.routes
    refusals = house.webhooks.refusals if house.webhooks is not None else Counter[str]()
    routes.extend(Health(house.database, house.settings.metrics_token, refusals, house.now).routes())
    if more is not None:
        routes.extend(more(house))
    if house.role != "worker":
        routes.extend(inbox_routes(house.desk))
        if house.webhooks is not None:
            routes.extend(house.webhooks.routes())
    return app
