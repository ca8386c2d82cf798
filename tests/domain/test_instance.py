"""The indexes of an instance, each against a handful of facts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Leave, Person, Pin, Request, Rotation, Waiver
from nightfloat.domain.schedule import Assignment
from nightfloat.domain.shifts import ShiftKind, ShiftType

MONDAY, TUESDAY = date(2024, 1, 1), date(2024, 1, 2)


def instance() -> Instance:
    case = Case(
        says="indexes",
        shifts="N=19:00+12h:night A=08:00+4h D=08:00+8h S=08:00+8h:standby",
        past={"A": "N"},
        rows={"A": ". .", "B": ". ."},
        leave=("A 0 0", "B 1 1"),
        rotations=(
            Rotation("A", "icu", Days.one(TUESDAY)),
            Rotation("A", "wards", Days(MONDAY, TUESDAY)),
        ),
        requests=(Request("A", MONDAY, "D", "on"), Request("B", MONDAY, "N", "off")),
        pins=(Pin("B", "D", TUESDAY),),
        cover=("D 0 1 2 -", "D 0 1 1 - lead"),
        amount=0,
    )
    return case.build()[0]


def test_shifts_are_ordered_by_start_end_and_id() -> None:
    """Tests that history is left out and that equal starts go by end, then by id."""
    found = [(s.id, s.day) for s in instance().shifts]
    assert [key for key in found if key[1] == MONDAY] == [
        (id_, MONDAY) for id_ in ("A", "D", "S", "N")
    ]
    assert len(found) == 8
    assert ("N", date(2023, 12, 31)) in instance().shift


def test_a_type_and_date_are_one_object() -> None:
    """Tests that rows hold the very shifts of the index."""
    found = instance()
    row = found.rows([Assignment("A", MONDAY, "D")])["A"]
    assert row[0] is found.shift["D", MONDAY]


def test_rows_are_in_order_of_time_and_nobody_is_missing() -> None:
    """Tests that people without shifts have an empty row."""
    rows = instance().rows([Assignment("A", TUESDAY, "A"), Assignment("A", MONDAY, "N")])
    assert [s.id for s in rows["A"]] == ["N", "A"]
    assert rows["B"] == ()
    assert [s.id for s in instance().past["A"]] == ["N"]


def test_cover_rows_of_a_shift_stay_together() -> None:
    """Tests that parts by skill are found with the whole."""
    parts = [row.part for row in instance().covers_of["D", MONDAY]]
    assert parts == ["", "lead"]


def test_only_approved_leave_is_an_absence() -> None:
    """Tests that pending leave does not block and part of a day is no whole day."""
    found = instance()
    pending = replace(found.leave[0], status="pending")
    noon = datetime(2024, 1, 2, 12, tzinfo=UTC)
    half = replace(found.leave[1], end=noon, whole_days=False)
    other = replace(found, leave=(pending, half))
    horizon = found.calendar.horizon
    assert other.absences.of("A") == ()
    assert other.absences.of("B") == (half,)
    assert other.absences.whole_days("B", horizon) == frozenset()
    assert found.absences.whole_days("A", horizon) == {MONDAY}


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        # Monday noon to Thursday noon: Tuesday and Wednesday
        ((0, 720), (3, 720), (1, 3)),
        # from Monday 00:00, and to Thursday 24:00
        ((0, 0), (3, 720), (0, 3)),
        ((0, 720), (3, 1440), (1, 4)),
        # a night, and an afternoon
        ((0, 720), (1, 720), (1, 1)),
        ((0, 720), (0, 1440), (1, 1)),
    ],
)
def test_days_within_a_leave_with_clock_times_are_whole(
    first: tuple[int, int], last: tuple[int, int], whole: tuple[int, int]
) -> None:
    """Tests that only the days on which it starts and ends may be part of a day."""
    week = Case(says="", rows={"A": ". . . . ."}, amount=0).build()[0]
    at, day = week.calendar.instant, week.calendar.day
    start, end = at(day(first[0]), first[1]), at(day(last[0]), last[1])
    leave = Leave("A", Days.through(day(first[0]), day(last[0])), start, end, whole_days=False)
    absences = replace(week, leave=(leave,)).absences
    expected = frozenset(Days(day(whole[0]), day(whole[1])))
    assert absences.whole_days("A", week.calendar.horizon) == expected
    away = {d for d in week.calendar.horizon if absences.whole_day("A", d)}
    assert away == expected


def test_rotations_are_half_open() -> None:
    """Tests that a rotation ends before its end day and that rotations come in order."""
    found = instance()
    assert found.services("A", MONDAY) == {"wards"}
    assert found.services("A", TUESDAY) == {"icu"}
    assert found.services("B", MONDAY) == frozenset()
    assert [r.service for r in found.rotations_of["A"]] == ["wards", "icu"]


def test_wishes_and_pins_are_found_by_person() -> None:
    """Tests that each row is under its own person."""
    found = instance()
    assert [r.wants for r in found.requests_of["B"]] == ["off"]
    assert [p.shift for p in found.pins_of["B"]] == ["D"]
    assert "A" not in found.pins_of


def test_a_grade_is_held_from_its_day_on() -> None:
    """Tests that promotion day already counts and that before the first grade there is none."""
    person = Person("A", grades=((MONDAY, "PGY-1"), (TUESDAY, "PGY-2")))
    days = (date(2023, 12, 31), MONDAY, TUESDAY, date(2024, 1, 3))
    assert [person.grade(day) for day in days] == ["", "PGY-1", "PGY-2", "PGY-2"]


def test_standby_excludes_nothing() -> None:
    """Tests that touching shifts and standby do not overlap and that half-days inside do."""
    found = instance().shift
    day, half, standby = (found[id_, MONDAY] for id_ in ("D", "A", "S"))
    assert day.overlaps(half)
    assert half.overlaps(day)
    assert not day.overlaps(standby)
    assert not day.overlaps(found["N", MONDAY])


def test_a_shift_type_answers_to_id_tag_kind_and_star() -> None:
    """Tests the words of requests and scopes."""
    kind = ShiftType("N", 1140, 720, ShiftKind.NIGHT_FLOAT, frozenset({"late"}))
    assert all(kind.named(word) for word in ("N", "late", "night-float", "*"))
    assert not kind.named("night")


def test_a_waiver_sets_aside_one_constraint_and_person_on_its_days() -> None:
    """Tests that a breach is set aside when it touches a waived day, and only then."""
    waiver = Waiver("rest", "A", Days.one(MONDAY), "because", "chief")
    monday, later = Days(date(2023, 12, 31), TUESDAY), Days.one(TUESDAY)
    assert waiver.covers("rest", "A", monday)
    assert not waiver.covers("rest", "A", later)
    assert not waiver.covers("rest", "B", monday)
    assert not waiver.covers("other", "A", monday)
    assert not waiver.covers("rest", None, monday)
    assert replace(waiver, person=None).covers("rest", "B", monday)
