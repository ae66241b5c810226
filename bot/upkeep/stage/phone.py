"""A family's phone as a web page. Pressing and writing go through the same door as every channel."""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import quote
from uuid import UUID, uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.channel import Inbound
from bot.channels.phone import LINE
from bot.upkeep.stage import dress
from bot.upkeep.stage.phones import Phone, held
from bot.upkeep.stage.talk import Talk, talk
from bot.wiring import House
from dialogs.ids import Id

_WORDS = {
    "en": {
        "title": "Phone of {name}", "log": "Messages", "field": "Text message", "send": "Send", "sending": "Sending…",
        "waits": "Not sent yet, trying again…", "typing": "The clinic is writing", "buttons": "Answers to choose from",
        "you": "You", "them": "Clinic", "empty": "No messages yet. Write something, or let time pass.",
    },
    "es": {
        "title": "Teléfono de {name}", "log": "Mensajes", "field": "Mensaje de texto", "send": "Enviar",
        "sending": "Enviando…", "waits": "Todavía no se envía, probando otra vez…",
        "typing": "La clínica está escribiendo", "buttons": "Respuestas para elegir", "you": "Usted", "them": "Clínica",
        "empty": "Todavía no hay mensajes. Escriba algo, o deje pasar el tiempo.",
    },
}  # fmt: skip
_MISSING = "There is no such phone in this demo."


def routes(house: House) -> list[BaseRoute]:
    """/phone, its live part, and what it sends."""

    async def show(request: Request) -> Response:
        found = await run_in_threadpool(_look, house, request.query_params.get("as", ""))
        if found is None:
            return dress.plain(_MISSING, 404)
        return dress.page("phone.html", **_values(*found))

    async def refresh(request: Request) -> Response:
        """Only the messages; 304 while nothing has changed."""
        found = await run_in_threadpool(_look, house, request.query_params.get("as", ""))
        if found is None:
            return dress.plain(_MISSING, 404)
        response = dress.page("talk.html", **_values(*found))
        mark = f'"{blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
        if request.headers.get("if-none-match") == mark:
            return dress.dressed(Response(status_code=304, headers={"ETag": mark}))
        response.headers["ETag"] = mark
        return response

    async def send(request: Request) -> Response:
        form = await dress.form_of(request)
        if form is None:
            return dress.plain("This did not come from the phone.", 403)
        number = form.get("as", "")
        if await run_in_threadpool(_look, house, number) is None:
            return dress.plain(_MISSING, 404)
        text = form.get("text", "").strip()
        if text:
            await house.receive(_inbound(house, number, text, form))
        return dress.dressed(RedirectResponse(f"/phone?as={quote(number)}", 303))

    return [
        Route("/phone", show),
        Route("/phone", send, methods=["POST"]),
        Route("/phone/talk", refresh),
    ]


def _look(house: House, number: str) -> tuple[Phone, Talk] | None:
    with house.database.reading() as connection:
        phone = held(house, connection, number)
        return (phone, talk(house, connection, phone)) if phone else None


def _values(phone: Phone, shown: Talk) -> dict[str, object]:
    words = _WORDS.get(phone.language, _WORDS["en"])
    title = words["title"].format(name=phone.owner)
    return {"phone": phone, "talk": shown, "words": words, "title": title, "fresh_id": uuid4().hex}


def _inbound(house: House, number: str, text: str, form: dict[str, str]) -> Inbound:
    """The phone names each text itself, so that one sent twice (the line was down) is heard once."""
    provider_id = _uuid(form.get("id", "")) or uuid4()
    prompt_id: Id | None = _uuid(form.get("prompt", ""))
    return Inbound(
        "phone", LINE, number, text, provider_id.hex, house.now(), prompt_id=prompt_id,
        button=form.get("button", "") if prompt_id else "",
    )  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
