"""Answers of an interview as rows: each is added once, and stays when another takes its place."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from dialogs.forms.answers import Answer
from dialogs.forms.model import Form
from dialogs.ids import Id
from dialogs.rows import interviews
from dialogs.rows.interviews import Walk
from dialogs.snapshot import Turn


def record_answer(
    turn: Turn, form: Form, walk: Walk, given: Answer, replaced: Answer | None, message_id: Id | None
) -> None:
    if replaced is not None:
        replace_answer(turn, form, walk, replaced)
    row = _answer_row(form, walk, given, message_id)
    if turn.find(interviews.Answer, row.id) is None:
        turn.add(row, f"answer-{given.state}")


def replace_answer(turn: Turn, form: Form, walk: Walk, gone: Answer) -> None:
    if gone.is_carried:
        return
    row = _answer_row(form, walk, gone, None)
    turn.change(turn.find(interviews.Answer, row.id) or row, "answer-replaced", replaced_at=turn.now)


def answer_id(interview_id: Id, answer: Answer) -> Id:
    """The same answer always has the same id: by interview, question and the instant it was given."""
    seed = f"{interview_id.hex}/{answer.link_id}/{answer.at.timestamp():.6f}".encode()
    return Id(bytes=blake2b(seed, digest_size=16).digest())


def _answer_row(form: Form, walk: Walk, given: Answer, message_id: Id | None) -> interviews.Answer:
    return interviews.Answer(
        id=answer_id(walk.id, given),
        interview_id=walk.id,
        contact_id=walk.contact_id,
        child_id=walk.child_id if given.about == "child" else None,
        form=form.name,
        version=form.version,
        link_id=given.link_id,
        about=given.about,
        is_private=given.is_private,
        state="voice" if given.awaits_typing else given.state,
        raw=given.raw,
        value=msgspec.json.encode(given.value).decode() if given.value is not None else "",
        language=given.language,
        mode=given.mode,
        at=given.at,
        message_id=message_id,
        recorder_id=given.recorder_id,
    )
