"""The table says what there is and a dash where there is nothing; its cells are text."""

from nightfloat.bench.row import Row
from nightfloat.bench.summary import summarise
from nightfloat.bench.table import rows_table, summary_line
from nightfloat.io.exports.plain import plain_text
from tests.bench.making import row


def shown(*rows: Row) -> list[str]:
    return [" ".join(line.split()) for line in plain_text(rows_table(rows), 200).splitlines()[1:]]


def test_cells() -> None:
    nothing = {"cost": None, "bound": None, "gap": None, "best_known": None, "gap_to_best": None}
    lines = shown(
        row(cost=3, gap=1 / 3, gap_to_best=0.5),
        row(**nothing, status="unread", audit="none", ended="failed", seconds=0.0, peak_mb=0),
        row(status="feasible", ended="cut short"),
        row(instance="[red]x[/red]"),
    )
    assert lines[0] == "Instance1 optimal 3 2 33.33% 2 50.00% 1.5 100 passed"
    assert lines[1] == "Instance1 unread - - - - - 0.0 0 none"
    assert lines[2].startswith("Instance1 feasible, cut short 2 ")
    assert lines[3].startswith("[red]x[/red] optimal ")


def test_sums_without_anything_to_compare_with() -> None:
    line = summary_line(summarise([row(gap_to_best=None)]))
    assert line.plain == "1 instances, 1 with a schedule, 1 proved"
