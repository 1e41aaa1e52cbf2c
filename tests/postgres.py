"""A PostgreSQL server of the tests' own: a fresh data folder, a socket in it, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


def programs() -> Path | None:
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be stopped and started again."""

    programs: Path
    data: Path
    user: str | None

    @property
    def url(self) -> str:
        """Where it listens: a socket in its own folder."""
        return f"postgresql://tester@/postgres?host={self.data}"

    def make(self) -> None:
        """A new empty cluster of databases."""
        self._call("initdb", "-U", "tester", "-A", "trust", "-E", "UTF8")

    def start(self) -> None:
        """Starts it and waits until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.data}' -F"
        self._call("pg_ctl", "-l", str(self.data / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stops it as a power cut would."""
        self._call("pg_ctl", "-m", "immediate", "stop")

    def _call(self, program: str, *words: str) -> None:
        # Not a pipe: the server keeps its standard output open.
        quiet = subprocess.DEVNULL
        command = [str(self.programs / program), "-D", str(self.data / "base"), *words]
        subprocess.run(command, check=True, cwd=self.data, user=self.user, stdout=quiet, stderr=quiet)


@contextmanager
def server() -> Iterator[Server]:
    """A running server; skips the test where none can be run."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server here (apt-get install postgresql)")
    data, user = Path(tempfile.mkdtemp(prefix="pg-")), _user()
    made = Server(folder, data, user)
    try:
        if user:
            shutil.chown(data, user)
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _user() -> str | None:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    return next(
        name for name in ("postgres", "nobody") if any(name == entry.pw_name for entry in pwd.getpwall())
    )
