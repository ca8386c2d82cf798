"""Loads in proportion to availability."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal, Self, override

from pydantic import Field

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import once, whole
from nightfloat.domain.fairness import fair_targets
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Balance, Person
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

FOUR = ("N 0 1 1 -", "N 1 1 1 -", "N 2 1 1 -", "N 3 1 1 -")
NIGHTS = {"load": "nights", "scope": {"shifts": ["N"]}, "tier": "fairness"}


class FairShare(PersonConstraint, frozen=True):
    """Everybody takes a share of the load in proportion to eligible FTE-days in the peer group.

    Targets come from cover targets and balances before anything is solved, rounded once to a
    hundredth of a shift. The amount is the deviation in hundredths beyond ``tolerance`` shifts.
    """

    source: ClassVar[str] = (
        "Proportional shares with carry-over, after Gross et al. 2018 (doi "
        "10.1007/s10729-017-9403-9); loads by points after Berger et al. 2021 (PMC8489289)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        # four nights, two equal people: two each
        Case(says="two and two", rows={"A": "N N . .", "B": ". . N N"}, cover=FOUR, amount=0,
             parameters=NIGHTS),
        Case(says="three and one: each off by one, half is tolerated",
             rows={"A": "N N N .", "B": ". . . N"}, cover=FOUR, amount=100, parameters=NIGHTS),
        # half time weighs 2 of 6 FTE-days: 4 * 1/3 = 1.33 and 2.67; 1 and 3 are off by 0.33
        Case(says="half time, a third of the load", people=(Person("B", fte=50),), amount=66,
             rows={"A": "N N N .", "B": ". . . N"}, cover=FOUR,
             parameters=NIGHTS | {"tolerance": 0}),
        # A brings 2 in: (4 + 2) / 2 - 2 = 1, B 3
        Case(says="who did more before does less now", rows={"A": "N . . .", "B": ". N N N"},
             cover=FOUR, balances=(Balance("A", "nights", 2),), amount=0, parameters=NIGHTS),
        # a day of leave: 3 and 4 FTE-days; nights 1-3 shared 3:4, night 0 all B's
        Case(says="leave lowers the claim", rows={"A": ". N . .", "B": "N . N N"}, cover=FOUR,
             leave=("A 0 0",), amount=142, parameters=NIGHTS | {"tolerance": 0}),
    )  # fmt: skip

    kind: Literal["fair_share"] = "fair_share"
    load: str
    tolerance: float = Field(default=0.5, ge=0, le=1_000_000, allow_inf_nan=False)

    @property
    def _slack(self) -> int:
        return round(100 * self.tolerance)

    def targets(self, instance: Instance) -> Mapping[str, int]:
        """Return each person's target in hundredths of a shift."""

        def takes(person: Person, shift: Shift) -> bool:
            return self.scope.takes(instance, person, shift.type, shift.day)

        def make() -> Mapping[str, int]:
            inside = self.scope.takes_shift
            shifts = (s for s in instance.shifts if inside(instance, s.type, s.day))
            return fair_targets(instance, shifts, takes, self.load)

        return instance.once(self, make)

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        loads = {balance.load for balance in instance.balances} | {"other"}
        for load in sorted(loads):
            yield from (cls(load=load, tolerance=n) for n in (0, 0.33, 0.5, 1))

    @override
    def emit(self, m: Emitter) -> None:
        for person, target in self.targets(m.instance).items():
            terms = list(once(m.posts(self.scope, person), 100))
            low, high = target - self._slack, target + self._slack
            m.limit(terms, whole(m, person), at_least=low, at_most=high)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        target = self.targets(timeline.instance).get(timeline.person.id)
        if target is None:
            return
        taken = len(self.seen(timeline).scheduled())
        off = abs(100 * taken - target) - round(100 * self.tolerance)
        if off > 0:
            text = (
                f"{timeline.person.id} has {taken} shifts of {self.load} where {target / 100:.2f} "
                "would be fair"
            )
            yield self.violated(timeline.person, timeline.calendar.horizon, off, text)
