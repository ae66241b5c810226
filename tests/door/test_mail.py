"""An alert on its way out by e-mail, from the voice to the server."""

from __future__ import annotations

import asyncio

from sqlalchemy import insert

from bot.channels.mail import Mail
from bot.channels.mail_server import server_of
from bot.channels.sender import Outbound
from bot.clock import system_now
from dialogs.rows.messages import Attempt, Outgoing
from storage.tables.base import as_table
from storage.tables.people import LineRow
from tests.builders import Story
from tests.channels.stub_smtp import serving


def test_an_alert_leaves_by_text_and_by_mail(story: Story) -> None:
    """Through the same outbox and the same attempts; neither health nor a name of the family is in it."""
    with story.database.writing() as connection:
        connection.execute(
            insert(as_table(LineRow)).values(
                id=story.id(), program_id=story.program, channel="email", sender="alerts@clinic.example", phi_allowed=0,
                mark="",
            )
        )  # fmt: skip
        connection.exec_driver_sql("UPDATE program SET is_demo = false")
    story.directory.forget()
    story.hear(story.family("F7"), "my son is not breathing")
    line = next(line for line in story.directory.program(story.program).lines if line.channel == "email")

    async def send(mail: Mail) -> None:
        outbound = Outbound(story.database, story.door, {line.id: mail}, story.clock)
        await outbound.send_due()
        await outbound.settle()

    with serving() as smtp:
        asyncio.run(send(Mail(server_of(smtp.url), system_now, "", 5)))
    ((recipient, letter),) = smtp.letters
    assert recipient == "ana@example.org"
    assert "family F7 needs a person now" in letter
    assert not {"breathing", "Rosa", "Gomez", "Sofia"} & set(letter.replace(".", " ").split())
    told = {row.key: row.state for row in story.rows(Outgoing) if row.staff_id}
    assert told == {"staff-alert": "queued", "staff-alert-mail": "sent"}
    assert len(story.rows(Attempt)) >= 1
