"""One fault per test, word for word: the sentence is what a coordinator mends it by."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from nightfloat.errors import InputError
from nightfloat.io.read import read

type Files = Mapping[str, str | bytes | None]
type Tell = Callable[[Files], list[str]]

CELLS = [
    (
        "people.csv",
        "person,fte\nA,1\nB,1\n=SUM(A1),1\n",
        "people.csv, row 4, column person: '=SUM(A1)' starts with '=', which spreadsheets take "
        "for a "
        "formula; start it with a letter or a digit",
    ),
    (
        "people.csv",
        "person,fte\nA,1\nB,1\nA,0.5\n",
        "people.csv, row 4, column person: person 'A' is already in row 2; keep one of the two",
    ),
    (
        "people.csv",
        "person,fte\nA,80\nB,1\n",
        "people.csv, row 2, column fte: '80' is no share of full time; write 1.0, 0.5 or 80%, in "
        "whole percent",
    ),
    (
        "people.csv",
        "person,gade\nA,1\nB,1\n",
        "people.csv, row 1: there is no column 'gade'; did you mean 'grade'?",
    ),
    (
        "people.csv",
        "name,fte\nA,1\n",
        "people.csv, row 1, column person: the column 'person' is missing; add it",
    ),
    (
        "people.csv",
        "person,person\nA,A\n",
        "people.csv, row 1, column person: the column is there twice; keep one",
    ),
    (
        "people.csv",
        "person,grade\nA,PGY-1;PGY-2\nB,\n",
        "people.csv, row 2, column grade: 'PGY-2' needs a date after the grade before it, such as "
        "PGY-2@2026-07-01",
    ),
    (
        "people.csv",
        "person,name\n",
        "people.csv: there is nobody to schedule; give each person a row",
    ),
    (
        "leave.csv",
        "person,first_day,last_day\nA,2026-02-30,2026-03-02\n",
        "leave.csv, row 2, column first_day: 2026-02-30 does not exist; February 2026 has 28 days",
    ),
    (
        "leave.csv",
        "person,first_day,last_day\nA,08/05/2026,2026-08-06\n",
        "leave.csv, row 2, column first_day: '08/05/2026' is not a date; write it as YYYY-MM-DD, "
        "such "
        "as 2026-08-03",
    ),
    (
        "leave.csv",
        "person,first_day,last_day\nA,2026-08-06,2026-08-05\n",
        "leave.csv, row 2, column last_day: 2026-08-05 is before the first day 2026-08-06; both "
        "days "
        "are inside",
    ),
    (
        "leave.csv",
        "person,first_day,last_day\nC,2026-08-05,2026-08-06\n",
        "leave.csv, row 2, column person: nobody has the id 'C'; known: A, B",
    ),
    (
        "leave.csv",
        "person,first_day,last_day\nA,2025-08-05,2025-08-06\n",
        "leave.csv, row 2, column first_day: 2025-08-05 is about a year from the horizon or "
        "more; is "
        "the year right?",
    ),
    (
        "leave.csv",
        "person,first_day,last_day\nA,2026-08-05\n",
        "leave.csv, row 2: the row has 2 cells, the header 3; quote a cell that holds the "
        "separator",
    ),
    (
        "leave.csv",
        'person,first_day,last_day\n"A,2026-08-05,2026-08-06\n',
        "leave.csv, row 2: a quote is never closed; close it with a second one",
    ),
    (
        "leave.csv",
        "person,first_day,last_day,start\nA,2026-08-05,2026-08-05,08:00\n",
        "leave.csv, row 2, column end: part of a day needs both a start and an end",
    ),
    (
        "shifts.csv",
        "shift,start,length,end\nD,07:00,12h,\nN,19:00,12h,07:00\nJ,07:00,24h,\n",
        "shifts.csv, row 3, column length: give either length or end; this row has both",
    ),
    (
        "cover.csv",
        "shift,days,minimum,target,maximum\nN,daily,,,\nJ,daily,,,\nD,daily,2,1,\n",
        "cover.csv, row 4, column target: the target 1 is below the minimum 2; raise the target or "
        "leave it empty",
    ),
    (
        "cover.csv",
        "shift,days,minimum,target,maximum\nN,daily,,,\nJ,daily,,,\nD,daily,2,,1\n",
        "cover.csv, row 4, column maximum: the maximum 1 is below the minimum 2; raise it",
    ),
    (
        "cover.csv",
        "shift,days,minimum\nN,daily,\nJ,daily,\nD,daily,1\nD,Sat,1\n",
        "cover.csv, row 5, column days: D on 2026-08-08 has its cover in row 4 already; keep one "
        "of "
        "the two",
    ),
    (
        "cover.csv",
        "shift,days\nN,daily\nJ,daily\nD,daily\nD,2026-09-01\n",
        "cover.csv, row 5, column days: 2026-09-01 is outside the horizon, 2026-08-03 to "
        "2026-08-30",
    ),
    (
        "cover.csv",
        "shift,days,first_day,last_day\nN,daily,,\nJ,daily,,\nD,daily,2062-08-03,\n",
        "cover.csv, row 4, column first_day: 2062-08-03 is about a year from the horizon or more; "
        "is the year right?",
    ),
    (
        "people.csv",
        "person,first_day,last_day\nA,2062-08-01,\nB,,\n",
        "people.csv, row 2, column first_day: 2062-08-01 is about a year from the horizon or more; "
        "is the year right?",
    ),
    (
        "requests.csv",
        "person,date,shift,want\nA,2026-08-07,nigth,off\n",
        "requests.csv, row 2, column shift: no shift is called 'nigth'; known: D, J, N",
    ),
    (
        "requests.csv",
        "person,date,shift,want\nA,2026-08-08,N,on\n",
        "requests.csv, row 2, column shift: no cover asks for N on 2026-08-08; add one or drop "
        "this row",
    ),
    (
        "requests.csv",
        "person,date,shift,want\nA,2026-08-07,N,on\nA,2026-08-07,N,off\n",
        "requests.csv, row 3, column want: A wants both on and off N on 2026-08-07; keep one of "
        "the two",
    ),
    (
        "pins.csv",
        "person,shift,date\nB,N,2026-08-08\n",
        "pins.csv, row 2, column shift: no cover asks for N on 2026-08-08; add one or drop this "
        "row",
    ),
    (
        "pins.csv",
        "person,shift,date\nB,D,2026-08-31\n",
        "pins.csv, row 2, column date: 2026-08-31 is outside the horizon, 2026-08-03 to 2026-08-30",
    ),
    (
        "pins.csv",
        "person,shift,date,on\nB,D,2026-08-04,yes\nB,D,2026-08-04,no\n",
        "pins.csv, row 3, column on: B is pinned both on and off D on 2026-08-04; keep one of "
        "the two",
    ),
    (
        "history.csv",
        "person,shift,date\nA,N,2026-08-03\n",
        "history.csv, row 2, column date: 2026-08-03 is outside the history, 2026-07-06 to "
        "2026-08-02",
    ),
    (
        "history.csv",
        "person,shift,date\nA,N,2026-07-05\n",
        "history.csv, row 2, column date: 2026-07-05 is outside the history, 2026-07-06 to "
        "2026-08-02",
    ),
    (
        "balances.csv",
        "person,load,amount\nA,night,12\n",
        "balances.csv, row 2, column load: no fair_share constraint has the load 'night'; did "
        "you mean "
        "'nights'?",
    ),
    (
        "waivers.csv",
        "constraint,person,first_day,last_day,reason,approver\n"
        "min_rest,A,2026-08-03,2026-08-03,x,\n",
        "waivers.csv, row 2, column approver: nothing is given; it is needed here",
    ),
    (
        "waivers.csv",
        "constraint,person,first_day,last_day,reason,approver\n"
        "minrest,A,2026-08-03,2026-08-03,x,y\n",
        "waivers.csv, row 2, column constraint: no constraint is called 'minrest'; did you mean "
        "'min_rest'?",
    ),
    (
        "waivers.csv",
        "constraint,person,first_day,last_day,reason,approver\n"
        "no_overlap,,2026-08-03,2026-08-03,x,y\n",
        "waivers.csv, row 2, column constraint: nobody is ever in two places, so that cannot be "
        "waived; drop this row",
    ),
    (
        "waivers.csv",
        "constraint,person,first_day,last_day,reason,approver\ncover,A,2026-08-03,2026-08-03,x,y\n",
        "waivers.csv, row 2, column person: 'cover' counts the team and judges nobody alone; "
        "leave the person empty",
    ),
    (
        "rotations.csv",
        "person,rotation,first_day,last_day\nA,ICU,2026-08-03,2026-08-09\n"
        "A,ICU,2026-08-09,2026-08-10\n",
        "rotations.csv, row 3, column first_day: A is on ICU twice from 2026-08-09; join the two "
        "rows",
    ),
]


@pytest.mark.parametrize(("file", "content", "sentence"), CELLS)
def test_one_fault_one_sentence(told: Tell, file: str, content: str, sentence: str) -> None:
    """Tests that a fault is told with place, what is wrong and what would be right."""
    assert sentence in told({file: content})


def test_the_sound_program_has_no_fault(told: Tell) -> None:
    """Tests that what the other tests change was right before."""
    assert told({}) == []


def test_everything_is_told_at_once(told: Tell) -> None:
    """Tests that faults of rows do not hide those between files, in the order of the files."""
    found = told(
        {
            "people.csv": "person,fte\nA,2.0\nB,1\n",
            "leave.csv": "person,first_day,last_day\nA,2026-08-05,x\nC,2026-08-05,2026-08-05\n",
            "pins.csv": "person,shift,date\nB,Q,2026-08-04\n",
        }
    )
    assert [line.split(":")[0] for line in found] == [
        "people.csv, row 2, column fte",
        "leave.csv, row 2, column last_day",
        "leave.csv, row 3, column person",
        "pins.csv, row 2, column shift",
    ]


def test_a_faulty_person_is_still_somebody(told: Tell) -> None:
    """Tests that leave for a person whose row is at fault is not leave for nobody."""
    found = told({"people.csv": "person,fte\nA,2.0\nB,x\n"})
    assert len(found) == 2


def test_pins_that_collide(told: Tell) -> None:
    """Tests that a night runs into the next day shift only where the two overlap."""
    late = {
        "shifts.csv": "shift,start,length,kind,tags\n"
        "D,07:00,12h,clinical,\nN,19:00,13h,night-float,night\nJ,07:00,24h,standby,\n",
        "pins.csv": "person,shift,date\nB,N,2026-08-04\nB,D,2026-08-05\nB,J,2026-08-08\n"
        "B,D,2026-08-08\n",
    }
    assert told(late) == [
        "pins.csv, row 3, column shift: B is pinned to D on 2026-08-05 while on N of 2026-08-04; "
        "nobody is in two places at once"
    ]
    touching = {"pins.csv": "person,shift,date\nB,N,2026-08-04\nB,D,2026-08-05\n"}
    assert told(touching) == []


def test_history_in_two_places(told: Tell) -> None:
    """Tests that double booking in the history is a fault of the data."""
    text = "person,shift,date\nA,N,2026-08-01\nA,D,2026-08-01\nA,N,2026-08-01\n"
    shifts = "shift,start,length,tags\nD,07:00,13h,\nN,19:00,12h,night\nJ,07:00,24h,\n"
    found = told({"history.csv": text, "shifts.csv": shifts})
    assert found == [
        "history.csv, row 2, column shift: A worked N on 2026-08-01 while on D of 2026-08-01; "
        "nobody "
        "is in two places at once",
        "history.csv, row 4, column date: A on N of 2026-08-01 is already in row 2; keep one of "
        "the "
        "two",
    ]


@pytest.mark.parametrize("name", ["leaves.csv", "People.CSV", "request.csv"])
def test_a_misnamed_table(told: Tell, name: str) -> None:
    """Tests that a table that would be taken for absent is told."""
    assert [line.split(";")[0] for line in told({name: "x\n"})] == [
        f"{name}: no file of this name is read"
    ]


def test_other_files_may_lie_there(told: Tell) -> None:
    """Tests that a schedule or notes beside the tables are nobody's business."""
    assert told({"schedule.csv": "x", "nightfloat.db": "x", "README": "x"}) == []


def test_a_folder_in_place_of_a_file(folder: Callable[[Files], Path]) -> None:
    """Tests that something that is no file is told by name."""
    place = folder({"pins.csv": None})
    (place / "pins.csv").mkdir()
    with pytest.raises(InputError) as caught:
        read(place)
    assert str(caught.value) == "pins.csv: this is not a regular file; put a file in its place"


def test_a_link_to_nowhere(folder: Callable[[Files], Path]) -> None:
    """Tests that a table on a disk that is not there is not taken for an absent one."""
    place = folder({"leave.csv": None})
    (place / "leave.csv").symlink_to(place.parent / "not-mounted" / "leave.csv")
    with pytest.raises(InputError) as caught:
        read(place)
    assert str(caught.value) == (
        "leave.csv: this is a link to a file that is not there; put it there or remove the link"
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("D,07:00,,,", "row 2, column length: give either length or end; this row has neither"),
        ("D,07:00,1h,5761,", "row 2, column credited_minutes: no shift is credited with more than"),
        ("*,07:00,1h,,", "row 2, column shift: '*' means every shift; give the shift another id"),
    ],
)
def test_a_shift_that_is_none(told: Tell, row: str, sentence: str) -> None:
    """Tests what the cells of one shift row may not say together."""
    found = told({"shifts.csv": f"shift,start,length,credited_minutes,tags\n{row}\n"})
    assert any(line.startswith(f"shifts.csv, {sentence}") for line in found)
