"""What is to do across families: overdue first, each with its end in one or two clicks, and a way back."""

from __future__ import annotations

from itertools import groupby

from msgspec import Struct
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.inbox import family, frame, reach, showing
from bot.inbox.composing import act
from bot.inbox.desk import Desk
from bot.inbox.family import ItemCard
from bot.inbox.guard import NotHere, Visit
from bot.inbox.items import outcomes
from bot.inbox.lists import named
from dialogs.desk import permission
from dialogs.ids import Id
from dialogs.turns import acts
from storage import todo
from storage.todo import Task

_PER_PAGE = 50


class View(Struct, frozen=True):
    """One list. words: on its tab; empty: what it means when nothing is in it; whose: by coordinator, None for all."""

    words: str
    empty: str
    whose: frozenset[Id] | None


class Line(Struct, frozen=True):
    """One thing to do. `part`: Overdue, Today or Later; outcomes: how it may end, code -> words."""

    card: ItemCard
    part: str
    who: str
    child: str
    code: str
    family_id: Id
    coordinator: str
    outcomes: dict[str, str]


def listing(desk: Desk, visit: Visit) -> Response:
    """Open items by the time they are due."""
    view, views = _view(visit), _views(visit)
    with desk.database.reading() as connection:
        found = todo.listed(
            connection, visit.program_id, desk.keys, visit.scope, whose=views[view].whose, limit=_PER_PAGE + 1,
            skip=(visit.page - 1) * _PER_PAGE,
        )  # fmt: skip
        return frame.shown(
            desk, visit, connection, "todo.html", section="to-do", title="To do", chosen=view, choices=views,
            parts=_parts([_line(desk, visit, task) for task in found[:_PER_PAGE]]), is_more=len(found) > _PER_PAGE,
            next_page=visit.page + 1, undo=_undo(desk, visit, connection),
        )  # fmt: skip


def reopen(desk: Desk, visit: Visit) -> Response:
    """Undo: it was ticked off by mistake."""
    with desk.database.reading() as connection:
        family_id, item = reach.item(desk, visit, connection, visit.id("item"))
    if item.kind == "loss":
        raise NotHere
    act(desk, visit, family_id, acts.ReopenItem(item))
    return RedirectResponse(f"/to-do?view={_view(visit)}&said=reopened", 303)


def _parts(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Overdue, Today, Later, each where there is any: the lines come by time."""
    return [(part, list(of_it)) for part, of_it in groupby(lines, lambda line: line.part)]


def _view(visit: Visit) -> str:
    """The view asked for; one's own families, unless one has none by role."""
    usual = "mine" if visit.scope.rights.families == "own" else "all"
    view = visit.query.get("view") or visit.form.get("view", "")
    return view if view in _views(visit) else usual


def _views(visit: Visit) -> dict[str, View]:
    """name in the address -> list. Families that one covers for a colleague stand in a list that says for whom."""
    own, covered = frozenset({visit.staff.id}), visit.scope.coordinators - {visit.staff.id}
    views = {
        "mine": View("Mine", "Nothing to do for your families. Calls, visits to move and needs found appear here.", own)
    }
    if covered:
        names = " and ".join(person.first_name for person in visit.program.staff if person.id in covered)
        views["covering"] = View(f"Covering for {names}", f"Nothing to do for the families of {names}.", covered)
    return views | {"all": View("All that I reach", "Nothing is open in any family that you reach.", None)}


def _undo(desk: Desk, visit: Visit, connection: Connection) -> Id | None:
    """The item that was just ticked off, while it still is."""
    try:
        item_id = Id(visit.query.get("done", ""))
        _, item = reach.item(desk, visit, connection, item_id)
    except (ValueError, NotHere):
        return None
    return item.id if item.state == "closed" else None


def _line(desk: Desk, visit: Visit, task: Task) -> Line:
    shows_private = permission.may_see_private(visit.scope, task.family_id, task.coordinator_id)
    card = family.item_card(desk, visit, task.item, is_hidden=task.item.kind == "need" and not shows_private)
    person = named(visit, task.coordinator_id)
    today_ends = showing.day_end(desk.now(), visit.program.program.zone)
    return Line(
        card=card,
        part="Overdue" if card.is_overdue else "Today" if task.item.due_at < today_ends else "Later",
        who=task.contact.name if task.contact else "",
        child=task.child.nickname if task.child else "",
        code=task.code,
        family_id=task.family_id,
        coordinator=person.first_name if person else "Nobody yet",
        outcomes={} if task.item.kind == "loss" else outcomes(task.item.kind),
    )
