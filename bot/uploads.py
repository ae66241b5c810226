"""A form with a file, as a browser sends it -> its fields and the file. The body was read, and bounded, before."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from msgspec import Struct
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

#: The largest form, and what stands around it in the request.
MOST_BYTES = 2 * 1024 * 1024 + 64 * 1024


class Upload(Struct, frozen=True):
    """A file that was given. `name` as the sender's machine calls it."""

    name: str
    data: bytes


def is_upload(headers: Headers) -> bool:
    """Whether the request says that it carries files."""
    return headers.get("content-type", "").lower().startswith("multipart/form-data")


async def parts(headers: Headers, body: bytes) -> tuple[dict[str, str], Upload | None]:
    """The fields, and the one file; nothing at all where the body is not what it says."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    fields: dict[str, str] = {}
    upload = None
    try:
        found = await MultiPartParser(headers, stream(), max_files=1, max_fields=20).parse()
    except (MultiPartException, KeyError, UnicodeError):
        return {}, None
    for name, value in found.multi_items():
        if isinstance(value, UploadFile):
            upload = Upload(value.filename or "", await value.read())
        else:
            fields[name] = value
    await found.close()
    return fields, upload
