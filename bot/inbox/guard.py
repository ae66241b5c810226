"""What stands before every page: who asks, from where, and whether this browser means it. And what every answer wears.

A page is a plain function (desk, visit) -> Response that runs in a thread. It is reached only through `guarded`, which
reads the request, finds the session, and refuses a POST that another site could have made.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import uploads
from bot.clock import new_id
from bot.inbox import sessions
from bot.inbox.desk import Desk
from bot.inbox.render import page
from bot.uploads import Upload
from dialogs.desk.permission import Scope
from dialogs.ids import Id
from dialogs.rows.people import Staff
from storage.desk import Session
from storage.directory import ProgramDirectory

#: A reply of 20,000 characters in four-byte letters, escaped, is smaller.
_MOST_BYTES = 512 * 1024
#: More than any form of ours has.
_MOST_FIELDS = 200


class NotHere(Exception):
    """There is no such thing, or not for this person: the same answer either way."""


@dataclass(frozen=True)
class Knock:
    """One request, read to its end; whoever sent it."""

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    token: str
    client: str
    host: str
    is_https: bool
    #: A page that refreshes itself: nobody is sitting there because of that.
    is_live: bool
    headers: Mapping[str, str]
    #: The file of a form that takes one.
    upload: Upload | None

    @property
    def is_local(self) -> bool:
        """Whether browser and server are the same machine, by address and by name."""
        return _is_loopback(self.client) and _is_loopback(self.host)


@dataclass(frozen=True)
class Visit(Knock):
    """A request of somebody who is signed in."""

    staff: Staff
    scope: Scope
    program: ProgramDirectory
    session: Session

    @property
    def program_id(self) -> Id:
        return self.program.program.id

    @property
    def page(self) -> int:
        """Which page of a long list is asked for, from 1; anything odd means the first."""
        number = self.query.get("page", "1")
        return min(max(1, int(number)), 1000) if number.isascii() and number.isdigit() and len(number) < 6 else 1

    def id(self, name: str) -> Id:
        """The id in the address. Raises NotHere for anything that is none."""
        try:
            return Id(self.params[name])
        except ValueError:
            raise NotHere from None

    def row_id(self, now: datetime) -> Id:
        """The id of the row that a form makes, as its page was shown with: sent twice, it makes one row."""
        try:
            return Id(self.form["row"])
        except (KeyError, ValueError):
            return new_id(now)


Handler = Callable[[Desk, Visit], Response]
OpenHandler = Callable[[Desk, Knock], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(desk: Desk, handler: Handler) -> Endpoint:
    """The page behind sign-in."""

    async def endpoint(request: Request) -> Response:
        knock = await read(request)
        if knock is None:
            return dressed(desk, _too_long(request))
        return dressed(desk, await run_in_threadpool(_answer, desk, knock, handler))

    return endpoint


def opened(desk: Desk, handler: OpenHandler) -> Endpoint:
    """The page before sign-in."""

    async def endpoint(request: Request) -> Response:
        knock = await read(request)
        if knock is None:
            return dressed(desk, _too_long(request))
        if knock.method == "POST" and not is_same_site(desk, knock):
            return dressed(desk, page("problem.html", 403, title="Not from here", text=_FOREIGN, back=knock.path))
        return dressed(desk, await run_in_threadpool(handler, desk, knock))

    return endpoint


_FOREIGN = "This did not come from the inbox itself, so nothing was done. Go back, reload the page and try again."


def _answer(desk: Desk, knock: Knock, handler: Handler) -> Response:
    signed = sessions.find(desk, knock.token, is_live=knock.is_live)
    fresh = ""
    if signed is None and desk.is_demo and knock.is_local:
        fresh = sessions.open_demo(desk)
        signed = sessions.find(desk, fresh) if fresh else None
    if signed is None:
        return _to_sign_in(knock)
    if not signed.session.is_confirmed:
        return RedirectResponse("/sign-in/code", 303)
    visit = Visit(**vars(knock), **vars(signed))
    if knock.method == "POST" and not is_meant(desk, visit, is_fresh=bool(fresh)):
        return page("problem.html", 403, title="Not from here", text=_FOREIGN, back=visit.path)
    try:
        response = handler(desk, visit)
    except NotHere:
        response = missing()
    if fresh:
        sessions.give_cookie(desk, knock, response, fresh)
    return response


def _too_long(request: Request) -> Response:
    text = "What was sent is longer than we take, so nothing was done. Send less, or a smaller file."
    return page("problem.html", 413, title="Too long", text=text, back=request.url.path)


def missing() -> Response:
    """The one answer for what is not there and for what is not theirs."""
    text = "It may have moved, or it belongs to a family that you do not work with."
    return page("problem.html", 404, title="Nothing here", text=text)


def _to_sign_in(knock: Knock) -> Response:
    if knock.is_live or knock.path == "/live":
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    where = f"?next={quote(knock.path)}" if knock.method == "GET" and knock.path != "/inbox" else ""
    return RedirectResponse(f"/sign-in{where}", 303)


async def read(request: Request) -> Knock | None:
    """The request as plain values; None when its body, or the number of its fields, is more than any form of ours."""
    is_upload = uploads.is_upload(request.headers)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > (uploads.MOST_BYTES if is_upload else _MOST_BYTES):
            return None
    upload = None
    if is_upload:
        form, upload = await uploads.parts(request.headers, bytes(body))
    else:
        try:
            fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            return None
        form = dict(fields)
    return Knock(
        method=request.method,
        path=request.url.path,
        params={name: str(found) for name, found in request.path_params.items()},
        query=dict(request.query_params),
        form=form,
        token=request.cookies.get(sessions.SECURE_COOKIE) or request.cookies.get(sessions.PLAIN_COOKIE, ""),
        client=request.client.host if request.client else "",
        host=request.url.hostname or "",
        is_https=request.url.scheme == "https",
        is_live="kinline-live" in request.headers,
        headers={name: request.headers.get(name, "") for name in ("sec-fetch-site", "origin", "host")},
        upload=upload,
    )


def is_same_site(desk: Desk, knock: Knock) -> bool:
    """Whether the browser says that a page of ours sent this. A browser that says nothing at all is not believed."""
    site, origin = knock.headers["sec-fetch-site"], knock.headers["origin"]
    if site:
        return site == "same-origin"
    if not origin:
        return False
    own = {knock.headers["host"], urlsplit(desk.public_url).netloc}
    return origin.partition("://")[2] in own - {""}  # not parsed: what is sent need not be an address


def is_meant(desk: Desk, visit: Visit, *, is_fresh: bool = False) -> bool:
    """Whether a POST came from our own page of this very session."""
    if not is_same_site(desk, visit):
        return False
    return is_fresh or sessions.equal(visit.form.get("csrf", ""), visit.session.csrf)


def dressed(desk: Desk, response: Response) -> Response:
    """The headers that every page wears."""
    ancestors = "'self'" if desk.is_demo else "'none'"
    response.headers.update(
        {
            "Content-Security-Policy": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
                f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
            ),
            "X-Frame-Options": "SAMEORIGIN" if desk.is_demo else "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cache-Control": "no-store",
        }
    )
    return response


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
