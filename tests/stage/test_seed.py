"""The demo's story: the same for the same start, and right whatever day and hour it is started."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.upkeep.demo_people import ZONE
from bot.upkeep.demo_seed import kept_shift, story_now
from dialogs.rows.care import Appointment, Reminder
from dialogs.rows.desk import Alert, Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Message, Outgoing, Prompt
from dialogs.rows.people import Address, Contact, Family, Link, Staff
from storage.database import Database
from storage.directory import Directory
from tests.stage.conftest import Told

_TUESDAY = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
STARTS = [
    pytest.param(_TUESDAY, id="Tuesday morning"),
    pytest.param(datetime(2026, 3, 1, 8, 0, tzinfo=UTC), id="Sunday 03:00"),
    pytest.param(datetime(2026, 3, 5, 23, 30, tzinfo=UTC), id="Thursday evening"),
    pytest.param(datetime(2026, 3, 8, 6, 59, tzinfo=UTC), id="a minute before the clocks go forward"),
    pytest.param(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), id="the hour that comes twice"),
    pytest.param(datetime(2024, 2, 29, 15, 4, tzinfo=UTC), id="leap day, a minute before the morning"),
]

Tell = Callable[..., Told]


@pytest.fixture(params=STARTS)
def story(request: pytest.FixtureRequest, told: Tell) -> Told:
    found: Told = told(request.param)
    return found


def _contact(story: Told, name: str) -> Contact:
    return next(contact for contact in story.rows(Contact) if contact.name.startswith(name))


def _visit(story: Told, name: str) -> Appointment:
    contact = _contact(story, name)
    children = {link.child_id for link in story.rows(Link) if link.contact_id == contact.id}
    return next(visit for visit in story.rows(Appointment) if visit.child_id in children)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        pytest.param("2026-03-03T10:04", "2026-03-03T10:05", id="later the same morning"),
        pytest.param("2026-03-03T10:06", "2026-03-04T10:05", id="tomorrow"),
        pytest.param("2026-03-05T22:00", "2026-03-09T10:05", id="Thursday night is Monday, over a clock change"),
        pytest.param("2026-03-08T03:00", "2026-03-09T10:05", id="Sunday is Monday"),
    ],
)
def test_the_morning_is_the_next_working_one(base: str, expected: str) -> None:
    """The story's now is the next Monday to Thursday, 10:05 at the clinic."""
    zone = ZoneInfo(ZONE)
    found = story_now(datetime.fromisoformat(base).replace(tzinfo=zone).astimezone(UTC))
    assert found.astimezone(zone).replace(tzinfo=None) == datetime.fromisoformat(expected)


def test_the_clock_is_ahead_of_everything(story: Told) -> None:
    """The shift that is kept shows the story's now, and nothing has happened after it."""
    database = Database(f"sqlite:///{story.path}")
    now = story.base + kept_shift(database)
    database.close()
    assert timedelta() <= now - story.now <= timedelta(seconds=1)
    assert all(message.at <= now for message in story.rows(Message))
    assert all((row.claimed_at or now) <= now for row in story.rows(Outgoing))


def test_twelve_families_whom_nobody_could_call(story: Told) -> None:
    """Twelve families with distinct fictional numbers."""
    assert len(story.rows(Family)) == 12
    numbers = [address.value for address in story.rows(Address)]
    assert len(set(numbers)) == len(numbers) == 14
    assert all(re.fullmatch(r"555-01\d\d", number) for number in numbers)


def test_the_team_is_complete(story: Told) -> None:
    """Two coordinators who cover each other, a supervisor, an admin and an auditor."""
    database = Database(f"sqlite:///{story.path}")
    entry = next(iter(Directory(database).programs().values()))
    database.close()
    roles = sorted(person.role for person in entry.staff)
    assert roles == ["admin", "auditor", "coordinator", "coordinator", "supervisor"]
    first, second = (person for person in entry.staff if person.role == "coordinator")
    assert isinstance(first, Staff)
    assert (first.cover_id, second.cover_id) == (second.id, first.id)
    assert [line.phi_allowed for line in entry.lines] == [2]


def test_nothing_is_broken_or_left_over(story: Told) -> None:
    """Every text arrived or was held back for a reason; no voice failed; nothing is due at the very start."""
    assert not [message for message in story.rows(Message) if message.mark not in ("", "staff", "unknown-sender")]
    texts = story.rows(Outgoing)
    assert {row.state for row in texts} <= {"delivered", "cancelled", "suppressed", "queued"}
    assert all(row.reason for row in texts if row.state in ("cancelled", "suppressed"))
    assert all(row.not_before > story.now for row in texts if row.state == "queued")
    assert all(row.due_at > story.now for row in story.rows(Reminder) if row.state == "planned")


def test_rosa_is_in_the_middle_of_the_first_questions(story: Told) -> None:
    """The phone that opens first: a question is open, some are answered, some are to come."""
    rosa = _contact(story, "Rosa")
    walks = [walk for walk in story.rows(Walk) if walk.contact_id == rosa.id]
    assert [(walk.form, walk.status, walk.interview.position) for walk in walks] == [("first8", "in-progress", "eq1")]
    open_ones = [row for row in story.rows(Prompt) if row.contact_id == rosa.id and row.state == "open"]
    assert [(row.kind, row.question.partition("/")[0]) for row in open_ones] == [("question", "eq1")]
    assert rosa.language == "es"
    due = [row for row in story.rows(Reminder) if row.contact_id == rosa.id and row.state == "planned"]
    assert "t3" in {row.series for row in due}


def test_each_family_is_where_its_story_says(story: Told) -> None:
    """Stopped, paused, in conflict, shared, urgent and taken, waiting, invited, done."""
    threads = {row.contact_id: row for row in story.rows(Thread)}
    assert _contact(story, "Greta").silence == "stop"
    assert _contact(story, "Pilar").silence == "pause"
    assert _contact(story, "Pearl").is_shared_phone
    assert _contact(story, "Mai").consent == "recorded"
    assert all(_contact(story, name).is_conflict for name in ("Nora", "Felix"))
    assert threads[_contact(story, "Sam").id].status == "resolved"
    assert [alert.state for alert in story.rows(Alert)] == ["acknowledged"]
    assert threads[_contact(story, "Amira").id].urgent == "red"
    finished = {walk.form for walk in story.rows(Walk) if walk.status == "completed"}
    assert {"first8", "prefs", "matters", "strengths"} <= finished


def test_somebody_whom_nobody_knows_wrote_and_said_who_she_is(story: Told) -> None:
    """What Unknown numbers is for: two texts from one number, one neutral answer."""
    texts = [message for message in story.rows(Message) if message.mark == "unknown-sender"]
    assert [message.address for message in texts] == ["phone:555-0188"] * 2
    assert "Wren Harborstone" in texts[-1].text
    answers = [row for row in story.rows(Outgoing) if row.contact_id is None and row.staff_id is None]
    assert [row.state for row in answers] == ["delivered"]


def test_joan_waits_since_the_working_day_before(story: Told) -> None:
    """Somebody waits for a person since yesterday, and it is not done."""
    thread = next(row for row in story.rows(Thread) if row.contact_id == _contact(story, "Joan").id)
    assert thread.status == "needs_reply"
    assert thread.waiting_since is not None
    assert timedelta(hours=12) < story.now - thread.waiting_since < timedelta(days=4)


def test_visits_stand_before_the_door(story: Told) -> None:
    """One visit is tomorrow and confirmed, one in three days or at the Monday after."""
    today = story.now.astimezone(ZoneInfo(ZONE)).date()
    tomorrow, soon = _visit(story, "Inés"), _visit(story, "Dana")
    assert (tomorrow.local_start.date() - today).days == 1
    assert tomorrow.reply == "accepted"
    assert 3 <= (soon.local_start.date() - today).days <= 5
    assert all(visit.local_start.weekday() < 5 for visit in story.rows(Appointment))


def test_the_same_start_tells_the_same_story(told: Tell) -> None:
    """Word for word and minute for minute; only an alert's letter and digit come from an id, new each time."""

    def written(story: Told) -> list[tuple[datetime, str]]:
        heard = [(message.at, message.text) for message in story.rows(Message)]
        sent = [
            (row.claimed_at or row.not_before, re.sub(r"1 [A-Z]\d = I have it", "1 = I have it", row.text))
            for row in story.rows(Outgoing)
        ]
        return sorted(heard + sent)

    assert written(told(_TUESDAY)) == written(told(_TUESDAY, fresh=True))
