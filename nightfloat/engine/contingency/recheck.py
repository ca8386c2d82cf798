"""A certificate is believed because it can be checked again, not because of how it was made.

Witnesses and obstructions of at most one changed cell are checked by whole-row audits and plain
enumeration; that nothing smaller or nothing at all repairs more than one cell, by a new search.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate, Event, EventVerdict, Verdict
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import Shift
from nightfloat.engine.contingency.board import Board, Cell, Changes
from nightfloat.engine.contingency.budget import Budget, BudgetSpentError
from nightfloat.engine.contingency.events import events, weight
from nightfloat.engine.contingency.plain import Plain
from nightfloat.engine.contingency.repair import Repairs
from nightfloat.engine.contingency.rows import Rows
from nightfloat.engine.contingency.team import Team


def recheck(program: Program, schedule: Schedule, certificate: Certificate) -> list[str]:
    """Return a sentence for each thing in ``certificate`` that does not hold; none is approval.

    An unknown verdict claims nothing and is never at fault.
    """
    expected = Counter(events(program.instance, schedule))
    found = Counter(v.event for v in certificate.verdicts)
    faults = [f"{_name(e)} is an event and has no verdict" for e in expected - found]
    faults += [f"{_name(e)} is no event of this schedule, or twice" for e in found - expected]
    check = _Check(program, schedule, certificate)
    for verdict in certificate.verdicts:
        if verdict.event in expected:
            faults += [f"{_name(verdict.event)}: {text}" for text in check.verdict(verdict)]
    return faults + list(check.understudies())


class _Check:
    def __init__(self, program: Program, schedule: Schedule, certificate: Certificate) -> None:
        self._certificate = certificate
        self._board = Board(program, schedule)
        tier: Literal["full", "minimum"] = "minimum" if certificate.tier == "minimum" else "full"
        self._team = Team(self._board, tier)
        self._plain = Plain(self._board, self._team)
        self._budget = Budget()
        rows = Rows(self._board, self._budget)
        self._search = Repairs(self._board, rows, self._team, self._budget)

    def verdict(self, verdict: EventVerdict) -> Iterator[str]:
        if verdict.basis != "audit":
            yield f"rests on {verdict.basis}, which is not checked here"
        match verdict.verdict:
            case Verdict.SECURE:
                yield from self._secure(verdict)
            case Verdict.INSECURE:
                yield from self._insecure(verdict)
            case Verdict.UNKNOWN:
                return

    def _limit(self, event: Event) -> int:
        return self._certificate.k * weight(self._board.instance, event)

    def _secure(self, verdict: EventVerdict) -> Iterator[str]:
        misfits = list(self._misfits(verdict))
        if misfits:
            yield from misfits
            return
        event, day = verdict.event, verdict.event.days.first
        changes = self._changes(verdict)
        if verdict.distance != len(changes):
            yield f"its witness changes {len(changes)} cells, not {verdict.distance}"
        if len(changes) > self._limit(event):
            yield f"its witness changes {len(changes)} cells, more than {self._limit(event)}"
        yield from (f"its witness fails: {s}" for s in self._plain.wrong(event, changes))
        reserve = bool(changes) and all(self._board.on_standby(p, day) for p in changes)
        if verdict.reserve != reserve:
            yield f"that it rests on the reserve is {reserve}"
        if changes:
            less = self._repairable(event, len(changes) - 1)
            yield from _said(less, f"fewer than {len(changes)} cells are enough")

    def _misfits(self, verdict: EventVerdict) -> Iterator[str]:
        """Yield what of the witness is no move of other people on that day."""
        event, board = verdict.event, self._board
        for move in (*verdict.removed, *verdict.added):
            if move.person == event.person or move.day != event.days.first:
                yield f"its witness touches {move.person} on {move.day}"
            elif (
                move.person not in board.rows or (move.shift, move.day) not in board.instance.shift
            ):
                yield f"its witness names {move.person} on {move.shift}, who or which is unknown"
        held = set(board.schedule)
        if not set(verdict.removed) <= held or not held.isdisjoint(verdict.added):
            yield "its witness removes what is not there or adds what is"

    def _changes(self, verdict: EventVerdict) -> Changes:
        moved = sorted({a.person for a in (*verdict.removed, *verdict.added)})
        return {person: self._after(verdict, person) for person in moved}

    def _after(self, verdict: EventVerdict, person: str) -> Cell:
        day, shift = verdict.event.days.first, self._board.instance.shift
        lost = {a.shift for a in verdict.removed if a.person == person}
        new = [shift[a.shift, a.day] for a in verdict.added if a.person == person]
        kept = [s for s in self._board.cell(person, day) if s.id not in lost]
        return self._board.ordered([*kept, *new])

    def _insecure(self, verdict: EventVerdict) -> Iterator[str]:
        event = verdict.event
        if verdict.distance is not None or verdict.removed or verdict.added or verdict.reserve:
            yield "is insecure and has a repair"
        yield from _said(self._repairable(event, self._limit(event)), "can be repaired")
        for obstruction in verdict.obstructions:
            if not self._plain.obstructs(event, obstruction):
                yield (
                    f"{obstruction.constraint} does not keep {obstruction.person} from "
                    f"{obstruction.shift}: {obstruction.sentence}"
                )
        if self._limit(event):
            yield from self._unnamed(verdict)
        elif not verdict.obstructions:
            yield "no obstruction is named"

    def _unnamed(self, verdict: EventVerdict) -> Iterator[str]:
        """Yield people for whom nothing is named, unless an unlawful row stops everything."""
        named = {(o.shift, o.person) for o in verdict.obstructions}
        others = self._board.rows.keys() - {verdict.event.person}
        if not self._plain.unlawful.isdisjoint(others):
            return
        for shift in self._short(verdict.event):
            for person in sorted(others):
                if (shift.id, person) not in named:
                    yield f"nothing is named that keeps {person} from {shift.id}"

    def _short(self, event: Event) -> tuple[Shift, ...]:
        lost = (self._board.instance.shift[a.shift, a.day] for a in event.cancelled)
        short = self._team.state(event.days.first, event, {}).short
        return short or tuple(s for s in lost if s.type.occupies)

    def _repairable(self, event: Event, cells: int) -> bool | None:
        """Whether at most that many cells repair the event; None when the budget is spent."""
        if not any(self._plain.wrong(event, {})):
            return True
        if cells <= 1:
            return cells == 1 and self._plain.single(event)
        self._budget.renew()
        try:
            return self._search.find(event, cells) is not None
        except BudgetSpentError:
            return None

    def understudies(self) -> Iterator[str]:
        """Yield each list of understudies that differs from one made anew."""
        for id_, day, people in self._certificate.understudies:
            shift = self._board.instance.shift.get((id_, day))
            differ = True if shift is None else self._differ(shift, people)
            said = _said(differ, f"is not {', '.join(people) or 'nobody'}")
            yield from (f"the list of understudies of {id_} on {day} {text}" for text in said)

    def _differ(self, shift: Shift, people: tuple[str, ...]) -> bool | None:
        """Whether others could take the shift; None when the budget is spent."""
        self._budget.renew()
        try:
            return self._search.understudies(shift) != people
        except BudgetSpentError:
            return None


def _name(event: Event) -> str:
    return f"{event.person} on {event.days.first}"


def _said(found: bool | None, sentence: str) -> list[str]:
    """Return what is wrong, or that it could not be found out; nothing when all is well."""
    if found is None:
        return ["was not checked: the budget is spent"]
    return [sentence] if found else []
