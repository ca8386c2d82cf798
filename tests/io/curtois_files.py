"""A small sound Curtois & Qu file, and what the reader finds wrong with others."""

from pathlib import Path

from nightfloat.errors import InputError
from nightfloat.io.read import read

COVER = "".join(f"{day},{shift},1,100,1\n" for day in range(7) for shift in "EN")
TINY = f"""\
# two people, one week
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
N,600,E|N

SECTION_STAFF
A,E=7|N=2,3360,960,5,2,2,1
B,E=7|N=0,3360,960,5,2,2,1

SECTION_DAYS_OFF
A,0,6
B,

SECTION_SHIFT_ON_REQUESTS
A,2,E,3

SECTION_SHIFT_OFF_REQUESTS
B,5,N,1

SECTION_COVER
{COVER}"""


def faults_of(folder: Path, text: str) -> list[str]:
    """Return every fault of a text."""
    file = folder / "tiny.txt"
    file.write_text(text)
    try:
        read(file)
    except InputError as error:
        return [str(fault) for fault in error.faults]
    return []
