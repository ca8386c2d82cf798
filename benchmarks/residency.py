"""A seeded residency of any size with ACGME-like rules and a schedule that breaks none of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cover import CoverRange
from nightfloat.constraints.days_off_averaged import DaysOffAveraged
from nightfloat.constraints.eligibility import Eligibility
from nightfloat.constraints.leave import LeaveBlocks
from nightfloat.constraints.max_frequency import MaxFrequency
from nightfloat.constraints.max_hours_averaged import MaxHoursAveraged
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.constraints.min_rest import MinRest
from nightfloat.constraints.no_overlap import NoOverlap
from nightfloat.constraints.pins import PinsHold
from nightfloat.constraints.post_call_rest import PostCallRest
from nightfloat.constraints.program import Program
from nightfloat.constraints.scope import Scope
from nightfloat.constraints.supervision import Supervision
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.fairness import may_take
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Leave, Person, Rotation
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, Shift, ShiftKind, ShiftType
from nightfloat.engine.audit import audit_row

MONDAY = date(2026, 8, 3)
DAYS = 28
SENIORS = frozenset({"PGY-2", "PGY-3"})
# Of every hundred people.
SERVICES = {
    "wards": 34,
    "icu": 13,
    "nights": 8,
    "ed": 15,
    "clinic": 8,
    "elective": 6,
    "faculty": 16,
}


@dataclass(frozen=True, slots=True)
class Post:
    """A shift type of the service with its daily cover; ``seniors`` of the minimum are senior."""

    id: str
    start: int
    hours: int
    services: tuple[str, ...]
    minimum: int
    target: int
    kind: ShiftKind = ShiftKind.CLINICAL
    tags: tuple[str, ...] = ()
    seniors: int = 0
    weekdays_only: bool = False

    @property
    def type(self) -> ShiftType:
        """The shift type."""
        return ShiftType(
            self.id,
            self.start * 60,
            self.hours * 60,
            self.kind,
            frozenset(self.tags),
            occupies=self.kind is not ShiftKind.STANDBY,
            rotations=frozenset(self.services),
        )


CLINIC = ShiftKind.CLINIC
CALL = ShiftKind.INHOUSE_CALL
NIGHT = ShiftKind.NIGHT_FLOAT
WARDS, ICU = ("wards", "elective"), ("icu", "elective")
POSTS = (
    Post("precept-am", 8, 4, ("faculty",), 2, 2, CLINIC, ("preceptor",), weekdays_only=True),
    Post("precept-pm", 13, 4, ("faculty",), 2, 2, CLINIC, ("preceptor",), weekdays_only=True),
    *(Post(f"attend-{n}", 8, 9, ("faculty",), 1, 1) for n in range(1, 7)),
    *(Post(f"ed-attend-{n}", 6 + 8 * n, 9, ("faculty",), 1, 1) for n in range(3)),
    Post("icu-call", 7, 24, ("icu",), 1, 1, CALL),
    Post("icu-day", 7, 12, ICU, 3, 6, seniors=1),
    Post("icu-night", 19, 12, ICU, 2, 2, NIGHT, ("night",), seniors=1),
    Post("night-float", 20, 11, ("nights",), 4, 6, NIGHT, ("night",), seniors=1),
    *(Post(f"ed-{n}", 6 + 8 * n, 9, ("ed",), 2, 4) for n in range(3)),
    Post("long-call", 7, 14, WARDS, 2, 2, seniors=1),
    *(Post(f"ward-{n}", 7, 11, WARDS, 4, 7, seniors=1) for n in range(1, 5)),
    Post("clinic-am", 8, 4, ("clinic",), 2, 6, CLINIC, ("trainee",), weekdays_only=True),
    Post("clinic-pm", 13, 4, ("clinic",), 2, 6, CLINIC, ("trainee",), weekdays_only=True),
    Post("consult", 8, 9, ("elective",), 0, 4, weekdays_only=True),
    Post("jeopardy", 7, 24, ("elective", "clinic"), 1, 2, ShiftKind.STANDBY),
)
RULES: tuple[Constraint, ...] = (
    NoOverlap(),
    Eligibility(),
    LeaveBlocks(),
    PinsHold(),
    CoverRange(),
    Supervision(trainees=("trainee",), supervisors=("preceptor",), ratio=4),
    MinRest(hours=8, merge_minutes=60),
    MaxStretch(maximum=6, scope=Scope(shifts=frozenset({"night"}))),
    PostCallRest(),
    MaxFrequency(every=3, scope=Scope(shifts=frozenset({"inhouse-call"}))),
    MaxHoursAveraged(hours=80),
    DaysOffAveraged(days_off=1),
)


def residency(people: int = 100, seed: int = 1) -> tuple[Program, Schedule]:
    """Return a program with 28 days of history, and its schedule."""
    before = _program(_instance(people, seed, MONDAY - timedelta(days=DAYS)))
    history = _fill(before, Random(seed))
    program = _program(replace(_instance(people, seed, MONDAY), history=history))
    return program, _fill(program, Random(seed + 1))


def _program(instance: Instance) -> Program:
    return Program(instance, RULES, ())


def _instance(size: int, seed: int, first: date) -> Instance:
    horizon = Days(first, first + timedelta(days=DAYS))
    known = MONDAY - timedelta(days=DAYS)
    calendar = Calendar(ZoneInfo("Pacific/Honolulu"), horizon, known)
    random = Random(seed)
    people = tuple(_person(n, random) for n in range(size))
    return Instance(
        name="residency",
        calendar=calendar,
        people=people,
        shift_types=tuple(post.type for post in POSTS),
        covers=tuple(c for post in POSTS for day in horizon for c in _cover(post, day, size)),
        rotations=tuple(_rotation(n, size, p.id) for n, p in enumerate(people)),
        leave=tuple(_leave(calendar, people, random)),
    )


def _person(number: int, random: Random) -> Person:
    grade = random.choice(("PGY-1", "PGY-2", "PGY-3"))
    return Person(f"P{number:03}", grades=((date.min, grade),))


def _rotation(number: int, size: int, person: str) -> Rotation:
    pool = [service for service, share in SERVICES.items() for _ in range(share)]
    service = pool[number * len(pool) // size]
    first = MONDAY - timedelta(days=DAYS)
    return Rotation(person, service, Days(first, first + timedelta(days=2 * DAYS)))


def _cover(post: Post, day: date, size: int) -> Iterator[Cover]:
    if post.weekdays_only and day.weekday() >= 5:
        return
    scale = max(1, size) / 100
    minimum, target = (-(-int(n * scale * 100) // 100) for n in (post.minimum, post.target))
    yield Cover(post.id, day, minimum, target)
    if post.seniors:
        yield Cover(post.id, day, min(post.seniors, minimum), 0, grades=SENIORS)


def _leave(calendar: Calendar, people: tuple[Person, ...], random: Random) -> Iterator[Leave]:
    for person in random.sample(people, len(people) // 12):
        first = MONDAY + timedelta(days=7 * random.randrange(DAYS // 7))
        days = Days(first, first + timedelta(days=7))
        yield Leave(person.id, days, calendar.instant(days.first), calendar.instant(days.end))


def _fill(program: Program, random: Random) -> Schedule:
    """Fill every cover up to its target, who has worked least first, while rows stay lawful."""
    instance = program.instance
    rows = {person: list(row) for person, row in instance.past.items()}
    done: defaultdict[str, int] = defaultdict(int)
    taken = list[Assignment]()
    for day in instance.calendar.horizon:
        shifts = _in_order(instance, day)
        staffed: dict[Shift, list[Person]] = {shift: [] for shift in shifts}
        for shift, upto in [*_asked(instance, shifts, 0), *_asked(instance, shifts, 1)]:
            able = [p for p in instance.people if may_take(instance, p, shift)]
            able = [p for p in able if _has_day_off(rows[p.id], shift)]
            able.sort(key=lambda p: (done[p.id], random.random()))
            for person in _chosen(program, shift, upto, able, staffed[shift], rows):
                staffed[shift].append(person)
                rows[person.id] = _with(rows[person.id], shift)
                done[person.id] += shift.minutes if shift.type.occupies else 0
                taken.append(Assignment(person.id, shift.day, shift.id))
    return Schedule.of(taken)


def _in_order(instance: Instance, day: date) -> list[Shift]:
    shifts = (instance.shift.get((post.id, day)) for post in POSTS)
    return [shift for shift in shifts if shift is not None]


def _has_day_off(row: list[Shift], shift: Shift) -> bool:
    """Whether the seven days that end with the shift's day keep one without a shift."""
    week = Days(shift.day - timedelta(days=6), shift.day + timedelta(days=1))
    return len({s.day for s in (*row, shift) if s.day in week}) < 7


def _asked(instance: Instance, shifts: list[Shift], turn: int) -> list[tuple[Shift, int]]:
    """Return how many people each shift gets: its minimum first, its target in the second turn."""
    rows = [(shift, instance.covers_of[shift.key][0]) for shift in shifts]
    return [(shift, max(row.minimum, turn * row.target)) for shift, row in rows]


def _chosen(
    program: Program,
    shift: Shift,
    upto: int,
    able: list[Person],
    already: list[Person],
    rows: dict[str, list[Shift]],
) -> Iterator[Person]:
    """Yield whom to add so that ``upto`` are there, the seniors first."""
    seniors = max((r.minimum for r in program.instance.covers_of[shift.key] if r.grades), default=0)
    first = [p for p in able if p.grade(shift.day) in SENIORS]
    found = list(already)
    for pool, number in ((first, min(seniors, upto)), (able, upto)):
        for person in pool:
            if len(found) >= number:
                break
            if person not in found and _lawful(program, shift, person.id, rows):
                found.append(person)
    yield from found[len(already) :]


def _lawful(program: Program, shift: Shift, person: str, rows: dict[str, list[Shift]]) -> bool:
    row = tuple(_with(rows[person], shift))
    return next(audit_row(program, person, row, Days.one(shift.day)), None) is None


def _with(row: list[Shift], shift: Shift) -> list[Shift]:
    return sorted([*row, shift], key=lambda s: (s.start, s.end, s.id))
