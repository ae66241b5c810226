"""Every address of the inbox. What is not `opened` here stands behind sign-in; tests walk this list."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.inbox import (
    alerts,
    at_home,
    composing,
    contacts,
    enrolling,
    family,
    files,
    form_trying,
    forms,
    interviews,
    items,
    lists,
    numbers,
    paper,
    persons,
    reach,
    sessions,
    sign_in,
    thread,
    todo,
    visits,
)
from bot.inbox.desk import Desk
from bot.inbox.guard import Endpoint, Handler, OpenHandler, Visit, dressed, guarded, opened
from bot.inbox.render import HERE
from dialogs.ids import Id

#: Before sign-in: (address, method, page).
OPEN: tuple[tuple[str, str, OpenHandler], ...] = (
    ("/sign-in", "GET", sign_in.ask),
    ("/sign-in", "POST", sign_in.enter),
    ("/sign-in/code", "GET", sign_in.ask_code),
    ("/sign-in/code", "POST", sign_in.enter_code),
    ("/sign-in/set-up", "GET", sign_in.ask_set_up),
    ("/sign-in/set-up", "POST", sign_in.set_up),
    ("/welcome/{token}", "GET", sign_in.welcome),
    ("/welcome/{token}", "POST", sign_in.choose_password),
    ("/sign-out", "POST", sign_in.leave),
)

#: Behind sign-in: (address, method, page).
GUARDED: tuple[tuple[str, str, Handler], ...] = (
    ("/inbox", "GET", lists.inbox),
    ("/inbox/unknown", "GET", numbers.listing),
    ("/inbox/unknown/{message}", "GET", numbers.show),
    ("/inbox/unknown/{message}", "POST", numbers.link),
    ("/inbox/unknown/{message}/find", "POST", numbers.show),
    ("/inbox/unknown/items/{item}/close", "POST", items.close_strangers),
    ("/inbox/threads/{contact}", "GET", thread.show),
    ("/inbox/threads/{contact}/reply", "POST", composing.reply),
    ("/inbox/threads/{contact}/note", "POST", composing.note),
    ("/inbox/threads/{contact}/draft", "POST", composing.draft),
    ("/inbox/threads/{contact}/discard", "POST", composing.discard),
    ("/inbox/threads/{contact}/take-over", "POST", composing.take),
    ("/inbox/threads/{contact}/hand-back", "POST", composing.hand_back),
    ("/inbox/threads/{contact}/resolve", "POST", composing.resolve),
    ("/files/{file}", "GET", files.show),
    ("/families", "GET", family.listing),
    ("/families", "POST", family.listing),
    ("/families/new", "GET", enrolling.new),
    ("/families/new", "POST", enrolling.add),
    ("/families/{family}", "GET", family.show),
    ("/families/{family}/check-in", "POST", at_home.check_in),
    ("/families/{family}/hospital", "POST", at_home.in_hospital),
    ("/families/{family}/home", "POST", at_home.came_home),
    ("/families/{family}/placement", "POST", at_home.end_placement),
    ("/families/{family}/people/new", "GET", persons.new),
    ("/families/{family}/people/new", "POST", persons.add),
    ("/families/{family}/visits/new", "GET", visits.new),
    ("/families/{family}/visits/new", "POST", visits.add),
    ("/visits/{visit}", "GET", visits.show),
    ("/visits/{visit}/move", "POST", visits.move),
    ("/visits/{visit}/cancel", "POST", visits.cancel),
    ("/contacts/{contact}", "GET", contacts.show),
    ("/contacts/{contact}", "POST", contacts.change),
    ("/contacts/{contact}/roles", "POST", persons.set_roles),
    ("/contacts/{contact}/consent", "POST", contacts.record_consent),
    ("/contacts/{contact}/invite", "POST", contacts.invite),
    ("/contacts/{contact}/lift", "POST", contacts.lift),
    ("/contacts/{contact}/interview", "POST", contacts.interview),
    ("/contacts/{contact}/talk", "GET", interviews.begin),
    ("/contacts/{contact}/talk", "POST", interviews.start),
    ("/contacts/{contact}/paper", "GET", paper.show),
    ("/interviews/{interview}", "GET", interviews.show),
    ("/interviews/{interview}/answer", "POST", interviews.answer),
    ("/interviews/{interview}/type-in", "POST", interviews.type_in),
    ("/interviews/{interview}/urgent", "POST", interviews.urgent),
    ("/interviews/{interview}/end", "POST", interviews.end),
    ("/interviews/{interview}/read", "POST", interviews.read),
    ("/to-do", "GET", todo.listing),
    ("/items/{item}", "GET", items.show),
    ("/items/{item}/close", "POST", items.close),
    ("/items/{item}/reopen", "POST", todo.reopen),
    ("/items/{item}/loss", "POST", alerts.settle_loss),
    ("/admin/forms", "GET", forms.listing),
    ("/admin/forms", "POST", forms.bring),
    ("/admin/forms/{form}", "GET", forms.show),
    ("/admin/forms/{form}/publish", "POST", forms.publish),
    ("/admin/forms/{form}/retire", "POST", forms.retire),
    ("/admin/forms/{form}/file", "GET", forms.download),
    ("/admin/forms/{form}/try", "GET", form_trying.show),
    ("/admin/forms/{form}/try", "POST", form_trying.show),
    ("/alerts/{alert}/take", "POST", alerts.take),
    ("/alerts/{alert}/close", "POST", alerts.close),
)

#: Our own files, by name; nothing else is served.
_STATIC = {
    file.relative_to(HERE / "static").as_posix(): file
    for file in sorted((HERE / "static").rglob("*"))
    if file.suffix in (".css", ".js", ".svg")
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def routes(desk: Desk) -> list[BaseRoute]:
    """The inbox, to be mounted at the root."""
    found: list[BaseRoute] = [Route(path, opened(desk, page), methods=[method]) for path, method, page in OPEN]
    found += [Route(path, guarded(desk, page), methods=[method]) for path, method, page in GUARDED]
    pages = {path for path, method, _ in (*OPEN, *GUARDED) if method == "GET"}
    found += [
        Route(path, guarded(desk, partial(_back, page=_page_of(path, pages))), methods=["GET"])
        for path in dict.fromkeys(path for path, _, _ in (*OPEN, *GUARDED) if path not in pages)
    ]
    found.append(Route("/live", _live(desk)))
    found.append(Route("/static/{name:path}", _static(desk)))
    return found


def _page_of(path: str, pages: set[str]) -> str:
    """The page that something is sent from: the nearest one above its address; the inbox where there is none."""
    while path and path not in pages:
        path = path.rpartition("/")[0]
    return path or "/inbox"


def _back(_: Desk, visit: Visit, page: str) -> Response:
    """What is only ever sent, opened by its address (a reload, a bookmark): the page that it was sent from."""
    return RedirectResponse(page.format(**visit.params), 303)


def _live(desk: Desk) -> Endpoint:
    """The stream of pokes. Who may see a family is asked anew at every poke, in a thread."""

    def start(_: Desk, visit: Visit) -> Response:
        def look(family_id: Id) -> bool:
            signed = sessions.find(desk, visit.token, is_live=True)
            scope = signed.scope if signed else visit.scope
            with desk.database.reading() as connection:
                return reach.may_see_family(replace(visit, scope=scope), connection, family_id)

        async def may_see(family_id: Id) -> bool:
            return await run_in_threadpool(look, family_id)

        async def is_still() -> bool:
            return await run_in_threadpool(sessions.is_alive, desk, visit.token)

        events = desk.live.listen(may_see, is_still)
        return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    return guarded(desk, start)


def _static(desk: Desk) -> Endpoint:
    """Kept by the browser and asked about each time: after an upgrade no page wears the old styles."""
    tags = {name: f'"{sha256(file.read_bytes()).hexdigest()[:16]}"' for name, file in _STATIC.items()}

    async def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        file = _STATIC.get(name)
        if file is None:
            return dressed(desk, PlainTextResponse("Nothing here.", 404))
        is_known = request.headers.get("if-none-match") == tags[name]
        found = Response(status_code=304) if is_known else FileResponse(file, media_type=_TYPES[file.suffix])
        response = dressed(desk, found)
        response.headers.update({"Cache-Control": "no-cache", "ETag": tags[name]})
        return response

    return endpoint
