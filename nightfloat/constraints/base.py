"""A constraint is one rule: parameters, source, cases, a model and an audit that share no code.

A ``PersonConstraint`` judges one person's row and nothing else; a ``TeamConstraint`` links people
through linear terms. Nothing is treated as the other.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar, Self

from pydantic import BaseModel, PositiveInt, field_validator, model_validator

from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.scope import Scope
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.roster import Roster
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class Constraint(BaseModel, ABC, frozen=True, extra="forbid"):
    """One rule of a program; hard unless it names a tier.

    Defining a subclass registers it; one without source or cases is refused with TypeError.

    Parameters
    ----------
    kind
        Registry key: the name of the file.
    name
        What the program calls it; the kind when left out.
    scope
        Which people, shifts and dates it sees.
    tier, weight
        The tier that pays ``weight`` per unit of amount; without a tier it is a requirement.

    Attributes
    ----------
    decides
        Whether, as a requirement, it settles each post that it speaks of.
    """

    decides: ClassVar[bool] = False
    source: ClassVar[str] = ""
    cases: ClassVar[tuple[Case, ...]] = ()

    kind: str
    name: str = ""
    scope: Scope = Scope()
    tier: str | None = None
    weight: PositiveInt = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Refuse a kind that could not be proved."""
        super().__pydantic_init_subclass__(**kwargs)
        concrete = not getattr(cls, "__abstractmethods__", None) and cls.kind_name()
        if concrete and not (cls.source and cls.cases):
            message = f"constraint kind {cls.kind_name()!r} needs a source and cases"
            raise TypeError(message)

    @classmethod
    def kind_name(cls) -> str:
        """Return the registry key, empty for a base class."""
        default: object = cls.model_fields["kind"].default
        return default if isinstance(default, str) else ""

    @model_validator(mode="after")
    def _weight_needs_tier(self) -> Self:
        if self.tier is None and "weight" in self.model_fields_set:
            message = "weight without a tier would never be read; name a tier or drop the weight"
            raise ValueError(message)
        return self

    @property
    def title(self) -> str:
        """The name in the program."""
        return self.name or self.kind

    @property
    def hard(self) -> bool:
        """Whether it is a requirement."""
        return self.tier is None

    @property
    def statement(self) -> str:
        """The rule in one sentence, its parameters filled in."""
        line = (type(self).__doc__ or "").strip().splitlines()[0]
        for field in type(self).model_fields:
            value: object = getattr(self, field)
            line = line.replace(f"``{field}``", str(value))
        return line

    def precheck(self, instance: Instance) -> Iterable[str]:
        """Yield a sentence for each cheap proof that the constraint cannot hold."""
        del instance
        return ()

    @classmethod
    def critical(cls, instance: Instance) -> Iterable[Self]:
        """Yield parameters at the numbers the tiny ``instance`` makes critical (both sides)."""
        del instance
        return (case.constraint(cls) for case in cls.cases)

    @abstractmethod
    def emit(self, m: Emitter) -> None:
        """Write the constraint as literals, day indexes and minute offsets."""

    def violated(
        self,
        person: Person | None,
        days: Days,
        amount: int,
        sentence: str,
        *,
        inherited: bool = False,
    ) -> Violation:
        """Return the violation of this constraint."""
        return Violation(
            constraint=self.title,
            kind=self.kind,
            person=None if person is None else person.id,
            days=days,
            amount=amount,
            sentence=sentence,
            tier=self.tier,
            weight=0 if self.hard else self.weight,
            inherited=inherited,
        )


class PersonConstraint(Constraint, frozen=True):
    """A rule about one row; ``reach`` days before and after a change can alter its judgement.

    ``reach`` None means the whole row is needed. ``monotone`` says that what the rule forbids stays
    forbidden however many shifts are added.
    """

    monotone: ClassVar[bool] = False

    @property
    def reach(self) -> tuple[int, int] | None:
        """Days of look-back and look-ahead from a changed day, or None for the whole row."""
        return None

    @abstractmethod
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        """Judge one person's shifts on the clock; ``timeline`` holds shifts of any scope."""

    def seen(self, timeline: Timeline) -> Timeline:
        """Return the timeline of the shifts in scope."""
        if self.scope.is_everything:
            return timeline
        instance, takes = timeline.instance, self.scope.takes

        def inside(person: Person, shift: Shift) -> bool:
            return takes(instance, person, shift.type, shift.day)

        return timeline.only(inside)


class TeamConstraint(Constraint, frozen=True):
    """A rule that links people; it judges the shifts of the roster's days and no others.

    It counts everybody on a shift: a scope that leaves out people is refused.
    """

    @field_validator("scope")
    @classmethod
    def _counts_everybody(cls, scope: Scope) -> Scope:
        if scope.of_people:
            parts = " and ".join(f"scope.{part}" for part in scope.of_people)
            message = f"everybody on a shift is counted here, whoever it is; remove {parts}"
            raise ValueError(message)
        return scope

    @abstractmethod
    def audit(self, roster: Roster) -> Iterator[Violation]:
        """Judge who is together on each shift."""
