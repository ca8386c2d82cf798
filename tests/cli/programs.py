"""Tiny programs, and the files that make each impossible, slow or odd."""

from collections.abc import Mapping
from pathlib import Path

type Files = Mapping[str, str | bytes]

TINY: Files = {
    "program.toml": """\
name = "tiny"
zone = "Pacific/Honolulu"
start = 2026-08-03
days = 4

[contingency]
analyse = "n-1"

[[constraints]]
kind = "min_rest"
hours = 10

[[constraints]]
kind = "cover_target"
tier = "coverage"
""",
    "people.csv": "person,name,grade\nA,Ann,PGY-1\nB,Bob,PGY-2\nC,Cy,PGY-3\n",
    "shifts.csv": "shift,start,length,kind\nday,08:00,8h,clinical\n",
    "cover.csv": "shift,days,minimum,target,maximum\nday,daily,1,1,2\n",
}
# In order of date, as a schedule file is: it holds all that TINY asks for.
BY_HAND = (
    "person,shift,date\nA,day,2026-08-03\nA,day,2026-08-05\nB,day,2026-08-04\nB,day,2026-08-06\n"
)
# Two must work on a day of which one has leave and one is pinned away from it.
COLLIDING: Files = {
    "cover.csv": "shift,days,minimum,target,maximum\nday,daily,2,2,3\n",
    "leave.csv": "person,first_day,last_day,status,reason\nA,2026-08-05,2026-08-05,approved,trip\n",
    "pins.csv": "person,shift,date,on\nB,day,2026-08-05,no\n",
}
# Each of two people may work twice, and eight places have to be filled.
EXHAUSTED: Files = {
    "program.toml": str(TINY["program.toml"])
    + '\n[[constraints]]\nkind = "max_shifts"\nname = "twice"\nmaximum = 1\n',
}


def write(folder: Path, *changes: Files) -> Path:
    """Write TINY, so changed, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for files in (TINY, *changes):
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
    return folder


def _endless() -> Files:
    """Return a program with a schedule at once, and no proof of the best within a minute."""
    people = [f"P{n:02}" for n in range(16)]
    wishes = [
        f"{person},2026-08-{3 + day:02},{('day,on', 'night,on', '*,off')[(n * n + day) % 3]},"
        f"{1 + (n * day) % 7}"
        for n, person in enumerate(people)
        for day in range(28)
        if (n * 7 + day * day) % 3
    ]
    return {
        "program.toml": """\
name = "endless"
zone = "Pacific/Honolulu"
start = 2026-08-03
days = 28

[[constraints]]
kind = "min_rest"
hours = 11

[[constraints]]
kind = "max_stretch"
maximum = 4

[[constraints]]
kind = "min_stretch"
minimum = 2

[[constraints]]
kind = "min_days_off"
minimum = 2

[[constraints]]
kind = "max_weekends"
maximum = 3

[[constraints]]
kind = "requests"
tier = "preference"

[[constraints]]
kind = "fair_share"
name = "shares"
load = "nights"
tier = "preference"
scope = { shifts = ["night"] }
""",
        "people.csv": "person,grade\n" + "".join(f"{p},PGY-1\n" for p in people),
        "shifts.csv": "shift,start,length,kind\nday,07:00,12h,clinical\nnight,19:00,12h,clinical\n",
        "cover.csv": "shift,days,minimum,target,maximum\nday,daily,4,4,5\nnight,daily,3,3,3\n",
        "requests.csv": "person,date,shift,want,weight\n" + "\n".join(wishes) + "\n",
    }


ENDLESS = _endless()
