"""What is asked for is what the plan gives: minima are its staffing, so hardly anybody is spare."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from nightfloat.bench.residency.catalogue import TYPES, Type
from nightfloat.bench.residency.plan import Plan
from nightfloat.constraints.scope import WEEKDAYS

FRIDAY = 4
EVERYBODY = ""

type Levels = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Demand:
    """One row of ``cover.csv``; ``group`` is empty where everybody counts."""

    type: Type
    group: str
    days: str
    levels: Levels


def groups_of(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """Return, by shift type, the groups who ever work it, in order of type."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for stint, _, shift in plan.worked(plan.horizon):
        found[shift].add(stint.person.group)
    return {name: tuple(sorted(found[name])) for name in TYPES if name in found}


def demands(plan: Plan) -> Iterator[Demand]:
    """Yield the covers, weekdays with the same levels in one row."""
    needed, planned = _staffing(plan, needed=True), _staffing(plan, needed=False)
    for name, groups in groups_of(plan).items():
        kind = TYPES[name]
        parts = groups if kind.parted and len(groups) > 1 else (EVERYBODY,)
        for group in parts:
            key = name, group
            levels = [_levels(kind, day, needed[key][day], planned[key][day]) for day in range(7)]
            for days, level in _grouped(levels):
                yield Demand(kind, group, days, level)


def _levels(kind: Type, weekday: int, needed: list[int], planned: list[int]) -> Levels:
    """Return minimum, target and maximum of a weekday, from its weeks in the plan."""
    target = max(planned) + (kind.wanted if weekday <= FRIDAY else 0)
    return min(needed), target, target + (kind.room if target else 0)


def _grouped(levels: list[Levels]) -> Iterator[tuple[str, Levels]]:
    """Yield runs of weekdays with their levels; days on which nobody is wanted are left out."""
    for level, run in groupby(range(7), key=lambda day: levels[day]):
        days = list(run)
        if any(level):
            first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
            yield (
                first if len(days) == 1 else "daily" if len(days) == 7 else f"{first}-{last}",
                level,
            )


def _staffing(plan: Plan, *, needed: bool) -> Mapping[tuple[str, str], list[list[int]]]:
    """Return how many work a shift, by type and group, weekday and week of the horizon."""
    counts = Counter[tuple[str, str, int, int]]()
    keys: dict[tuple[str, str], None] = {}
    for stint, day, shift in plan.worked(plan.horizon):
        week, weekday = divmod((day - plan.horizon.first).days, 7)
        counts_here = not needed or stint.line.team.rotation != "elective" or shift == "J"
        for group in (stint.person.group, EVERYBODY):
            keys[shift, group] = None
            counts[shift, group, weekday, week] += counts_here
    weeks = range(plan.size.weeks)
    return {k: [[counts[*k, d, w] for w in weeks] for d in range(7)] for k in keys}
