"""Which requirements cannot hold together: assumptions, deletion, and a second opinion.

Without an objective CP-SAT's core over assumptions is small (with one it is every assumption:
or-tools #3943). A core may still hold too much or a literal that is no assumption (#5141), and a
verdict of infeasible has been wrong (#5295): so members are dropped one by one, and what remains
is confirmed in a fresh model under other settings.
"""

import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from nightfloat.domain.result import Status
from nightfloat.solver.cpsat.boundary import new_solver, total
from nightfloat.solver.cpsat.lower import Explained, explain
from nightfloat.solver.neutral import Item, Tag
from nightfloat.solver.search.message import ConflictTask, Core, Ended, Message, Relaxed

type Group = Callable[[Item], Hashable | None]


class _OverError(Exception):
    """The search is to end before the model is written."""


@dataclass
class ConflictSearch:
    """One search for a minimal set of requirements that conflict."""

    task: ConflictTask
    tell: Callable[[Message], None]
    started: float = field(default_factory=time.monotonic)
    solver: cp_model.CpSolver | None = None
    stopped: bool = False

    def stop(self) -> None:
        """End as soon as possible, from any thread."""
        self.stopped = True
        if self.solver is not None:
            self.solver.stop_search()

    def run(self) -> None:
        """Narrow from constraints and people down to single requirements, then shrink."""
        coarse = self._core(_coarse, whole=True)
        if coarse is None:
            return
        # that is proved, whatever becomes of a smaller core
        self.tell(Ended(Status.INFEASIBLE))
        fine = self._core(lambda item: item.tag if _coarse(item) in coarse else None)
        if fine is None:  # for want of time, or the core was too small
            fine = self._core(lambda item: item.tag, whole=True)
        if fine is None:
            return
        members = frozenset(tag for tag in fine if isinstance(tag, Tag))
        self._say(members, minimal=False, confirmed=False)
        members, minimal = self._shrink(members)
        self._say(members, minimal=minimal, confirmed=False)
        if self._confirm(members):
            self._say(members, minimal=minimal, confirmed=True)
        if self.task.relax:
            self._relax()

    def _say(self, members: Collection[Tag], *, minimal: bool, confirmed: bool) -> None:
        self.tell(Core(tuple(sorted(members, key=_order)), minimal, confirmed))

    @property
    def _left(self) -> float:
        """The seconds left, none once stopped."""
        passed = time.monotonic() - self.started
        return 0.0 if self.stopped else self.task.limits.seconds - passed

    def _explained(self, group: Group) -> Explained | None:
        """Return the explain form, None when time is up before it is written."""

        def heed() -> None:
            if self._left <= 0:
                raise _OverError

        try:
            return explain(self.task.model, group, heed)
        except _OverError:
            return None

    def _core(self, group: Group, *, whole: bool = False) -> frozenset[Hashable] | None:
        """Return the guards of a core, or None when there is none or time is up.

        A ``whole`` model that has a schedule is feasible; a part of it may have one all the same.
        """
        explained = self._explained(group)
        if explained is None:
            return None
        names = {guard.index: key for key, guard in explained.guards.items()}
        explained.lowered.cp.add_assumptions(list(explained.guards.values()))
        code = self._solve(explained, seed=0)
        if whole and code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.tell(Ended(Status.FEASIBLE))
        if code != cp_model.INFEASIBLE or self.solver is None:
            return None
        core = self.solver.sufficient_assumptions_for_infeasibility()
        return frozenset(names[index] for index in core if index in names)

    def _shrink(self, members: frozenset[Tag]) -> tuple[frozenset[Tag], bool]:
        """Drop each member without which the rest still conflicts."""
        needed = members
        for member in sorted(members, key=lambda t: (t.last - t.first, t.constraint, t.person)):
            if member not in needed:
                continue
            rest = needed - {member}
            code = self._try(rest)
            if code is None:
                return needed, False
            needed = rest if code else needed
        return needed, True

    def _try(self, members: frozenset[Tag]) -> bool | None:
        """Return whether the members alone conflict; None when time is up."""
        match self._solve(self._required(members), seed=0):
            case cp_model.INFEASIBLE:
                return True
            case cp_model.OPTIMAL | cp_model.FEASIBLE:
                return False
            case _:
                return None

    def _confirm(self, members: frozenset[Tag]) -> bool:
        """Whether a fresh model under other settings comes to the same end."""
        required = self._required(members)
        return self._solve(required, seed=1, other=True) == cp_model.INFEASIBLE

    def _required(self, members: frozenset[Tag]) -> Explained | None:
        """Return a fresh model that asks for exactly these requirements, None when time is up."""
        explained = self._explained(lambda item: item.tag if item.tag in members else None)
        if explained is not None:
            for guard in explained.guards.values():
                explained.lowered.cp.add(guard == 1)
        return explained

    def _relax(self) -> None:
        """Tell the fewest requirements to give up, those of ``never`` kept."""
        explained = self._explained(lambda item: item.tag)
        if explained is None:
            return
        cp = explained.lowered.cp
        for tag, guard in explained.guards.items():
            if isinstance(tag, Tag) and tag.constraint in self.task.never:
                cp.add(guard == 1)
        cp.maximize(total([1 * guard for guard in explained.guards.values()]))
        code = self._solve(explained, seed=0)
        if code in (cp_model.OPTIMAL, cp_model.FEASIBLE) and self.solver is not None:
            value = self.solver.value
            dropped = [
                t for t, g in explained.guards.items() if isinstance(t, Tag) and not value(g)
            ]
            self.tell(Relaxed(tuple(sorted(dropped, key=_order)), code == cp_model.OPTIMAL))

    def _solve(
        self, explained: Explained | None, *, seed: int, other: bool = False
    ) -> cp_model.CpSolverStatus | None:
        limits, left = self.task.limits, self._left
        if explained is None or left <= 0:
            return None
        self.solver = new_solver(replace(limits, seed=limits.seed + seed), left)
        if other:
            self.solver.parameters.num_workers = 1
            self.solver.parameters.cp_model_presolve = False
        return self.solver.solve(explained.lowered.cp)


def _order(tag: Tag) -> tuple[int, int, int, int, str]:
    return tag.constraint, tag.person, tag.first, tag.last, tag.note


def _coarse(item: Item) -> Hashable:
    return item.tag.constraint, item.tag.person
