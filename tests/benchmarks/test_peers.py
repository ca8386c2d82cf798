"""Tests of what surrounds the peers: reading, judging, tables. No peer is run."""

import os
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from benchmarks.peers.__main__ import best_known
from benchmarks.peers.contest import Judgement, judgement, shown, verdict
from benchmarks.peers.contestants import answer, contestants
from benchmarks.peers.environments import RUNNERS
from benchmarks.peers.instance import Cover, Wish, grid, read, write
from benchmarks.peers.table import (
    compared,
    geometric_mean,
    lawful_costs,
    lowered,
    records,
    summary,
    table,
)
from benchmarks.peers.task import Answer, asked
from tests.benchmarks.pretending import JUDGE, ROW, question

TEXT = """\ufeff# made for this test
SECTION_HORIZON
# days
7

SECTION_SHIFTS
E,480,
L,600,E|L

SECTION_STAFF
A,E=7|L=0,2400,480,5,2,3,1
B,E=3|L=4,3000,0,4,1,2,0

SECTION_DAYS_OFF
A,0,6
SECTION_SHIFT_ON_REQUESTS
A,2,E,3
SECTION_SHIFT_OFF_REQUESTS
B,4,L,1
SECTION_COVER
0,E,2,100,1
0,L,1,90,2
"""


def test_the_file_is_read_as_it_says() -> None:
    instance = read(TEXT.replace("\n", "\r\n"))
    first, second = instance.staff
    assert instance.days == 7
    assert [(s.id, s.minutes, s.not_next) for s in instance.shifts] == [
        ("E", 480, frozenset()),
        ("L", 600, frozenset({"E", "L"})),
    ]
    assert (first.max_minutes, first.min_minutes) == (2400, 480)
    assert (first.max_on, first.min_on, first.min_off, first.max_weekends) == (5, 2, 3, 1)
    assert first.days_off == {0, 6}
    assert second.caps == {"E": 3, "L": 4}
    assert instance.on == (Wish("A", 2, "E", 3),)
    assert instance.off == (Wish("B", 4, "L", 1),)
    assert instance.cover == (Cover(0, "E", 2, 100, 1), Cover(0, "L", 1, 90, 2))


def test_a_cell_is_forbidden_by_a_day_off_or_a_cap_of_none() -> None:
    first, second = read(TEXT).staff
    assert [first.may_work(day, "E") for day in (0, 1, 6)] == [False, True, False]
    assert not first.may_work(1, "L")
    assert not second.may_work(1, "N")
    assert second.may_work(0, "L")


def test_sections_of_wishes_may_be_missing_but_not_the_cover() -> None:
    instance = read("SECTION_HORIZON\n7\nSECTION_SHIFTS\nSECTION_STAFF\nSECTION_COVER\n")
    assert (instance.on, instance.off, instance.cover) == ((), (), ())
    with pytest.raises(KeyError, match="COVER"):
        read("SECTION_HORIZON\n7\nSECTION_SHIFTS\nSECTION_STAFF\n")


def test_the_grid_has_a_line_per_employee_and_a_cell_per_day() -> None:
    assert grid(read(TEXT), {("A", 1): "E", ("B", 6): "L"}) == "A,-,E,-,-,-,-,-\nB,-,-,-,-,-,-,L\n"


def test_a_task_counts_from_the_beginning_it_is_told() -> None:
    line = ["in.txt", "--out", "out.csv", "--time-limit", "5", "--threads", "2"]
    task = asked(0.0, line)
    assert (task.instance, task.out, task.seconds, task.threads) == (
        Path("in.txt"),
        Path("out.csv"),
        5.0,
        2,
    )
    # The clock is far past five seconds, and a solver still needs a positive limit.
    assert replace(task, began=-1000.0).left == pytest.approx(0.1)


def test_the_mean_is_of_the_excess_plus_one() -> None:
    # Excess 0 and 8: the mean of 1 and 9 is 3.
    assert geometric_mean({"a": 10, "b": 28}, {"a": 10, "b": 20}) == pytest.approx(3.0)


def test_a_cost_below_the_best_known_is_refused() -> None:
    with pytest.raises(ValueError, match="b costs 19, below the best known 20"):
        geometric_mean({"b": 19}, {"b": 20})


def test_means_are_compared_where_both_have_a_roster() -> None:
    best = {"a": 10, "b": 20, "c": 30}
    ours, theirs = {"a": 10, "b": 20, "c": 99}, {"a": 13, "b": 20}
    # On a and b: 1 against the mean of 4 and 1, which is 2.
    found = compared(ours, theirs, best)
    assert found is not None
    assert (found.instances, found.ours) == (2, pytest.approx(1.0))
    assert found.theirs == pytest.approx(2.0)
    assert compared({"c": 30}, theirs, best) is None


def test_no_mean_stands_beside_one_over_other_instances() -> None:
    """Tests a peer with a roster of the first only, and one with none."""
    rows = [
        ROW,
        replace(ROW, instance="Instance2", cost=891),
        replace(ROW, peer="highs", cost=610),
        replace(ROW, peer="highs", instance="Instance2", cost=None),
        replace(ROW, peer="cpmpy", cost=None),
    ]
    lines = summary(rows, {"Instance1": 607, "Instance2": 828}).splitlines()
    assert lines[0].endswith("| nightfloat | nightfloat / peer |")
    # over both: the mean of 1 and 64
    assert lines[2] == "| nightfloat | 1 | 2 of 2 | 2 | 8.00 | 8.00 | 1.000 |"
    assert lines[3] == "| highs | 1 | 1 of 2 | 1 | 4.00 | 1.00 | 0.250 |"
    assert lines[4] == "| cpmpy | 1 | 0 of 1 | 0 | - | - | - |"


def test_rows_without_a_lawful_roster_stay_out_of_the_means() -> None:
    other = replace(ROW, peer="highs", instance="Instance2", cost=None, verdict="none")
    found = [ROW, replace(ROW, peer="highs", cost=609), other]
    best = {"Instance1": 607, "Instance2": 828}
    assert lawful_costs(found, "highs") == {"Instance1": 609}
    assert "| highs | 1 | 1 of 2 | 1 | 3.00 | 1.00 | 0.333 |" in summary(found, best)
    assert "| Instance2 | highs | optimal | - | 828 | 607.0 | 1.2 | - | none |" in table(
        found, best
    )


def test_commands_are_shown_without_the_machine(tmp_path: Path) -> None:
    asks = question(tmp_path / "in")
    command = contestants(tmp_path / "out")["highs"].command(asks)
    assert shown(command, asks) == (
        "OUT/highs/bin/python -m benchmarks.peers.runners.highs INSTANCES/Instance1.txt "
        "--time-limit 60 --out OUT/x.csv --threads 2"
    )


def test_nightfloat_has_as_many_workers_as_peers_have_threads(tmp_path: Path) -> None:
    asks = question(tmp_path / "in")
    command = contestants(tmp_path)["nightfloat"].command(asks)
    assert command[command.index("--workers") + 1] == "2"


@pytest.mark.parametrize(("limit", "told"), [(60.0, "58"), (3.0, "1.5")])
def test_nightfloat_pays_for_its_start_as_peers_do(tmp_path: Path, limit: float, told: str) -> None:
    asks = replace(question(tmp_path / "in"), seconds=limit)
    command = contestants(tmp_path)["nightfloat"].command(asks)
    assert command[command.index("--time-limit") + 1] == told


def test_what_decides_nightfloats_run_is_in_its_command(tmp_path: Path) -> None:
    asks = question(tmp_path / "in")
    command = shown(contestants(tmp_path)["nightfloat"].command(asks), asks)
    for words in ("--seed 1", "--strategy portfolio", "--memory-limit 8192", "--workers 2"):
        assert words in command


def test_a_record_is_told_and_the_means_are_beside_it() -> None:
    best, below = {"Instance1": 607, "Instance2": 828}, replace(ROW, cost=600, version="2")
    assert records([ROW, below], best) == [
        "nightfloat is below the best known 607 of Instance1: 600"
    ]
    assert records([ROW, replace(ROW, cost=None)], best) == []
    assert lowered([ROW, below], best) == {"Instance1": 600, "Instance2": 828}
    # an excess of 7 for who has 607, beside what was found for 600
    shown = summary([below, replace(ROW, peer="highs")], lowered([below], best))
    assert "| highs | 1 | 1 of 1 | 1 | 8.00 | 1.00 | 0.125 |" in shown
    assert "| nightfloat | 2 | 1 of 1 | 1 | 1.00 |" in shown


def test_answers_are_the_last_line_or_nothing(tmp_path: Path) -> None:
    highs = contestants(tmp_path)["highs"]
    said = '{"status": "optimal", "version": "1", "cost": 7, "bound": -Infinity, "startup": 0.5}'
    assert answer(f"noise\n{said}\n", highs, 9.0) == Answer("optimal", "1", 7, None, 0.5)
    assert answer("noise", highs, 9.0) is None
    assert answer("", highs, 9.0) is None
    assert answer("[1]", highs, 9.0) is None
    assert answer('{"version": "1"}', highs, 9.0) is None


def test_nightfloat_is_read_from_its_own_json(tmp_path: Path) -> None:
    said = '{"status": "feasible", "objective": 9, "bound": 8, "seconds": 4.0, "solver": "s"}'
    found = answer(said, contestants(tmp_path)["nightfloat"], 5.5)
    assert found is not None
    # 5.5 seconds of wall, 4 of search.
    assert (found.status, found.cost, found.bound, found.startup) == ("feasible", 9, 8.0, 1.5)


def test_an_error_of_nightfloat_is_no_answer(tmp_path: Path) -> None:
    said = '{"status": "error", "errors": ["no room for a process"], "exit_code": 70}'
    assert answer(said, contestants(tmp_path)["nightfloat"], 5.5) is None


def test_a_kill_leaves_a_whole_grid_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests an end just before the grid takes its place, and none."""

    def killed(*places: Path) -> NoReturn:
        del places
        raise KeyboardInterrupt

    path, roster = tmp_path / "grid.csv", {("A", 1): "E"}
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            write(path, read(TEXT), roster)
    assert not path.exists()
    write(path, read(TEXT), roster)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text(encoding="utf-8") == grid(read(TEXT), roster)


def test_the_judge_decides_and_agreement_is_said(tmp_path: Path) -> None:
    judge, sheet = tmp_path / "judge.py", tmp_path / "grid.csv"
    judge.write_text(JUDGE, encoding="utf-8")
    assert judgement(judge, tmp_path, sheet) is None
    sheet.write_text("good", encoding="utf-8")
    assert judgement(judge, tmp_path, sheet) == Judgement(lawful=True, cost=4)
    sheet.write_text("bad", encoding="utf-8")
    assert judgement(judge, tmp_path, sheet) == Judgement(lawful=False, cost=3)
    sheet.write_text("", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"no cost for grid\.csv"):
        judgement(judge, tmp_path, sheet)


@pytest.mark.parametrize(
    ("found", "claimed", "said"),
    [
        (None, 4, "none"),
        (Judgement(lawful=False, cost=4), 4, "unlawful"),
        (Judgement(lawful=True, cost=4), 4, "agrees"),
        (Judgement(lawful=True, cost=4), 5, "differs"),
    ],
)
def test_the_verdict_compares_the_claim(found: Judgement | None, claimed: int, said: str) -> None:
    assert verdict(found, claimed) == said


def test_best_known_costs_are_by_instance(tmp_path: Path) -> None:
    file = tmp_path / "best_known.csv"
    file.write_text("instance,best_known,lower_bound,notes\nInstance1,607,607,ok\n")
    assert best_known(file) == {"Instance1": 607}


@pytest.mark.parametrize("name", ["cpmpy", "highs", "timefold"])
def test_every_peer_is_pinned_with_hashes_and_names_no_index(name: str) -> None:
    lines = (RUNNERS / f"{name}.lock").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"{'highspy' if name == 'highs' else name}==") for line in lines)
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    assert sum("==" in line for line in lines) <= sum("--hash=" in line for line in lines)
