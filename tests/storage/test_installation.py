"""A database says what it is for and under which key; whoever comes with anything else is sent away."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import installation, migrate
from storage.database import Database
from storage.installation import Refuse
from storage.sealing import Keys, parse_keys
from tests.builders import KEYS, START

OTHER = Keys({"k1": bytes(32)})


def test_a_new_installation_passes_its_own_check(blank_database: Database) -> None:
    """Schema, demo or real, and key: all in one step."""
    installation.create(blank_database, KEYS, is_demo=True, now=START)
    assert migrate.state(blank_database) == "current"
    installation.check(blank_database, KEYS, is_demo=True)


def test_an_installation_is_made_once(database: Database) -> None:
    """A second one is refused and leaves the first as it is."""
    installation.create(database, KEYS, is_demo=False, now=START)
    with pytest.raises(Refuse, match="set up before"):
        installation.create(database, OTHER, is_demo=True, now=START)
    installation.check(database, KEYS, is_demo=False)


def _version(number: str) -> Callable[[Database], None]:
    def set_it(database: Database) -> None:
        with database.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})

    return set_it


def _nothing(_: Database) -> None:
    pass


@pytest.mark.parametrize(
    ("is_demo", "before", "keys", "asked_demo", "advice"),
    [
        pytest.param(False, _nothing, OTHER, False, "KINLINE_KEY_FILE or KINLINE_KEYS", id="wrong key"),
        pytest.param(True, _nothing, KEYS, False, "demo database", id="demo under serve"),
        pytest.param(False, _nothing, KEYS, True, "real one", id="real under demo"),
        pytest.param(False, _version("9999"), KEYS, False, "newer version", id="newer schema"),
    ],
)
def test_what_does_not_fit_is_refused(
    database: Database,
    is_demo: bool,
    before: Callable[[Database], None],
    keys: Keys,
    asked_demo: bool,
    advice: str,
) -> None:
    """Each refusal says what to do, and not a row or byte has changed afterwards."""
    installation.create(database, KEYS, is_demo=is_demo, now=START)
    before(database)
    state = _everything(database)
    with pytest.raises(Refuse, match=advice):
        installation.check(database, keys, is_demo=asked_demo)
    assert _everything(database) == state


def test_an_older_schema_is_sent_to_migrate(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that a newer program finds behind is not used before it was migrated."""
    installation.create(database, KEYS, is_demo=False, now=START)
    monkeypatch.setattr(migrate, "head", lambda: "0002")
    with pytest.raises(Refuse, match="kinline migrate"):
        installation.check(database, KEYS, is_demo=False)


def test_nothing_is_made_in_an_empty_database(blank_database: Database) -> None:
    """Looking at an empty database leaves it empty."""
    with pytest.raises(Refuse, match="empty"):
        installation.check(blank_database, KEYS, is_demo=False)
    assert migrate.state(blank_database) == "empty"


def _everything(database: Database) -> object:
    """All that the database holds: the file's bytes on SQLite, row counts and the installation on PostgreSQL."""
    if database.is_sqlite:
        with database.reading() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return Path(str(database.url.database)).read_bytes()
    with database.reading() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        return {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in tables}


def _keys(*names: str) -> dict[str, bytes]:
    return {name: name.encode().ljust(32, b"-") for name in names}


def test_a_rotated_key_still_fits_while_the_old_one_is_given(database: Database) -> None:
    """The new key is put first and writes; the old one stays last and finds."""
    installation.create(database, Keys(_keys("old")), is_demo=False, now=START)
    installation.check(database, Keys(_keys("new", "old")), is_demo=False)


def test_the_lookup_key_must_stay_last(database: Database) -> None:
    """In the other order everything would open and nobody would be found: refused."""
    installation.create(database, Keys(_keys("old")), is_demo=False, now=START)
    with pytest.raises(Refuse, match="as the last"):
        installation.check(database, Keys(_keys("old", "new")), is_demo=False)


# where keys come from


def _sqlite(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'kinline.db'}")


def test_an_empty_sqlite_database_gets_a_key_file(tmp_path: Path) -> None:
    """Readable by its owner only, and the same key at the next start."""
    database = _sqlite(tmp_path)
    keys = installation.open_keys(database, tmp_path / "data")
    path = tmp_path / "data" / "kinline.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    installation.create(database, keys, is_demo=True, now=START)
    installation.check(database, installation.open_keys(database, tmp_path / "data"), is_demo=True)
    database.close()


def test_no_key_is_made_beside_data(tmp_path: Path) -> None:
    """A lost key file is not papered over with a new one."""
    database = _sqlite(tmp_path)
    installation.create(database, KEYS, is_demo=False, now=START)
    with pytest.raises(Refuse, match=r"missing.*backup"):
        installation.open_keys(database, tmp_path)
    assert not (tmp_path / "kinline.key").exists()
    database.close()


def test_postgres_wants_its_keys_in_the_environment(tmp_path: Path) -> None:
    """A key file on one of many machines would seal what the others cannot open."""
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(Refuse, match="KINLINE_KEYS"):
        installation.open_keys(database, tmp_path)
    assert installation.open_keys(database, tmp_path, keys_text=_text("k1")).hash_version == "k1"
    assert list(tmp_path.iterdir()) == []
    database.close()


def _text(name: str, size: int = 32) -> str:
    return f"{name}:{base64.b64encode(bytes(size)).decode()}"


@pytest.mark.parametrize(
    ("keys_text", "advice"),
    [
        pytest.param("k1:%%%", "not valid base64", id="not base64"),
        pytest.param(_text("k1", 16), "32 bytes", id="too short"),
        pytest.param(",", "No key", id="nothing in it"),
        pytest.param(f"{_text('k1')},{_text('k1')}", "given twice", id="the same name twice"),
        pytest.param(_text(""), "ASCII name", id="no name"),
    ],
)
def test_keys_that_cannot_be_read_are_named(tmp_path: Path, keys_text: str, advice: str) -> None:
    """One sentence about what is wrong with the text, and where it came from."""
    database = _sqlite(tmp_path)
    with pytest.raises(Refuse, match=advice) as caught:
        installation.open_keys(database, tmp_path, keys_text=keys_text)
    assert "KINLINE_KEYS" in str(caught.value)
    database.close()


def test_a_key_file_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    """What the system says is passed on without a traceback."""
    database = _sqlite(tmp_path)
    with pytest.raises(Refuse, match="cannot be read"):
        installation.open_keys(database, tmp_path, key_file=tmp_path)
    database.close()


def test_key_files_are_never_overwritten(tmp_path: Path) -> None:
    """Two processes that start at once end with one key."""
    path = tmp_path / "kinline.key"
    path.write_text(_text("k9"), "utf-8")
    database = _sqlite(tmp_path)
    assert installation.open_keys(database, tmp_path).hash_version == "k9"
    database.close()
    assert parse_keys(path.read_text("utf-8")).hash_version == "k9"
    assert os.listdir(tmp_path).count("kinline.key") == 1
