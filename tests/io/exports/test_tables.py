"""Tests that tables hold exactly what a small week gives by hand."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl

from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.fair_share import NIGHTS, FairShare
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Person, Request, Waiver
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.violation import Violation
from nightfloat.io.exports import tables
from tests.io.exports.making import day, forty, service, week

type Rows = list[dict[str, object]]


def rows(frame: pl.DataFrame) -> Rows:
    return frame.to_dicts()


def test_hours_by_hand() -> None:
    """Tests A and B of the week, history's stretch and the night over the edge included."""
    # A: four shifts of 12 h in 7 days; Wednesday's night; Saturday; New Year's Day; Friday and
    # Sunday free (Thursday ends a night); a stretch of Sunday before, Monday, Tuesday, Wednesday.
    # B: 12 + 12 + 12 and 5 h of Sunday's night = 41 h over 5 days = 57.4 a week; Monday free.
    assert rows(tables.hours(*week())) == [
        {
            "person": "A", "name": "", "group": "", "shifts": 4, "hours": 48.0,
            "weekly_hours": 48.0, "nights": 1, "weekends": 1, "holidays": 1, "free_days": 2,
            "leave_days": 0, "longest_stretch": 4,
        },
        {
            "person": "B", "name": "", "group": "", "shifts": 4, "hours": 41.0,
            "weekly_hours": 57.4, "nights": 3, "weekends": 1, "holidays": 0, "free_days": 1,
            "leave_days": 2, "longest_stretch": 2,
        },
    ]  # fmt: skip


def test_hours_count_what_is_credited_and_what_the_clock_says() -> None:
    """Tests a night of 11 h when clocks go forward, credited standby, and leave throughout."""
    # New York, 2024-03-10 02:00 -> 03:00: the night of the 9th lasts 11 h
    case = Case(
        says="", rows={"A": "N .", "B": "S .", "C": ". ."}, zone="America/New_York",
        start=date(2024, 3, 9), shifts="N=19:00+12h S=00:00+24h:standby", leave=("C 0 1",),
        amount=0,
    )  # fmt: skip
    instance, schedule = case.build()
    types = tuple(replace(t, credited=90 if t.id == "S" else None) for t in instance.shift_types)
    found = rows(tables.hours(replace(instance, shift_types=types), schedule))
    assert [row["hours"] for row in found] == [11.0, 1.5, 0.0]
    assert [row["weekly_hours"] for row in found] == [38.5, 5.25, None]
    assert [row["nights"] for row in found] == [1, 0, 0]
    assert [row["free_days"] for row in found] == [0, 1, 0]
    assert [row["holidays"] for row in found] == [0, 0, 0]


def test_coverage_by_hand() -> None:
    """Tests a shortfall, a cover met, and one person beyond the maximum."""
    found = [r for r in rows(tables.coverage(*week())) if r["target"] or r["maximum"] == 0]
    common = {"part": "", "below_minimum": 0}
    assert found == [
        {"date": day(0), "shift": "D", "minimum": 1, "target": 2, "maximum": None, "assigned": 1,
         "short": 1, "over": 0, **common},
        {"date": day(2), "shift": "N", "minimum": 1, "target": 1, "maximum": None, "assigned": 1,
         "short": 0, "over": 0, **common},
        {"date": day(5), "shift": "D", "minimum": 0, "target": 0, "maximum": 0, "assigned": 1,
         "short": 0, "over": 1, **common},
    ]  # fmt: skip


def test_exclusive_parts_count_a_person_once() -> None:
    """Tests that one person with both skills fills one of two places, and that skills count."""
    both = Person("A", skills=frozenset({"lead", "echo"}))
    case = Case(
        says="", people=(both,), rows={"A": "D", "B": "D"}, exclusive=True,
        cover=("D 0 1 1 - lead", "D 0 1 1 - echo", "D 0 1 3 -"), amount=0,
    )  # fmt: skip
    found = rows(tables.coverage(*case.build()))
    everybody, parts = (r for r in found if r["shift"] == "D")
    assert (everybody["assigned"], everybody["short"]) == (2, 1)
    assert (parts["part"], parts["target"], parts["assigned"]) == ("echo + lead", 2, 1)
    assert (parts["below_minimum"], parts["short"]) == (1, 1)


def test_fairness_by_hand() -> None:
    """Tests three nights and one where two each would be fair: off by one both ways."""
    case = Case(
        says="", rows={"A": "N N N .", "B": ". . . N"}, amount=0,
        cover=("N 0 1 1 -", "N 1 1 1 -", "N 2 1 1 -", "N 3 1 1 -"),
    )  # fmt: skip
    instance, schedule = case.build()
    common = {"constraint": "fair_share", "load": "nights", "group": "", "target": 2.0,
              "range": 2.0, "worst": 1.0}  # fmt: skip
    assert rows(tables.fairness(instance, schedule, [FairShare.model_validate(NIGHTS)])) == [
        {**common, "person": "A", "taken": 3, "deviation": 1.0},
        {**common, "person": "B", "taken": 1, "deviation": -1.0},
    ]


def test_requests_by_hand() -> None:
    """Tests wishes on and off, by shift, tag and any work."""
    wishes = (
        Request("A", day(0), "D", "on", 3),  # met
        Request("A", day(2), "night", "off", 2),  # works the night: not met
        Request("A", day(1), "*", "off", 5),  # works: not met
        Request("B", day(0), "*", "off"),  # met
    )
    instance, schedule = week()
    assert rows(tables.requests(replace(instance, requests=wishes), schedule)) == [
        {"person": "A", "requests": 3, "met": 1, "unmet": 2, "unmet_weight": 7,
         "open": "off any work 2024-01-02; off night 2024-01-03"},
        {"person": "B", "requests": 1, "met": 1, "unmet": 0, "unmet_weight": 0, "open": ""},
    ]  # fmt: skip


def test_violations_are_sorted_by_how_they_stand() -> None:
    """Tests hard, soft, inherited, waived, and that only the soft one costs."""
    hard = Violation("rest", "min_rest", "A", Days.through(day(0), day(1)), 2, "too short")
    soft = replace(hard, constraint="fair", tier="fairness", weight=3, person=None)
    waiver = Waiver("rest", "A", Days.one(day(0)), "flight", "Dr Chu")
    found = (replace(hard, waiver=waiver), replace(hard, inherited=True), soft, hard)
    got = rows(tables.violations(found))
    assert [(r["standing"], r["cost"], r["person"], r["waiver"]) for r in got] == [
        ("hard", 0, "A", ""),
        ("soft", 6, "", ""),
        ("inherited", 0, "A", ""),
        ("waived", 0, "A", "flight (Dr Chu)"),
    ]
    assert (got[0]["first_day"], got[0]["last_day"]) == (day(0), day(1))


def test_empty_tables_have_the_same_columns() -> None:
    """Tests that names and types do not depend on the rows."""
    full, schedule = forty()
    bare = replace(service([], days=1), covers=())
    assert tables.hours(bare, Schedule()).schema == tables.hours(full, schedule).schema
    assert tables.coverage(bare, Schedule()).schema == tables.coverage(full, schedule).schema
    assert tables.violations(()).height == 0
    assert tables.requests(full, schedule).columns[:2] == ["person", "requests"]
    assert tables.fairness(full, schedule, ()).columns[:3] == ["constraint", "load", "group"]


def test_dates_are_dates() -> None:
    """Tests the type of a date column: a calendar day without a time."""
    found = rows(tables.coverage(*week()))[0]["date"]
    assert found == MONDAY
    assert not isinstance(found, datetime)
