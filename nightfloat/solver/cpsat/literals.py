"""Posts as CP-SAT literals: those decided beforehand are constants, the rest one variable each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Lit, Term
from nightfloat.solver.cpsat.boundary import weighted_sum
from nightfloat.solver.neutral import Limit, NeutralModel


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of integer factors times variables, plus a constant."""

    terms: tuple[tuple[int, cp_model.IntVar], ...]
    constant: int

    @property
    def expression(self) -> cp_model.LinearExpr:
        """The sum without the constant."""
        return weighted_sum(self.terms)

    @property
    def low(self) -> int:
        """Least value when every variable is 0 or 1."""
        return self.constant + sum(min(0, factor) for factor, _ in self.terms)

    @property
    def high(self) -> int:
        """Greatest value when every variable is 0 or 1."""
        return self.constant + sum(max(0, factor) for factor, _ in self.terms)


@dataclass
class Literals:
    """Variables of one CP-SAT model for the posts and disjunctions of a neutral one.

    Parameters
    ----------
    fixed
        Posts decided beforehand; no variable is made for them.
    given
        Whether every requirement is taken as given. Under guards none is, so none may lend its
        exclusive posts to another.
    """

    neutral: NeutralModel
    cp: cp_model.CpModel
    fixed: Mapping[Lit, bool]
    given: bool = True
    posts: dict[Lit, cp_model.IntVar] = field(default_factory=dict[Lit, cp_model.IntVar])
    _any: dict[tuple[Lit, ...], cp_model.IntVar] = field(
        default_factory=dict[tuple[Lit, ...], cp_model.IntVar]
    )

    @cached_property
    def _count(self) -> int:
        return self.neutral.posts

    @cached_property
    def _cliques(self) -> Mapping[Lit, frozenset[int]]:
        """For each post the requirements 'at most one of these posts' it is in."""
        found: dict[Lit, set[int]] = {}
        for index, item in enumerate(self.neutral.items):
            if isinstance(item, Limit) and item.price is None and _is_clique(item):
                # a disjunction does not exclude its own parts from each other
                for _, lit in item.rows[0].terms:
                    if lit < self.neutral.posts:
                        found.setdefault(lit, set()).add(index)
        return {lit: frozenset(indexes) for lit, indexes in found.items()}

    def exclusive(self, lits: Sequence[Lit]) -> bool:
        """Whether one requirement lets at most one of these posts be taken."""
        if len(lits) < 2 or not self.given:
            return len(lits) < 2
        sets = [self._cliques.get(lit, frozenset[int]()) for lit in lits]
        return bool(frozenset[int].intersection(*sets))

    def variable(self, post: Lit) -> cp_model.IntVar:
        """Return the variable of a post that is not fixed."""
        if post not in self.posts:
            self.posts[post] = self.cp.new_bool_var("")
        return self.posts[post]

    def open_parts(self, lit: Lit) -> tuple[Lit, ...] | bool:
        """Return what of a literal is undecided, or its value when nothing is."""
        if lit < self._count:
            return self.fixed.get(lit, (lit,))
        parts = self.neutral.parts(lit)
        if any(self.fixed.get(part) for part in parts):
            return True
        return tuple(part for part in parts if part not in self.fixed) or False

    def linear(self, terms: Iterable[Term]) -> Linear:
        """Return a sum of literals; a disjunction of exclusive posts is the sum of them.

        No factor is 0: standby may be credited no minutes. No variable is in it twice, as a shift
        may be that touches two days: sums of distinct ones are what exclusive posts are priced by.
        """
        found: dict[tuple[Lit, ...], int] = {}
        constant = 0
        for factor, lit in terms:
            parts = self.open_parts(lit)
            if isinstance(parts, bool):
                constant += factor * parts
                continue
            alone = self.exclusive(parts)
            for one in ((part,) for part in parts) if alone else (parts,):
                found[one] = found.get(one, 0) + factor
        added = ((factor, self._any_of(parts)) for parts, factor in found.items() if factor)
        return Linear(tuple(added), constant)

    def _any_of(self, parts: tuple[Lit, ...]) -> cp_model.IntVar:
        match parts:
            case (post,):
                return self.variable(post)
            case _:
                return self._disjunction(parts)

    def day(self, lits: Sequence[Lit]) -> Linear:
        """Return 1 when any of the literals holds, 0 when none does."""
        parts = sorted({part for lit in lits for part in self.neutral.parts(lit)})
        if any(self.fixed.get(part) for part in parts):
            return Linear((), 1)
        undecided = tuple(part for part in parts if part not in self.fixed)
        if self.exclusive(undecided):
            return Linear(tuple((1, self.variable(part)) for part in undecided), 0)
        return Linear(((1, self._disjunction(undecided)),), 0)

    def _disjunction(self, parts: tuple[Lit, ...]) -> cp_model.IntVar:
        if parts not in self._any:
            holds = self._any[parts] = self.cp.new_bool_var("")
            variables = [self.variable(part) for part in parts]
            for group in self._partition(parts):
                self.cp.add(sum(self.variable(part) for part in group) <= holds)
            self.cp.add_bool_or([*variables, holds.negated()])
        return self._any[parts]

    def _partition(self, parts: Sequence[Lit]) -> list[list[Lit]]:
        """Group posts greedily so that each group is exclusive."""
        groups: list[list[Lit]] = []
        for part in parts:
            home = next((g for g in groups if self.exclusive([*g, part])), None)
            if home is None:
                groups.append([part])
            else:
                home.append(part)
        return groups


def _is_clique(item: Limit) -> bool:
    row = item.rows[0]
    return len(item.rows) == 1 and row.at_most == 1 and all(f == 1 for f, _ in row.terms)
