"""Files that families send, from the provider to the thread: sealed here, deleted there, for those who may."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.channels.channel import Attachment, Media, Unusable
from bot.channels.keeper import Keeper
from dialogs.rows import messages
from storage import pages
from tests.channels.stub_twilio import JPEG
from tests.inbox.conftest import World


class Provider:
    """A provider in memory at the channel's own seam: files by address."""

    def __init__(self, **files: Media | Unusable) -> None:
        self.files = files
        self.forgets = True

    async def fetch(self, attachment: Attachment) -> Media | Unusable:
        return self.files.get(attachment.url, Unusable("status-404"))

    async def forget(self, attachment: Attachment) -> bool:
        if self.forgets:
            self.files.pop(attachment.url, None)
        return self.forgets


def keeper(world: World, provider: Provider) -> Keeper:
    assert world.desk.files is not None
    return Keeper(world.database, world.keys, world.desk.files, {world.line: provider}, world.clock)


def came(world: World, url: str = "photo", kind: str = "image/jpeg") -> None:
    world.hear("F1", "mire", attachments=(Attachment(url, kind),))


def kept(world: World) -> messages.Attachment:
    with world.database.reading() as connection:
        (row,) = pages.read(connection, messages.Attachment, world.program, world.keys)
    return row


def thread(world: World, who: str = "ana") -> str:
    return world.signed_in(who).get(f"/inbox/threads/{world.homes['F1'].contact.id}").text


def test_a_photo_is_fetched_sealed_shown_and_deleted_at_the_provider(world: World, tmp_path: Path) -> None:
    """Its bytes come back as they were, under a name of ours and the type that they show; on disk they are sealed."""
    came(world, kind="text/html")
    assert "on its way" in thread(world)
    provider = Provider(photo=Media(JPEG, "image/jpeg"))
    asyncio.run(keeper(world, provider).bring_home())
    row = kept(world)
    assert (row.state, row.content_type, row.size) == ("kept", "image/jpeg", len(JPEG))
    assert provider.files == {}
    assert f'src="/files/{row.id}"' in thread(world)
    found = world.signed_in("ana").get(f"/files/{row.id}")
    assert found.content == JPEG
    assert found.headers["content-type"] == "image/jpeg"
    assert found.headers["content-disposition"] == f'attachment; filename="kinline-{row.id.hex[-8:]}.jpg"'
    assert found.headers["x-content-type-options"] == "nosniff"
    assert world.signed_in("luis").get(f"/files/{row.id}").status_code == 404
    assert world.desk.files is not None
    assert JPEG not in (world.desk.files / row.id.hex).read_bytes()


@pytest.mark.parametrize(
    "found", [Unusable("too-large"), Unusable("status-404"), Media(b"<svg onload=x>", "application/octet-stream")]
)
def test_what_cannot_be_had_is_said_beside_the_message(world: World, found: Media | Unusable) -> None:
    """Too large, gone, or of a kind that nobody should open: nothing is stored."""
    came(world)
    asyncio.run(keeper(world, Provider(photo=found)).bring_home())
    assert kept(world).state == "failed"
    assert "could not be fetched" in thread(world)
    assert world.signed_in("ana").get(f"/files/{kept(world).id}").status_code == 404


def test_trouble_is_tried_again_for_a_day(world: World) -> None:
    """The provider is away; two minutes later it is back. Away for good, it is given up."""
    came(world)
    provider = Provider(photo=Unusable("no-answer", is_final=False))
    at_work = keeper(world, provider)
    asyncio.run(at_work.bring_home())
    assert kept(world).state == "waiting"
    provider.files["photo"] = Media(b"OggS voice", "audio/ogg")
    provider.forgets = False
    world.clock.move(minutes=3)
    asyncio.run(at_work.bring_home())
    assert kept(world).state == "stored"
    assert "<audio" in thread(world)
    provider.forgets = True
    world.clock.move(minutes=3)
    asyncio.run(at_work.bring_home())
    assert kept(world).state == "kept"


def test_a_private_answers_file_is_the_coordinators(world: World) -> None:
    """An admin sees that there was one, and cannot have it."""
    came(world)
    asyncio.run(keeper(world, Provider(photo=Media(JPEG, "image/jpeg"))).bring_home())
    row = kept(world)
    with world.database.writing() as connection:
        connection.exec_driver_sql("UPDATE message SET is_private = 1")
    assert world.signed_in("ana").get(f"/files/{row.id}").status_code == 200
    assert world.signed_in("adam").get(f"/files/{row.id}").status_code == 404
    assert f"/files/{row.id}" not in thread(world, "adam")
