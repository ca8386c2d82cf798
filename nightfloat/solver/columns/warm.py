"""Compiles the kernels once, so that no search pays for it: ``python -m`` this after installing.

What is compiled is kept beside the sources (or where ``NUMBA_CACHE_DIR`` says) until they change.
"""

import sys
import time

from nightfloat.constraints.emitter import Border, Lit, Row
from nightfloat.solver.columns.dive import Style
from nightfloat.solver.columns.hands import Tools
from nightfloat.solver.columns.jobs import Better, PatchJob, Report, RootJob
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price, RunLimit, Tag
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.pricer import Pricer

DAYS, PEOPLE, TYPES = 28, 2, ("D", "N")
# compiling counts, which takes a slow machine more than a minute
SECONDS = 1_800.0


def model() -> NeutralModel:
    """Return two people, four weeks, two shifts a day, and one rule of each sort."""
    shifts = tuple((type_, day) for day in range(DAYS) for type_ in TYPES)
    weekends = tuple(
        tuple(_lit(person, day, type_) for day in (5, 6) for type_ in range(len(TYPES)))
        for person in range(PEOPLE)
    )
    items: list[Item] = []
    for person in range(PEOPLE):
        items += _personal(person, PEOPLE * len(shifts) + person)
    for shift in range(len(shifts)):
        terms = tuple((1, person * len(shifts) + shift) for person in range(PEOPLE))
        items.append(Limit((Row(terms, 1, 1),), Price(0, 9), Tag(0, -1, 0, 0)))
    return NeutralModel(("A", "B"), shifts, DAYS, weekends, ("cost",), tuple(items))


def _lit(person: int, day: int, type_: int) -> Lit:
    return (person * DAYS + day) * len(TYPES) + type_


def _personal(person: int, weekend: Lit) -> list[Item]:
    tag = Tag(0, person, 0, DAYS - 1)
    works = tuple(
        tuple(_lit(person, day, type_) for type_ in range(len(TYPES))) for day in range(DAYS)
    )
    found: list[Item] = [
        RunLimit(works, True, 2, 5, Border(), frozenset(), None, tag),
        RunLimit(works, False, 2, None, Border(), frozenset(), Price(0, 3), tag),
        Limit((Row(((1, weekend),), at_most=0),), Price(0, 2), tag),
    ]
    for day, lits in enumerate(works):
        found.append(Limit((Row(tuple((1, lit) for lit in lits), at_most=1),), None, tag))
        if day:
            pair = (1, _lit(person, day - 1, 1)), (1, _lit(person, day, 0))
            found.append(Limit((Row(pair, at_most=1),), None, tag))
    minutes = tuple((8 + lit % 2 * 4, lit) for lits in works for lit in lits)
    nights = tuple((1, lits[1]) for lits in works)
    found.append(Limit((Row(minutes, 80, 160),), None, tag))
    found.append(Limit((Row(nights, at_most=4),), None, tag))
    return found


def main() -> int:
    """Search once; return 0 when a roster was found."""
    what = problem(model(), [1])
    heard: list[Report] = []
    with Pricer(what) as pricer:
        tools = Tools(what, pricer)
        until = time.monotonic() + SECONDS
        tools.root(RootJob(1, until, until), heard.append)
        rosters = [report.roster for report in heard if isinstance(report, Better)]
        if rosters:
            patch = Patch((0, 1), 8, 12)
            tools.patch(PatchJob(rosters[-1], patch, Style(), until, 0.0), heard.append)
    return 0 if rosters else 1


if __name__ == "__main__":
    sys.exit(main())
