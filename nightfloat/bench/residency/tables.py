"""The tables of the generated program, as the bytes of their files."""

from collections.abc import Iterable, Iterator, Mapping

from nightfloat.bench.residency.catalogue import AIRWAY, GRADES, TYPES
from nightfloat.bench.residency.demand import EVERYBODY, Demand, demands, groups_of
from nightfloat.bench.residency.plan import Plan, Stint
from nightfloat.bench.residency.wishes import Wish
from nightfloat.domain.calendar import Days

type Cells = tuple[object, ...]


def tables(plan: Plan, wishes: Iterable[Wish]) -> Mapping[str, str]:
    """Return the text of every CSV file by name."""
    return {
        "people.csv": _csv("person,grade,skills,fte,peer_group", _people(plan)),
        "rotations.csv": _csv("person,rotation,first_day,last_day", _rotations(plan)),
        "shifts.csv": _csv(
            "shift,start,length,kind,tags,credited_minutes,grades,skills,rotations", _shifts(plan)
        ),
        "cover.csv": _csv("shift,days,minimum,target,maximum,grades,under", _covers(plan)),
        "leave.csv": _csv("person,first_day,last_day,status,reason", _leave(plan)),
        "requests.csv": _csv(
            "person,date,shift,want,weight",
            ((w.person, w.day, w.shift, "off", w.weight) for w in wishes),
        ),
        "history.csv": plan.schedule(plan.history).csv,
    }


def _csv(header: str, rows: Iterable[Cells]) -> str:
    """Return rows of cells none of which needs a quote."""
    return header + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def _people(plan: Plan) -> Iterator[Cells]:
    for person in plan.people:
        skills = AIRWAY if person.airway else ""
        yield person.id, person.grade, skills, f"{person.fte}%", person.group


def _rotations(plan: Plan) -> Iterator[Cells]:
    known = Days(plan.history.first, plan.horizon.end)
    for stint in sorted(plan.stints, key=_by_person):
        days = stint.days.clip(known)
        yield stint.person.id, stint.line.team.rotation, days.first, days.last


def _by_person(stint: Stint) -> tuple[str, object]:
    return stint.person.id, stint.first


def _shifts(plan: Plan) -> Iterator[Cells]:
    services = {team.rotation for team in plan.size.teams}
    for name, groups in groups_of(plan).items():
        kind = TYPES[name]
        rotations = ";".join(word for word in kind.rotations.split(";") if word in services)
        grades = ";".join(grade for group in groups for grade in GRADES[group])
        yield (
            name, kind.start, kind.length, kind.kind, kind.tags, kind.credited, grades,
            kind.skills, rotations,
        )  # fmt: skip


def _covers(plan: Plan) -> Iterator[Cells]:
    for demand in demands(plan):
        minimum, target, maximum = demand.levels
        name, under = demand.type.id, demand.type.under
        yield name, demand.days, minimum, target, maximum, _grades(demand), under


def _grades(demand: Demand) -> str:
    return "" if demand.group == EVERYBODY else ";".join(GRADES[demand.group])


def _leave(plan: Plan) -> Iterator[Cells]:
    for person, days in sorted(plan.leave, key=lambda away: (away[0], away[1].first)):
        reason = "vacation" if days.count > 2 else "weekend away"
        yield person, days.first, days.last, "approved", reason
