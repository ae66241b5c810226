"""Who helps a family already: read off its answers, by name as told."""

from __future__ import annotations

from msgspec.structs import replace

from dialogs.care import helpers
from dialogs.rows.interviews import Answer
from tests.builders import content
from tests.dialogs.reminders.people import NOON, some_id

_WHO = Answer(
    some_id(1), some_id(90), some_id(91), None, "part-e", "", "part-e-help-who", "household", False, "answered",
    " Legal Aid ", "", "en", "text", NOON,
)  # fmt: skip
_BILLS = replace(_WHO, id=some_id(2), link_id="in3h", value='{"type":"picked","codes":["have-help"],"other":""}')


def named(*answers: Answer) -> list[tuple[str, list[str]]]:
    wording = content().wording
    found = helpers.named(answers, lambda answer: content().form(answer.form, answer.version), "en", wording)
    topics = [[helper.topic] if helper.topic else [wish.link_id for wish in helper.wishes] for helper in found]
    return [
        (helper.name, [helpers.what_for(link_id, "en", wording) for link_id in each])
        for helper, each in zip(found, topics, strict=True)
    ]


def test_a_name_stands_with_what_they_help_with() -> None:
    """Help that is wanted, another interview's, and the question about all needs are none of it."""
    wanted = replace(_BILLS, id=some_id(3), link_id="cu1h", value=_BILLS.value.replace("have-help", "yes"))
    elsewhere = replace(_BILLS, id=some_id(4), link_id="in2h", interview_id=some_id(95))
    which = replace(_BILLS, id=some_id(5), link_id="part-e-help")
    assert named(which, _BILLS, wanted, elsewhere, _WHO) == [("Legal Aid", ["bills, letters"])]


def test_what_was_passed_over_or_replaced_names_nobody() -> None:
    """Neither does a form that is no longer at hand."""
    assert named(replace(_WHO, state="skipped", raw="skip")) == []
    assert named(replace(_WHO, replaced_at=NOON)) == []
    assert helpers.named((_WHO,), lambda _: None, "en", content().wording) == ()


def test_each_therapy_that_the_child_gets_is_a_row() -> None:
    """By the kind that was chosen; "none" is nobody."""
    picked = '{"type":"picked","codes":["speech","early-intervention"],"other":""}'
    therapy = replace(_WHO, form="part-b", link_id="th1", value=picked, raw="1 and 5")
    assert named(therapy) == [("speech", ["therapy"]), ("early intervention", ["therapy"])]
    assert named(replace(therapy, value='{"type":"picked","codes":["none"],"other":""}')) == []
    assert named(replace(therapy, state="declined", value="")) == []


def test_only_a_wish_is_about_a_need() -> None:
    """bh1h is, bh1 is not, and neither is a word that happens to end so."""
    told = [helpers.what_for(link, "en", content().wording) for link in ("bh1h", "bh1", "health")]
    assert told == ["moods, behavior", "this", "this"]
