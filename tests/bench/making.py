"""Tiny Curtois & Qu instances whose optimum is counted by hand, and rows made up."""

from pathlib import Path

from nightfloat.bench.row import Key, Row

# One of two works the day or 100 is paid; both wish it off, for 2 and 3: the optimum is 2, A works.
ONE_DAY = """\
SECTION_HORIZON
7
SECTION_SHIFTS
D,480,
SECTION_STAFF
A,D=7,10080,0,7,1,1,1
B,D=7,10080,0,7,1,1,1
SECTION_DAYS_OFF
SECTION_SHIFT_ON_REQUESTS
SECTION_SHIFT_OFF_REQUESTS
A,0,D,2
B,0,D,3
SECTION_COVER
0,D,1,100,1
""" + "".join(f"{day},D,0,100,1\n" for day in range(1, 7))
BEST_KNOWN = (
    "instance,best_known,lower_bound,notes\nInstance1,2,2,proved\nInstance10,1,,by nobody\n"
)
KEY = Key("curtois", "Instance1", 1, 2, 5.0, 800, "exact", "0.1.0", "ortools 9.15", "ab12")


def write_suite(folder: Path, **texts: str) -> Path:
    """Write instances 1, 2 and 10, or the texts given by name, and what is published."""
    folder.mkdir(parents=True, exist_ok=True)
    files = texts or dict.fromkeys(("Instance1", "Instance2", "Instance10"), ONE_DAY)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    (folder / "best_known.csv").write_text(BEST_KNOWN)
    return folder


def row(**changes: object) -> Row:
    """Return a row of a proved optimum of 2, so changed."""
    values: dict[str, object] = {
        "suite": "curtois",
        "instance": "Instance1",
        "status": "optimal",
        "tier": "cost",
        "cost": 2,
        "bound": 2,
        "gap": 0.0,
        "best_known": 2,
        "published_bound": None,
        "gap_to_best": 0.0,
        "seconds": 1.5,
        "peak_mb": 100,
        "audit": "passed",
        "strategy": "exact",
        "tiers": "cost 2/2",
        "seed": 1,
        "workers": 2,
        "time_limit": 5.0,
        "memory_limit_mb": 800,
        "nightfloat": "0.1.0",
        "solver": "ortools 9.15",
        "input_sha256": "ab12",
        "schedule_sha256": "cd34",
        "ended": "complete",
        "note": "",
    }
    return Row(**(values | changes))  # pyright: ignore[reportArgumentType]
