"""Small programs that columns can say."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.program import Program
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Request, Waiver
from tests.solver.making import hard_puzzle, made, program

DAYS = "D=07:00+12h"


def week(*rules: Constraint, tiers: tuple[str, ...] = ("cost",), weight: int = 1) -> Program:
    """Return a week of one day shift for A and B, each missing one costing ``weight``."""
    rows = {"A": " ".join("......."), "B": " ".join(".......")}
    cover = tuple(f"D {day} 0 1 1" for day in range(7))
    case = Case(says="", rows=rows, shifts=DAYS, cover=cover, amount=0)
    return program(case, (made("cover_target", tier="cost", weight=weight), *rules), tiers)


def crowded(tiers: tuple[str, ...] = ("cost",)) -> Program:
    """Return a week whose first day has sets of ten shifts, which no column can say; it costs 1.

    Each of two people may work three times: 6 of 7 days are covered.
    """
    rows = {"A": " ".join("......."), "B": " ".join(".......")}
    short = [(letter, 10 * n) for n, letter in enumerate("EFGHIJ")]
    shifts = " ".join([DAYS, *(f"{letter}=20:{minute:02}+10m" for letter, minute in short)])
    shifts += " K=21:00+10m L=21:10+10m M=21:20+10m"
    cover = [f"D {day} 0 1 1" for day in range(7)] + [f"{letter} 0 0 0 2" for letter in "EFGHIJKLM"]
    case = Case(says="", rows=rows, shifts=shifts, cover=tuple(cover), amount=0)
    few = made("shifts_in_horizon", minimum=0, maximum=3)
    return program(case, (made("cover_target", tier="cost"), few), tiers)


def waived(asked: Program, kind: str) -> Program:
    """Return a program in which a constraint is set aside on the first day."""
    waiver = Waiver(kind, None, Days.one(MONDAY), "flight", "chief")
    return replace(asked, instance=replace(asked.instance, waivers=(waiver,)))


def _pair(days: int, least: int, rules: Sequence[Constraint]) -> Program:
    """Return days that want one of A and B each and have to have ``least``."""
    rows = {person: " ".join(["."] * days) for person in "AB"}
    cover = tuple(f"D {day} {least} 1 2" for day in range(days))
    return program(Case(says="", rows=rows, shifts=DAYS, cover=cover, amount=0), rules)


def long(days: int) -> Program:
    """Return days that each need one of A and B, who have to be free on every third day."""
    share = made("shifts_in_horizon", minimum=0, maximum=days, tier="cost", weight=1)
    return _pair(days, 1, (made("max_stretch", maximum=2), share))


def dear(days: int) -> Program:
    """Return days that each need one of A and B, whose shifts cost one by each of three rules."""
    none = made("shifts_in_horizon", minimum=0, maximum=0, tier="cost", weight=1)
    return _pair(days, 1, (none,) * 3)


def scarce(days: int, most: int, *rules: Constraint) -> Program:
    """Return days that want one of A and B each, at 4, who may work so many days each."""
    few = made("shifts_in_horizon", minimum=0, maximum=most)
    return _pair(days, 0, (made("cover_target", tier="cost", weight=4), few, *rules))


def limited() -> Program:
    """Return two weeks of three shifts for one who may work four of each, N best on late days."""
    days = range(14)
    cover = tuple(f"{s} {d} 0 1 -" for s in "DEN" for d in days)
    wishes = tuple(Request("A", MONDAY + timedelta(d), "N", "on", d + 1) for d in days)
    rules = (
        made("cover_target", tier="cost", weight=10),
        made("requests", tier="cost", weight=1),
        *(made("max_shifts", maximum=4, scope={"shifts": [s]}) for s in "DEN"),
    )
    shifts = "D=07:00+12h E=08:00+12h N=09:00+12h"  # one of them a day
    rows = {"A": " ".join("." * 14)}
    case = Case(says="", rows=rows, shifts=shifts, cover=cover, requests=wishes, amount=0)
    return program(case, rules)


def puzzle(people: int) -> Program:
    """Return four weeks of cover that no search closes in a second, and nobody need work."""
    return hard_puzzle(people, least=0)


def tangled(seed: int) -> Program:
    """Return twelve days of random cover and wishes; what may be done in part is mostly cheaper."""
    draw, days = random.Random(seed), range(12)
    cover = tuple(
        f"{s} {d} 0 {draw.randint(0, 2)} {draw.randint(2, 3)}" for s in "DN" for d in days
    )
    wishes = tuple(
        Request(p, MONDAY + timedelta(d), draw.choice("DN"), draw.choice(("on", "off")), 1 + d % 2)
        for p in "ABCD"
        for d in days[::3]
    )
    rules = (
        made("cover_target", tier="cost", weight=4),
        made("requests", tier="cost", weight=1),
        made("max_stretch", maximum=3),
        made("min_stretch", minimum=2),
        made("min_days_off", minimum=2),
        made("forbidden_succession", earlier="N", later=["D"]),
        made("shifts_in_horizon", minimum=4, maximum=7),
        made("max_shifts", maximum=3, scope={"shifts": ["night"]}),
    )
    rows = {p: " ".join("." * len(days)) for p in "ABCD"}
    return program(Case(says="", rows=rows, cover=cover, requests=wishes, amount=0), rules)


def drawn(seed: int) -> Program:
    """Return a random tiny program; the empty schedule is lawful in each."""
    draw = random.Random(seed)
    days, people = draw.randint(4, 9), "ABCD"[: draw.randint(1, 4)]
    most = len(people)
    cover = tuple(f"{s} {d} 0 {draw.randint(0, most)} -" for s in "DN" for d in range(days))
    wishes = tuple(
        Request(p, MONDAY, draw.choice("DN"), draw.choice(("on", "off")), draw.randint(1, 9))
        for p in people
    )
    rules = [
        made("cover_target", tier="cost", weight=draw.randint(1, 5)),
        made("requests", tier="cost", weight=draw.randint(1, 3)),
        *draw.sample(list(_rules(draw)), 3),
    ]
    rows = {p: " ".join("." * days) for p in people}
    return program(Case(says="", rows=rows, cover=cover, requests=wishes, amount=0), rules)


def _rules(draw: random.Random) -> Iterator[Constraint]:
    tier = draw.choice(({}, {"tier": "cost", "weight": draw.randint(1, 7)}))
    yield made("max_stretch", maximum=draw.randint(1, 4), **tier)
    yield made("min_stretch", minimum=draw.randint(2, 3), **tier)
    yield made("min_days_off", minimum=draw.randint(2, 3), **tier)
    yield made("max_weekends", maximum=draw.randint(0, 1), **tier)
    yield made("forbidden_succession", earlier="N", later=["D"], **tier)
    yield made("shifts_in_horizon", minimum=0, maximum=draw.randint(1, 5), **tier)
    yield made("shifts_in_horizon", minimum=draw.randint(1, 4), tier="cost", weight=2)
    yield made("max_shifts", maximum=draw.randint(0, 3), scope={"shifts": ["N"]}, **tier)
