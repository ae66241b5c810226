"""`kinline staff add` and `staff link`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.inbox import passwords
from storage import desk, families
from storage.database import Database
from storage.directory import Directory
from storage.sealing import Keys, parse_keys
from storage.tables.people import StaffRow
from tests.commands.conftest import Run

_STAFF = StaffRow.__table__  # type: ignore[attr-defined]
LUIS = ("staff", "add", "--email", "Luis@Example.org", "--name", "Luis Bramble", "--role", "supervisor")
GOOD = "correct horse battery"


def keys(place: Path) -> Keys:
    return parse_keys((place / "var" / "kinline.key").read_text())


def row(place: Path, email: str = "luis@example.org"):  # type: ignore[no-untyped-def]
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    with database.reading() as connection:
        found = connection.execute(select(_STAFF).where(_STAFF.c.email == email)).first()
    database.close()
    return found


def token(out: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000/welcome/(\S+)", out)
    assert found
    return found.group(1)


def account(place: Path, link: str) -> desk.Account | None:
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    with database.reading() as connection:
        found = desk.account_by_link(connection, keys(place), link, datetime.now(UTC))
    database.close()
    return found


def test_a_link_is_printed_once(clinic: Run, place: Path) -> None:
    """Without a password the link leads to the account; a new one makes the old one worthless."""
    first = token(clinic(*LUIS).out)
    found = account(place, first)
    assert found is not None
    assert (found.email, found.password_hash) == ("luis@example.org", "")
    second = token(clinic("staff", "link", "--email", "luis@example.org").out)
    assert account(place, first) is None
    assert account(place, second) is not None


def test_a_password_from_standard_input(clinic: Run, place: Path) -> None:
    """It is kept as argon2 only, and no link is printed."""
    ran = clinic(*LUIS, "--password-stdin", typed=f"{GOOD}\n")
    assert ran.code == 0
    assert "http" not in ran.out
    found = row(place)
    assert found.password_hash.startswith("$argon2id$")
    assert passwords.is_right(GOOD, found.password_hash)
    assert GOOD not in ran.out + ran.err


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        pytest.param((*LUIS, "--password-stdin"), "short\n", "characters", id="short password"),
        pytest.param((*LUIS, "--phone", "12"), "", "--phone", id="bad phone"),
        pytest.param(
            ("staff", "add", "--email", "luis", "--name", "L", "--role", "admin"), "", "--email", id="no address"
        ),
        pytest.param((*LUIS, "--role", "owner"), "", "coordinator, supervisor", id="unknown role"),
    ],
)
def test_bad_use(clinic: Run, place: Path, words: tuple[str, ...], typed: str, said: str) -> None:
    """Refused before anything is written."""
    ran = clinic(*words, typed=typed)
    assert ran.code == 2
    assert said in ran.err
    assert row(place) is None


def test_an_address_or_phone_belongs_to_one(clinic: Run, place: Path) -> None:
    """The same e-mail address, in other letters, or the same phone is refused whole."""
    same = clinic("staff", "add", "--email", "ANA@example.org", "--name", "Other", "--role", "admin")
    assert same.code == 1
    ran = clinic(*LUIS, "--phone", "(555) 555-0191")
    assert ran.code == 1
    assert "already" in ran.err
    assert row(place) is None
    assert clinic("staff", "link", "--email", "nobody@example.org").code == 1


def test_a_staff_phone_is_known_at_the_door(clinic: Run, place: Path) -> None:
    """An inbound text from it is a colleague's, on whatever line."""
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    (entry,) = Directory(database).programs().values()
    with database.reading() as connection:
        found = families.whose(
            connection, entry.program.id, entry.program.id, "sms:+15555550191", keys(place)
        )  # fmt: skip
    database.close()
    assert found.staff_id == entry.staff[0].id
