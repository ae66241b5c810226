"""A morning at the clinic: an interview under way, a question, danger, a visit, a stranger."""

from __future__ import annotations

from datetime import datetime

from bot.channels.channel import Inbound
from bot.exchange.form_intake import Intake
from dialogs.ids import Id
from dialogs.rows.care import Appointment
from dialogs.turns import acts
from tests.inbox.conftest import World


def morning(world: World) -> None:
    """All of Ana's: F1 answers questions, F2 asks one, F4 is in danger, F5 waits to be invited, F6 writes Arabic."""
    world.act("F1", acts.StartInterview(world.homes["F1"].contact.id, None, "first8", "at the clinic"))
    world.drain()
    for text in ("1", "que mi hija camine sola", "1", "3", "si"):
        world.hear("F1", text)
        world.clock.move(seconds=30)
        world.drain()
    visit(world)
    world.hear("F2", "Hi Ana, does Sofía need to fast before the blood test on Thursday? Can her brother come?")
    world.act("F2", acts.WriteNote(world.homes["F2"].contact.id, "School nurse called: Sofía had a good week."))
    world.family("F4", "ana", "Destiny Okafor", language="en")
    world.hear("F4", "She is not breathing and turned blue")
    world.family("F5", "ana", "Jean-Baptiste Pierre-Louis", language="ht", consent="recorded")
    world.family("F6", "ana", "فاطمة الزهراء", language="en", detail_level=0)
    world.hear("F6", "متى موعد الطبيب؟ 555-0100 call me")
    world.door.hear(Inbound("phone", "kinline", "nobody", "Is this the clinic?", "in-s", world.clock()))
    world.clock.move(hours=5, minutes=10)
    world.hear("F1", "una pregunta: ¿a qué hora es la cita?")


def visit(world: World) -> Appointment:
    """A visit of F1's child, in two weeks."""
    home = world.homes["F1"]
    act = acts.AddVisit(
        home.child.id, datetime(2026, 3, 19, 14, 30), "America/Chicago", "Room 12, second floor", "Dr. Patel",  # noqa: DTZ001
        "Nothing to eat after midnight",
    )  # fmt: skip
    assert isinstance(world.act("F1", act), acts.Done)
    world.drain()
    with world.database.reading() as connection:
        from storage import pages

        return pages.read(connection, Appointment, world.program, world.keys)[-1]


FORM = b"""{"resourceType": "Questionnaire", "name": "own", "version": "1", "status": "active", "language": "en",
 "title": "Our own", "item": [{"linkId": "a", "text": "How is the mother?", "type": "text"},
 {"linkId": "b", "text": "Which day?", "type": "choice", "answerOption": [
 {"valueCoding": {"code": "x", "display": "Monday"}}, {"valueCoding": {"code": "y", "display": "Friday"}}]}]}"""


def form(world: World, data: bytes = FORM) -> Id:
    """A form that the program brought, as a draft."""
    intake = Intake(world.database, world.door.shelf, world.program, world.staff["adam"].id)
    return intake.take(data, "own.json", world.clock()).id
