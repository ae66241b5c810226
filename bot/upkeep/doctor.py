"""`kinline doctor`: settings, database, key, channels, people, forms and wording; plain advice for each."""

from __future__ import annotations

import asyncio
import stat
from argparse import Namespace
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from bot.content import LOCALES, load_content
from bot.settings import SettingsError, read_settings
from bot.upkeep import founding
from bot.upkeep.doctor_channels import channels, live
from bot.upkeep.failures import sentence
from bot.upkeep.findings import Finding, bad, look, ok
from bot.upkeep.opening import Office, opened
from storage.tables.base import as_table
from storage.tables.people import FamilyRow

_FAMILY = as_table(FamilyRow)
#: Spelled out, since "synchronous=2" says little at night.
_DURABLE = {"journal_mode=wal synchronous=2", "synchronous_commit=on fsync=on"}


def doctor(given: Namespace) -> int:
    """Print every finding; 1 if one is bad."""
    findings = []
    for finding in _all(given):
        print(finding)
        findings.append(finding)
    is_bad = any(finding.grade == "bad" for finding in findings)
    print("Something is not in order; see above." if is_bad else "Everything that was looked at works.")
    return 1 if is_bad else 0


def _all(given: Namespace) -> Iterator[Finding]:
    try:
        settings = read_settings()
    except SettingsError as error:
        yield bad("settings", str(error))
        return
    yield ok(f"settings: data in {settings.data}")
    yield from _database(given)
    yield from asyncio.run(channels(settings))
    yield from _content()
    if given.live:
        yield asyncio.run(live(settings, given.live))


def _database(given: Namespace) -> Iterator[Finding]:
    try:
        with opened(given) as office:
            yield from _opened(office)
    except Exception as error:
        yield bad("database", sentence(error))


def _opened(office: Office) -> Iterator[Finding]:
    durability = office.database.durability()
    kind = "demo" if office.is_demo else "real"
    engine = "SQLite" if office.database.is_sqlite else "PostgreSQL"
    if durability in _DURABLE:
        yield ok(f"database: {engine}, {kind}, schema current, {durability}")
    else:
        yield bad(f"database: {engine}, {durability}", "What it acknowledges may be lost when the power fails.")
    yield from _key(office)
    program = office.entry.program
    if program.name == founding.UNNAMED or not program.phone:
        yield look(
            "program: it has no name or no phone",
            "Set KINLINE_PROGRAM_NAME and KINLINE_PROGRAM_PHONE: texts name both.",
        )
    else:
        yield ok("program: has a name and a phone")
    if program.hold:
        yield look("program: proactive sending is on hold", "Restored from a backup: nothing leaves unasked.")
    yield from _staff(office)
    with office.database.reading() as connection:
        yield from _families(connection, office)


def _key(office: Office) -> Iterator[Finding]:
    path = office.settings.key_path
    if office.settings.keys:
        yield ok("key: from KINLINE_KEYS, and it fits")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield look(f"key: it fits, but others may read {path}", f"Run: chmod 600 {path}")
    else:
        yield ok(f"key: {path} fits; keep a copy apart from the backups")


def _staff(office: Office) -> Iterator[Finding]:
    people = [person for person in office.entry.staff if person.role in ("coordinator", "supervisor")]
    if not people:
        yield look("staff: no coordinator yet", "Run: kinline staff add --role coordinator …")
    elif not any(person.phone for person in people):
        yield look(
            "staff: nobody has a phone here, so no alert leaves the building at night",
            "Give coordinators a phone of their own: kinline staff add … --phone. Until then nobody is on call.",
        )
    else:
        without = sum(not person.phone for person in people)
        more = f"; {without} without a phone hear of alerts only on the page" if without else ""
        yield ok(f"staff: {len(people)} for families{more}")


def _families(connection: Connection, office: Office) -> Iterator[Finding]:
    of_program = select(func.count()).select_from(_FAMILY).where(_FAMILY.c.program_id == office.program)
    total = connection.execute(of_program).scalar_one()
    alone = connection.execute(of_program.where(_FAMILY.c.coordinator_id.is_(None))).scalar_one()
    if alone:
        yield look(f"families: {total}, of which {alone} have no coordinator", "Everyone sees them, nobody is told.")
    else:
        yield ok(f"families: {total}")
    stray = 0 if office.is_demo else founding.stray_addresses(connection, office.settings, office.program)
    if stray:
        yield look(
            f"lines: {stray} addresses belong to a number or bot that is not set up here",
            "Nothing can be sent to them. Set up the number they were enrolled with.",
        )


def _content() -> Iterator[Finding]:
    try:
        content = load_content()
    except Exception as error:
        yield bad("forms and wording", sentence(error))
        return
    yield ok(f"forms: {len(content.current)} ({', '.join(sorted(content.current))})")
    for language in content.wording.languages:
        files = sorted(file for file in (LOCALES / language).rglob("*") if file.suffix in (".ftl", ".toml"))
        drafted = [file for file in files if "reviewed" not in file.read_text("utf-8").partition("\n")[0]]
        if drafted:
            yield look(
                f"wording: {language}, {len(drafted)} of {len(files)} files not reviewed",
                "Have a native speaker and a clinician read them before families do.",
            )
        else:
            yield ok(f"wording: {language}, reviewed")
