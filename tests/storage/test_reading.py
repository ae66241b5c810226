"""What is due, whose address it is, who is on the team: the questions that every turn begins with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import insert, select, text, update

from dialogs.policies import Policies
from dialogs.rows.desk import Alert
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Address, Family, Program
from storage import families, outbox, snapshot
from storage.database import Database
from storage.directory import Directory, NotOurs
from storage.outbox import Due
from storage.record import CODECS
from storage.tables.people import InviteRow, PolicyRow, StaffRow
from tests.builders import START, Story
from tests.cluster import only_postgres
from tests.storage.changes import outgoing

_HOUR = timedelta(hours=1)
_ADDRESS = CODECS[Address].table


def _due(story: Story, what: str, now: datetime = START, limit: int = 200) -> list[Any]:
    with story.database.reading() as connection:
        return [due.id for due in outbox.due(connection, what, now, limit)]


def _add(story: Story, *values: Any) -> None:
    with story.database.writing() as connection:
        for value in values:
            codec = CODECS[type(value)]
            connection.execute(insert(codec.table), [codec.to_row(value, story.program, None, story.keys, is_new=True)])


def _alert(story: Story, **more: Any) -> Alert:
    return Alert(story.id(), None, "red", raised_at=START, **more)


def test_messages_are_due_when_their_time_has_come(story: Story) -> None:
    """The longest waiting first; later ones, and those that are on their way or settled, not at all."""
    late, now, later, sent = (outgoing(story, name) for name in ("late", "now", "later", "sent"))
    late, later = _at(late, -_HOUR), _at(later, _HOUR)
    _add(story, now, late, later, _with(sent, state="sent"))
    assert _due(story, "outgoing") == [late.id, now.id]
    assert _due(story, "outgoing", limit=1) == [late.id]
    assert _due(story, "outgoing", START + _HOUR) == [late.id, now.id, later.id]


def _at(message: Outgoing, by: timedelta) -> Outgoing:
    return _with(message, not_before=message.not_before + by)


def _with(message: Outgoing, **more: Any) -> Outgoing:
    return replace(message, **more)


def test_unclear_sends_are_asked_about_when_it_is_time(story: Story) -> None:
    """Only what is under way or unknown, and only once its time to ask has come."""
    asked = _with(outgoing(story, "a"), state="unknown", check_at=START)
    claimed = _with(outgoing(story, "b"), state="sending", check_at=START - _HOUR)
    later = _with(outgoing(story, "c"), state="unknown", check_at=START + _HOUR)
    done = _with(outgoing(story, "d"), state="delivered", check_at=START)
    _add(story, asked, claimed, later, done)
    assert _due(story, "check") == [claimed.id, asked.id]
    assert _due(story, "outgoing") == []


def test_alerts_step_on_until_somebody_took_them(story: Story) -> None:
    """Acknowledged ones are quiet, and so is one at its last step."""
    loud, quiet = _alert(story, state="open", next_at=START), _alert(story, state="acknowledged", next_at=START)
    last = _alert(story, state="open", next_at=None)
    _add(story, loud, quiet, last)
    assert _due(story, "alert") == [loud.id]


def test_the_next_moment_is_the_earliest_of_all_kinds(story: Story) -> None:
    """An alert at its last step has no next time and hides none; nothing waiting means None."""
    with story.database.reading() as connection:
        assert outbox.next_due(connection) is None
    _add(story, _alert(story, state="open", next_at=None), _alert(story, state="open", next_at=START + 3 * _HOUR))
    with story.database.reading() as connection:
        assert outbox.next_due(connection) == START + 3 * _HOUR
    _add(
        story,
        _at(outgoing(story, "a"), 2 * _HOUR),
        _with(outgoing(story, "b"), state="sending", check_at=START + _HOUR),
    )
    with story.database.reading() as connection:
        assert outbox.next_due(connection) == START + _HOUR


def test_a_status_finds_its_message(story: Story) -> None:
    """By our id where it came back to us, by theirs where not; an empty one finds nothing."""
    sent = _with(outgoing(story, "a"), state="sent", provider_id="SM1")
    _add(story, sent, outgoing(story, "b"))
    with story.database.reading() as connection:
        assert outbox.of_status(connection, sent.id, "") == Due(sent.id, story.program, None)
        assert outbox.of_status(connection, None, "SM1") == Due(sent.id, story.program, None)
        assert outbox.of_status(connection, None, "") is None


def test_an_address_is_found_by_its_hash(story: Story) -> None:
    """A contact's, a member of staff's first, and a stranger's as nobody's."""
    who = story.family()
    with story.database.reading() as connection:

        def whose(address: str) -> families.Found:
            return families.whose(connection, story.program, story.line.id, address, story.keys)

        assert whose(f"phone:{who.address.value}").contact_id == who.contact.id
        assert whose("phone:+15555550101") == families.Found(staff_id=story.coordinator.id)
        assert whose(f"sms:{who.address.value}") == families.Found()


def _invite(story: Story, code: str) -> families.Tied:
    who = story.family()
    row = InviteRow(
        id=story.id(), program_id=story.program, family_id=who.family.id, contact_id=who.contact.id,
        code_hash=story.keys.hash(story.program, "invite", code), expires_at=START + _HOUR,
    )  # fmt: skip
    with story.database.writing() as connection:
        connection.execute(insert(InviteRow), [row.model_dump()])
        found = families.tie_address(connection, story.program, code, story.keys, START)
        assert families.tie_address(connection, story.program, code, story.keys, START + _HOUR) is None
    assert found == families.Tied(row.id, who.family.id, who.contact.id)
    return found


def _use(story: Story, tied: families.Tied, address: str) -> None:
    families.use_invite(story.database, story.keys, story.program, story.line.id, address, tied, START)


def test_a_code_is_spent_once(story: Story) -> None:
    """Pressed twice at the same time, it gives one address and one new version."""
    tied = _invite(story, "HELLO")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: _use(story, tied, f"phone:new-{number}"), range(4)))
    with story.database.reading() as connection:
        given = connection.execute(select(_ADDRESS.c.id).where(_ADDRESS.c.contact_id == tied.contact_id)).all()
        assert families.tie_address(connection, story.program, "HELLO", story.keys, START) is None
    assert len(given) == 2  # the one from before, and the new one
    assert [row.version for row in story.rows(Family)] == [2]


def test_an_address_of_somebody_spends_no_code(story: Story) -> None:
    """Two codes from one phone: the second is left for whom it was meant, and nobody sees an error."""
    first, second = _invite(story, "FIRST"), _invite(story, "SECOND")
    _use(story, first, "phone:new")
    _use(story, second, "phone:new")
    with story.database.reading() as connection:
        found = families.whose(connection, story.program, story.line.id, "phone:new", story.keys)
        assert families.tie_address(connection, story.program, "SECOND", story.keys, START) == second
    assert found.contact_id == first.contact_id


def test_a_family_of_another_program_is_not_there(story: Story) -> None:
    """An id alone opens nothing."""
    who = story.family()
    entry = story.directory.program(story.program)
    other = type(entry)(Program(story.id(), "Elsewhere", "", "UTC"), (), ())
    with story.database.reading() as connection:
        assert snapshot.of_family(connection, entry, who.family.id, story.keys, START).family == who.family
        with pytest.raises(LookupError):
            snapshot.of_family(connection, other, who.family.id, story.keys, START)


def test_the_directory_is_read_again_after_two_seconds(story: Story, database: Database) -> None:
    """A change of staff or policy is known then, or at once to whoever made it."""
    seconds = 0.0
    directory = Directory(database, lambda: seconds)
    assert [person.first_name for person in directory.program(story.program).staff] == ["Ana"]
    with database.writing() as connection:
        connection.execute(update(StaffRow).values(first_name="Beatriz"))
        row = PolicyRow(id=story.id(), program_id=story.program, name="proactive_per_week", value="5")
        connection.execute(insert(PolicyRow), [row.model_dump()])
    seconds = 1.9
    assert directory.program(story.program).program.policies == Policies()
    seconds = 2.1
    entry = directory.program(story.program)
    assert (entry.program.policies.proactive_per_week, entry.staff[0].first_name) == (5, "Beatriz")
    with database.writing() as connection:
        connection.execute(update(StaffRow).values(is_active=False))
    directory.forget()
    assert directory.program(story.program).staff == ()


def test_a_line_is_found_by_channel_and_sender(story: Story) -> None:
    """It decides the program; what came in on none of ours is told apart from every other fault."""
    entry, line = story.directory.line("phone", "kinline")
    assert (entry.program.id, line) == (story.program, story.line)
    with pytest.raises(NotOurs):
        story.directory.line("sms", "kinline")


@only_postgres
@pytest.mark.parametrize("is_pooled", [False, True])
def test_statements_are_prepared_unless_the_address_says_pgbouncer(database: Database, is_pooled: bool) -> None:
    """Behind transaction pooling the next statement may meet another server connection."""
    own = database.url.update_query_dict({"pgbouncer": "true"} if is_pooled else {})
    pooled = Database(own.render_as_string(hide_password=False), pool=1)
    with pooled.reading() as connection:
        for _ in range(8):
            connection.execute(text("SELECT 1 + 1"))
        prepared = connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
    pooled.close()
    assert (prepared == 0) == is_pooled
