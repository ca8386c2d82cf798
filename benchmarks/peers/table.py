"""The table of a contest and its geometric means.

Only means over the same instances can be compared, so each peer's stands beside nightfloat's over
those where both have a lawful roster.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean

from benchmarks.peers.ledger import Row

HEADER = ("instance", "peer", "status", "cost", "best", "bound", "seconds", "start-up", "judge")

MEANS = "geometric mean of cost - best + 1 where both have a roster"

type Best = Mapping[str, int]


def geometric_mean(costs: Mapping[str, int], best: Best) -> float:
    """Return the geometric mean of ``cost - best + 1`` over the instances of ``costs``.

    Raises
    ------
    StatisticsError
        If there is no instance.
    ValueError
        If a cost is below the best known one: then the best known one is wrong.
    """
    return exp(fmean(log(_excess(costs[name], best[name], name)) for name in costs))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two peers' geometric means over the same ``instances``, those where both have a roster."""

    theirs: float
    ours: float
    instances: int


def compared(ours: Mapping[str, int], theirs: Mapping[str, int], best: Best) -> Compared | None:
    """Return both means where both have a lawful roster; nothing if nowhere.

    Raises
    ------
    ValueError
        If a cost is below the best known one.
    """
    common = ours.keys() & theirs.keys()
    if not common:
        return None
    mine = {name: ours[name] for name in common}
    other = {name: theirs[name] for name in common}
    return Compared(geometric_mean(other, best), geometric_mean(mine, best), len(common))


def lawful_costs(rows: Iterable[Row], peer: str) -> dict[str, int]:
    """Return the judge's cost of each instance for which the peer has a lawful roster."""
    return {row.instance: row.cost for row in rows if row.peer == peer and row.cost is not None}


def records(rows: Iterable[Row], best: Best) -> list[str]:
    """Return a sentence for each lawful roster that is cheaper than what is best known."""
    found = ((row, best[row.instance]) for row in rows if row.instance in best)
    return [
        f"{row.peer} is below the best known {known} of {row.instance}: {row.cost}"
        for row, known in found
        if row.cost is not None and row.cost < known
    ]


def lowered(rows: Iterable[Row], best: Best) -> Best:
    """Return the best known costs, those of these rows included."""
    found = dict(best)
    for row in rows:
        if row.cost is not None and row.cost < found.get(row.instance, row.cost):
            found[row.instance] = row.cost
    return found


def table(rows: Sequence[Row], best: Best) -> str:
    """Return the rows as a Markdown table, an instance's peers side by side."""
    lines = [HEADER, ("---",) * len(HEADER), *(_cells(row, best) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def summary(rows: Sequence[Row], best: Best, us: str = "nightfloat") -> str:
    """Return a Markdown table of each peer's mean beside ours, over what both have a roster of."""
    peers = list(dict.fromkeys(row.peer for row in rows))
    header = ("peer", "versions", "lawful", "compared on", MEANS, us, f"{us} / peer")
    lines = [header, ("---",) * len(header), *(_means(rows, best, peer, us) for peer in peers)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _means(rows: Sequence[Row], best: Best, peer: str, us: str) -> tuple[str, ...]:
    ours, theirs = lawful_costs(rows, us), lawful_costs(rows, peer)
    asked = len({row.instance for row in rows if row.peer == peer})
    found = compared(ours, theirs, best)
    # a run that was late or failed has told none
    told = filter(None, (row.version for row in rows if row.peer == peer))
    versions = ", ".join(dict.fromkeys(told))
    return (peer, versions, f"{len(theirs)} of {asked}", *_shown(found))


def _shown(found: Compared | None) -> tuple[str, ...]:
    if found is None:
        return ("0", "-", "-", "-")
    means = (f"{found.theirs:.2f}", f"{found.ours:.2f}")
    return (str(found.instances), *means, f"{found.ours / found.theirs:.3f}")


def _cells(row: Row, best: Best) -> tuple[str, ...]:
    bound = "-" if row.bound is None else f"{row.bound:.1f}"
    startup = "-" if row.startup is None else f"{row.startup:.1f}"
    cost = "-" if row.cost is None else str(row.cost)
    target = str(best.get(row.instance, "-"))
    times = (f"{row.seconds:.1f}", startup)
    return (row.instance, row.peer, row.status, cost, target, bound, *times, row.verdict)


def _excess(cost: int, best: int, instance: str) -> int:
    if cost < best:
        message = f"{instance} costs {cost}, below the best known {best}"
        raise ValueError(message)
    return cost - best + 1
