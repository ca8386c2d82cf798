"""A small program that is right in every cell, of which a test changes what it is about."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from nightfloat.errors import InputError
from nightfloat.io.read import read

type Files = Mapping[str, str | bytes | None]

PROGRAM = """\
name = "ward"
zone = "Pacific/Honolulu"
start = 2026-08-03
days = 28
history_from = 2026-07-06
holidays = [2026-08-21]

[[constraints]]
kind = "min_rest"
hours = 10

[[constraints]]
kind = "cover_target"
tier = "coverage"

[[constraints]]
kind = "requests"
tier = "preference"

[[constraints]]
kind = "fair_share"
name = "nights"
load = "nights"
tier = "fairness"
scope = { shifts = ["night"] }
"""
SOUND: Files = {
    "program.toml": PROGRAM,
    "people.csv": "person,name,grade,skills,fte,first_day,last_day,peer_group\n"
    "A,Ann,PGY-1; PGY-2@2026-08-10,line;airway,1.0,,,res\n"
    "B,Bob,PGY-2,,80%,2026-01-01,2026-12-31,res\n",
    "rotations.csv": "person,rotation,first_day,last_day\nA,WARDS,2026-08-03,2026-08-30\n",
    "shifts.csv": "shift,start,length,end,kind,tags,credited_minutes,occupies\n"
    "D,07:00,12h,,clinical,day,,\n"
    "N,19:00,,07:00,night-float,night,660,yes\n"
    "J,07:00,24:00,,standby,,0,\n",
    "cover.csv": "shift,days,minimum,target,maximum\nD,daily,1,2,\nN,Mon-Fri,1,,2\n"
    "J,Sat;Sun,0,1,\n",
    "leave.csv": "person,first_day,last_day,start,end,status,reason\n"
    "A,2026-08-05,2026-08-06,,,,trip\nB,2026-08-07,2026-08-07,08:00,12:00,pending,dentist\n",
    "requests.csv": "person,date,shift,want,weight\nA,2026-08-07,*,off,3\nB,2026-08-10,night,on,\n",
    "pins.csv": "person,shift,date,on\nB,D,2026-08-04,yes\nB,N,2026-08-05,no\n",
    "history.csv": "person,shift,date\nA,N,2026-08-02\n",
    "balances.csv": "person,load,amount,fte_days\nA,nights,12,200\n",
    "waivers.csv": "constraint,person,first_day,last_day,reason,approver\n"
    "min_rest,A,2026-08-03,2026-08-03,flight,Dr Chu\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Files], Path]:
    """Return the maker of the sound program with these files changed; None leaves one out."""

    def make(changes: Files) -> Path:
        place = tmp_path / "ward"
        place.mkdir(exist_ok=True)
        for name, content in (dict(SOUND) | dict(changes)).items():
            if content is None:
                (place / name).unlink(missing_ok=True)
            else:
                data = content.encode() if isinstance(content, str) else content
                (place / name).write_bytes(data)
        return place

    return make


@pytest.fixture
def told(folder: Callable[[Files], Path]) -> Callable[[Files], list[str]]:
    """Return the reader that gives every fault of the sound program so changed."""

    def faults(changes: Files) -> list[str]:
        try:
            read(folder(changes))
        except InputError as error:
            return [str(fault) for fault in error.faults]
        return []

    return faults


@pytest.fixture
def swapped(told: Callable[[Files], list[str]], sound: Files) -> Callable[[str, str], list[str]]:
    """Return the faults told when one text of the sound program file is another."""

    def fill(old: str, new: str) -> list[str]:
        return told({"program.toml": str(sound["program.toml"]).replace(old, new, 1)})

    return fill


@pytest.fixture
def sound() -> Files:
    """Return the files of the sound program."""
    return SOUND
