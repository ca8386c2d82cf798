"""The last step: nothing is committed unless the input still is what was solved."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Protocol

from nightfloat.domain.instance import Instance
from nightfloat.domain.run import Run
from nightfloat.domain.schedule import Schedule
from nightfloat.errors import CommitConflictError
from nightfloat.io.store.records import Booking, Commit

type Parameter = str | int | float | bool | None


class Commits(Protocol):
    """What takes a commit whole or not at all: a Store."""

    def commit(self, commit: Commit) -> Run:
        """Write it in one transaction."""
        ...


def parameters_json(parameters: Mapping[str, Parameter]) -> str:
    """Return the one JSON text that equal parameters have, whatever their order."""
    return json.dumps(dict(parameters), sort_keys=True, separators=(",", ":"), allow_nan=False)


def idempotency_key(
    input_sha256: str,
    parameters: Mapping[str, Parameter],
    nightfloat_version: str,
    solver_version: str,
) -> str:
    """Hash all that decides a result: equal keys mean that a run need not be repeated."""
    parts = [input_sha256, parameters_json(parameters), nightfloat_version, solver_version]
    return sha256(json.dumps(parts).encode()).hexdigest()


def bookings(instance: Instance, schedule: Schedule) -> tuple[Booking, ...]:
    """Return each assignment with the instants its person is taken."""
    shifts = ((a, instance.shift[a.shift, a.day]) for a in schedule)
    return tuple(Booking(a, s.start, s.end, s.type.occupies) for a, s in shifts)


def commit_schedule(store: Commits, commit: Commit, rehash: Callable[[], str]) -> Run:
    """Hash the input again, then commit.

    Raises
    ------
    CommitConflictError
        When the input, or what is live, changed since solving began.
    """
    if rehash() != commit.input_sha256:
        sentence = (
            f"The input of {commit.program} changed while the schedule was made: nothing was "
            "committed, run it again."
        )
        raise CommitConflictError(sentence)
    return store.commit(commit)
