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
from storage.tables.base import as_table
from storage.tables.people import StaffRow
from tests.commands.conftest import Run
from tests.commands.test_import import HEADER, ROSA

_STAFF = as_table(StaffRow)
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


def test_a_familys_number_is_nobodys_own_phone(clinic: Run, place: Path) -> None:
    """Refused in a plain sentence that does not repeat the number: its texts would be taken for a colleague's."""
    (place / "families.csv").write_text(HEADER + ROSA)
    assert clinic("family", "import", "families.csv").code == 0
    ran = clinic(*LUIS, "--phone", "+15555550101")
    assert ran.code == 1
    assert "belongs to a family" in ran.err
    assert "5555550101" not in ran.err
    assert row(place) is None


def signed_in(place: Path, email: str) -> str:
    """A session's token, as after signing in with a password."""
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    who = row(place, email)
    with database.writing() as connection:
        desk.set_password(connection, who.id, passwords.hashed(GOOD))
        found = desk.open_session(connection, who.program_id, who.id, datetime.now(UTC), is_confirmed=True)
    database.close()
    return found


def is_signed_in(place: Path, session: str) -> bool:
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    with database.reading() as connection:
        found = desk.session(connection, session)
    database.close()
    return found is not None


def test_a_new_link_shuts_out_at_once(clinic: Run, place: Path) -> None:
    """Whoever holds the old password or a browser that is signed in has nothing; the link alone leads in."""
    session = signed_in(place, "ana@example.org")
    link = token(clinic("staff", "link", "--email", "ana@example.org").out)
    assert not is_signed_in(place, session)
    assert row(place, "ana@example.org").password_hash == ""
    assert account(place, link) is not None


def test_who_leaves_is_shut_out(clinic: Run, place: Path) -> None:
    """No session, no password, no link, no phone; the row stays, for what they did."""
    session = signed_in(place, "ana@example.org")
    link = token(clinic("staff", "link", "--email", "ana@example.org").out)
    ran = clinic("staff", "end", "--email", "ANA@example.org")
    assert ran.code == 0, ran.err
    found = row(place, "ana@example.org")
    assert (found.is_active, found.password_hash, found.one_time_hash, found.phone) == (False, "", "", "")
    assert not is_signed_in(place, session)
    assert account(place, link) is None
    assert whose(place, "sms:+15555550191") == families.Found()
    assert clinic(*LUIS, "--phone", "+15555550191").code == 0
    again = clinic("staff", "end", "--email", "ana@example.org")
    assert (again.code, again.out) == (1, "")


def test_a_coordinator_of_families_does_not_leave(clinic: Run, place: Path) -> None:
    """It is said how many they are; nothing is changed."""
    (place / "families.csv").write_text(HEADER + ROSA + ROSA.replace("F1,", "F2,").replace("0101,", "0102,"))
    assert clinic("family", "import", "families.csv").code == 0
    ran = clinic("staff", "end", "--email", "ana@example.org")
    assert ran.code == 1
    assert "2 families" in ran.err
    assert row(place, "ana@example.org").is_active
    assert whose(place, "sms:+15555550191").staff_id is not None


def whose(place: Path, address: str) -> families.Found:
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    (entry,) = Directory(database).programs().values()
    with database.reading() as connection:
        found = families.whose(connection, entry.program.id, entry.program.id, address, keys(place))
    database.close()
    return found


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
