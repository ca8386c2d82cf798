"""One run and its judgement: a process of its own, timed from outside, killed when far too late."""

import dataclasses
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import FrameType

from benchmarks.peers.contestants import Contestant, Question, answer
from benchmarks.peers.environments import ROOT
from benchmarks.peers.ledger import Key, Row
from benchmarks.peers.task import Answer

# What nightfloat would take settings from, unseen in the row.
SETTINGS = "NIGHTFLOAT_"
# Seconds over the limit after which a process is ended.
GRACE = 30.0
TOTAL = re.compile(r"^Total cost: (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge says of a grid: its cost if no hard rule is broken."""

    lawful: bool
    cost: int | None


@contextmanager
def ended_by_sigterm() -> Generator[None]:
    """Let SIGTERM end what runs inside, as Ctrl-C does, and not only this process.

    Raises
    ------
    SystemExit
        Inside the context, at the signal.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        del frame
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def compete(contestant: Contestant, question: Question, judge: Path) -> Row:
    """Return the row of one run.

    Raises
    ------
    RuntimeError
        If the judge ends with anything but a total cost.
    """
    key = key_of(contestant, question, judge)
    question.out.parent.mkdir(parents=True, exist_ok=True)
    question.out.unlink(missing_ok=True)
    command = contestant.command(question)
    printed, seconds, late = _timed(command, question)
    said = answer(printed, contestant, seconds) or Answer("late" if late else "failed", "")
    # who was ended from outside has no roster in time
    found = None if late else judgement(judge, question.instance, question.out)
    return Row(
        **dataclasses.asdict(key),
        version=said.version,
        seconds=round(seconds, 2),
        startup=None if said.startup is None else round(said.startup, 2),
        status=said.status,
        cost=found.cost if found is not None and found.lawful else None,
        bound=None if said.bound is None else round(said.bound, 3),
        claimed=said.cost,
        verdict=verdict(found, said.cost),
        command=shown(command, question),
    )


def key_of(contestant: Contestant, question: Question, judge: Path) -> Key:
    """Return what decides the run, as it is now: instance, judge and sources are read for it."""
    return Key(
        peer=contestant.name,
        edition=contestant.edition(),
        instance=question.instance.stem,
        input_sha256=sha256(question.instance.read_bytes()).hexdigest(),
        judge_sha256=sha256(judge.read_bytes()).hexdigest(),
        time_limit=question.seconds,
        threads=question.threads,
        cores=question.cores,
    )


def judgement(judge: Path, instance: Path, grid: Path) -> Judgement | None:
    """Return what the judge says, nothing if there is no grid.

    Raises
    ------
    RuntimeError
        If the judge ends with anything but a total cost.
    """
    if not grid.is_file():
        return None
    command = (sys.executable, str(judge), str(instance), str(grid))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    total = TOTAL.search(done.stdout)
    if total is None:
        message = f"the judge gave no cost for {grid.name}: {done.stderr.strip()}"
        raise RuntimeError(message)
    return Judgement(done.returncode == 0, int(total[1]))


def verdict(found: Judgement | None, claimed: int | None) -> str:
    """Return ``none``, ``unlawful``, ``differs`` from what the solver claims, or ``agrees``."""
    match found:
        case None:
            return "none"
        case Judgement(lawful=False):
            return "unlawful"
        case Judgement(cost=cost):
            return "agrees" if cost == claimed else "differs"


def shown(command: tuple[str, ...], question: Question) -> str:
    """Return the command with names in place of this machine's folders."""
    text = shlex.join(command)
    for folder, name in ((question.out.parent, "OUT"), (question.instance.parent, "INSTANCES")):
        text = text.replace(str(folder), name)
    return text.replace(f"{ROOT}/", "")


def _timed(command: tuple[str, ...], question: Question) -> tuple[str, float, bool]:
    """Return what the process printed, its wall seconds, and whether it had to be ended.

    Whatever is raised meanwhile, the process and what it started are over when this returns.
    """
    log = question.out.with_suffix(".log")
    began = time.monotonic()
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={name: said for name, said in os.environ.items() if not name.startswith(SETTINGS)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            printed, _ = process.communicate(timeout=question.seconds + GRACE)
        except subprocess.TimeoutExpired:
            _end(process)
            return "", time.monotonic() - began, True
        except BaseException:
            # a session of its own hears nothing of this terminal's Ctrl-C
            _end(process)
            raise
    return printed, time.monotonic() - began, False


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
