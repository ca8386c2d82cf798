"""Every line of the competition's files that is wrong is told by its file and number."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightfloat.errors import InputError
from nightfloat.io.faults import Faults
from nightfloat.io.inrc2_text import parse_scenario
from nightfloat.io.inrc2_weeks import Names, parse_history, parse_week
from nightfloat.io.read import read
from tests.io.inrc2_set import FILES, NAME, write_set

SC, H0, WD0, WD1 = FILES

type Told = Callable[..., list[str]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Return the reader that gives every fault of the data set with files changed."""

    def faults(changes: dict[str, str | None] | None = None, name: str = NAME) -> list[str]:
        source = write_set(tmp_path, changes).with_name(name)
        try:
            _ = read(source)
        except InputError as error:
            return [str(fault).replace(str(tmp_path), "DIR") for fault in error.faults]
        return []

    return faults


NURSES = FILES[SC][FILES[SC].index("NURSES") :]
SWAPS = [
    (SC, "WEEKS = 2", "WEEKS = two", "row 3: the number of weeks 'two' is not a whole number"),
    (SC, "WEEKS = 2", "WEEKS = 0", "row 3: a horizon of 0 weeks is not between 1 and 52"),
    (SC, "WEEKS = 2", "WEEKS = 3", ": the scenario has 3 weeks and the instance names 2; name"),
    (SC, "WEEKS = 2\n", "", ": WEEKS is missing; is the file cut off?"),
    (SC, "= n003w2", "= n004w2", "row 1: the file says it belongs to 'n004w2', not 'n003w2'"),
    (SC, "SCENARIO =", "x\nSCENARIO =", "row 1: 'x' stands before SCENARIO"),
    (SC, "SKILLS = 2", "SKILLS = 3", "row 5: SKILLS says 3 lines and has 2; is the file cut off?"),
    (SC, "SKILLS = 2", "SKILLS", "row 5: SKILLS needs its number of lines; write SKILLS = 2"),
    (SC, "SKILLS = 2\nHead\nNurse\n", "SKILLS = 0\n", ": SKILLS has no sound line; give it one"),
    (SC, NURSES, "NURSES = 0\n", ": NURSES has no sound line; give it one"),
    (SC, "Head\nNurse\n", "Head\nHead\n", "row 7: skill 'Head' is there already; keep one of"),
    (SC, "Head\nNurse\n", "Head\nA/B\n", "row 7: 'A/B' cannot name a shift type or skill here"),
    (SC, "Early (2,3)\n", "Any (2,3)\n", "row 10: 'Any' cannot name a shift type or skill here"),
    (SC, "Early (2,3)\n", "=E (2,3)\n", "row 10: '=E' starts with '=', which spreadsheets take"),
    (SC, "Early (2,3)\n", "E\u0301 (2,3)\n", "row 10: 'E\u0301' is not in Unicode's composed form"),
    (SC, "Nurse\n", "Nu\u0308\n", "row 7: 'Nu\u0308' is not in Unicode's composed form (NFC)"),
    (SC, "B Full 1 Nurse", "e\u0301 Full 1 Nurse", "row 23: 'e\u0301' is not in Unicode's"),
    (SC, "Early (2,3)\n", "Early (2;3)\n", "row 10: the run '(2;3)' is no range; write it"),
    (SC, "Early (2,3)\n", "Early (3,2)\n", "row 10: the run (3,2) has its least above its most"),
    (SC, "Early (2,3)\n", "Early (0,0)\n", "row 10: the run (0,0) has a length of 0 days at most"),
    (SC, "Early (2,3)\n", "Early\n", "row 10: a line of SHIFT_TYPES looks like 'Early (2,5)', not"),
    (SC, "Night 1 Early", "Night 2 Early", "row 15: the line says 2 shift types and names 1"),
    (SC, "Night 1 Early", "Night 1 Late", "row 15: no shift type is called 'Late'; known: Early"),
    (SC, "Early 0\n", "", ": FORBIDDEN_SHIFT_TYPES_SUCCESSIONS has no line for Early; is the file"),
    (SC, "(2,3) 1 1", "(2,3) 1 2", "row 18: complete weekends '2' is neither 0 nor 1"),
    (SC, "(2,3) 1 1", "(2,3) x 1", "row 18: the number of weekends 'x' is not a whole number"),
    (SC, "Part (2", "Full (2", "row 19: contract 'Full' is there already; keep one of the two"),
    (SC, "B Full", "B Half", "row 23: no contract is called 'Half'; known: Full, Part"),
    (SC, "B Full 1 Nurse", "B Full 2 Nurse", "row 23: the line says 2 skills and names 1; is the"),
    (SC, "B Full 1 Nurse", "B Full 0", "row 23: B has no skill; give at least one"),
    (SC, "B Full 1 Nurse", "A Full 1 Nurse", "row 23: nurse 'A' is there already; keep one of"),
    (SC, "C Part 1 Nurse", "C Part 1 Nur", "row 24: no skill is called 'Nur'; did you mean"),
    (H0, "0 n003w2", "0 n004w2", "row 2: the file says it belongs to 'n004w2', not 'n003w2'"),
    (H0, "C 0 0 Early 2 2 0\n", "", ": NURSE_HISTORY has no sound line for C; is the file"),
    (H0, "C 0 0", "D 0 0", "row 7: no nurse is called 'D'; known: A, B, C"),
    (H0, "C 0 0", "A 0 0", "row 7: nurse 'A' is there already; keep one of the two"),
    (H0, "Early 2 2 0", "Late 2 2 0", "row 7: no shift type is called 'Late'; known: Early, Night"),
    (H0, "Early 2 2 0", "Early 3 2 0", "row 7: C has neither a last shift with its runs of work"),
    (H0, "Early 2 2 0", "Early 0 0 0", "row 7: C has neither a last shift with its runs of work"),
    (H0, "Early 2 2 0", "Early 2 2 1", "row 7: C has neither a last shift with its runs of work"),
    (H0, "None 0 0 3", "None 0 0 0", "row 6: B has neither a last shift with its runs of work"),
    (H0, "None 0 0 3", "None 1 1 0", "row 6: B has neither a last shift with its runs of work"),
    (H0, "None 0 0 3", "None 0 0", "row 6: a line of NURSE_HISTORY looks like 'Sara 0 0 Late 1"),
    (H0, "B 1 1", "B 7 1", ": B comes with more assignments or weekends than Full allows in all"),
    (H0, "B 1 1", "B 1 2", ": B comes with more assignments or weekends than Full allows in all"),
    (WD0, "n003w2\n", "n004w2\n", "row 2: the file says it belongs to 'n004w2', not 'n003w2'"),
    (WD0, "Early Head", "Late Head", "row 5: no shift type is called 'Late'; known: Early, Night"),
    (WD0, "Early Head", "Early Hed", "row 5: no skill is called 'Hed'; did you mean 'Head'?"),
    (WD0, "Early Head", "Early Nurse", "row 6: Early Nurse is there already; keep one of the two"),
    (WD0, "(1,2) (1,1)", "(2,1) (1,1)", "row 6: the requirement (2,1) has its least above its"),
    (WD0, "(1,2) (1,1)", "(1,1)", "row 6: a line of REQUIREMENTS looks like 'Early Nurse (1,2)"),
    (WD0, "C Early Sat", "C Early Sa", "row 11: no day is called 'Sa'; did you mean 'Sat'?"),
    (WD0, "C Early Sat", "D Early Sat", "row 11: no nurse is called 'D'; known: A, B, C"),
    (WD0, "C Early Sat", "C Day Sat", "row 11: no shift type is called 'Day'; known: Early, Night"),
    (WD0, "C Early Sat\n", "", "row 9: SHIFT_OFF_REQUESTS says 2 lines and has 1; is the file cut"),
    (WD0, "SHIFT_OFF_REQUESTS = 2", "", ": SHIFT_OFF_REQUESTS is missing; is the file cut off?"),
    (WD0, "SHIFT_OFF_REQUESTS = 2", "REQUIREMENTS", "row 9: REQUIREMENTS is there twice; keep one"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "sentence"), SWAPS)
def test_one_fault_one_sentence(told: Told, file: str, old: str, new: str, sentence: str) -> None:
    """Tests that a bad line is told by file and number, and the sound data set is not."""
    assert told() == []
    assert old in FILES[file]
    found = told({file: FILES[file].replace(old, new, 1)})
    start = f"{file}{sentence if sentence.startswith(':') else ', ' + sentence}"
    assert [line for line in found if line.startswith(start)] != [], found


def test_a_work_run_of_one_shift_type_in_a_scenario_of_one(told: Told) -> None:
    """Tests that a history that no days can have is told."""
    one = FILES[SC].replace("SHIFT_TYPES = 2\nEarly (2,3)\n", "SHIFT_TYPES = 1\n")
    one = one.replace("Early 0\nNight 1 Early\n", "Night 0\n")
    past = FILES[H0].replace("Early 2 2", "Night 2 2")
    quiet = "WEEK_DATA\nn003w2\nREQUIREMENTS\nSHIFT_OFF_REQUESTS = 0\n"
    assert told({SC: one, H0: past, WD0: quiet, WD1: quiet}) == [
        f"{H0}: A worked 2 days, all of the one shift type, not 1 of them"
    ]


def test_all_files_are_told_at_once(told: Told) -> None:
    """Tests that faults come in the order of the files; missing ones are named with their place."""
    changes: dict[str, str | None] = {WD1: None, H0: None}
    changes[SC] = FILES[SC].replace("WEEKS = 2", "WEEKS = -")
    changes[WD0] = FILES[WD0].replace("(1,2) (1,1)", "(1,2) 1")
    assert told(changes) == [
        f"{SC}, row 3: the number of weeks '-' is not a whole number from 0 to 9999",
        f"{H0}: there is no such file in DIR/n003w2; put it there",
        f"{WD0}, row 6: the requirement '1' is no range; write it as (2,5)",
        f"{WD1}: there is no such file in DIR/n003w2; put it there",
    ]


def test_a_scenario_with_faults_is_no_measure_for_the_others(told: Told) -> None:
    """Tests that a nurse who is lost with a bad line is not told of again in every file."""
    text = FILES[SC].replace("C Part 1 Nurse", "C Part x Nurse")
    assert told({SC: text}) == [
        f"{SC}, row 24: the number of skills 'x' is not a whole number from 0 to 9999"
    ]


@pytest.mark.parametrize("file", FILES)
def test_a_file_cut_anywhere(told: Told, file: str) -> None:
    """Tests that a file cut at the end of any line but the last, or inside of one, is noticed."""
    text = FILES[file].rstrip()
    lines = text.splitlines(keepends=True)
    for count in range(len(lines)):
        found = told({file: "".join(lines[:count])})
        assert found != []
        assert all(line.startswith(file) for line in found)
    assert all(told({file: text[:count]}) for count in range(1, len(text), 3))


def test_accents_of_a_name_that_is_known_may_be_apart(tmp_path: Path) -> None:
    """Tests history and weeks that were written on another system than the scenario."""
    texts = {file: text.replace("Early", "\u00c9arly") for file, text in FILES.items()}
    whole = read(write_set(tmp_path, texts)).instance
    apart = {file: text.replace("\u00c9", "E\u0301") for file, text in texts.items()}
    mixed = read(write_set(tmp_path, {**apart, SC: texts[SC]})).instance
    assert (mixed.requests, mixed.history) == (whole.requests, whole.history)
    assert mixed.covers == whole.covers


def test_windows_line_ends(told: Told) -> None:
    """Tests that published files with CRLF are read."""
    assert told({SC: FILES[SC].replace("\n", "\r\n")}) == []


def test_a_name_of_other_weeks(told: Told) -> None:
    """Tests that a name has as many weeks as the scenario."""
    assert told(name="n003w2_0_0") == [
        f"{SC}: the scenario has 2 weeks and the instance names 1; name one week file for each"
    ]


def test_what_is_no_name_is_no_instance(tmp_path: Path) -> None:
    """Tests that anything else is the folder or file it was before."""
    for name in ("n003w2", "n003w2_0", "n003w2_0_", "n003w2_0_0-", "x_0_0-1"):
        with pytest.raises(InputError, match="does not exist; name a program folder or a bench"):
            _ = read(tmp_path / name)


@pytest.mark.property
@given(
    text=st.text()
    | st.lists(
        st.sampled_from([line for text in FILES.values() for line in text.splitlines()]),
        max_size=40,
    ).map("\n".join)
    | st.lists(st.sampled_from([*"".join(FILES.values()), "\n", "="])).map("".join)
)
def test_junk_is_at_most_a_fault(text: str) -> None:
    """Tests that no text raises anything."""
    faults = Faults()
    _ = parse_scenario(text, "Sc.txt", "n003w2", faults)
    names = Names("n003w2", ["Early"], ["Nurse"], ["A"])
    _ = parse_history(text, "H0.txt", names, faults)
    _ = parse_week(text, "WD.txt", names, faults)
