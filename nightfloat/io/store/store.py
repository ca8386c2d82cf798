"""The store: every method is one transaction, and what it raises is one sentence."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.run import Run
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.violation import Violation
from nightfloat.errors import InputError, NightfloatError, StoreUnavailableError
from nightfloat.io.store import commits, leases, queries, snapshot, trail, verify
from nightfloat.io.store.database import Database, connect
from nightfloat.io.store.migrate import head, require_current
from nightfloat.io.store.records import Act, Commit, Lease, Provenance

TIMEOUT = 10.0


@contextmanager
def open_store(url: str, timeout: float = TIMEOUT) -> Generator["Store"]:
    """Open the store at ``url``; a SQLite file that does not exist is made.

    Parameters
    ----------
    url
        ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/DATABASE``.
    timeout
        Seconds to wait for a connection or a lock.

    Raises
    ------
    InputError
        When the URL is none of these.
    StoreUnavailableError
        When the store cannot be used, or is of another revision.
    """
    database = connect(url, timeout)
    try:
        require_current(database)
        yield Store(database)
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class Store:
    """Runs and what is live of them; use ``open_store``.

    Every method raises StoreUnavailableError when the database cannot be used.
    """

    database: Database

    def version(self, program: str, horizon: Days) -> str:
        """Return a name for what is live there now, to commit against."""
        with self.database.reading() as connection:
            return queries.version(connection, program, horizon)

    def replayable(self, idempotency_key: str) -> Run | None:
        """Return the committed run of this key, if all of its days are still live."""
        with self.database.reading() as connection:
            return queries.replayable(connection, idempotency_key)

    def commit(self, commit: Commit) -> Run:
        """Write it all and supersede what was live on the horizon; or write nothing.

        A commit whose key and schedule are those of a live run changes nothing and returns it.

        Raises
        ------
        CommitConflictError
            When something else is live than what was solved against, or somebody would be
            double booked with what stays live.
        RefusedError
            When the schedule alone double books somebody, or breaks a hard constraint.
        """
        with self.database.writing(commit.program) as connection:
            run = queries.run(connection, commits.write(connection, commit))
            return _present(run)

    def revert(self, run_id: int, who: str, why: str) -> Run:
        """Undo a commit exactly: what it replaced is live again.

        Raises
        ------
        InputError
            When there is no such run.
        CommitConflictError
            When the run is not wholly live any more.
        """
        program = self._known(run_id).program
        with self.database.writing(program) as connection:
            trail.revert(connection, _present(queries.run(connection, run_id)), who, why)
            return _present(queries.run(connection, run_id))

    @contextmanager
    def lease(self, program: str, horizon: Days, holder: str, seconds: float) -> Generator[Lease]:
        """Hold program and horizon; given up at the end, or by itself after ``seconds``.

        Raises
        ------
        LeaseHeldError
            When another one holds a day of it.
        """
        with self.database.writing(program) as connection:
            held = leases.acquire(connection, program, horizon, holder, seconds)
        try:
            yield held
        finally:
            # A store that is gone by now must not hide what happened; the lease expires.
            with suppress(StoreUnavailableError), self.database.writing(program) as connection:
                leases.release(connection, held)

    def renew(self, lease: Lease, seconds: float) -> Lease:
        """Keep a lease for ``seconds`` from now.

        Raises
        ------
        LeaseHeldError
            When it expired and another one took it over.
        """
        with self.database.writing(lease.program) as connection:
            return leases.renew(connection, lease, seconds)

    def runs(self, program: str | None = None) -> list[Run]:
        """Return the runs of one program or of all, the oldest first."""
        with self.database.reading() as connection:
            return queries.runs(connection, program)

    def run(self, run_id: int) -> Run | None:
        """Return one run."""
        with self.database.reading() as connection:
            return queries.run(connection, run_id)

    def schedule(self, run_id: int) -> Schedule:
        """Return what a run assigned, live or not."""
        with self.database.reading() as connection:
            return queries.schedule(connection, run_id)

    def live(self, program: str, days: Days) -> Schedule:
        """Return what is live on these days."""
        with self.database.reading() as connection:
            return queries.live(connection, program, days)

    def violations(self, run_id: int) -> tuple[Violation, ...]:
        """Return what the audit reported of a run."""
        with self.database.reading() as connection:
            return queries.violations(connection, run_id)

    def certificate(self, run_id: int) -> Certificate | None:
        """Return a run's certificate."""
        with self.database.reading() as connection:
            return queries.certificate(connection, run_id)

    def provenance(self, run_id: int) -> Provenance | None:
        """Return what made a run's schedule."""
        with self.database.reading() as connection:
            return queries.provenance(connection, run_id)

    def trail(self, program: str) -> tuple[Act, ...]:
        """Return who did what to a program's runs, when and why, the oldest first."""
        with self.database.reading() as connection:
            return queries.trail(connection, program)

    def verify(self) -> tuple[str, ...]:
        """Return a sentence for everything that is not as it was written."""
        with self.database.reading() as connection:
            return tuple(verify.faults(connection))

    def snapshot(self, path: Path) -> int:
        """Write the whole store to a new file and return the number of rows.

        Raises
        ------
        InputError
            When the file exists or cannot be written.
        """
        try:
            with snapshot.new_file(path) as file, self.database.reading() as connection:
                return snapshot.write(connection, head(), file)
        except OSError as error:
            sentence = f"{path} cannot be written: {error.strerror}."
            raise InputError(sentence) from None

    def restore(self, path: Path) -> int:
        """Fill this store, which must be empty, from a snapshot; return the number of rows.

        Raises
        ------
        InputError
            When the file is no snapshot of this revision, or the store is not empty.
        """
        with self.database.writing("restore") as connection:
            return snapshot.read(connection, head(), path)

    def _known(self, run_id: int) -> Run:
        found = self.run(run_id)
        if found is None:
            sentence = f"There is no run {run_id}: `nightfloat runs` lists those there are."
            raise InputError(sentence)
        return found


def _present(run: Run | None) -> Run:
    if run is None:
        sentence = "A run that was just written cannot be read (a defect)."
        raise NightfloatError(sentence)
    return run
