"""Every event gets a verdict: a repair that the audit passes, an obstruction, or unknown."""

from datetime import date
from typing import Literal

from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate, Event, EventVerdict, Verdict
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import audit_row
from nightfloat.engine.contingency.board import Board, Cell, Changes
from nightfloat.engine.contingency.budget import STEPS_PER_EVENT, Budget, BudgetSpentError
from nightfloat.engine.contingency.events import events, weight
from nightfloat.engine.contingency.obstruct import Obstructions
from nightfloat.engine.contingency.repair import Repairs
from nightfloat.engine.contingency.rows import Rows
from nightfloat.engine.contingency.team import Team
from nightfloat.errors import DisagreementError


def certify(
    program: Program,
    schedule: Schedule,
    *,
    k: int = 1,
    cover: Literal["full", "minimum"] = "full",
    seconds: float | None = None,
    steps: int = STEPS_PER_EVENT,
) -> Certificate:
    """Return the N-1 certificate of ``schedule``: the same one every time, but for its seconds.

    Parameters
    ----------
    k
        Changed (person, day) cells allowed per cancelled shift that occupies or is no standby.
    cover
        What a repair owes: ``full`` for every cover row the smaller of target and what it had,
        ``minimum`` the same of the minimum.
    seconds, steps
        The budget for all events and for each; an event it does not suffice for is unknown.
    """
    budget = Budget(seconds, steps)
    analysis = _Analysis(program, schedule, k, cover, budget)
    verdicts = tuple(analysis.verdict(e) for e in events(program.instance, schedule))
    understudies = analysis.understudies()
    return Certificate("n-1", k, cover, verdicts, understudies, budget.seconds)


class _Analysis:
    def __init__(
        self,
        program: Program,
        schedule: Schedule,
        k: int,
        cover: Literal["full", "minimum"],
        budget: Budget,
    ) -> None:
        self._board, self._k, self._budget = Board(program, schedule), k, budget
        self._rows = Rows(self._board, budget)
        self._repairs = Repairs(self._board, self._rows, Team(self._board, cover), budget)
        self._obstructions = Obstructions(self._board, self._rows, self._repairs)
        self._passed = set[tuple[str, date, Cell]]()

    def verdict(self, event: Event) -> EventVerdict:
        limit = self._k * weight(self._board.instance, event)
        self._budget.renew()
        try:
            changes = self._repairs.find(event, limit)
            if changes is not None:
                return self._secure(event, changes)
            found = self._obstructions.of(event, limit)
        except BudgetSpentError:
            return EventVerdict(event, Verdict.UNKNOWN)
        return EventVerdict(event, Verdict.INSECURE, obstructions=found)

    def _secure(self, event: Event, changes: Changes) -> EventVerdict:
        day = event.days.first
        for person, cell in changes.items():
            self._confirm(person, day, cell)
        removed, added = self._board.moves(day, changes)
        return EventVerdict(
            event,
            Verdict.SECURE,
            distance=len(changes),
            removed=removed,
            added=added,
            reserve=bool(changes) and all(self._board.on_standby(p, day) for p in changes),
        )

    def _confirm(self, person: str, day: date, cell: Cell) -> None:
        """Audit a witness's whole row, whatever windows the search looked through."""
        if (person, day, cell) in self._passed:
            return
        kept = [s for s in self._board.rows[person] if s.day != day]
        row = tuple(sorted([*kept, *cell], key=lambda s: (s.start, s.end, s.id)))
        program = self._board.program
        found = next(audit_row(program, person, row, program.instance.calendar.known), None)
        if found is not None:
            message = (
                f"a repair that the windowed audit passed fails the whole one: {found.sentence}"
            )
            raise DisagreementError(message)
        self._passed.add((person, day, cell))

    def understudies(self) -> tuple[tuple[str, date, tuple[str, ...]], ...]:
        """Return who could take each staffed shift, as far as the budget goes."""
        found = list[tuple[str, date, tuple[str, ...]]]()
        for shift in self._board.instance.shifts:
            if shift.type.occupies and shift.key in self._board.staffed:
                self._budget.renew()
                try:
                    found.append((shift.id, shift.day, self._repairs.understudies(shift)))
                except BudgetSpentError:
                    continue
        return tuple(found)
