"""Tests of the linear program's file and of the random one; engines are run on tiny programs."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.master_lp import Master, random_master
from benchmarks.peers.instance import Instance, read

TEXT = """
SECTION_HORIZON
14
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
A,E=14|L=14,9999,0,5,2,2,2
B,E=14|L=0,9999,0,4,1,3,2
SECTION_DAYS_OFF
A,3
SECTION_SHIFT_ON_REQUESTS
B,2,E,3
SECTION_COVER
""" + "".join(f"{day},{shift},1,100,1\n" for day in range(14) for shift in "EL")


def _tiny() -> Master:
    """Two ways to serve one row of two units, at 3 and at 2 but once only: 2 + 3 = 5 is least."""
    return Master(
        c=np.array([3.0, 2.0]),
        indptr=np.array([0, 1, 2], dtype=np.int32),
        indices=np.array([0, 0], dtype=np.int32),
        data=np.array([1.0, 1.0]),
        row_lower=np.array([2.0]),
        row_upper=np.array([np.inf]),
        col_lower=np.zeros(2),
        col_upper=np.array([np.inf, 1.0]),
    )


def _rows(master: Master, column: int) -> list[int]:
    return master.indices[master.indptr[column] : master.indptr[column + 1]].tolist()


@pytest.fixture
def instance() -> Instance:
    return read(TEXT)


def test_the_file_gives_back_what_was_written(tmp_path: Path) -> None:
    _tiny().save(tmp_path / "tiny.npz")
    found = Master.load(tmp_path / "tiny.npz")
    assert found.c.tolist() == [3.0, 2.0]
    assert found.indptr.dtype == np.int32
    assert found.row_upper.tolist() == [np.inf]


def test_a_part_keeps_its_columns_and_all_rows(instance: Instance) -> None:
    whole = random_master(instance, 5, seed=1)
    part = whole.part(60, 64)
    assert len(part.c) == 4
    assert [_rows(part, j) for j in range(4)] == [_rows(whole, j) for j in range(60, 64)]
    assert len(part.row_lower) == len(whole.row_lower)


def test_the_random_master_has_slack_first_and_one_row_of_each_employee(
    instance: Instance,
) -> None:
    master = random_master(instance, 5, seed=1)
    # 28 cover rows and 2 employees; 28 pairs of slack and 5 columns for each employee.
    assert len(master.row_lower) == 30
    assert len(master.c) == 2 * 28 + 2 * 5
    assert master.c[:4].tolist() == [100.0, 1.0, 100.0, 1.0]
    assert master.data[:4].tolist() == [1.0, -1.0, 1.0, -1.0]
    convexity = [_rows(master, j)[-1] for j in range(56, 66)]
    assert sorted(convexity) == [28] * 5 + [29] * 5


def test_random_rows_keep_days_off_caps_and_successions(instance: Instance) -> None:
    master = random_master(instance, 50, seed=2)
    for j in range(56, len(master.c)):
        *cells, who = _rows(master, j)
        # Cover row 2 d is E on day d, 2 d + 1 is L.
        worked = {cell // 2: "EL"[cell % 2] for cell in cells}
        assert len(worked) == len(cells)
        if who == 28:
            assert 3 not in worked
        else:
            assert set(worked.values()) <= {"E"}
            # B's only wish, E on day 2, costs 3 unless it is kept.
            assert master.c[j] == (0.0 if 2 in worked else 3.0)
        assert not [d for d in worked if worked[d] == "L" and worked.get(d + 1) == "E"]


def test_the_same_seed_gives_the_same_program(instance: Instance) -> None:
    one, two = random_master(instance, 5, seed=3), random_master(instance, 5, seed=3)
    assert one.indices.tolist() == two.indices.tolist()


@pytest.mark.parametrize("engine", ["highs dual simplex", "highs ipm", "glop primal, no presolve"])
def test_engines_find_the_optimum_again_when_the_last_column_joins(
    tmp_path: Path, engine: str
) -> None:
    _tiny().save(tmp_path / "tiny.npz")
    # Of two columns the last half is one: first 3 + 3 = 6, then 5.
    command = ["-m", "benchmarks.master_lp", str(tmp_path / "tiny.npz"), "--last", "0.5"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, *command, "--engine", engine],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    said = json.loads(done.stdout)
    assert said["status"] == "optimal"
    assert said["objective"] == pytest.approx(5.0)
