"""`kinline form import | publish | retire | export | sheet`: versions are kept whole, pinned and audited."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing
from storage.database import Database
from storage.forms import digest
from storage.tables.base import as_table
from storage.tables.desk import AuditRow
from storage.tables.interviews import FormRow
from tests.builders import Story
from tests.commands.conftest import Run
from tests.exchange.sheets import as_csv
from tests.exchange.test_bad_input import BAD

FORM = {
    "resourceType": "Questionnaire", "name": "mine", "version": "1", "status": "active", "language": "en",
    "item": [{"linkId": "a", "text": "How are you?", "type": "text"}],
}  # fmt: skip


def write(place: Path, version: str = "1", text: str = "How are you?", name: str = "mine") -> None:
    item = {"linkId": "a", "text": text, "type": "text"}
    (place / "mine.json").write_text(json.dumps(FORM | {"version": version, "name": name, "item": [item]}, indent=1))


def stored(place: Path) -> list[tuple[str, str, str]]:
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    table = as_table(FormRow)
    with database.reading() as connection:
        rows = connection.execute(select(table.c.version, table.c.state, table.c.source, table.c.sha256)).all()
    database.close()
    assert all(digest(row.source) == row.sha256 for row in rows)
    return sorted((row.version, row.state, row.source) for row in rows)


def test_a_form_is_kept_word_for_word_and_asked(clinic: Run, place: Path) -> None:
    """Imported, listed, tried and exported as it was given, with its hash."""
    write(place)
    given = (place / "mine.json").read_text()
    assert "mine 1 is asked from now on" in clinic("form", "import", "mine.json").out
    assert stored(place) == [("1", "active", given)]
    assert "mine" in clinic("form", "list").out
    assert "How are you?" in clinic("form", "try", "mine").err
    assert clinic("form", "export", "mine").out.strip() == given.strip()
    assert "is here already" in clinic("form", "import", "mine.json").out


def test_all_bad_input_is_told_by_the_commands(clinic: Run, place: Path) -> None:
    """Each with its place and what to change; the version in use stays."""
    write(place, name="f")
    clinic("form", "import", "mine.json")
    before = stored(place)
    for case in BAD:
        data, suffix, where, remedy = case.values
        (place / f"f{suffix}").write_bytes(data)  # type: ignore[arg-type]
        ran = clinic("form", "import", f"f{suffix}")
        told = " ".join(ran.out.split())
        assert (ran.code, str(where) in told, str(remedy) in told) == (1, True, True), (case.id, ran)
    assert stored(place) == before


def test_a_refused_form_changes_nothing(clinic: Run, place: Path) -> None:
    """The running version stays, and nothing is half-imported."""
    write(place)
    clinic("form", "import", "mine.json")
    before = stored(place)
    write(place, "2", "Is it <b>bad</b>?")
    ran = clinic("form", "import", "mine.json")
    assert (ran.code, "mine item a" in ran.out) == (1, True)
    assert stored(place) == before


def test_other_words_need_another_version(clinic: Run, place: Path) -> None:
    """What was in use is never changed, for interviews are pinned to it; a draft may still be."""
    write(place, "1", "Draft?")
    clinic("form", "import", "mine.json", "--draft")
    write(place)
    clinic("form", "import", "mine.json")
    write(place, text="How were you?")
    ran = clinic("form", "import", "mine.json", "--json")
    assert [problem["reason"] for problem in json.loads(ran.out)["problems"]] == ["name-taken"]
    write(place, "2", "How were you?")
    assert clinic("form", "import", "mine.json").code == 0
    assert [(version, state) for version, state, _ in stored(place)] == [("1", "retired"), ("2", "active")]


def test_a_built_in_name_is_taken(clinic: Run, place: Path) -> None:
    """Nothing may slip in front of the forms that the line is built on; the check says so, with all else."""
    write(place, text="Is it <b>bad</b>?", name="first8")
    for command in ("check", "import"):
        ran = clinic("form", command, "mine.json", "--json")
        reasons = [problem["reason"] for problem in json.loads(ran.out)["problems"]]
        assert (ran.code, reasons) == (1, ["name-taken", "markup"])


def test_publish_and_retire_are_audited(clinic: Run, place: Path) -> None:
    """Who did what with which version, without a word of it; and retired means asked nobody anew."""
    write(place)
    clinic("form", "import", "mine.json", "--draft")
    assert "mine" not in clinic("form", "list").out
    assert clinic("form", "publish", "mine").code == 0
    assert clinic("form", "retire", "mine").code == 0
    assert "mine" not in clinic("form", "list").out
    assert clinic("form", "retire", "mine").code == 2
    database = Database(f"sqlite:///{place / 'var' / 'kinline.db'}")
    table = as_table(AuditRow)
    with database.reading() as connection:
        told = [
            what for what in connection.execute(select(table.c.what).order_by(table.c.id)).scalars() if "form-" in what
        ]
    database.close()
    assert {what.split(":")[0] for what in told} == {"form-imported", "form-published", "form-retired"}


def test_a_spreadsheet_without_a_version_is_numbered(clinic: Run, place: Path) -> None:
    """The same words keep their number; others get the next."""
    for text, said in (("Why?", "mine 1"), ("Why?", "mine 1"), ("How?", "mine 2")):
        (place / "mine.csv").write_bytes(as_csv(survey=f"type | name | label\ntext | a | {text}"))
        assert said in clinic("form", "import", "mine.csv").out


def test_a_translated_sheet_becomes_the_next_version(clinic: Run, place: Path) -> None:
    """Written as CSV on standard output, filled in, read back, asked in the new language."""
    write(place)
    clinic("form", "import", "mine.json")
    sheet = clinic("form", "sheet", "mine").out
    lines = sheet.splitlines()
    assert lines[0] == "linkId,kind,code,en,SMS en"
    (place / "back.csv").write_text("linkId,kind,code,es\na,question,,¿Cómo está?\n", "utf-8")
    assert "mine 2 is asked from now on" in clinic("form", "sheet", "mine", "--read", "back.csv").out
    assert "¿Cómo está?" in clinic("form", "try", "mine", "--language", "es").err
    assert "nothing was changed" in clinic("form", "sheet", "mine", "--read", "back.csv").out
    assert clinic("form", "sheet", "mine", "--out", "mine.xlsx").code == 0
    assert "nothing was changed" in clinic("form", "sheet", "mine", "--read", "mine.xlsx").out


def test_an_interview_stays_with_its_version(demo: Story, run: Run, place: Path) -> None:
    """A family is asked the program's own form, and goes on with it when a newer version is published meanwhile."""
    who = demo.family("OWN-1")
    write(place)
    assert run("form", "import", "mine.json").code == 0
    assert run("form", "start", "mine", "--family", "OWN-1", "--send-now", "asked for it").code == 0
    demo.deliver()
    write(place, "2", "And how are you today?")
    assert run("form", "import", "mine.json").code == 0
    demo.door.shelf.forget(demo.program)
    demo.hear(who, "1")
    said = " ".join(message.text for message in demo.rows(Outgoing, who))
    assert "How are you?" in said
    assert "today" not in said
    assert [(walk.form, walk.version) for walk in demo.rows(Walk, who)] == [("mine", "1")]
