"""The plan: a lawful schedule of history and horizon, from which the program is made.

Who goes where is drawn block by block as a matching of people to lines of patterns. One always
exists: a team that stays what it is just goes on in its pattern.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from nightfloat.bench.residency.junction import follows
from nightfloat.bench.residency.matching import match
from nightfloat.bench.residency.patterns import Week
from nightfloat.bench.residency.people import Resident, may_join, residents
from nightfloat.bench.residency.sizes import Size, Team
from nightfloat.domain.calendar import Days
from nightfloat.domain.schedule import Assignment, Schedule

# A Monday; XXL ends before the July in which everybody is promoted.
FIRST = date(2026, 6, 29)
WEEKS = 4
BLOCK = timedelta(weeks=WEEKS)
# A free weekend taken as leave would shorten the weeks that emergency counts its 60 hours by.
AWAY = ("wards", "icu")
OVERNIGHT = frozenset({"C", "N", "H"})


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a team: the line of the pattern that is worked first."""

    team: Team
    start: int

    def week(self, number: int) -> Week:
        """Return the week ``number`` of the block, from 0."""
        return self.team.pattern[(self.start + number) % self.team.people]


@dataclass(frozen=True, slots=True)
class Stint:
    """A person works a line for one block."""

    person: Resident
    line: Line
    first: date

    @property
    def days(self) -> Days:
        """The block."""
        return Days(self.first, self.first + BLOCK)

    def cells(self) -> Iterator[tuple[date, str]]:
        """Yield every day with its cell."""
        for number in range(WEEKS):
            for weekday, cell in enumerate(self.line.week(number)):
                yield self.first + timedelta(days=7 * number + weekday), cell


@dataclass(frozen=True, slots=True)
class Plan:
    """People and stints; ``leave`` is (person, days) in order, on days without required work."""

    size: Size
    people: tuple[Resident, ...]
    stints: tuple[Stint, ...]
    leave: tuple[tuple[str, Days], ...]

    @property
    def horizon(self) -> Days:
        """The days to schedule."""
        return Days(FIRST, FIRST + timedelta(days=self.size.days))

    @property
    def history(self) -> Days:
        """The block before."""
        return Days(FIRST - BLOCK, FIRST)

    def worked(self, days: Days) -> Iterator[tuple[Stint, date, str]]:
        """Yield every planned shift that starts on ``days``, leave aside."""
        away = {(person, day) for person, span in self.leave for day in span}
        for stint in self.stints:
            for day, cell in stint.cells():
                if day in days and (stint.person.id, day) not in away and cell != ".":
                    yield from ((stint, day, shift) for shift in cell.split("+"))

    def schedule(self, days: Days) -> Schedule:
        """Return what is planned on ``days``."""
        return Schedule.of(Assignment(s.person.id, day, t) for s, day, t in self.worked(days))


def make_plan(size: Size, random: Random) -> Plan:
    """Return a plan that is a pure function of the size and of what ``random`` draws."""
    people = residents(size, random)
    stints: list[Stint] = []
    before: dict[str, Line] = {}
    for block in range(-1, size.blocks):
        before = _assigned(size, people, before, random)
        first = FIRST + block * BLOCK
        stints += [Stint(person, before[person.id], first) for person in people]
    horizon = Days(FIRST, FIRST + timedelta(days=size.days))
    leave = (away for away in _leave(size, stints, horizon, random) if away[1].last in horizon)
    return Plan(size, people, tuple(stints), tuple(leave))


def _assigned(
    size: Size, people: tuple[Resident, ...], before: dict[str, Line], random: Random
) -> dict[str, Line]:
    """Return a line for everybody, on another rotation than before where that can be."""
    lines = [Line(team, n) for team in size.teams for n in range(team.people)]
    order = random.sample(people, len(people))
    rank = [random.random() for _ in lines]

    def choices(person: Resident) -> list[int]:
        old = before.get(person.id)
        able = [n for n, line in enumerate(lines) if may_join(person, line.team)]
        if old is None:
            return sorted(able, key=lambda n: rank[n])
        lawful = [n for n in able if follows(old.week(WEEKS - 1), lines[n].week(0))]
        same = {n for n in lawful if lines[n].team.rotation == old.team.rotation}
        return sorted(lawful, key=lambda n: (n in same, rank[n]))

    return {p.id: line for p, line in zip(order, match(order, lines, choices), strict=True)}


def _leave(
    size: Size, stints: list[Stint], horizon: Days, random: Random
) -> Iterator[tuple[str, Days]]:
    """Yield vacations of electives, Monday to Friday, and some free weekends that are promised."""
    for first in sorted({s.first for s in stints if s.first in horizon}):
        block = [s for s in stints if s.first == first]
        for team in size.teams:
            members = [s for s in block if s.line.team is team]
            if team.rotation == "elective":
                yield from _vacations(members, random)
            elif team.rotation in AWAY and random.random() < 0.5:
                yield from _weekend(random.choice(members))


def _vacations(members: list[Stint], random: Random) -> Iterator[tuple[str, Days]]:
    """Yield a vacation for about half of a team, never two in a week nor in a week of jeopardy.

    Nor in the first week: a home call of the block before may end on its Monday.
    """
    weeks = random.sample(range(1, WEEKS), WEEKS - 1)
    for stint in random.sample(members, len(members) // 2):
        free = [n for n in weeks if "J" not in stint.line.week(n)]
        if free:
            weeks.remove(free[0])
            first = stint.first + timedelta(weeks=free[0])
            yield stint.person.id, Days(first, first + timedelta(days=5))


def _weekend(stint: Stint) -> Iterator[tuple[str, Days]]:
    """Yield the first weekend on which the pattern frees the person from midnight on."""
    for number in range(WEEKS):
        friday, *weekend = stint.line.week(number)[4:]
        if weekend == [".", "."] and OVERNIGHT.isdisjoint(friday.split("+")):
            saturday = stint.first + timedelta(days=7 * number + 5)
            yield stint.person.id, Days(saturday, saturday + timedelta(days=2))
            return
