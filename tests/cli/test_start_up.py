"""What is felt at every start: nothing loads the solver, or the tables, that does not need them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import NIGHTFLOAT
from tests.cli.programs import BY_HAND, write

pytestmark = pytest.mark.cli
HEAVY = ("ortools", "highspy", "numba", "polars", "alembic", "psycopg")
PROBE = f"""
import json, sys
from nightfloat.cli import main
for words in json.loads(sys.argv[1]):
    try:
        main(words)
    except SystemExit as left:
        loaded = [name for name in {HEAVY} if name in sys.modules]
        print("LOADED", left.code, *words, *loaded, file=sys.stderr)
"""
LIGHT = (
    (("--help",), 0),
    (("generate", "--help"), 0),
    (("generate", "--bogus"), 2),
    (("generate", "none"), 2),
    (("show", "{folder}"), 0),
    (("show", "1", "--db", "{folder}/nightfloat.db"), 0),
    (("runs", "--db", "{folder}/nightfloat.db"), 0),
    (("runs", "--db", "{folder}/people.csv"), 69),
    (("constraints",), 0),
    (("constraints", "min_rest"), 0),
    (("check", "{folder}"), 0),
    (("audit", "{folder}", "{folder}/schedule.csv"), 0),
    (("bench", "--help"), 0),
    (("bench", "none", "{folder}"), 2),
    (("bench", "curtois", "{folder}/none"), 2),
    (("bench", "curtois", "{folder}", "--strategy", "none"), 2),
)


def test_nothing_heavy(committed: Path) -> None:
    """Tests that looking, asking for help and failing load no solver, table or migration.

    One interpreter runs all in turn: the first line that names a library is of who loaded it.
    """
    commands = [[word.format(folder=committed) for word in words] for words, _ in LIGHT]
    probe = [sys.executable, "-c", PROBE, json.dumps(commands)]
    ran = subprocess.run(probe, capture_output=True, text=True, timeout=60)
    said = [line for line in ran.stderr.splitlines() if line.startswith("LOADED")]
    codes = zip(commands, (code for _, code in LIGHT), strict=True)
    assert said == [" ".join(("LOADED", str(code), *words)) for words, code in codes]


@pytest.mark.parametrize(("words", "code"), [(("show",), 0), (("audit", "gap.csv"), 5)])
def test_reader_who_leaves(copy: Path, words: tuple[str, ...], code: int) -> None:
    """Tests that a reader who leaves early changes neither the exit code nor the silence."""
    (copy / "gap.csv").write_text("person,shift,date\n")
    for form in ((), ("--json",)):
        read_end, write_end = os.pipe()
        os.close(read_end)
        command = [NIGHTFLOAT, words[0], ".", *words[1:], *form]
        with os.fdopen(write_end, "w") as closed:
            ran = subprocess.run(
                command, stdout=closed, stderr=subprocess.PIPE, text=True, cwd=copy, timeout=60
            )
        assert (ran.returncode, ran.stderr) == (code, "")


def test_user_without_a_name(tmp_path: Path) -> None:
    """Tests that a container whose user has a number and no name can commit."""
    (write(tmp_path) / "s.csv").write_text(BY_HAND)
    nameless = (
        "import pwd, sys\n"
        "def nobody(uid): raise KeyError(uid)\n"
        "pwd.getpwuid = nobody\n"
        "from nightfloat.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    names = ("LOGNAME", "USER", "LNAME", "USERNAME")
    environment = {key: value for key, value in os.environ.items() if key not in names}
    ran = subprocess.run(
        [sys.executable, "-c", nameless, "commit", str(tmp_path), str(tmp_path / "s.csv")],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert (ran.returncode, ran.stdout) == (0, "committed as run 1\n")
