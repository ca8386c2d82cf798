"""The seven kinds of fault (style notes, section 2), each planted in two constraints."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, override

from nightfloat.constraints.emitter import About, Border, Emitter, Lit, Post, Row, Term
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.constraints.min_rest import MinRest
from nightfloat.constraints.post_call_rest import PostCallRest
from nightfloat.constraints.requests import Requests
from nightfloat.constraints.scope import Scope
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation
from nightfloat.solver.emitter import ConstraintEmitter


@dataclass(frozen=True)
class Faulty:
    """An emitter that hands on to ``true`` what a careless author would have written."""

    true: Emitter

    def __getattr__(self, name: str) -> object:
        return getattr(self.true, name)

    def posts(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the posts, which a fault may change."""
        return self.true.posts(scope, person)

    def open_posts(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the same, whether or not they are forbidden."""
        return self.posts(scope, person)


def through(faulty: Faulty) -> Emitter:
    """Return the emitter as its own protocol: what it lacks, ``true`` has."""
    return cast("Emitter", faulty)


class LastDayLost(Faulty):
    """Loops one day short, as OR-Tools' shift_scheduling_sat.py did in 2018."""

    def run_limit(
        self,
        works: Mapping[int, Sequence[Lit]],
        about: About,
        *,
        run: Literal["on", "off"],
        border: Border,
        at_least: int = 1,
        at_most: int | None = None,
    ) -> None:
        kept = {day: lits for day, lits in works.items() if day < self.true.length - 1}
        self.true.run_limit(kept, about, run=run, border=border, at_least=at_least, at_most=at_most)


class LastPostsLost(Faulty):
    """Never looks at the last day's posts."""

    def posts(self, scope: Scope, person: str) -> Sequence[Post]:
        return [p for p in self.true.posts(scope, person) if p.day < self.true.length - 1]


class LengthForgotten(Faulty):
    """Takes every shift to end as it starts."""

    def posts(self, scope: Scope, person: str) -> Sequence[Post]:
        return [replace(p, end=p.start + 1) for p in self.true.posts(scope, person)]

    def past(self, scope: Scope, person: str) -> Sequence[Post]:
        return [replace(p, end=p.start + 1) for p in self.true.past(scope, person)]


class WeightsDropped(Faulty):
    """Prices every unit at one, whatever the program says."""

    def limit(
        self,
        terms: Iterable[Term],
        about: About,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
        under: int = 1,
        over: int = 1,
    ) -> None:
        del under, over
        cheap(self.true).limit(terms, about, at_least=at_least, at_most=at_most)

    def worst_of(self, rows: Sequence[Row], about: About) -> None:
        cheap(self.true).worst_of(rows, about)


def twin(m: Emitter, changes: Mapping[str, object]) -> Emitter:
    """Return the emitter as if the program's constraint were another."""
    assert isinstance(m, ConstraintEmitter)
    constraints = list(m.program.constraints)
    constraints[m.index] = constraints[m.index].model_copy(update=dict(changes))
    return replace(m, program=replace(m.program, constraints=tuple(constraints)))


def cheap(m: Emitter) -> Emitter:
    """Return an emitter that has lost the weight."""
    return twin(m, {"weight": 1})


class StretchLastWindow(MaxStretch, frozen=True):
    """Skips the last window."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(through(LastDayLost(m)))


class RestLastWindow(MinRest, frozen=True):
    """Skips the last day."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(through(LastPostsLost(m)))


class StretchTooTight(MaxStretch, frozen=True):
    """Allows one day less."""

    @override
    def emit(self, m: Emitter) -> None:
        MaxStretch.emit(self.model_copy(update={"maximum": max(1, self.maximum - 1)}), m)


class RestTooTight(MinRest, frozen=True):
    """Asks for one hour more."""

    @override
    def emit(self, m: Emitter) -> None:
        MinRest.emit(self.model_copy(update={"hours": self.hours + 1}), m)


class StretchCapped(MaxStretch, frozen=True):
    """Gives the excess a domain of 0..1, so a second day over is impossible at any price."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(m)
        if not self.hard:
            longer = self.model_copy(update={"maximum": self.maximum + 1})
            MaxStretch.emit(longer, twin(m, {"tier": None}))


class RestCapped(MinRest, frozen=True):
    """Makes rest of less than half the hours impossible at any price."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(m)
        if not self.hard:
            shorter = self.model_copy(update={"hours": max(1, self.hours // 2)})
            MinRest.emit(shorter, twin(m, {"tier": None}))


class StretchMisread(MaxStretch, frozen=True):
    """Reads "more than n days" as "n days or more", on both sides."""

    @override
    def emit(self, m: Emitter) -> None:
        MaxStretch.emit(self.model_copy(update={"maximum": max(1, self.maximum - 1)}), m)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        stricter = self.model_copy(update={"maximum": max(1, self.maximum - 1)})
        yield from MaxStretch.audit(stricter, timeline)


class RestMisread(MinRest, frozen=True):
    """Asks for rest on top of a break of any length below it, on both sides."""

    @override
    def emit(self, m: Emitter) -> None:
        MinRest.emit(self.model_copy(update={"merge_minutes": 0}), m)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        yield from MinRest.audit(self.model_copy(update={"merge_minutes": 0}), timeline)


class StretchTooLoose(MaxStretch, frozen=True):
    """Compares with the wrong sign: forbids only what is longer than one day more."""

    @override
    def emit(self, m: Emitter) -> None:
        MaxStretch.emit(self.model_copy(update={"maximum": self.maximum + 1}), m)


class RestStrict(MinRest, frozen=True):
    """Lets a break of exactly ``merge_minutes`` need rest: ``>=`` for ``>`` by one minute."""

    @override
    def emit(self, m: Emitter) -> None:
        MinRest.emit(self.model_copy(update={"merge_minutes": self.merge_minutes - 1}), m)


class RestLengthForgotten(MinRest, frozen=True):
    """Measures rest from start to start."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(through(LengthForgotten(m)))


class CallLengthForgotten(PostCallRest, frozen=True):
    """Takes a call to be over as it starts."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(through(LengthForgotten(m)))


class RestWeightless(MinRest, frozen=True):
    """Drops the constraint's weight."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(through(WeightsDropped(m)))


class RequestsWeightless(Requests, frozen=True):
    """Drops the weight of each wish."""

    @override
    def emit(self, m: Emitter) -> None:
        super().emit(through(WeightsDropped(m)))


class RestShortSighted(MinRest, frozen=True):
    """Declares that only the changed day itself matters."""

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 0, 0


class StretchShortSighted(MaxStretch, frozen=True):
    """Declares a window too short for a whole stretch."""

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 0, self.maximum - 1
