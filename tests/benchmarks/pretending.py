"""A contest of peers that only pretend to solve, and a row of one."""

import sys
from hashlib import sha256
from pathlib import Path

from benchmarks.peers.__main__ import Contest
from benchmarks.peers.contestants import Contestant, Question, contestants
from benchmarks.peers.ledger import Row

JUDGE = """
import sys
grid = open(sys.argv[2]).read()
print("Total cost:", len(grid)) if grid else None
sys.exit(1 if grid.startswith("bad") else 0)
"""
ROW = Row(
    peer="nightfloat",
    version="1",
    edition="1+ab",
    instance="Instance1",
    input_sha256=sha256(b"one").hexdigest(),
    judge_sha256=sha256(JUDGE.encode()).hexdigest(),
    time_limit=60.0,
    threads=2,
    cores=2,
    seconds=1.25,
    startup=None,
    status="optimal",
    cost=607,
    bound=607.0,
    claimed=607,
    verdict="agrees",
    command="nightfloat generate 'a, b'",
)


def fake(name: str, count: Path) -> Contestant:
    """Return a contestant whose process adds a line to a file and writes a grid of four letters."""
    script = (
        "import sys, pathlib\n"
        "open(sys.argv[1], 'a').write(sys.argv[2] + '\\n')\n"
        "pathlib.Path(sys.argv[3]).write_text('good')\n"
        'print(\'{"status": "optimal", "version": "1", "cost": 5}\')\n'
    )

    def command(asked: Question) -> tuple[str, ...]:
        label = f"{asked.instance.stem} {name}"
        return (sys.executable, "-c", script, str(count), label, str(asked.out))

    return Contestant(name, command, contestants(count)["highs"].read, lambda: "1+ab")


def doing(script: str, *words: str) -> Contestant:
    """Return a contestant whose process runs the script with the words, and the place of a grid."""
    return Contestant(
        "highs",
        lambda asked: (sys.executable, "-c", script, *words, str(asked.out)),
        contestants(Path())["highs"].read,
        lambda: "1+ab",
    )


def judge(folder: Path) -> Path:
    """Return a judge whose cost is the length of the grid."""
    (folder / "judge.py").write_text(JUDGE, encoding="utf-8")
    return folder / "judge.py"


def question(folder: Path) -> Question:
    """Return a question about an instance that is there."""
    folder.mkdir(exist_ok=True)
    (folder / "Instance1.txt").write_text("one", encoding="utf-8")
    return Question(folder / "Instance1.txt", folder.parent / "out" / "x.csv", 60.0, 2, 2)


def contest(folder: Path) -> Contest:
    """Return a contest of two fakes on two instances; each run adds a line to ``count``."""
    count = folder / "count"
    instances = (folder / "Instance1.txt", folder / "Instance2.txt")
    for path, text in zip(instances, ("one", "two"), strict=True):
        path.write_text(text, encoding="utf-8")
    return Contest(
        instances=instances,
        peers=(fake("highs", count), fake("nightfloat", count)),
        judge=judge(folder),
        seconds=60.0,
        threads=2,
        cores=2,
        out=folder / "out",
        ledger=folder / "rows.csv",
    )
