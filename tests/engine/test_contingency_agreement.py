"""The verdict equals brute force over every content of every other cell of the day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.days_off_averaged import DaysOffAveraged
from nightfloat.constraints.forbidden_succession import ForbiddenSuccession
from nightfloat.constraints.max_hours_averaged import MaxHoursAveraged
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.constraints.min_rest import MinRest
from nightfloat.constraints.min_stretch import MinStretch
from nightfloat.constraints.minutes_in_horizon import MinutesInHorizon
from nightfloat.constraints.program import Program
from nightfloat.constraints.scope import Scope
from nightfloat.constraints.supervision import Supervision
from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Event, Verdict
from nightfloat.domain.people import Person, Pin, Waiver
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover
from nightfloat.engine.audit import audit
from nightfloat.engine.contingency.certify import certify
from nightfloat.engine.contingency.events import weight
from nightfloat.engine.contingency.recheck import recheck
from tests.engine.contingency_programs import program

# A and P are halves of a day, N a night into the next morning, S standby.
SHIFTS = "A=08:00+4h P=13:00+4h N=20:00+12h S=07:00+24h:standby"
RULES: tuple[Constraint, ...] = (
    MinRest(hours=8),
    MinRest(hours=12, merge_minutes=60),
    MaxStretch(maximum=1, scope=Scope(shifts=frozenset("N"))),
    MinStretch(minimum=2),
    MaxShifts(maximum=2),
    MaxShifts(maximum=1, scope=Scope(people=frozenset({"W", "X"}))),
    MaxHoursAveraged(hours=16, unit="week"),
    MinutesInHorizon(minimum=240),
    DaysOffAveraged(days_off=3, unit="week"),
    ForbiddenSuccession(earlier=("N",), later=("A", "P")),
    Supervision(trainees=("A",), supervisors=("P", "N"), ratio=1),
    Supervision(trainees=("P",), supervisors=("S",), ratio=2),
)
TOKENS = (".", "A", "P", "AP", "N", "S", "AS", "PN")


@st.composite
def programs(draw: st.DrawFn) -> tuple[Program, Schedule]:
    people = "WXYZ"[: draw(st.integers(2, 4))]
    days = draw(st.integers(1, 2))
    rows = {p: " ".join(draw(st.sampled_from(TOKENS)) for _ in range(days)) for p in people}
    skills = st.sampled_from(("", "l", "e", "le")).map(frozenset)
    skilled = tuple(Person(p, skills=draw(skills)) for p in people)
    exclusive = draw(st.booleans())
    cover = [_cover(draw, shift, day) for shift in "APN" for day in range(days)]
    parts = [f"A 0 0 {draw(st.integers(0, 1))} - {skill}" for skill in "le"]
    past = {"W": draw(st.sampled_from((".", "N", "A")))} if draw(st.booleans()) else {}
    pins = (Pin("X", draw(st.sampled_from("APN")), MONDAY, on=draw(st.booleans())),)
    made, schedule = program(
        rows,
        *draw(st.lists(st.sampled_from(RULES), max_size=3, unique=True)),
        shifts=SHIFTS,
        people=skilled,
        cover=tuple(cover + parts),
        exclusive=exclusive,
        past=past,
        pins=pins if draw(st.booleans()) else (),
        leave=("Y 0 0",) if "Y" in people and draw(st.booleans()) else (),
    )
    waiver = Waiver(draw(st.sampled_from(RULES)).kind, "X", Days.one(MONDAY), "", "")
    waivers = (waiver,) if draw(st.booleans()) else ()
    return replace(made, instance=replace(made.instance, waivers=waivers)), schedule


def _cover(draw: st.DrawFn, shift: str, day: int) -> str:
    low = draw(st.integers(0, 1))
    target = low + draw(st.integers(0, 1))
    return f"{shift} {day} {low} {target} {draw(st.sampled_from(('-', str(target + 1))))}"


def least(made: Program, schedule: Schedule, event: Event, limit: int, tier: str) -> int | None:
    """Return the least number of changed cells that repair the event, by trying everything."""
    day = event.days.first
    others = [p.id for p in made.instance.people if p.id != event.person]
    ids = [s.id for s in made.instance.shifts if s.day == day]
    contents = [frozenset(c) for n in range(len(ids) + 1) for c in combinations(ids, n)]
    held = {
        p: frozenset(a.shift for a in schedule if (a.person, a.day) == (p, day)) for p in others
    }
    for cells in range(limit + 1):
        for people in combinations(others, cells):
            choices = [[c for c in contents if c != held[p]] for p in people]
            for chosen in product(*choices):
                cells_now = held | dict(zip(people, chosen, strict=True))
                if repairs(made, schedule, event, cells_now, tier):
                    return cells
    return None


def repairs(
    made: Program, schedule: Schedule, event: Event, cells: dict[str, frozenset[str]], tier: str
) -> bool:
    day = event.days.first
    kept = [a for a in schedule if a.day != day]
    new = Schedule.of([*kept, *(Assignment(p, day, s) for p, c in cells.items() for s in c)])
    if any(_short(made, schedule, new, cover, tier) for cover in _rows(made, event)):
        return False
    if any(_displaced(made, schedule, new, event, tier)):
        return False
    wrong = (v for v in audit(made, new).hard if v.kind != "cover")
    return not any(v.person != event.person for v in wrong)


def _rows(made: Program, event: Event) -> list[Cover]:
    types = made.instance.shift_type
    return [
        c for c in made.instance.covers if c.day == event.days.first and types[c.shift].occupies
    ]


def _on(made: Program, schedule: Schedule, cover: Cover) -> list[Person]:
    on = [a.person for a in schedule if (a.shift, a.day) == (cover.shift, cover.day)]
    return [made.instance.person[p] for p in on]


def _short(made: Program, before: Schedule, after: Schedule, cover: Cover, tier: str) -> bool:
    had, has = (
        sum(not cover.skills or bool(cover.skills & p.skills) for p in _on(made, s, cover))
        for s in (before, after)
    )
    asked = max(cover.minimum, cover.target) if tier == "full" else cover.minimum
    over = cover.maximum is not None and has > max(cover.maximum, had)
    return over or (not cover.exclusive and has < min(asked, had))


def _displaced(
    made: Program, before: Schedule, after: Schedule, event: Event, tier: str
) -> Iterator[bool]:
    """Yield whether an exclusive shift places fewer people than before, trying every seating."""
    rows = [c for c in _rows(made, event) if c.exclusive]
    for shift in sorted({c.shift for c in rows}):
        places = [
            row
            for row in rows
            if row.shift == shift
            for _ in range(row.target if tier == "full" else row.minimum)
        ]
        had, has = (_seated(_on(made, s, rows[0]), places) for s in (before, after))
        yield has < had


def _seated(people: list[Person], places: list[Cover]) -> int:
    width = len(places)
    seats = chain.from_iterable(permutations([*people, *[None] * width], width) for _ in "1")
    return max(
        sum(p is not None and bool(row.skills & p.skills) for p, row in zip(s, places, strict=True))
        for s in seats
    )


@pytest.mark.no_cover
@pytest.mark.property
@settings(max_examples=60)
@given(made=programs(), k=st.integers(0, 2), tier=st.sampled_from(("full", "minimum")))
def test_verdict_and_distance_equal_brute_force(
    made: tuple[Program, Schedule], k: int, tier: str
) -> None:
    certificate = certify(*made, k=k, cover="full" if tier == "full" else "minimum")
    for verdict in certificate.verdicts:
        limit = min(2, k * weight(made[0].instance, verdict.event))
        distance = least(*made, verdict.event, limit, tier)
        found = verdict.distance if (verdict.distance or 0) <= limit else None
        assert found == distance
        assert (verdict.verdict is Verdict.SECURE) == (verdict.distance is not None)


@pytest.mark.property
@settings(max_examples=60)
@given(made=programs(), k=st.integers(0, 2), tier=st.sampled_from(("full", "minimum")))
def test_every_certificate_passes_its_own_recheck(
    made: tuple[Program, Schedule], k: int, tier: str
) -> None:
    certificate = certify(*made, k=k, cover="full" if tier == "full" else "minimum")
    assert certificate.count(Verdict.UNKNOWN) == 0
    assert recheck(*made, certificate) == []


def test_the_strategy_draws_days_after_monday() -> None:
    made, schedule = program({"W": "A N", "X": ". ."}, shifts=SHIFTS)
    assert {a.day for a in schedule} == {MONDAY, MONDAY + timedelta(days=1)}
    assert least(made, schedule, certify(made, schedule).verdicts[0].event, 1, "full") == 0
