"""`kinline export`: files that are whole or not there, for nobody else's eyes, and in the audit before they leave."""

from __future__ import annotations

import csv
import gc
import json
from argparse import Namespace
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from sqlalchemy import insert, select

from bot.exchange.record_csv import SHEETS
from bot.upkeep import exporting
from bot.upkeep.opening import opened
from dialogs.rows.people import Family
from storage.record import CODECS
from storage.tables.base import as_table
from storage.tables.desk import AuditRow
from storage.whole import Whole
from tests.builders import Story
from tests.commands.conftest import Run

_AUDIT = as_table(AuditRow)


def audited(story: Story) -> list[str]:
    """What the audit says of exports."""
    with story.database.reading() as connection:
        found = connection.execute(select(_AUDIT.c.what, _AUDIT.c.actor_id).order_by(_AUDIT.c.id)).all()
    return [row.what for row in found if row.what.startswith("record-exported") and row.actor_id.int == 0]


def test_a_bundle_on_standard_output(demo: Story, run: Run) -> None:
    """Nothing but the JSON; that the record left stands in the audit, whole, with what kind of export it was."""
    home = demo.family("F7", name="Rosa Gómez")
    demo.hear(home, "hello there")
    ran = run("export", "fhir", "--family", "F7")
    assert ran.code == 0, ran.err
    Bundle.model_validate(json.loads(ran.out))
    assert "Rosa Gómez" in ran.out
    assert run("export", "fhir", "--family", "F7", "--private").code == 0
    family = home.family.id.hex
    assert audited(demo) == [f"record-exported:{family}", f"record-exported-with-private:{family}"]
    assert run("audit", "verify").code == 0


def test_a_bundle_in_a_file(demo: Story, run: Run, place: Path) -> None:
    """Only its owner may read it, and no half of it is left."""
    demo.family("F7")
    ran = run("export", "fhir", "--family", "F7", "--out", "f7.json")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Written: ")
    assert (place / "f7.json").stat().st_mode & 0o777 == 0o600
    assert json.loads((place / "f7.json").read_text())["type"] == "collection"
    assert not list(place.glob("*.partial"))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["fhir", "--family", "F9"], 1, "There is no family with this code", id="no family"),
        pytest.param(["fhir"], 2, "--family", id="no code"),
        pytest.param(["fhir", "--family", "F7", "--out", "none/f7.json"], 1, "No such file", id="no folder"),
        pytest.param(["csv"], 2, "--out", id="no directory"),
        pytest.param(["csv", "--out", "a-file"], 2, "name a directory", id="a file"),
        pytest.param(["xml"], 2, "fhir, csv", id="unknown kind"),
    ],
)
def test_bad_use(demo: Story, run: Run, place: Path, words: list[str], code: int, said: str) -> None:
    """One plain sentence, and the exit code that says whose fault it is."""
    demo.family("F7")
    (place / "a-file").touch()
    ran = run("export", *words)
    assert (ran.code, ran.err.count("\n")) == (code, 1)
    assert said in ran.err


def test_tables_of_all_families(demo: Story, run: Run, place: Path) -> None:
    """Six files with their headings, families by code, cells that are no formula, each family in the audit once."""
    second, first = demo.family("F8", name="=cmd"), demo.family("F7")
    for home in (second, first):
        demo.hear(home, "=1+1")
    ran = run("export", "csv", "--out", "tables")
    assert ran.code == 0, ran.err
    assert sorted(file.name for file in (place / "tables").iterdir()) == sorted(SHEETS)
    for name, (columns, _) in SHEETS.items():
        assert (place / "tables" / name).read_text("utf-8").split("\n")[0].strip() == ",".join(columns)
    with (place / "tables" / "messages.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["family_code"] for row in found if row["direction"] == "in"] == ["F7", "F8"]
    assert {row["text"] for row in found if row["direction"] == "in"} == {"'=1+1"}
    assert "'=cmd" in {row["contact"] for row in found}
    assert sorted(audited(demo)) == sorted(f"record-exported:{home.family.id.hex}" for home in (first, second))


def test_one_record_at_a_time(demo: Story) -> None:
    """Of three hundred families never more than two records are in memory: the one at hand and the next."""
    families = [Family(demo.id(), 1, f"M{number:03}") for number in range(300)]
    codec = CODECS[Family]
    with demo.database.writing() as connection:
        rows = [codec.to_row(family, demo.program, family.id, demo.keys, is_new=True) for family in families]
        connection.execute(insert(codec.table), rows)
    alive, codes = [], []
    with opened(Namespace(program="")) as office:
        for number, record in enumerate(exporting.records_of_all(office)):
            codes.append(record.whole.home.family.code)
            if number % 50 == 0:
                alive.append(sum(isinstance(each, Whole) for each in gc.get_objects()))
    assert codes == [family.code for family in families]
    assert max(alive) <= 2
