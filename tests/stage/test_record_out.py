"""The demo's families as FHIR Bundles: all that a program is promised, valid, and private answers by name only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from bot.exchange.fhir.bundle import bundle
from bot.exchange.record import Record
from bot.exchange.response import as_json
from bot.exchange.withheld import withheld
from dialogs.content import Content
from dialogs.rows.interviews import Answer
from storage.database import Database
from storage.directory import Directory
from storage.whole import Whole, everyone, pages, whole
from tests.stage.conftest import Told

Json = dict[str, Any]
PROMISED = {
    "Patient", "RelatedPerson", "Practitioner", "CareTeam", "Questionnaire", "QuestionnaireResponse", "Condition",
    "CarePlan", "Observation", "Communication", "Consent",
}  # fmt: skip


def test_every_family_of_the_demo_leaves_as_promised(told: Callable[..., Told], content: Content) -> None:
    """Each kind of resource is there, each bundle is valid R4B, a plan is a draft, and what is private stays."""
    seeded = told(datetime(2026, 3, 3, 14, 0, tzinfo=UTC))
    kinds: set[str] = set()
    private = 0
    for found, closed, opened in _exported(seeded, content):
        for made in (closed, opened):
            Bundle.model_validate(made)
        kinds |= {entry["resource"]["resourceType"] for entry in closed["entry"]}
        assert {plan["status"] for plan in _of(opened, "CarePlan")} <= {"draft"}
        own = {(str(answer.interview_id), answer.link_id) for answer in found.answers if _is_own(answer)}
        assert own <= _answered(opened)
        assert not own & _answered(closed)
        private += len(own)
    assert kinds >= PROMISED
    assert private > 0


def _exported(seeded: Told, content: Content) -> Iterator[tuple[Whole, Json, Json]]:
    """Each family's record, and its bundle without and with what is private."""
    database = Database(f"sqlite:///{seeded.path}")
    program = next(iter(Directory(database).programs().values())).program
    with database.reading() as connection:
        staff = everyone(connection, program.id)
        for family_id in (family_id for page in pages(connection, program.id) for family_id in page):
            found = whole(connection, program.id, seeded.keys, family_id)
            assert found is not None
            close = withheld(found, content)
            records = (Record(found, program, staff, content, close, by_name, seeded.now) for by_name in (False, True))
            closed, opened = (json.loads(as_json(bundle(record))) for record in records)
            yield found, closed, opened
    database.close()


def _is_own(answer: Answer) -> bool:
    return answer.is_private and answer.state == "answered"


def _of(made: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in made["entry"] if entry["resource"]["resourceType"] == kind]


def _answered(made: Json) -> set[tuple[str, str]]:
    """(id of the response, linkId) of all that is answered."""

    def inside(element: Json) -> Iterator[str]:
        for item in element.get("item", ()):
            if "answer" in item:
                yield item["linkId"]
            yield from inside(item)

    return {
        (response["id"], link_id) for response in _of(made, "QuestionnaireResponse") for link_id in inside(response)
    }
