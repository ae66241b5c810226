"""`kinline export fhir` and `export csv`: the record as files. Whose record left, and by whom, stands in the audit."""

from __future__ import annotations

import csv
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from bot.clock import new_id
from bot.content import load_content
from bot.exchange import record_csv
from bot.exchange.fhir.bundle import bundle
from bot.exchange.record import Record
from bot.exchange.response import as_json
from bot.exchange.withheld import withheld
from bot.shelf import Shelf
from bot.upkeep.acting import OPERATOR
from bot.upkeep.opening import Office, opened
from bot.upkeep.trouble import BadUse, Trouble
from dialogs.ids import Id
from storage.whole import everyone, note_exports, pages, whole


def fhir(given: Namespace) -> None:
    """One family's record as a FHIR R4 Bundle, to a file or to standard output."""
    with opened(given) as office:
        record = next(_records(office, [[office.family(given.family)]], with_private=given.private))
    made = bundle(record)
    text = as_json(made)
    if not given.out:
        print(text)
        return
    with _whole_file(Path(given.out)) as file:
        file.write(text + "\n")
    print(f"Written: {len(made['entry'])} resources of family {given.family}.")


def tables(given: Namespace) -> None:
    """Answers, needs, tasks, visits, messages and contacts of every family, a file each, one family after the other."""
    folder = Path(given.out)
    if folder.exists() and not folder.is_dir():
        raise BadUse("--out is a file: name a directory.")
    with opened(given) as office, ExitStack() as stack:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sheets = {}
        for name, (columns, _) in record_csv.SHEETS.items():
            sheets[name] = csv.writer(stack.enter_context(_whole_file(folder / name)))
            sheets[name].writerow(columns)
        count = 0
        for count, record in enumerate(records_of_all(office, with_private=given.private), 1):
            for name, cells in record_csv.rows(record):
                sheets[name].writerow(cells)
            _show(count)
    print(f"Written: {', '.join(record_csv.SHEETS)}; families: {count}.")


def records_of_all(office: Office, *, with_private: bool = False) -> Iterator[Record]:
    """Every family's record, by code, one at a time: memory does not grow with their number."""
    with office.database.reading() as connection:
        yield from _records(office, pages(connection, office.program), with_private=with_private)


def _records(office: Office, families: Iterator[list[Id]] | list[list[Id]], *, with_private: bool) -> Iterator[Record]:
    """Records one at a time; that a page of them leaves is written down before the first does."""
    content = Shelf(load_content(), office.database).of(office.program)
    what = "record-exported-with-private" if with_private else "record-exported"
    for page in families:
        now = office.now()
        with office.database.writing() as connection:
            exported = [(new_id(now), family_id) for family_id in page]
            note_exports(connection, office.program, exported, OPERATOR.id, what, now)
        with office.database.reading() as connection:
            staff = everyone(connection, office.program)
            for family_id in page:
                found = whole(connection, office.program, office.keys, family_id)
                if found is None:
                    raise Trouble("There is no family with this code in the program.")
                close = withheld(found, content)
                yield Record(found, office.entry.program, staff, content, close, with_private, now)


@contextmanager
def _whole_file(path: Path) -> Iterator[TextIO]:
    """A file for nobody else's eyes, there under its name only once it is whole."""
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _show(count: int) -> None:
    if sys.stderr.isatty() and count % 100 == 0:
        print(f"{count} families ...", file=sys.stderr)
