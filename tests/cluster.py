"""A private PostgreSQL server on loopback: its own folder, its own port, its own end. fsync stays on."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

_TRIES = 5

#: For a test of `database` that makes sense on PostgreSQL only.
only_postgres = pytest.mark.parametrize(
    "database", [pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)], indirect=True
)


def binaries() -> Path | None:
    """The folder of the newest initdb and pg_ctl on this machine."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path.parent.name))
    if found := shutil.which("initdb"):
        folders.insert(0, Path(found).resolve().parent)
    fitting = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return fitting[-1] if fitting else None


def _version(name: str) -> int:
    return int(name.partition(".")[0]) if name[:1].isdigit() else 0


class Cluster:
    """A running server. Its superuser needs no password, and only this machine reaches it."""

    def __init__(self, folder: Path, data: Path, port: int) -> None:
        self.port = port
        self._folder, self._data = folder, data

    @classmethod
    def start(cls, folder: Path) -> Cluster:
        """Make a cluster in a folder of its own and start it. Raises RuntimeError with the server's log."""
        data = Path(tempfile.mkdtemp(prefix="kinline-postgres-"))
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            shutil.chown(data, "postgres", "postgres")
        # --no-sync spares only the making of an empty cluster; what the tests commit is synced.
        _run(folder / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        for _ in range(_TRIES):
            cluster = cls(folder, data, _free_port())
            if cluster._control("start"):
                return cluster
        log = (data / "log").read_text("utf-8", "replace") if (data / "log").exists() else "no log"
        shutil.rmtree(data)
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self._control("stop", "-m", "immediate")
        shutil.rmtree(self._data)

    def restart(self) -> None:
        """Stop without ceremony, as a crash would, and start again on the same port."""
        self._control("stop", "-m", "immediate")
        if not self._control("start"):
            raise RuntimeError("PostgreSQL did not start again")

    def _control(self, what: str, *more: str) -> bool:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        arguments: list[str | Path] = [self._folder / "pg_ctl", "-w", "-D", self._data, what, *more]
        if what == "start":
            arguments += ["-o", options, "-l", self._data / "log"]
        return _run(*arguments, check=False).returncode == 0


def _run(*arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs, never as root."""
    dropped = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    # Not PIPE: the server would inherit the pipe, and we would wait for its end.
    return subprocess.run(
        [*dropped, *arguments], check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
