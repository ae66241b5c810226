"""A file that a family sent: never shown as a page, named by us, of the type that its bytes show."""

from __future__ import annotations

from starlette.responses import Response

from bot.inbox import reach
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from dialogs.rows.messages import Attachment
from storage import media, threads

_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic",
    "image/heif": "heif", "audio/wav": "wav", "audio/mp4": "m4a", "audio/amr": "amr", "audio/ogg": "ogg",
    "audio/mpeg": "mp3", "video/3gpp": "3gp", "video/quicktime": "mov", "video/mp4": "mp4", "video/webm": "webm",
    "application/pdf": "pdf", "text/vcard": "vcf", "text/calendar": "ics",
}  # fmt: skip


def show(desk: Desk, visit: Visit) -> Response:
    """The bytes, for whoever may read the message that brought them."""
    with desk.database.reading() as connection:
        home, file = reach.file(desk, visit, connection, visit.id("file"))
        (message,) = threads.messages(connection, visit.program_id, desk.keys, [file.message_id])
        is_private = bool(threads.private_messages(connection, visit.program_id, [message]))
    if is_private and not reach.may_see_private(visit, home):
        raise NotHere
    return _response(desk, visit, file)


def _response(desk: Desk, visit: Visit, file: Attachment) -> Response:
    if desk.files is None or file.content_type not in _ENDINGS or file.state not in ("stored", "kept"):
        raise NotHere
    try:
        content = media.content(desk.files, desk.keys, visit.program_id, file.id)
    except FileNotFoundError:
        raise NotHere from None
    name = f"kinline-{file.id.hex[-8:]}.{_ENDINGS[file.content_type]}"
    return Response(
        content, media_type=file.content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
