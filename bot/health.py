"""What machines ask: is the process alive, may it serve, how is it doing. No word, name or number of anybody's."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.clock import Now
from storage import migrate, outbox
from storage.database import Database

#: An outbox that is later than this is not healthy.
_LATE = timedelta(minutes=5)


class Health:
    """/healthz, /readyz and /metrics."""

    def __init__(self, database: Database, token: str, refusals: Counter[str], now: Now) -> None:
        self._database, self._token, self._refusals, self._now = database, token, refusals, now

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self.alive),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
        ]

    def alive(self, _: Request) -> Response:
        return PlainTextResponse("ok")

    def ready(self, _: Request) -> Response:
        """Database, schema and how far the outbox lags, in seconds."""
        try:
            state = migrate.state(self._database)
            lag = self._lag()
        except Exception as error:
            return JSONResponse({"database": type(error).__name__}, status_code=503)
        is_ready = state == "current" and lag <= _LATE
        return JSONResponse(
            {"database": "ok", "schema": state, "outbox_lag_seconds": round(lag.total_seconds(), 1)},
            status_code=200 if is_ready else 503,
        )

    def metrics(self, request: Request) -> Response:
        """Prometheus text, for whoever has the token; without one set there are no metrics."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self._token or not secrets.compare_digest(given.encode(), self._token.encode()):
            return PlainTextResponse("not found", status_code=404)
        with self._database.reading() as connection:
            counts: Mapping[str, int] = outbox.counts(connection)
        lines = ["# TYPE kinline_outbox_lag_seconds gauge", f"kinline_outbox_lag_seconds {self._lag().total_seconds()}"]
        lines.append("# TYPE kinline_outgoing gauge")
        lines += [f'kinline_outgoing{{state="{state}"}} {count}' for state, count in sorted(counts.items())]
        lines.append("# TYPE kinline_refused_requests_total counter")
        lines += [f'kinline_refused_requests_total{{why="{why}"}} {n}' for why, n in sorted(self._refusals.items())]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    def _lag(self) -> timedelta:
        with self._database.reading() as connection:
            due = outbox.due(connection, "outgoing", self._now(), limit=1)
            oldest = outbox.waiting_since(connection, due[0].id) if due else None
        return self._now() - oldest if oldest else timedelta()
