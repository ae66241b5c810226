"""A text in the middle of an interview, before its question has left."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from dialogs.forms.compiler import compile_form
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Staff
from dialogs.safety.screen import screen
from dialogs.snapshot import Turn
from dialogs.turns import acts, staff
from dialogs.turns.family import take_turn
from dialogs.turns.hearing import Heard
from dialogs.turns.prompts import claimed
from tests.builders import content
from tests.dialogs.reminders.people import ANA, ANA_SMS, LEO, NOON, SMS, new_ids, some_id
from tests.dialogs.turns.moments import snapshot

_FORM = compile_form({
    "resourceType": "Questionnaire", "name": "own", "version": "1",
    "item": [
        {"linkId": "kind", "type": "string", "text": "Kind", "readOnly": True, "initial": [{"valueString": "intake"}]},
        {"linkId": "ride", "type": "boolean", "text": "Do you have a ride?"},
    ],
})  # fmt: skip
_CONTENT = replace(content(), forms={**content().forms, ("own", "1"): _FORM}, current={**content().current, "own": "1"})
_CARLA = Staff(some_id(100), "Carla Diaz", "Carla", "coordinator")


def test_a_text_before_the_first_question_has_left_adds_to_nothing_that_the_form_itself_said() -> None:
    """A form may bring answers along; the family has given none yet, so the text is for the question on its way."""
    ids, rows = new_ids(), {ANA.id: replace(ANA, language="en", detail_level=2)}

    def stands(done: Turn) -> Turn:
        rows.update({entry.row.id: entry.row for entry in done.happened})
        return Turn(snapshot(*rows.values()), NOON, ids)

    def hears(text: str) -> Turn:
        heard = Heard(
            next(ids), SMS.id, "sms", ANA_SMS.value, text, text, NOON, screen(text, "en", _CONTENT.phrases), ANA.id,
            ANA_SMS.id,
        )  # fmt: skip
        return stands(take_turn(snapshot(*rows.values()), heard, _CONTENT, ids))

    act = acts.StartInterview(ANA.id, LEO.id, "own")
    offered = stands(staff.take_turn(snapshot(*rows.values()), act, _CARLA, NOON, _CONTENT, ids)[0])
    for prompt in offered.each(Prompt):
        claimed(offered, prompt)
    stands(offered)
    asked = hears("1")
    for row in asked.each(Outgoing):
        # Another message to this phone is in flight.
        asked.change(row, "delayed", not_before=NOON + timedelta(seconds=5))
    stands(asked)

    (walk,) = hears("yes").each(Walk)

    assert (walk.status, walk.interview.answer("ride") is not None) == ("completed", True)
