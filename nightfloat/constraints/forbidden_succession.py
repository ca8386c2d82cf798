"""Shift types that may not follow each other on consecutive days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, override

from pydantic import BeforeValidator

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import words
from nightfloat.constraints.emitter import About, Emitter, Lit, Post, Term
from nightfloat.constraints.patterns import by_day, everybody
from nightfloat.constraints.scope import Scope, Words
from nightfloat.domain.calendar import ONE_DAY, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

if TYPE_CHECKING:
    from datetime import date

DNE = "D=07:00+8h N=22:00+8h E=14:00+8h"


def _listed(given: object) -> object:
    """Return a word by itself as a list of one."""
    return (given,) if isinstance(given, str) else given


Listed = Annotated[Words, BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]


class ForbiddenSuccession(PersonConstraint, frozen=True):
    """After one of ``earlier`` on one day, none of ``later`` is on the next day.

    Shift types are named by id, tag or kind, an ``earlier`` one also without a list. The amount is
    the number of days on which some ``later`` shift follows some ``earlier`` one.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "Curtois and Qu 2014, shifts which cannot follow (schedulingbenchmarks.org); INRC-II, "
        "forbidden shift type successions."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="a day after a night", shifts=DNE, rows={"A": "N D ."}, amount=1,
             parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="a free day between", shifts=DNE, rows={"A": "N . D"}, amount=0,
             parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="the other way round", shifts=DNE, rows={"A": "D N"}, amount=0,
             parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="after any of several, a day each", shifts=DNE, rows={"A": "N D E D"}, amount=2,
             parameters={"earlier": ["N", "E"], "later": ["D"]}),
        Case(says="two of them on one day count once", shifts="D=07:00+8h F=16:00+2h N=22:00+8h",
             rows={"A": "FN D"}, amount=1, parameters={"earlier": ["F", "N"], "later": ["D"]}),
        Case(says="across the edge of the history", shifts=DNE, past={"A": "N"}, rows={"A": "E"},
             amount=1, parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="inside the history it is inherited", shifts=DNE, past={"A": "N D"},
             rows={"A": "."}, amount=0, parameters={"earlier": "N", "later": ["D"]}),
    )  # fmt: skip

    kind: Literal["forbidden_succession"] = "forbidden_succession"
    earlier: Listed
    later: Words

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 1, 1

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        named = [*words(instance), "*"]
        for earlier in named:
            yield cls(earlier=(earlier,), later=tuple(named[:2]))
            yield from (cls(earlier=(earlier,), later=(later,)) for later in named)
        yield from (cls(earlier=tuple(named[:2]), later=(later,)) for later in named)

    @override
    def emit(self, m: Emitter) -> None:
        after, then = self._narrowed(self.earlier), self._narrowed(self.later)
        for person in everybody(m):
            past, posts = m.past(after, person), m.open_posts(after, person)
            first = by_day(self._inside([*past, *posts]))
            for day, later in by_day(self._inside(m.open_posts(then, person))).items():
                if day - 1 in first:
                    _forbid(m, first[day - 1], later, About(person, day - 1, day))

    def _narrowed(self, words: Iterable[str]) -> Scope:
        """Emission: the scope with these words for the shifts."""
        return self.scope.model_copy(update={"shifts": frozenset(words)})

    def _inside(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Emission: those of a type that the scope itself takes."""
        words = self.scope.shifts
        return [p for p in posts if any(map(p.type.named, words))] if words else posts

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        on: defaultdict[date, list[str]] = defaultdict(list)
        for shift in self.seen(timeline).shifts:
            if any(map(shift.type.named, self.earlier)):
                on[shift.day].append(shift.id)
        reported = set[object]()
        for shift in self.seen(timeline).shifts:
            yesterday = on.get(shift.day - ONE_DAY)
            follows = any(shift.type.named(word) for word in self.later)
            if yesterday and follows and shift.day not in reported:
                reported.add(shift.day)
                text = (
                    f"{timeline.person.id} has {shift.id} of {shift.day}, "
                    f"the day after {yesterday[0]}"
                )
                days = Days.through(shift.day - ONE_DAY, shift.day)
                past = timeline.is_past(shift.day)
                yield self.violated(timeline.person, days, 1, text, inherited=past)


def _forbid(m: Emitter, first: Sequence[Lit], then: Sequence[Lit], about: About) -> None:
    """Emission: not some of both; the past is a fact."""
    follows: Term = 1, m.any_of(then)
    if min(first) < 0:
        m.limit([follows], about, at_most=0)
    else:
        m.limit([(1, m.any_of(first)), follows], about, at_most=1)
