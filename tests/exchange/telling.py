"""A family's record as the export sees it, and short words to look into what came out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import update

from bot.exchange.fhir.bundle import bundle
from bot.exchange.record import Record
from bot.exchange.response import as_json
from bot.exchange.withheld import withheld
from dialogs.forms.interview import GoOn
from dialogs.rows.interviews import Walk
from dialogs.turns.acts import AddVisit, RecordConsent, Reply, StartInterview
from storage.record import CODECS
from storage.whole import everyone, whole
from tests.builders import Household, Story, content

Json = dict[str, Any]
CANARY = "CANARY-Xochitl"


def tell(story: Story, home: Household) -> None:
    """A bit of everything that a record can hold."""
    first8 = {"wm1": "Sleep for all", "pr4": "1", "pr5": "3", "md2": "1", "em1": "prefer not to say", "fo1": "2"}
    interviewed(story, home, "first8", **first8)
    interviewed(story, home, "part-f", fa1="1", fa1w=f"{CANARY} fights", cg1="3", cg3="12")
    interviewed(story, home, "strengths", st1="Maps", st2="Music", st3="1,3")
    start = datetime.fromisoformat("2026-03-20T14:30")
    story.act(home, AddVisit(home.child.id, start, "America/Chicago", "Room 4", "Dr. Lee", "Bring the pump"))
    story.hear(home, "can someone call me?")
    story.act(home, Reply(home.contact.id, "Yes, at noon.", None, "k1", is_anyway=True))
    story.clock.advance(days=14)
    story.deliver()
    story.act(home, RecordConsent(home.contact.id, "verbal"))


def record_of(story: Story, home: Household, *, with_private: bool = False) -> Record:
    with story.database.reading() as connection:
        found = whole(connection, story.program, story.keys, home.family.id)
        staff = everyone(connection, story.program)
    assert found is not None
    program = story.directory.program(story.program).program
    close = withheld(found, content())
    return Record(found, program, staff, content(), close, with_private, story.clock())


def exported(story: Story, home: Household, *, with_private: bool = False) -> Json:
    """The Bundle as it is written to a file, and read again."""
    made: Json = json.loads(as_json(bundle(record_of(story, home, with_private=with_private))))
    return made


def resources(made: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in made["entry"] if entry["resource"]["resourceType"] == kind]


def references(value: Any) -> Iterator[str]:
    match value:
        case {"reference": str(reference)}:
            yield reference
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)
        case _:
            pass


def interviewed(story: Story, home: Household, form: str, **said: str) -> None:
    """Ask a form and answer it and what follows it by link id, a minute apart; what is not named is skipped."""
    story.act(home, StartInterview(home.contact.id, home.child.id, form))
    story.deliver()
    while (walk := _walking(story, home)) is not None:
        story.clock.advance(minutes=1)
        is_offered = isinstance(walk.interview.pending, GoOn)
        story.hear(home, "1" if is_offered else said.get(walk.interview.position, "skip"))
        story.deliver()


def rewritten(story: Story, home: Household, *values: Any) -> None:
    """Rows as they might stand as well; what never changes after the insert stays as it is."""
    with story.database.writing() as connection:
        for value in values:
            codec = CODECS[type(value)]
            row = codec.to_row(value, story.program, home.family.id, story.keys, is_new=False)
            row_id = row.pop("row_id")
            connection.execute(update(codec.table).where(codec.table.c.id == row_id).values(**row))


def _walking(story: Story, home: Household) -> Walk | None:
    return next((walk for walk in story.rows(Walk, home) if walk.status in ("in-progress", "paused")), None)
