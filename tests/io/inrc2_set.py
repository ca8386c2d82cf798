"""A data set of the competition with three people and two weeks, and the judge where it is."""

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

SHARED = Path(__file__).parents[3] / "shared"
BENCH = SHARED / "bench" / "inrc2"
JUDGE = SHARED / "tools" / "score_inrc2.py"
NAME = "n003w2_0_0-1"

type Score = Callable[[str, str, list[str]], tuple[dict[str, int], dict[str, int], int]]

SCENARIO = """\
SCENARIO = n003w2

WEEKS = 2

SKILLS = 2
Head
Nurse

SHIFT_TYPES = 2
Early (2,3)
Night (2,2)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early

CONTRACTS = 2
Full (4,6) (2,3) (2,3) 1 1
Part (2,4) (1,3) (1,4) 2 0

NURSES = 3
A Full 2 Head Nurse
B Full 1 Nurse
C Part 1 Nurse
"""
HISTORY = """\
HISTORY
0 n003w2

NURSE_HISTORY
A 0 0 Night 1 2 0
B 1 1 None 0 0 3
C 0 0 Early 2 2 0
"""
WEEK0 = """\
WEEK_DATA
n003w2

REQUIREMENTS
Early Head (0,0) (0,0) (1,1) (0,0) (0,0) (0,0) (0,0)
Early Nurse (1,2) (1,1) (0,1) (1,1) (0,0) (0,0) (1,1)
Night Nurse (0,0) (0,1) (0,1) (0,0) (0,0) (1,1) (1,1)

SHIFT_OFF_REQUESTS = 2
A Any Tue
C Early Sat
"""
WEEK1 = """\
WEEK_DATA
n003w2

REQUIREMENTS
Early Nurse (0,0) (1,1) (1,1) (1,1) (0,0) (0,0) (0,0)
Night Head (0,0) (0,0) (0,0) (0,0) (0,1) (0,0) (0,0)

SHIFT_OFF_REQUESTS = 0
"""
FILES: Mapping[str, str] = {
    "Sc-n003w2.txt": SCENARIO,
    "H0-n003w2-0.txt": HISTORY,
    "WD-n003w2-0.txt": WEEK0,
    "WD-n003w2-1.txt": WEEK1,
}


def write_set(folder: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """Write the files, changed so, into ``folder/n003w2`` and return the source."""
    place = folder / "n003w2"
    place.mkdir(exist_ok=True)
    for name, text in (dict(FILES) | dict(changes or {})).items():
        if text is None:
            (place / name).unlink(missing_ok=True)
        else:
            _ = (place / name).write_text(text)
    return folder / NAME


def judge() -> Score:
    """Return the function of the judge that scores files."""
    spec = importlib.util.spec_from_file_location("score_inrc2", JUDGE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Score", module.score)
