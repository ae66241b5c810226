"""What bad input gets, a row for each kind of it: its place, what to change, nothing half-kept, and what runs stays."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.exchange import form_lint
from bot.exchange.form_intake import Intake
from bot.rehearsal import NAMES
from dialogs.forms.problems import FormError
from storage import forms
from storage.tables.base import as_table
from storage.tables.desk import AuditRow
from tests.builders import Story
from tests.exchange.sheets import as_csv, as_xlsx
from tests.exchange.test_bad_forms import ASK, OPTIONS, form, translated

PRIVATE = [{"url": "urn:kinline:carriage", "valueCode": "private"}]
YN = "list_name | name | label\nyn | yes | Yes\nyn | no | No"


def choice(**more: Any) -> dict[str, Any]:
    return {"linkId": "c", "text": "C?", "type": "choice", **more}


def when(source: str) -> dict[str, Any]:
    return {"enableWhen": [{"question": source, "operator": "exists", "answerBoolean": True}]}


def regex(pattern: str) -> dict[str, Any]:
    return {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/regex", "valueString": pattern}]}


#: File, its kind, the place that is named, and what is said to do.
BAD = [
    pytest.param(form(ASK | when("b"), {"linkId": "b", "text": "B?", "type": "text", **when("a")}), ".json",
                 "f item a enableWhen", "take one of the conditions out", id="a cycle"),
    pytest.param(form(ASK, ASK), ".json", "f item a", "give one of the items another", id="a linkId twice"),
    pytest.param(form({"text": "A?", "type": "text"}), ".json", "f item ?", "give it one", id="no linkId"),
    pytest.param(form(ASK | when("ride")), ".json", "f item a enableWhen 1", "name an item of the form",
                 id="an unknown target of enableWhen"),
    pytest.param(form(ASK, {"linkId": "r", "text": "Who?", "type": "reference"}), ".json", "f item r",
                 "ask for it in words", id="a reference"),
    pytest.param(form(choice(answerValueSet="http://example.org/vs")), ".json", "f item c", "list its options",
                 id="a value set that is not expanded"),
    pytest.param(form(ASK | regex("(a+)+$")), ".json", "f item a regex", "take one of the two out",
                 id="a regex that never ends"),
    pytest.param(form(ASK | {"text": "Is it <b>bad</b>?"}), ".json", "f item a", "take the markup out",
                 id="markup"),
    pytest.param(form(ASK | {"text": "<script>alert(1)</script>"}), ".json", "f item a", "take the markup out",
                 id="script"),
    pytest.param(as_xlsx(survey="type | name | label\nhologram | a | A?"), ".xlsx", "survey row 2 column type",
                 "use text, integer", id="an unknown type of a spreadsheet"),
    pytest.param(as_csv(survey="type | name | label | relevant\ntext | a | A? |\ntext | b | B? | pulldata('x')"),
                 ".csv", "survey row 4 column relevant", "pulldata()", id="an unknown function of a spreadsheet"),
    pytest.param(form(translated("Why?", ("es", "¿Por qué?"), ("es", "¿Y eso?"))), ".json", "f item a",
                 "keep one of them", id="a language twice"),
    pytest.param(as_xlsx(survey="type | name | label::Español (es) | label::Castellano (es)\ntext | a | A | B"),
                 ".xlsx", "survey row 1 column label::Castellano (es)", "give one of them its own code",
                 id="a language twice in a spreadsheet"),
    pytest.param(form(choice(answerOption=[*OPTIONS, {"valueCoding": {"code": "s", "display": "Stop"}}])), ".json",
                 "f item c", "word it otherwise", id="a label that opts out"),
    pytest.param(as_xlsx(survey="type | name | label\nselect_one yn | a | A?", choices=YN.replace("No", "STOP")),
                 ".xlsx", "survey row 2 (item a)", "word it otherwise",
                 id="a label that opts out in a spreadsheet"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "suffix", "place", "remedy"), BAD)
def test_bad_input(story: Story, data: bytes, suffix: str, place: str, remedy: str) -> None:
    """The running version is asked as before; of the bad one there is no draft and no trace in the audit."""
    intake = Intake(story.database, story.door.shelf, story.program, None)
    running = intake.take(form(ASK, version="1"), "f.json", story.clock())
    intake.publish(running.id, story.clock())
    before = _kept(story)
    with pytest.raises(FormError) as caught:
        intake.take(data, f"f{suffix}", story.clock())
    told = {problem.place: problem.sentence for problem in caught.value.problems}
    assert remedy in told.get(place, ""), told
    assert _kept(story) == before
    assert story.door.shelf.of(story.program).form("f") == running.form


def _kept(story: Story) -> tuple[Any, ...]:
    with story.database.reading() as connection:
        audited = connection.execute(select(func.count()).select_from(as_table(AuditRow))).scalar()
        return audited, forms.versions(connection, story.program)


def test_a_private_question_for_a_shared_phone(story: Story) -> None:
    """It is kept, for it may be asked on a phone of one's own; where it stands and what becomes of it is said."""
    intake = Intake(story.database, story.door.shelf, story.program, None)
    taken = intake.take(form(ASK, choice(answerOption=OPTIONS, extension=PRIVATE)), "f.json", story.clock())
    said = form_lint.check(taken.form, story.door.shelf.of(story.program), NAMES).warnings
    where = "private, so on a phone that is shared it is not texted: staff are told to ask it in a call"
    assert said == (f"item c: {where}; to ask it of nobody by text, put it in a form to be talked through",)
