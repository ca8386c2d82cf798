"""An INRC-II benchmark, all weeks known, is a program like any other.

Day 0 is Monday 2024-01-01 in UTC. Each shift type is one of the program per skill, ``Early/Nurse``,
with the competition's name as tag; all start at midnight, so that two of one day overlap. People
who share a limit share one constraint.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import STANDING, registry
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person, Request
from nightfloat.domain.shifts import Cover, ShiftType
from nightfloat.io.curtois import FIRST, TIER
from nightfloat.io.faults import Faults
from nightfloat.io.inrc2_files import Inrc2Name, load_inrc2
from nightfloat.io.inrc2_history import days_known, history
from nightfloat.io.inrc2_text import ANY, ContractLine, Range, Scenario, parse_scenario
from nightfloat.io.inrc2_weeks import HistoryLine, Names, Week, parse_history, parse_week
from nightfloat.io.snapshot import Snapshot, decode

MINUTES = 480
OPTIMUM, SAME_SHIFT, WORK, DAYS_OFF, UNWISHED, WHOLE, TOTAL, WEEKENDS = (
    30, 15, 30, 30, 10, 30, 20, 30,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    """What the files of one instance say together."""

    scenario: Scenario
    past: dict[str, HistoryLine]
    weeks: list[Week]

    @property
    def days(self) -> int:
        return 7 * len(self.weeks)


def read_inrc2(path: Path, source: str) -> Program:
    """Return the program of the instance that ``path`` names; see ``inrc2_files``.

    Raises
    ------
    InputError
        With every line of every file that is wrong.
    """
    name = Inrc2Name.of(path.name) or Inrc2Name("", "", ())
    faults = Faults(name.files)
    snapshot = load_inrc2(path, faults)
    said = _parse(name, snapshot, faults)
    faults.raise_any()
    instance = _instance(path.name, said)
    return Program(
        instance=instance,
        constraints=tuple(_constraints(said, instance.calendar.known.count)),
        tiers=(TIER,),
        input_sha256=snapshot.sha256,
        source=source,
    )


def _parse(name: Inrc2Name, snapshot: Snapshot, faults: Faults) -> _Said:
    texts = {f: decode(data, f, faults) for f, data in snapshot.files.items()}

    def parsed[T](file: str, parse: Callable[[str], T], empty: T) -> T:
        text = texts.get(file)
        return empty if text is None else parse(text)

    main, past = name.scenario_file, name.history_file
    scenario = parsed(
        main, lambda text: parse_scenario(text, main, name.set, faults), Scenario(name.set)
    )
    sound = main in texts and not len(faults)
    names = Names.of(scenario) if sound else Names(name.set)
    lines = parsed(past, lambda text: parse_history(text, past, names, faults), {})
    weeks = {
        file: parsed(file, lambda t, f=file: parse_week(t, f, names, faults), Week())
        for file in dict.fromkeys(name.week_files)
    }
    if sound:
        _agree(name, scenario, lines, faults)
    return _Said(scenario, lines, [weeks[file] for file in name.week_files])


def _agree(
    name: Inrc2Name, scenario: Scenario, past: dict[str, HistoryLine], faults: Faults
) -> None:
    """Note what no single file shows."""
    if scenario.weeks != len(name.weeks):
        text = f"the scenario has {scenario.weeks} weeks and the instance names {len(name.weeks)}"
        faults.add(f"{text}; name one week file for each", name.scenario_file)
    for line in past.values():
        contract = scenario.contracts[scenario.nurses[line.nurse].contract]
        if line.assignments > contract.total[1] or line.weekends > contract.weekends:
            text = f"{line.nurse} comes with more assignments or weekends than {contract.id} allows"
            faults.add(f"{text} in all; no roster could mend that", name.history_file)
        if line.work > line.same and len(scenario.shifts) == 1:
            text = f"{line.nurse} worked {line.work} days, all of the one shift type"
            faults.add(f"{text}, not {line.same} of them", name.history_file)


def _instance(name: str, said: _Said) -> Instance:
    scenario = said.scenario
    days = Days(FIRST, FIRST + timedelta(days=said.days))
    calendar = Calendar(ZoneInfo("UTC"), days, FIRST - timedelta(days=days_known(said.past)))
    return Instance(
        name=name,
        calendar=calendar,
        people=tuple(Person(n.id, skills=frozenset(n.skills)) for n in scenario.nurses.values()),
        shift_types=tuple(
            ShiftType(
                f"{shift}/{skill}", 0, MINUTES, tags=frozenset({shift}), skills=frozenset({skill})
            )
            for shift, skill in product(scenario.shifts, scenario.skills)
        ),
        covers=tuple(_covers(said, calendar)),
        requests=tuple(_requests(said, calendar)),
        history=history(calendar, scenario, said.past),
    )


def _covers(said: _Said, calendar: Calendar) -> Iterator[Cover]:
    """Yield a row for every post of every day; one that nothing is said of may stay empty."""
    keys = list(product(said.scenario.shifts, said.scenario.skills))
    for index, (shift, skill) in product(range(said.days), keys):
        week, weekday = divmod(index, 7)
        row = said.weeks[week].wanted.get((shift, skill))
        least, optimum = row[weekday] if row is not None else (0, 0)
        yield Cover(f"{shift}/{skill}", calendar.day(index), least, optimum)


def _requests(said: _Said, calendar: Calendar) -> Iterator[Request]:
    for index, week in enumerate(said.weeks):
        for nurse, shift, weekday in week.off:
            day = calendar.day(7 * index + weekday)
            yield Request(nurse, day, "*" if shift == ANY else shift, "off")


def _constraints(said: _Said, known: int) -> Iterator[Constraint]:
    for kind in STANDING:
        yield _rule(kind, kind)
    yield _soft("cover_target", "optimal cover", OPTIMUM)
    if any(week.off for week in said.weeks):
        yield _soft("requests", "undesired shifts", UNWISHED)
    for shift, later in said.scenario.not_next.items():
        if later:
            yield _rule("forbidden_succession", f"after {shift}", earlier=shift, later=list(later))
    for shift, run in said.scenario.shifts.items():
        scope = {"shifts": [shift]}
        yield from _runs("stretch", f"{shift} in a row", run, known, SAME_SHIFT, scope)
    yield from _contracts(said, known)


def _contracts(said: _Said, known: int) -> Iterator[Constraint]:
    """Yield what contracts ask for; people of equal limits share a constraint."""
    for run, scope in _groups(said, lambda contract, _: contract.work):
        yield from _runs("stretch", "days of work", run, known, WORK, scope)
    for run, scope in _groups(said, lambda contract, _: contract.off):
        yield from _runs("days_off", "days off", run, known, DAYS_OFF, scope)
    for whole, scope in _groups(said, lambda contract, _: contract.complete):
        if whole:
            yield _soft("complete_weekends", "complete weekends", WHOLE, scope=scope)
    for (least, most), scope in _groups(said, _left):
        name = f"{least} to {most} shifts"
        yield _soft("shifts_in_horizon", name, TOTAL, minimum=least, maximum=most, scope=scope)
    for most, scope in _groups(said, lambda contract, line: contract.weekends - line.weekends):
        yield _soft("max_weekends", f"at most {most} weekends", WEEKENDS, maximum=most, scope=scope)


def _left(contract: ContractLine, line: HistoryLine) -> Range:
    """Return how many shifts are left to give, least and most."""
    return max(0, contract.total[0] - line.assignments), contract.total[1] - line.assignments


def _runs(
    kind: str, what: str, run: Range, known: int, weight: int, scope: Mapping[str, object]
) -> Iterator[Constraint]:
    """Yield the bounds on runs that can bind."""
    least, most = run
    if least > 1:
        yield _soft(f"min_{kind}", f"at least {least} {what}", weight, minimum=least, scope=scope)
    if most < known:
        yield _soft(f"max_{kind}", f"at most {most} {what}", weight, maximum=most, scope=scope)


def _groups[K: Hashable](
    said: _Said, key: Callable[[ContractLine, HistoryLine], K]
) -> Iterable[tuple[K, dict[str, object]]]:
    """Return people, as a scope, by a parameter that they share, in order of first use."""
    found: defaultdict[K, list[str]] = defaultdict(list)
    nurses = said.scenario.nurses
    for nurse in nurses.values():
        found[key(said.scenario.contracts[nurse.contract], said.past[nurse.id])].append(nurse.id)
    for shared, people in found.items():
        yield shared, {} if len(people) == len(nurses) else {"people": people}


def _soft(kind: str, name: str, weight: int, **parameters: object) -> Constraint:
    return _rule(kind, name, tier=TIER, weight=weight, **parameters)


def _rule(kind: str, name: str, **parameters: object) -> Constraint:
    return registry()[kind].model_validate({"kind": kind, "name": name, **parameters})
