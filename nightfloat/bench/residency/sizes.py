"""The sizes of the residency suite, from one that closes in seconds to a service's whole year."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nightfloat.bench.residency.patterns import PATTERNS, Pattern, elective

SEED = 1
INTERNS, SENIORS = "interns", "seniors"
# Where the people of a team rotate, by the name of its pattern.
ROTATION = {
    "wards": "wards",
    "icu-days": "icu",
    "icu-call": "icu",
    "nights": "nights",
    "emergency": "emergency",
    "clinics": "ambulatory",
    "clinics-and-home-call": "ambulatory",
    "elective": "elective",
}


@dataclass(frozen=True, slots=True)
class Team:
    """People of one group who go through a pattern together, each a line further."""

    group: str
    rotation: str
    pattern: Pattern

    @property
    def people(self) -> int:
        """As many as the pattern has lines."""
        return len(self.pattern)


@dataclass(frozen=True, slots=True)
class Size:
    """A service by its teams, for so many weeks."""

    name: str
    weeks: int
    teams: tuple[Team, ...]

    @property
    def people(self) -> int:
        """Everybody is in one team."""
        return sum(team.people for team in self.teams)

    @property
    def days(self) -> int:
        """Length of the horizon."""
        return 7 * self.weeks

    @property
    def blocks(self) -> int:
        """Blocks of four weeks that touch the horizon."""
        return -(-self.weeks // 4)


def _teams(group: str, electives: tuple[int, ...], **counts: int) -> tuple[Team, ...]:
    named = ((name.replace("_", "-"), count) for name, count in counts.items())
    fixed = (
        Team(group, ROTATION[name], PATTERNS[name]) for name, count in named for _ in range(count)
    )
    return (*fixed, *(Team(group, ROTATION["elective"], elective(n)) for n in electives))


SMALL = (
    *_teams(INTERNS, (2,), wards=1),
    *_teams(SENIORS, (), icu_call=1, nights=1),
)
MEDIUM = (
    *_teams(INTERNS, (4,), wards=1, icu_days=1, nights=1, emergency=1),
    *_teams(SENIORS, (4,), wards=1, icu_call=1, nights=1, emergency=1, clinics_and_home_call=1),
)
LARGE = (
    *_teams(INTERNS, (5, 5), wards=3, icu_days=2, nights=2, emergency=2, clinics=1),
    *_teams(
        SENIORS, (5, 5, 4), wards=3, icu_call=2, nights=2, emergency=2, clinics_and_home_call=2
    ),
)
SIZES: Mapping[str, Size] = {
    "S": Size("S", 4, SMALL),
    "M": Size("M", 4, MEDIUM),
    "L": Size("L", 4, LARGE),
    "XL": Size("XL", 26, LARGE),
    "XXL": Size("XXL", 52, LARGE),
}
# a size, and a seed if it is not that of the suite: S, S@2
NAME = re.compile(rf"({'|'.join(SIZES)})(@(0|[1-9][0-9]{{0,8}}))?")
