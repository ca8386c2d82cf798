"""Each rotation's weeks, worked in turn: whoever goes through them once has four lawful weeks.

A line is one person's week from Monday to Sunday; a team has as many people as lines, each one line
further than the one before, so every weekday is staffed alike every week. A cell names the shifts
of a day, joined by ``+``; a dot is a day off. Day 1 of the first line follows the last line's
Sunday, so a team that stays what it is stays lawful.

Every line but a week of jeopardy has a free calendar day, no run of duty is longer than six days,
and each cycle of the wards, the unit, the nights and emergency has a free weekend. The weeks of
intensive care are full: a call every fourth night, the day after it free, and everybody else at
work from Monday to Thursday. Nobody is left over.
"""

from collections.abc import Mapping

type Week = tuple[str, ...]
type Pattern = tuple[Week, ...]


def _pattern(*lines: str) -> Pattern:
    return tuple(tuple(line.split()) for line in lines)


WARDS = _pattern(
    "W L W W W . .",
    "W W W L W L .",
    "L W W W W W .",
    "W W L W L . L",
)
UNIT_DAYS = _pattern(
    "I I I I I . .",
    "I I I I I I .",
    "I I I I I I .",
    "I I I I I . I",
)
UNIT_CALL = _pattern(
    "C . I I C . .",
    "I C . I . C .",
    "I I C . I . C",
    ". I I C . . .",
)
NIGHTS = _pattern(
    "N N . . N N N",
    ". . N N . . .",
)
EMERGENCY = _pattern(
    "E V V V V . .",
    "E E E . E V V",
    "V . . E E E .",
    ". E E E . . E",
)
CLINICS = _pattern(
    "AM+PM AM+PM AM+PM AM+PM AM+PM . .",
    "AM+PM AM+PM AM+PM AM+PM . . .",
    "AM+PM AM+PM AM+PM AM+PM AM+PM . .",
    "AM+PM AM+PM AM+PM AM+PM AM+PM . .",
)
CLINICS_AND_HOME_CALL = _pattern(
    "AM+PM+H AM+PM AM+PM AM+PM AM+PM+H . .",
    "AM+PM AM+PM+H AM+PM AM+PM . H .",
    "AM+PM AM+PM AM+PM+H AM+PM AM+PM . H",
    "AM+PM AM+PM AM+PM AM+PM+H AM+PM . .",
)
JEOPARDY: Week = ("EL+J",) * 5 + ("J", "J")


def elective(people: int) -> Pattern:
    """Return the weeks of an elective team: one of jeopardy, in the others a clinic each."""
    return (JEOPARDY, *(_with_clinic(line % 5) for line in range(people - 1)))


def _with_clinic(weekday: int) -> Week:
    return (*("AM" if day == weekday else "EL" for day in range(5)), ".", ".")


PATTERNS: Mapping[str, Pattern] = {
    "wards": WARDS,
    "icu-days": UNIT_DAYS,
    "icu-call": UNIT_CALL,
    "nights": NIGHTS,
    "emergency": EMERGENCY,
    "clinics": CLINICS,
    "clinics-and-home-call": CLINICS_AND_HOME_CALL,
}
