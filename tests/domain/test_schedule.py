"""The canonical bytes of a schedule, written down by hand."""

from datetime import date

from nightfloat.domain.schedule import Assignment, Schedule

AUG_3, AUG_4 = date(2026, 8, 3), date(2026, 8, 4)
ROWS = (
    Assignment("bo", AUG_3, "N"),
    Assignment("amy", AUG_4, "D"),
    Assignment("amy", AUG_3, "P"),
    Assignment("amy", AUG_3, "A"),
)


def test_the_bytes_are_sorted_by_person_date_and_shift() -> None:
    """Tests the canonical CSV: a header, LF, and a last line that ends."""
    assert Schedule.of(ROWS).csv == (
        "person,shift,date\namy,A,2026-08-03\namy,P,2026-08-03\namy,D,2026-08-04\nbo,N,2026-08-03\n"
    )


def test_the_hash_is_that_of_the_bytes() -> None:
    """Tests the sha256 against ``printf 'person,shift,date\\n...' | sha256sum``."""
    assert (
        Schedule.of(ROWS).sha256
        == "cb11eedeb65ddf9e7681b3b8da5bffd7e31b6abc095e916aa95d62db2f6564cc"
    )
    assert Schedule().sha256 == "837f925e17a6f1f3d11e20d71520dd841cc8d6b52edbbbc299c4fed5c012fb3e"


def test_order_and_duplicates_do_not_matter() -> None:
    """Tests that a schedule is a set."""
    assert Schedule.of((*ROWS, *reversed(ROWS))) == Schedule.of(ROWS)
    assert len(Schedule.of((*ROWS, *ROWS))) == 4


def test_cells_are_quoted_only_where_needed() -> None:
    """Tests quoting after RFC 4180: commas, quotes and line breaks."""
    odd = Assignment('O"Hara, Kim', AUG_3, "N\n2")
    assert Schedule.of([odd]).csv == 'person,shift,date\n"O""Hara, Kim","N\n2",2026-08-03\n'


def test_changes_make_another_schedule() -> None:
    """Tests that removing comes before adding and leaves the first schedule alone."""
    before = Schedule.of(ROWS[:2])
    after = before.with_changes(removed=ROWS[:1], added=ROWS[:1] + ROWS[2:3])
    assert set(after) == {ROWS[0], ROWS[1], ROWS[2]}
    assert len(before) == 2
