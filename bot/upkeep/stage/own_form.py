"""Be texted by your own form: a file dropped on the stage is checked, kept, published and asked of the phone there."""

from __future__ import annotations

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.exchange.form_intake import Intake
from bot.inbox import hints
from bot.upkeep.acting import OPERATOR
from bot.upkeep.stage import dress
from bot.upkeep.stage.phones import held
from bot.uploads import Upload
from bot.wiring import House
from dialogs.forms.problems import FormError, Problem, Reason
from dialogs.rows.people import Contact
from dialogs.turns.acts import Done, Refused, Result, StartInterview
from storage import pages

_WHY = {
    "stopped": "has not agreed to texts, or has stopped them: choose another phone",
    "no_role": "answers for no child: choose another phone",
    "nothing": "is in the middle of other questions: answer those first, or choose another phone",
}


def routes(house: House) -> list[BaseRoute]:
    """What the stage posts a form to."""

    async def bring(request: Request) -> Response:
        given = await dress.upload_of(request)
        if given is None:
            return dress.plain("This did not come from the stage.", 403)
        fields, upload = given
        number = fields.get("as", "")
        found = await run_in_threadpool(_ask, house, number, upload)
        if found.problems:
            return dress.page("own_form.html", 422, findings=found.problems, left=False, number=number)
        if found.left:
            return dress.page("own_form.html", 200, findings=found.left, left=True, number=number)
        return dress.dressed(RedirectResponse(str(URL("/").include_query_params(**{"as": number})), 303))

    return [Route("/stage/form", bring, methods=["POST"])]


class Brought(Struct, frozen=True):
    """Why the family behind the phone is not asked; where it is, what is left to a call."""

    problems: tuple[Problem, ...] = ()
    left: tuple[Problem, ...] = ()


def _ask(house: House, number: str, upload: Upload | None) -> Brought:
    """Check, keep and publish the form, and ask it of the family behind the phone; or none of these."""
    with house.database.reading() as connection:
        phone = held(house, connection, number)
        contact = phone.contact if phone else None
        home = pages.families_of(connection, Contact, phone.program.id, contact.id) if phone and contact else None
    if phone is None or contact is None or home is None:
        return _refused("This phone", "belongs to no family: choose another")
    if upload is None or not upload.data:
        return _refused("The file", "is missing: choose one first")
    intake = Intake(house.database, house.door.shelf, phone.program.id, OPERATOR.id)
    program, family = phone.program.id, home[0]
    try:
        brought = intake.read(upload.data, upload.name)
        act = StartInterview(contact.id, None, brought.form.name, "brought to the stage")
        # Who cannot be asked is found before anything is kept or published.
        trial = house.door.shelf.with_form(program, brought.form)
        result: Result | None = house.door.would(program, family, OPERATOR, act, trial)
        if not isinstance(result, Refused):
            intake.publish(intake.keep(brought, house.now()).id, house.now())
            result = house.door.act(program, family, OPERATOR, act).result
    except FormError as error:
        return Brought(error.problems)
    match result:
        case Refused(why=why):
            return _refused(contact.name, _WHY.get(why, "cannot be asked now"))
        case Done(left=left):
            content = house.door.shelf.of(program)
            return Brought(
                left=tuple(_problem(f"item {slot}", hints.question(content, act.form, slot)) for slot in left)
            )
        case _:
            return Brought()


def _refused(place: str, sentence: str) -> Brought:
    return Brought((_problem(place, sentence),))


def _problem(place: str, sentence: str) -> Problem:
    return Problem(place, Reason.NOT_BY_TEXT, sentence)
