"""Who may take a shift at all."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.emitter import Emitter, Post
from nightfloat.constraints.patterns import forbid_posts
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person, Rotation
from nightfloat.domain.shifts import Shift, ShiftType
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

TUESDAY = date(2024, 1, 2)
SENIOR = ShiftType("S", 420, 720, grades=frozenset({"PGY-2", "PGY-3"}))
SCOPED = ShiftType("E", 420, 240, skills=frozenset({"endoscopy", "bronchoscopy"}))
WARD = ShiftType("W", 420, 720, rotations=frozenset({"wards"}))


class Eligibility(PersonConstraint, frozen=True):
    """A shift is taken only by an employed person of a grade, skill and rotation it asks for.

    Each of the three is judged on the shift's day; any one of several asked for is enough. The
    amount is the number of shifts a person may not take.
    """

    decides: ClassVar[bool] = True
    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.6: residents act at the level their grade and skills "
        "allow; employment and rotation are the program's own records."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(
            says="a shift that asks for nothing is open to everybody",
            rows={"A": "D N", "B": "DN ."},
            amount=0,
        ),
        Case(
            says="promotion on Tuesday makes the senior shift possible from Tuesday",
            types=(SENIOR,),
            people=(Person("A", grades=((date.min, "PGY-1"), (TUESDAY, "PGY-2"))),),
            rows={"A": "S S"},
            amount=1,
        ),
        Case(
            says="one of the skills is enough, none is not",
            types=(SCOPED,),
            people=(Person("A", skills=frozenset({"endoscopy"})),),
            rows={"A": "E", "B": "E"},
            amount=1,
        ),
        Case(
            says="a rotation ends before its end day",
            types=(WARD,),
            rotations=(Rotation("A", "wards", Days.one(MONDAY)),),
            rows={"A": "W W"},
            amount=1,
        ),
        Case(
            says="employment starts on Tuesday",
            people=(Person("A", employed=Days(TUESDAY, date.max)),),
            rows={"A": "D D"},
            amount=1,
        ),
    )

    kind: Literal["eligibility"] = "eligibility"

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 0, 0

    @override
    def emit(self, m: Emitter) -> None:
        horizon = m.instance.calendar.horizon
        kinds = m.instance.shift_types
        asking = {kind.id for kind in kinds if kind.grades or kind.skills or kind.rotations}
        for person in m.instance.people:
            throughout = horizon.clip(person.employed) == horizon
            if throughout and not asking:
                continue
            barred = (
                post
                for post in m.posts(self.scope, person.id)
                if not (throughout and post.type.id not in asking)
                and not _open_to(m.instance, person, post)
            )
            forbid_posts(m, person.id, barred)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        person = timeline.person
        for shift in self.seen(timeline).scheduled():
            missing = _missing(timeline, shift)
            if missing:
                text = f"{person.id} may not take {shift.id} of {shift.day}: {'; '.join(missing)}"
                yield self.violated(person, shift.days, 1, text)


def _open_to(instance: Instance, person: Person, post: Post) -> bool:
    """Emission: sets of words on a day index."""
    day = instance.calendar.day(post.day)
    asked = (
        (post.type.grades, {person.grade(day)}),
        (post.type.skills, person.skills),
        (post.type.rotations, instance.services(person.id, day)),
    )
    return day in person.employed and all(not wanted or wanted & has for wanted, has in asked)


def _missing(timeline: Timeline, shift: Shift) -> list[str]:
    """Audit: what stands in the way, in words."""
    person, kind, found = timeline.person, shift.type, list[str]()
    if not person.employed.first <= shift.day < person.employed.end:
        found.append("not employed on that day")
    if kind.grades and person.grade(shift.day) not in kind.grades:
        found.append(f"needs grade {' or '.join(sorted(kind.grades))}")
    if kind.skills and not any(skill in kind.skills for skill in person.skills):
        found.append(f"needs skill {' or '.join(sorted(kind.skills))}")
    if kind.rotations and not any(
        r.service in kind.rotations and r.days.first <= shift.day < r.days.end
        for r in timeline.instance.rotations_of.get(person.id, ())
    ):
        found.append(f"needs rotation {' or '.join(sorted(kind.rotations))}")
    return found
