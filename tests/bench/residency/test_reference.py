"""Stored reference results are read, and told apart by size and seed."""

from datetime import date

import pytest

from nightfloat.bench.published import NOTHING, Published
from nightfloat.bench.residency.reference import published_reference, references
from nightfloat.bench.residency.sizes import SIZES
from nightfloat.errors import InputError

HEADER = (
    "size,seed,input_sha256,status,tier,objective,bound,coverage,safety,fairness,preference,"
    "seconds,time_limit,workers,strategy,nightfloat,solver,date\n"
)
ROW = "M,1,ab12,feasible,safety,12,10,40,12,300,7,61.5,60,2,portfolio,0.1.0,ortools 9.15,2026-11-21"


def test_a_stored_result_is_about_its_tier_and_input() -> None:
    (found,) = references(f"{HEADER}{ROW}\n".encode())
    assert (found.size, found.seconds, found.date) == ("M", 61.5, date(2026, 11, 21))
    assert (found.coverage, found.safety, found.fairness, found.preference) == (40, 12, 300, 7)
    assert found.published == Published(12, 10, "safety", "ab12")


def test_every_bad_row_is_told() -> None:
    rows = (ROW, ROW, ROW.replace("M,1", "XS,1"), ROW.replace("M,1", "S,x"))
    with pytest.raises(InputError) as caught:
        references((HEADER + "\n".join(rows) + "\n").encode())
    told = [(fault.row, fault.column) for fault in caught.value.faults]
    assert told == [(3, "seed"), (4, "size"), (5, "seed")]


def test_the_stored_file_has_the_columns() -> None:
    assert {found.size for found in references()} == set(SIZES)
    assert all(found.bound <= found.objective for found in references())
    assert published_reference("S", seed=99) is NOTHING
