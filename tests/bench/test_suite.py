"""A suite finds its instances in one order, and refuses what is not there."""

from pathlib import Path

import pytest

from nightfloat.bench.published import NOTHING, Published
from nightfloat.bench.suite import Suite, find, suite_named
from nightfloat.errors import InputError
from tests.bench.making import write_suite


def test_curtois_instances_come_by_number_with_what_is_published(tmp_path: Path) -> None:
    found = find(Suite.CURTOIS, write_suite(tmp_path))
    assert [(e.name, e.source.name, e.published) for e in found] == [
        ("Instance1", "Instance1.txt", Published(2, 2)),
        ("Instance2", "Instance2.txt", NOTHING),
        ("Instance10", "Instance10.txt", Published(1)),
    ]


def test_numbers_and_names_choose_in_the_order_given_each_once(tmp_path: Path) -> None:
    found = find(Suite.CURTOIS, write_suite(tmp_path), ("10", "Instance1", "1"))
    assert [entry.name for entry in found] == ["Instance10", "Instance1"]


def test_every_instance_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find(Suite.CURTOIS, write_suite(tmp_path), ("1", "7", "Instance3"))
    told = [str(fault) for fault in caught.value.faults]
    assert [("'Instance7'" in told[0]), ("'Instance3'" in told[1]), len(told)] == [True, True, 2]


def test_a_folder_without_instances_is_one_sentence(tmp_path: Path) -> None:
    for suite, words in ((Suite.CURTOIS, "holds no Instance"), (Suite.INRC2, "--instances")):
        with pytest.raises(InputError, match=words):
            find(suite, tmp_path)
        with pytest.raises(InputError, match="is no folder"):
            find(suite, tmp_path / "none")


def test_inrc2_takes_the_rows_of_the_file_and_any_other_by_name(tmp_path: Path) -> None:
    name, other = "n030w4_1_6-2-9-1", "n005w4_0_1-2-3-3"
    (tmp_path / "best_known.csv").write_text(
        f'instance,best_known,lower_bound,notes\n{name},1670,1615,"a, b"\n'
    )
    listed, named = find(Suite.INRC2, tmp_path), find(Suite.INRC2, tmp_path, (other, name))
    assert [(e.name, e.source, e.published) for e in listed] == [
        (name, tmp_path / name, Published(1670, 1615))
    ]
    assert [(e.name, e.published.best_known) for e in named] == [(other, None), (name, 1670)]


@pytest.mark.parametrize("name", ["n005w4", "../n005w4_0_1", "/n005w4_0_1", "a/n005w4_0_1", ".."])
def test_inrc2_refuses_what_names_no_instance(tmp_path: Path, name: str) -> None:
    """Tests words that would name other folders in --out, all told before anything runs."""
    told = "is no INRC-II instance; name one such as n030w4_1_6-2-9-1"
    with pytest.raises(InputError) as caught:
        find(Suite.INRC2, tmp_path, (name, "n005w4_0_1-2-3-3", "x"))
    assert [str(fault) for fault in caught.value.faults] == [f"{name!r} {told}", f"'x' {told}"]
    (tmp_path / "best_known.csv").write_text(f"instance,best_known\n{name},1\nx,1\n")
    with pytest.raises(InputError) as caught:
        find(Suite.INRC2, tmp_path)
    assert [str(fault) for fault in caught.value.faults] == [
        f"best_known.csv: {name!r} {told}",
        f"best_known.csv: 'x' {told}",
    ]
    assert find(Suite.INRC2, tmp_path, ["n005w4_0_1-2-3-3"])


def test_residency_sizes_need_no_folder(tmp_path: Path) -> None:
    every = find(Suite.RESIDENCY, tmp_path / "new")
    names = [entry.name.removeprefix("residency-") for entry in every]
    assert names == ["S", "M", "L", "XL", "XXL"]
    wanted = "M", "residency-S", "S@2", "residency-XL@12"
    assert [e.name for e in find(Suite.RESIDENCY, tmp_path, wanted)] == [
        "residency-M",
        "residency-S",
        "residency-S@2",
        "residency-XL@12",
    ]
    with pytest.raises(InputError, match="no instance 'XS'"):
        find(Suite.RESIDENCY, tmp_path, ("XS",))


def test_a_bad_best_known_file_is_told_by_row(tmp_path: Path) -> None:
    write_suite(tmp_path)
    (tmp_path / "best_known.csv").write_text("instance,best_known\nInstance1,2\nInstance1,x\n")
    with pytest.raises(InputError) as caught:
        find(Suite.CURTOIS, tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("best_known.csv", 3, "best_known")


def test_suites_by_name() -> None:
    assert suite_named("Curtois") is Suite.CURTOIS
    with pytest.raises(InputError, match="did you mean 'inrc2'"):
        suite_named("inrc1")
