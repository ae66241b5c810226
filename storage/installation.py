"""What a database was made for: demo or real, and under which key. Checked before anything is touched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, select

from storage import migrate
from storage.database import Database
from storage.sealing import Keys, WrongKey, create_key_file, parse_keys
from storage.tables.base import as_table
from storage.tables.desk import InstallationRow

_INSTALLATION = as_table(InstallationRow)
#: There is one row, and a second one finds its place taken.
_ONLY = UUID(int=1)
_NOBODY = UUID(int=0)


class Refuse(Exception):
    """We do not start, and nothing was changed. Its text is one plain sentence or two: what is wrong, what to do."""


def open_keys(database: Database, data_dir: Path, *, key_file: Path | None = None, keys_text: str = "") -> Keys:
    """The keys from KINLINE_KEYS or the key file. A key file is made only where the SQLite database is empty.

    Raises Refuse.
    """
    if not keys_text and not database.is_sqlite:
        raise Refuse("PostgreSQL needs the keys in KINLINE_KEYS, so that every machine has the same ones.")
    path = key_file or data_dir / "kinline.key"
    if not keys_text and not path.exists():
        if migrate.state(database) != "empty":
            raise Refuse(
                f"The key file {path} is missing, and the database cannot be read without it. Put the key file back "
                "from your backup, or point KINLINE_KEY_FILE or KINLINE_KEYS at the key of this database."
            )
        _make_key_file(path)
    try:
        return parse_keys(keys_text or path.read_text("utf-8"))
    except OSError as error:
        raise Refuse(f"The key file {path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise Refuse(f"{error} Look at {'KINLINE_KEYS' if keys_text else path}.") from None


def _make_key_file(path: Path) -> None:
    try:
        create_key_file(path)
    except FileExistsError:
        return  # another process was first: its key is ours
    except OSError as error:
        raise Refuse(f"The key file {path} cannot be made: {error.strerror}.") from None


def create(database: Database, keys: Keys, *, is_demo: bool, now: datetime) -> None:
    """Schema and installation row in one transaction: all of it or nothing. Raises Refuse where there is one."""
    with database.writing() as connection:
        migrate.upgrade_within(connection)
        if connection.execute(select(_INSTALLATION.c.id)).first() is not None:
            raise Refuse("This database has been set up before.")
        row = {
            "id": _ONLY,
            "is_demo": is_demo,
            "check": keys.seal(_lookup_proof(keys), _NOBODY, "installation", "check", _ONLY),
            "created_at": now,
            "clock_shift": 0,
        }
        connection.execute(insert(_INSTALLATION), [row])


def check(database: Database, keys: Keys, *, is_demo: bool) -> None:
    """Raises Refuse unless the schema is ours, the database demo or real as asked, and the key the right one."""
    match migrate.state(database):
        case "newer":
            raise Refuse(
                "The database was made by a newer version of Kinline, or by another program. Install that version, "
                "or point KINLINE_DATABASE_URL or KINLINE_DATA at the right database."
            )
        case "behind":
            raise Refuse("The database is from an older version. Make a backup, then run: kinline migrate")
        case "empty":
            raise Refuse("The database is empty. Set it up with: kinline migrate")
        case "current":
            _check_row(database, keys, is_demo)


def _check_row(database: Database, keys: Keys, is_demo: bool) -> None:
    with database.reading() as connection:
        row = connection.execute(select(_INSTALLATION.c.is_demo, _INSTALLATION.c["check"])).first()
    if row is None:
        raise Refuse("The database has tables but was never set up. Set it up with: kinline migrate")
    if row.is_demo and not is_demo:
        raise Refuse("This is a demo database, and families are real. Point KINLINE_DATA at another directory.")
    if is_demo and not row.is_demo:
        raise Refuse("This database is a real one, and the demo plays with its data. Point KINLINE_DATA elsewhere.")
    try:
        proof = keys.open(row.check, _NOBODY, "installation", "check", _ONLY)
    except WrongKey:
        raise Refuse(
            "The key does not fit this database. Point KINLINE_KEY_FILE or KINLINE_KEYS at the key that it was set up "
            "with."
        ) from None
    if proof != _lookup_proof(keys):
        raise Refuse(
            "The keys open the database, but lookups were made with another one: the oldest key must stay in "
            "KINLINE_KEYS, as the last."
        )


def _lookup_proof(keys: Keys) -> bytes:
    """What the lookup key makes of a fixed word. Sealed, it proves both: the key that opens and the key that finds."""
    return keys.hash(_NOBODY, "installation", "check")
