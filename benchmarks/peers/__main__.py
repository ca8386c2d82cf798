"""Run nightfloat and its peers one after the other and print the table.

``python -m benchmarks.peers INSTANCES --judge JUDGE --instances 1,2,3 --time-limit 60 --out OUT
--csv FILE``. Every process, the judge too, is bound to the same ``--cores``. A run whose row is in
the file is not run again: one of the same peer, its sources and packages too, on the same bytes of
the instance and of the judge, limit, threads and cores, unless it failed. A last line that a kill
cut off is dropped with a note.
"""

import csv
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.contest import compete, ended_by_sigterm, key_of
from benchmarks.peers.contestants import Contestant, Question, contestants
from benchmarks.peers.ledger import Row, append, done, drop_cut_line, rows
from benchmarks.peers.table import lowered, records, summary, table

PEERS = "cpmpy,highs,timefold,nightfloat"


@dataclass(frozen=True, slots=True)
class Contest:
    """What was asked for on the command line."""

    instances: tuple[Path, ...]
    peers: tuple[Contestant, ...]
    judge: Path
    seconds: float
    threads: int
    cores: int
    out: Path
    ledger: Path

    def questions(self) -> Iterator[tuple[Contestant, Question]]:
        """Yield every run, an instance's peers next to each other."""
        for instance in self.instances:
            for peer in self.peers:
                out = self.out / f"{instance.stem}-{peer.name}.csv"
                yield peer, Question(instance, out, self.seconds, self.threads, self.cores)


def main() -> None:
    """Make the environments, run what has no row yet, print."""
    said = _arguments()
    cores = sorted(os.sched_getaffinity(0))[: said.cores]
    os.sched_setaffinity(0, cores)
    contest = _contest(said, len(cores))
    best = best_known(said.instances_folder / "best_known.csv")
    with ended_by_sigterm():
        for peer in contest.peers:
            if peer.environment is not None:
                peer.environment.make()
        wanted = run(contest)
    told = (*records(wanted, best), summary(wanted, lowered(wanted, best)))
    print(table(wanted, best), *told, sep="\n\n")


def run(contest: Contest) -> list[Row]:
    """Return the rows asked for in order, run now unless the file has them and they did not fail.

    Raises
    ------
    ValueError
        If the file has other columns.
    RuntimeError
        If the judge ends with anything but a total cost.
    """
    found = done(rows(contest.ledger))
    if drop_cut_line(contest.ledger):
        print(f"the last line of {contest.ledger} was cut off and has been dropped", flush=True)
    wanted = list[Row]()
    for peer, question in contest.questions():
        key = key_of(peer, question, contest.judge)
        if key not in found:
            found[key] = compete(peer, question, contest.judge)
            append(contest.ledger, found[key])
            print(_line(found[key]), flush=True)
        wanted.append(found[key])
    return wanted


def best_known(path: Path) -> dict[str, int]:
    """Return the best known cost by the instance's name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}


def _line(row: Row) -> str:
    cost = "no roster" if row.cost is None else f"cost {row.cost}"
    return f"{row.instance} {row.peer}: {cost}, {row.status}, {row.seconds} s, judge: {row.verdict}"


def _contest(said: Namespace, cores: int) -> Contest:
    everybody = contestants(said.environments.resolve())
    return Contest(
        instances=tuple(_files(said)),
        peers=tuple(everybody[name] for name in said.peers.split(",")),
        judge=said.judge.resolve(),
        seconds=said.time_limit,
        threads=said.threads or cores,
        cores=cores,
        out=said.out.resolve(),
        ledger=said.csv.resolve(),
    )


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("instances_folder", type=Path, metavar="INSTANCES")
    parser.add_argument("--judge", type=Path, required=True, help="score_curtois.py")
    parser.add_argument("--instances", default="1,2,3,4", help="numbers, with commas")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each run")
    parser.add_argument("--out", type=Path, required=True, help="folder for grids and logs")
    parser.add_argument("--csv", type=Path, required=True, help="results; present rows are kept")
    parser.add_argument("--peers", default=PEERS)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument(
        "--threads", type=int, default=0, help="of the peers; all cores if not said"
    )
    parser.add_argument("--environments", type=Path, default=Path(".cache/peers"))
    said = parser.parse_args()
    unknown = set(said.peers.split(",")) - set(PEERS.split(","))
    if unknown:
        parser.error(f"--peers knows {PEERS}, not {', '.join(sorted(unknown))}")
    for path in (said.judge, said.instances_folder / "best_known.csv", *_files(said)):
        if not path.is_file():
            parser.error(f"there is no {path}")
    try:
        rows(said.csv)
    except ValueError as error:
        parser.error(str(error))
    known = best_known(said.instances_folder / "best_known.csv")
    for file in _files(said):
        if file.stem not in known:
            parser.error(f"best_known.csv has no row for {file.stem}")
    return said


def _files(said: Namespace) -> Iterator[Path]:
    folder: Path = said.instances_folder.resolve()
    numbers: str = said.instances
    return (folder / f"Instance{number.strip()}.txt" for number in numbers.split(","))


if __name__ == "__main__":
    main()
