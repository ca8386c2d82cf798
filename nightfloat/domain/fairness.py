"""Fair targets: who is available more is asked for more, and what was carried in is made up for.

Target = total x eligible FTE-days / sum over the peer group.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.shifts import Cover, Shift

type Takes = Callable[[Person, Shift], bool]


def may_take(instance: Instance, person: Person, shift: Shift) -> bool:
    """Whether grade, skill, rotation, employment and whole-day leave let ``person`` take it."""
    kind, day = shift.type, shift.day
    return (
        day in person.employed
        and (not kind.grades or person.grade(day) in kind.grades)
        and (not kind.skills or not kind.skills.isdisjoint(person.skills))
        and (not kind.rotations or not kind.rotations.isdisjoint(instance.services(person.id, day)))
        and not instance.absences.whole_day(person.id, day)
    )


def fair_targets(
    instance: Instance, shifts: Iterable[Shift], takes: Takes, load: str | None = None
) -> Mapping[str, int]:
    """Return each person's target in hundredths of a shift, for people with any claim.

    The cover target of each of ``shifts`` is shared among those it counts and who may take it, in
    proportion to their eligible FTE-days, then evened out within each peer group; balances of
    ``load`` are shared the same way over the FTE-days they were earned in. Rounded once, never
    below 0.
    """
    claims = {s: _claimants(instance, takes, s) for s in shifts}
    weight = _fte_days(claims)
    group_total = _group_totals(instance, claims, weight)
    found: dict[str, int] = {}
    for group, members in _groups(instance.people, weight).items():
        total_weight = sum(weight[p.id] for p in members)
        carried = _carried(instance, members, weight, load)
        for person in members:
            share = group_total[group] * weight[person.id] / total_weight + carried[person.id]
            found[person.id] = max(0, round(100 * share))
    return found


def _claimants(instance: Instance, takes: Takes, shift: Shift) -> list[Person]:
    return [p for p in instance.people if takes(p, shift) and may_take(instance, p, shift)]


def _fte_days(claims: Mapping[Shift, list[Person]]) -> Mapping[str, Fraction]:
    days: defaultdict[str, set[date]] = defaultdict(set)
    fte: dict[str, int] = {}
    for shift, people in claims.items():
        for person in people:
            days[person.id].add(shift.day)
            fte[person.id] = person.fte
    return {person: Fraction(len(on) * fte[person], 100) for person, on in days.items()}


def _group_totals(
    instance: Instance, claims: Mapping[Shift, list[Person]], weight: Mapping[str, Fraction]
) -> Mapping[str, Fraction]:
    total: defaultdict[str, Fraction] = defaultdict(Fraction)
    for shift, people in claims.items():
        rows = instance.covers_of[shift.key]
        met = [row for row in rows if any(_counts(row, p, shift.day) for p in people)]
        for row, target in _asked(met):
            counts = [p for p in people if _counts(row, p, shift.day)]
            whole = sum((weight[p.id] for p in counts), Fraction())
            for person in counts:
                total[person.peer_group] += target * weight[person.id] / whole
    return total


def _asked(rows: Iterable[Cover]) -> list[tuple[Cover, Fraction]]:
    """Return the rows that add up to what a shift asks for, and how much of that each is.

    It is the row for everybody, or all parts where they ask for more. No more than its maximum is
    shared: parts that ask for more are met by people who count for several.
    """
    listed = list(rows)
    everybody, parts = ([r for r in listed if bool(r.part) is part] for part in (False, True))
    asked = sum(row.target for row in parts)
    most = min([asked, *(row.maximum for row in everybody if row.maximum is not None)])
    if not all(row.target < most for row in everybody):
        return [(row, Fraction(row.target)) for row in everybody]
    return [(row, Fraction(row.target * most, asked)) for row in parts if row.target]


def _counts(row: Cover, person: Person, day: date) -> bool:
    skilled = not row.skills.isdisjoint(person.skills)
    return not row.part or skilled or person.grade(day) in row.grades


def _groups(people: Iterable[Person], weight: Mapping[str, Fraction]) -> Mapping[str, list[Person]]:
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        if person.id in weight:
            found[person.peer_group].append(person)
    return found


def _carried(
    instance: Instance, members: list[Person], weight: Mapping[str, Fraction], load: str | None
) -> Mapping[str, Fraction]:
    """Return what each member is owed, negative for who has done too much."""
    rows = {b.person: b for b in instance.balances if load is not None and b.load == load}
    amounts = {p.id: Fraction(rows[p.id].amount) if p.id in rows else Fraction() for p in members}
    earned = {
        p.id: _earned(rows[p.id].fte_days if p.id in rows else None, weight[p.id]) for p in members
    }
    pool, days = sum(amounts.values(), Fraction()), sum(earned.values(), Fraction())
    return {p: (pool * earned[p] / days if days else Fraction()) - amounts[p] for p in amounts}


def _earned(fte_days: int | None, weight: Fraction) -> Fraction:
    return weight if fte_days is None else Fraction(fte_days)
