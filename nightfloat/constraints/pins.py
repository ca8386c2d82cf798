"""Decisions taken by hand are kept."""

from collections.abc import Iterator
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.emitter import About, Emitter
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Pin
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class PinsHold(PersonConstraint, frozen=True):
    """Every pin is kept: a pinned shift is taken by that person, a barred one is not.

    The amount is the number of pins not kept.
    """

    decides: ClassVar[bool] = True
    source: ClassVar[str] = "The program's own decisions (pins.csv)."
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="kept", rows={"A": "D ."}, pins=(Pin("A", "D", MONDAY),), amount=0),
        Case(says="not taken", rows={"A": ". D"}, pins=(Pin("A", "D", MONDAY),), amount=1),
        Case(says="barred", rows={"A": "D"}, pins=(Pin("A", "D", MONDAY, on=False),), amount=1),
        Case(
            says="barred from one shift, not from another",
            rows={"A": "N"},
            pins=(Pin("A", "D", MONDAY, on=False),),
            amount=0,
        ),
    )

    kind: Literal["pins"] = "pins"

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 0, 0

    @override
    def emit(self, m: Emitter) -> None:
        for person, pins in m.instance.pins_of.items():
            lits = {(p.type.id, p.day): p.lit for p in m.posts(self.scope, person)}
            for pin in pins:
                day = m.instance.calendar.index(pin.day)
                lit = lits.get((pin.shift, day))
                if lit is not None:
                    want = int(pin.on)
                    note = f"{person} is {'pinned to' if pin.on else 'barred from'} {pin.shift}"
                    about = About(person, day, day, note)
                    m.limit([(1, lit)], about, at_least=want, at_most=want)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        pins = timeline.instance.pins_of.get(timeline.person.id, ())
        taken = {shift.key for shift in timeline.shifts} if pins else set[object]()
        for pin in pins:
            shift = timeline.instance.shift.get((pin.shift, pin.day))
            if shift is None or pin.day not in timeline.horizon:
                continue
            inside = self.scope.takes(timeline.instance, timeline.person, shift.type, pin.day)
            if inside and (shift.key in taken) != pin.on:
                verb = "does not have" if pin.on else "has"
                text = f"{pin.person} {verb} {pin.shift} of {pin.day} against a pin"
                yield self.violated(timeline.person, Days.one(pin.day), 1, text)
