"""What the demo's pages share: templates, static files, headers, and who may post to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import uploads
from bot.uploads import Upload

_HERE = Path(__file__).parent
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STATIC = {file.name: file for file in (_HERE / "static").iterdir() if file.suffix in (".css", ".js")}
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
#: Beyond this nobody types; what is longer is refused before it is read.
_MOST_BYTES = 64 * 1024


def page(template: str, status: int = 200, /, **values: Any) -> Response:
    """A page with these values filled in."""
    return dressed(HTMLResponse(_ENVIRONMENT.get_template(template).render(**values), status))


def dressed(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


def plain(text: str, status: int) -> Response:
    return dressed(PlainTextResponse(text, status))


async def form_of(request: Request) -> dict[str, str] | None:
    """The fields of a form of ours; None when another site sent it, or when it is more than any of them holds."""
    body = await _body(request, _MOST_BYTES)
    if body is None:
        return None
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return None


async def upload_of(request: Request) -> tuple[dict[str, str], Upload | None] | None:
    """The fields and the file of a form of ours; None when another site sent it, or when it is too long."""
    body = await _body(request, uploads.MOST_BYTES)
    return None if body is None else await uploads.parts(request.headers, body)


async def _body(request: Request, most: int) -> bytes | None:
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    is_ours = site == "same-origin" if site else origin.partition("://")[2] == request.headers.get("host", "")
    if not is_ours:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def static() -> Route:
    """Our own styles and scripts, by name."""

    async def endpoint(request: Request) -> Response:
        file = _STATIC.get(request.path_params["name"])
        if file is None:
            return plain("Nothing here.", 404)
        return dressed(FileResponse(file, media_type=_TYPES[file.suffix]))

    return Route("/stage/static/{name}", endpoint)
