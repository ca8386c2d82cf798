"""The shift types of the suite: every size uses those that one of its teams works."""

from collections.abc import Mapping
from dataclasses import dataclass

from nightfloat.bench.residency.sizes import INTERNS, SENIORS

GRADES: Mapping[str, tuple[str, ...]] = {INTERNS: ("PGY-1",), SENIORS: ("PGY-2", "PGY-3")}
AIRWAY = "airway"


@dataclass(frozen=True, slots=True)
class Type:
    """A shift type as ``shifts.csv`` has it, and how it is covered.

    Parameters
    ----------
    parted
        Whether each group of grades has a cover of its own.
    room
        How many more than planned may take it.
    wanted
        How many more than planned are wanted from Monday to Friday.
    under
        Price of a person missing from the target.
    """

    id: str
    start: str
    length: str
    kind: str
    tags: str
    rotations: str
    skills: str = ""
    credited: str = ""
    parted: bool = False
    room: int = 0
    wanted: int = 0
    under: int = 3


TYPES: Mapping[str, Type] = {
    kind.id: kind
    for kind in (
        Type("W", "07:00", "12h", "clinical", "ward;day", "wards;elective", parted=True, wanted=1),
        Type("L", "07:00", "13h", "clinical", "ward;day;long-call", "wards", parted=True),
        Type("N", "19:30", "12h", "night-float", "night", "nights", parted=True),
        Type("I", "07:00", "12h", "clinical", "unit;day", "icu", parted=True, room=1),
        Type("C", "07:00", "24h", "inhouse-call", "unit;day", "icu", AIRWAY),
        Type("E", "07:00", "10h", "clinical", "ed;day", "emergency", room=1),
        Type("V", "14:00", "10h", "clinical", "ed;evening", "emergency", room=1),
        Type("AM", "08:00", "4h", "clinic", "", "ambulatory;elective", room=2, under=1),
        Type("PM", "13:00", "4h", "clinic", "", "ambulatory", room=2, under=1),
        Type("EL", "08:00", "9h", "education", "", "elective", room=2, under=1),
        Type("J", "00:00", "24h", "standby", "jeopardy", "elective", parted=True),
        Type("H", "17:00", "14h", "home-call", "", "ambulatory", credited="120"),
    )
}
# In-house duty: what runs of days and free weekends are about.
DUTY = frozenset(t.id for t in TYPES.values() if t.kind not in ("standby", "home-call"))
# Starts at 07:00, seven hours after an evening has ended.
EARLY = frozenset(t.id for t in TYPES.values() if t.start == "07:00")
