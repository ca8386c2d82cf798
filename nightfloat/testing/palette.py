"""What tiny worlds are drawn from: shift types and first days that have gone wrong before."""

from datetime import date
from random import Random

from nightfloat.domain.shifts import ShiftKind, ShiftType

HOUR = 60
NIGHT = frozenset({"night"})

TYPES = (
    ShiftType("D", 7 * HOUR, 12 * HOUR),
    ShiftType("N", 19 * HOUR, 12 * HOUR, ShiftKind.NIGHT_FLOAT, NIGHT),
    ShiftType("C", 7 * HOUR, 24 * HOUR, ShiftKind.INHOUSE_CALL, frozenset({"long"})),
    ShiftType("L", 8 * HOUR, 28 * HOUR, ShiftKind.INHOUSE_CALL, frozenset({"long", "night"})),
    ShiftType("W", 17 * HOUR, 60 * HOUR, ShiftKind.HOME_CALL, credited=9 * HOUR, occupies=False),
    ShiftType("A", 8 * HOUR, 4 * HOUR, ShiftKind.CLINIC, frozenset({"half"})),
    ShiftType("P", 12 * HOUR, 4 * HOUR, ShiftKind.CLINIC, frozenset({"half"})),
    ShiftType("Q", 13 * HOUR, 4 * HOUR, ShiftKind.CLINIC, frozenset({"half"})),
    ShiftType("M", 0, 8 * HOUR, tags=NIGHT),
    ShiftType("E", 2 * HOUR + 30, 90, ShiftKind.EDUCATION),
    ShiftType("S", 7 * HOUR, 24 * HOUR, ShiftKind.STANDBY, occupies=False),
    ShiftType("H", 16 * HOUR, 16 * HOUR, ShiftKind.HOME_CALL, credited=2 * HOUR),
    ShiftType("O", 16 * HOUR, 8 * HOUR, credited=0),
)
"""Days, nights, calls of 24 and 28 hours, half-days, standby, midnight starts and ends, credits."""

STARTS = (
    ("UTC", date(2024, 1, 1)),
    ("America/New_York", date(2024, 3, 8)),
    ("America/New_York", date(2024, 11, 1)),
    ("Pacific/Honolulu", date(2026, 8, 3)),
    ("Europe/Berlin", date(2024, 10, 25)),
    ("Australia/Lord_Howe", date(2024, 4, 5)),
    ("Africa/Cairo", date(2024, 4, 24)),
)
"""A plain week, clocks forward and back, by half an hour, and at midnight."""


def draw_types(rng: Random, count: int) -> tuple[ShiftType, ...]:
    """Return ``count`` different types."""
    return tuple(rng.sample(TYPES, count))


def chance(rng: Random, probability: float) -> bool:
    """Whether it happens this time."""
    return rng.random() < probability
