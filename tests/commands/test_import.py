"""`kinline family import`: all of a file or nothing, every bad row by its line, and no cell repeated."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from msgspec import Struct
from sqlalchemy import insert

from bot.clock import new_id, system_now
from dialogs.rows.care import Appointment
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Address, Child, Consent, Contact, Family, Link
from storage.database import Database
from storage.directory import Directory
from storage.pages import read
from storage.record import CODECS
from storage.sealing import parse_keys
from tests.builders import KEYS, Story
from tests.commands.conftest import Run

Kind = TypeVar("Kind", bound=Struct)
HEADER = (
    "family_code,child_name,child_birth_date,contact_name,relationship,language,time_zone,sms,coordinator_email,"
    "consent_method,consent_date\n"
)
ROSA = (
    "F1,Sofia Gomez,2018-02-01,Rosa Gomez,mother,es,America/New_York,+1 (555) 555-0101,ana@example.org,paper,"
    "2026-01-05\n"
)
CANARY = "CANARY-Xochitl"


def rows(place: Path, kind: type[Kind]) -> list[Kind]:
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    key = place / "var" / "kinline.key"
    keys = parse_keys(key.read_text()) if key.exists() else KEYS
    (entry,) = Directory(database).programs().values()
    with database.reading() as connection:
        found = read(connection, kind, entry.program.id, keys)
    database.close()
    return found


@pytest.fixture
def file(place: Path) -> Path:
    return place / "families.csv"


def changed(**cells: str) -> str:
    """Rosa's row with some cells different."""
    row = dict(zip(HEADER.strip().split(","), ROSA.strip().split(","), strict=True)) | cells
    return ",".join(row.values()) + "\n"


def test_a_family(clinic: Run, place: Path, file: Path) -> None:
    """Family, child, contact, address, link and consent; nobody is texted, and it is said how to invite."""
    file.write_text(HEADER + ROSA)
    ran = clinic("family", "import", str(file))
    assert ran.code == 0, ran.err
    assert "1 family, 1 child, 1 contact" in ran.out
    assert "kinline family invite CODE" in ran.out
    (family,), (child,), (contact,) = rows(place, Family), rows(place, Child), rows(place, Contact)
    assert (family.code, family.coordinator_id is not None) == ("F1", True)
    assert (child.name, child.nickname, str(child.birth_date)) == ("Sofia Gomez", "Sofia", "2018-02-01")
    assert (contact.name, contact.language, contact.zone) == ("Rosa Gomez", "es", "America/New_York")
    assert (contact.consent, contact.detail_level) == ("recorded", 0)
    (address,), (link,), (consent,) = rows(place, Address), rows(place, Link), rows(place, Consent)
    assert (address.channel, address.value) == ("sms", "+15555550101")
    assert (link.relationship, link.may_answer, link.gets_reminders) == ("mother", True, True)
    assert (consent.what, consent.method, consent.at.date().isoformat()) == ("recorded", "paper", "2026-01-05")
    assert not rows(place, Outgoing)
    assert not rows(place, Appointment)


def test_a_language_without_wording_is_named(clinic: Run, place: Path, file: Path) -> None:
    """Its families are written to in English: whoever imports them should know."""
    file.write_text(HEADER + changed(language="vi"))
    ran = clinic("family", "import", str(file))
    assert ran.code == 0
    assert "Nothing is worded in 'vi' yet" in ran.out
    assert "'es'" not in ran.out


def test_rows_of_one_code_are_one_family(clinic: Run, place: Path, file: Path) -> None:
    """A second child joins the contact; a second contact has no roles until staff record them."""
    father = changed(contact_name="Luis Gomez", relationship="father", sms="+15555550102")
    file.write_text(HEADER + ROSA + changed(child_name="Leo Gomez", child_birth_date="") + father)
    assert clinic("family", "import", str(file)).code == 0
    assert len(rows(place, Family)) == 1
    assert [child.nickname for child in rows(place, Child)] == ["Sofia", "Leo"]
    rosa, luis = rows(place, Contact)
    roles = {(link.contact_id, link.may_answer, link.gets_reminders, link.may_see_plan, link.gets_emergency)
             for link in rows(place, Link)}  # fmt: skip
    assert roles == {(rosa.id, True, True, True, True), (luis.id, False, False, False, False)}


def test_dry_run_stores_nothing(clinic: Run, place: Path, file: Path) -> None:
    """The same check, and the same file is then still good."""
    file.write_text(HEADER + ROSA)
    ran = clinic("family", "import", "--dry-run", str(file))
    assert (ran.code, rows(place, Family)) == (0, [])
    assert clinic("family", "import", str(file)).code == 0


def test_formulas_are_data(clinic: Run, place: Path, file: Path) -> None:
    """What a spreadsheet would compute is a name like any other."""
    file.write_text(HEADER + changed(child_name="=1+1", contact_name='"@SUM(A1,A2)"', relationship="+aunt"))
    assert clinic("family", "import", str(file)).code == 0
    assert [child.name for child in rows(place, Child)] == ["=1+1"]
    assert [contact.name for contact in rows(place, Contact)] == ["@SUM(A1,A2)"]


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        pytest.param("utf-8-sig", ",", id="UTF-8 with a mark"),
        pytest.param("utf-16", "\t", id="Unicode text"),
        pytest.param("utf-8", ";", id="semicolons"),
    ],
)
def test_what_spreadsheets_save(clinic: Run, place: Path, file: Path, encoding: str, separator: str) -> None:
    """Separators and encodings of the usual programs, line ends of all of them."""
    text = (HEADER + changed(contact_name="Iñés Gómez")).replace(",", separator).replace("\n", "\r\n")
    file.write_bytes(text.encode(encoding))
    assert clinic("family", "import", str(file)).code == 0
    assert [contact.name for contact in rows(place, Contact)] == ["Iñés Gómez"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(HEADER + changed(sms="12345"), "line 2, sms: has too few digits", id="short phone"),
        pytest.param(HEADER + changed(sms=CANARY), "line 2, sms: is not a phone number", id="no phone"),
        pytest.param(HEADER + changed(sms="555-0188"), "sms: has too few digits", id="a phone without its area code"),
        pytest.param(HEADER + changed(sms=""), "line 2, sms: is missing", id="missing phone"),
        pytest.param(
            HEADER + changed(sms="+15555550191"), "line 2, sms: belongs to somebody", id="a colleague's phone"
        ),
        pytest.param(HEADER + changed(time_zone=f"America/{CANARY}"), "line 2, time_zone: is no time zone", id="zone"),
        pytest.param(HEADER + changed(language=CANARY), "line 2, language: is not spoken here", id="language"),
        pytest.param(HEADER + changed(language=""), "line 2, language: is missing", id="no language"),
        pytest.param(HEADER + changed(consent_method=""), "line 2, consent_method: is missing", id="no consent"),
        pytest.param(HEADER + changed(consent_method="fax"), "line 2, consent_method: is neither", id="consent by fax"),
        pytest.param(HEADER + changed(consent_date=""), "line 2, consent_date: is missing", id="no consent date"),
        pytest.param(HEADER + changed(consent_date="1/5/26"), "line 2, consent_date: is no date", id="consent date"),
        pytest.param(
            HEADER + changed(consent_date="2999-01-01"), "consent_date: lies in the future", id="future consent"
        ),
        pytest.param(HEADER + changed(child_birth_date="2018-13-01"), "child_birth_date: is no date", id="birth date"),
        pytest.param(HEADER + changed(child_name=""), "line 2, child_name: is missing", id="no child"),
        pytest.param(HEADER + changed(family_code=""), "line 2, family_code: is missing", id="no code"),
        pytest.param(HEADER + changed(child_name="\u200b\u3164"), "line 2, child_name: is missing", id="nothing seen"),
        pytest.param(
            HEADER + ROSA + changed(family_code="f1", sms="+15555550109"),
            "line 3, family_code: stands in another row in other letters",
            id="two spellings of a code",
        ),
        pytest.param(HEADER + changed(family_code="F" * 41), "family_code: is longer than 40", id="long code"),
        pytest.param(HEADER + changed(coordinator_email="x@y.org"), "coordinator_email: belongs to nobody", id="staff"),
        pytest.param(
            HEADER + ROSA + changed(family_code="F2"), "line 3, sms: stands in two families", id="one phone, two"
        ),
        pytest.param(HEADER + ROSA + ROSA, "line 3: repeats an earlier row", id="the same row"),
        pytest.param(
            HEADER + ROSA + changed(child_name="B", language="en"), "line 3, language: differs", id="two languages"
        ),
        pytest.param(HEADER + ROSA + changed(contact_name="B"), "line 3, contact_name: differs", id="two names"),
        pytest.param(
            HEADER + ROSA + changed(sms="+15555550109", child_birth_date=""),
            "child_birth_date: differs",
            id="two birthdays",
        ),
        pytest.param(HEADER + ROSA.strip() + ",more\n", "line 2: has 12 cells for 11 columns", id="too many cells"),
        pytest.param(HEADER + '"F1,Sofia', "left open", id="open quotation mark"),
        pytest.param(HEADER.replace("sms", "mobile") + ROSA, "line 1: column 8 is not known", id="unknown column"),
        pytest.param(HEADER.replace("sms,", ""), "line 1, sms: this column is missing", id="missing column"),
        pytest.param(HEADER, "holds no family", id="only a header"),
        pytest.param("", "holds no family", id="empty"),
        pytest.param(f"{CANARY}\n", "column 1 is not known", id="no header"),
    ],
)
def test_bad_files_are_refused_whole(clinic: Run, place: Path, file: Path, text: str, said: str) -> None:
    """The row is named by line, column and reason; no cell is repeated; nothing is stored."""
    file.write_text(text)
    ran = clinic("family", "import", str(file))
    assert ran.code == 1
    assert said in ran.err
    assert ran.err.endswith("Nothing was imported: mend what is named above and try again.\n")
    assert not any(secret in ran.err + ran.out for secret in (CANARY, "Rosa", "Gomez", "5550101"))
    assert not rows(place, Family)
    assert not rows(place, Contact)


def test_every_bad_row_is_named(clinic: Run, file: Path) -> None:
    """Not only the first; a record over several lines is named by its first."""
    two_lines = changed(child_name='"Sofia\nGomez"', language="xx")
    file.write_text(HEADER + changed(sms="1") + two_lines + changed(time_zone="x", family_code="F4"))
    ran = clinic("family", "import", str(file))
    named = [line.partition(":")[0] for line in ran.err.splitlines()[:-1]]
    assert named == ["line 2, sms", "line 3, language", "line 5, time_zone"]


def test_codes_and_numbers_that_are_taken(clinic: Run, place: Path, file: Path) -> None:
    """A second import of the same file is refused, also in other letters, and changes nothing."""
    file.write_text(HEADER + ROSA)
    assert clinic("family", "import", str(file)).code == 0
    again = clinic("family", "import", str(file))
    assert again.code == 1
    assert "line 2, family_code: is in use already" in again.err
    file.write_text(HEADER + changed(family_code="f\u200b1", sms="+15555550109"))
    assert "line 2, family_code: is in use already" in clinic("family", "import", str(file)).err
    file.write_text(HEADER + ROSA)
    again = clinic("family", "import", str(file))
    assert "line 2, sms: belongs to somebody in the program already" in again.err
    assert len(rows(place, Family)) == 1


def test_not_utf8(clinic: Run, file: Path) -> None:
    """A file in an old encoding is refused rather than garbled."""
    file.write_bytes((HEADER + changed(contact_name="Iñés")).encode("latin-1"))
    ran = clinic("family", "import", str(file))
    assert (ran.code, "UTF-8" in ran.err) == (1, True)


def test_into_a_demo(demo: Story, run: Run, place: Path, file: Path) -> None:
    """A demo has only its phones: the number becomes one of them."""
    file.write_text(HEADER + changed(coordinator_email="", sms="+15555550161"))
    ran = run("family", "import", str(file))
    assert ran.code == 0, ran.err
    assert [(each.channel, each.value) for each in rows(place, Address)] == [("phone", "+15555550161")]


def test_a_stop_from_before_anybody_knew_the_number_holds(clinic: Run, place: Path, file: Path) -> None:
    """The list comes later and says that she agreed: she is in it, stopped, until START or a new consent."""
    keys = parse_keys((place / "var" / "kinline.key").read_text())
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    (entry,) = Directory(database).programs().values()
    now = system_now()
    codec = CODECS[Message]
    said = Message(
        new_id(now), None, new_id(now), "sms:+15555550101", "SM1", "STOP", now, mark="stranger-stop"
    )  # fmt: skip
    with database.writing() as connection:
        row = codec.to_row(said, entry.program.id, None, keys, is_new=True)
        connection.execute(insert(codec.table).values(**row))
    database.close()
    file.write_text(HEADER + ROSA)
    assert clinic("family", "import", str(file)).code == 0
    (contact,), (address,) = rows(place, Contact), rows(place, Address)
    assert (contact.silence, address.state) == ("stop", "stopped")
    clinic("family", "invite", "F1")
    assert [row.state for row in rows(place, Outgoing)] in ([], ["suppressed"])
