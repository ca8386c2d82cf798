"""The audit's kit: gaps, runs and windows of one row, against rows drawn by hand."""

from datetime import date, timedelta

from nightfloat.constraints.cases import Case
from nightfloat.domain.calendar import Days
from nightfloat.domain.roster import Roster
from nightfloat.domain.timeline import Run, Timeline

SHIFTS = "D=07:00+12h N=19:00+12h:night A=08:00+4h B=12:00+2h"


def timeline(row: str, past: str = "", zone: str = "UTC", start: date | None = None) -> Timeline:
    case = Case(
        says="row",
        shifts=SHIFTS,
        rows={"A": row},
        past={"A": past} if past else {},
        amount=0,
        zone=zone,
        start=start or date(2024, 1, 1),
    )
    instance, schedule = case.build()
    shifts = instance.rows([*instance.history, *schedule])["A"]
    return Timeline(instance, instance.people[0], shifts, instance.calendar.known)


def gaps(found: Timeline, hours: int) -> list[tuple[str, str]]:
    return [(a.id, b.id) for a, b in found.gaps(timedelta(hours=hours))]


def test_a_gap_of_exactly_the_bound_is_long_enough() -> None:
    """Tests that 12 h between day shifts are not shorter than 12 h, but than 13 h."""
    assert gaps(timeline("D D"), 12) == []
    assert gaps(timeline("D D"), 13) == [("D", "D")]


def test_touching_shifts_have_a_gap_of_nothing() -> None:
    """Tests that 0 h count as a gap and overlap does not."""
    assert gaps(timeline("DN ."), 1) == [("D", "N")]
    assert gaps(timeline("DA ."), 1) == []


def test_a_shift_inside_the_gap_parts_its_neighbours() -> None:
    """Tests that only neighbours in time are compared: A 8-12, B 12-14, N from 19."""
    assert gaps(timeline("ABN"), 24) == [("A", "B"), ("B", "N")]


def test_gaps_are_elapsed_time() -> None:
    """Tests that 19:00-08:00 in New York is 12 h when clocks go forward."""
    # N ends at 07:00 EDT = 11:00 UTC; the next A starts at 08:00 EDT: one hour
    spring = timeline("N A", zone="America/New_York", start=date(2024, 3, 9))
    assert gaps(spring, 2) == [("N", "A")]
    assert gaps(spring, 1) == []
    # D ends 19:00 EST on 9 March, A starts 08:00 EDT on 10 March: 13 h on the wall, 12 elapsed
    across = timeline("D A", zone="America/New_York", start=date(2024, 3, 9))
    assert gaps(across, 12) == []
    assert gaps(across, 13) == [("D", "A")]


def runs(found: Timeline) -> list[tuple[bool, int, bool, bool]]:
    return [(r.worked, r.length, r.open_before, r.open_after) for r in found.runs()]


def test_runs_make_up_what_is_known() -> None:
    """Tests that only the first and last run are open."""
    assert runs(timeline(". D", past="D D")) == [
        (True, 2, True, False),
        (False, 1, False, False),
        (True, 1, False, True),
    ]


def test_a_run_goes_on_from_history_into_the_horizon() -> None:
    """Tests that the horizon's edge does not part a run."""
    assert runs(timeline("D .", past=". D")) == [
        (False, 1, True, False),
        (True, 2, False, False),
        (False, 1, False, True),
    ]


def test_a_row_without_shifts_is_one_open_run() -> None:
    """Tests that nothing is known about where it began or will end."""
    assert list(timeline(". .").runs()) == [
        Run(Days(date(2024, 1, 1), date(2024, 1, 3)), False, True, True)
    ]


def test_a_window_knows_nothing_beyond_its_days() -> None:
    """Tests that a run cut by a window is open there."""
    window = timeline("D D D D").during(Days(date(2024, 1, 2), date(2024, 1, 4)))
    assert runs(window) == [(True, 2, True, True)]
    assert [s.day.day for s in window.shifts] == [2, 3]
    assert window.horizon == Days(date(2024, 1, 2), date(2024, 1, 4))


def test_scheduled_shifts_are_those_of_the_horizon() -> None:
    """Tests that a night of the history that ends in the horizon is history."""
    found = timeline("D", past="N")
    assert [s.id for s in found.shifts] == ["N", "D"]
    assert [s.id for s in found.scheduled()] == ["D"]
    assert found.is_past(date(2023, 12, 31))
    assert not found.is_past(date(2024, 1, 1))


def test_only_keeps_what_is_wanted() -> None:
    """Tests that a row that loses nothing stays the same object."""
    found = timeline("D N")
    assert found.only(lambda person, shift: True) is found
    assert [s.id for s in found.only(lambda person, shift: shift.id == "N").shifts] == ["N"]


def test_a_roster_says_who_is_on_each_shift() -> None:
    """Tests that only shifts of the asked days are judged, and their cover rows."""
    case = Case(says="roster", rows={"A": "D D", "B": "D ."}, cover=("D 0 1 1 -",), amount=0)
    instance, schedule = case.build()
    roster = Roster.of(instance, schedule, Days.one(date(2024, 1, 1)))
    assert [s.id for s in roster.shifts()] == ["D", "N"]
    assert [[p.id for p in roster.on(s)] for s in roster.shifts()] == [["A", "B"], []]
    assert [(s.id, c.minimum) for s, c in roster.covers()] == [("D", 1), ("N", 0)]
    assert len(list(Roster.of(instance, schedule).shifts())) == 4
