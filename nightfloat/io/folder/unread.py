"""Nothing is accepted that would never be read: such a line is a misunderstanding."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

from nightfloat.constraints.base import Constraint, TeamConstraint
from nightfloat.constraints.registry import registry
from nightfloat.constraints.scope import PEOPLE, WEEKDAYS
from nightfloat.domain.crosscheck import Doubt, suggest
from nightfloat.domain.instance import Instance
from nightfloat.io.faults import Faults
from nightfloat.io.folder.covers import dates_of
from nightfloat.io.folder.rows import CoverRow
from nightfloat.io.folder.rules import Declared, Rules
from nightfloat.io.folder.tables import Tables

DAY_WORDS = frozenset((*WEEKDAYS, "weekend", "weekday", "holiday"))
SHIFT_KEYS = ("earlier", "later", "after", "trainees", "supervisors")


def note_unread(
    tables: Tables, rules: Rules, instance: Instance, doubt: Doubt, faults: Faults
) -> None:
    """Note rows that no constraint looks at, and words of constraints that match nothing."""
    if rules.sure:
        _wishes(tables, rules, faults)
        _targets(tables, rules, instance, doubt, faults)
        _loads(tables, rules, faults)
        _waivers(tables, rules, faults)
    for one in rules.own:
        if one.constraint is not None:
            _words(one, one.constraint, instance, doubt, faults)


def _wishes(tables: Tables, rules: Rules, faults: Faults) -> None:
    if tables.requests.rows and "requests" not in rules.kinds:
        first = tables.requests.rows[0].line
        text = "no constraint of kind 'requests' reads these wishes; add one to program.toml"
        faults.add(text, "requests.csv", first)


def _targets(
    tables: Tables, rules: Rules, instance: Instance, doubt: Doubt, faults: Faults
) -> None:
    readers = [d.constraint for d in rules.all if d.kind == "cover_target"]
    sound = [rule for rule in readers if rule is not None]
    if len(sound) < len(readers) or (sound and "calendar" in doubt.unread):
        return
    for located in tables.cover.rows:
        row = located.row
        column = "over" if row.over else "target"
        asks = row.over or (row.target is not None and row.target > row.minimum)
        if asks and not _is_read(row, sound, instance):
            text = f"no constraint of kind 'cover_target' reads this {column}"
            cure = "widen the scope of one" if sound else "add one to program.toml"
            faults.add(f"{text}; {cure}", "cover.csv", located.line, column)


def _is_read(row: CoverRow, readers: Sequence[Constraint], instance: Instance) -> bool:
    """Whether one of the readers takes the shift on some day of the row; of no day all do."""
    kind, days = instance.shift_type.get(row.shift), list(dates_of(row, instance.calendar))
    if readers and (kind is None or not days):
        return True
    return any(kind and r.scope.takes_shift(instance, kind, d) for r in readers for d in days)


def _loads(tables: Tables, rules: Rules, faults: Faults) -> None:
    shares = [d for d in rules.all if d.kind == "fair_share"]
    if any(d.constraint is None for d in shares):
        return
    loads = {str(getattr(d.constraint, "load", "")) for d in shares}
    for located in tables.balances.rows:
        if located.row.load not in loads:
            hint = suggest(located.row.load, loads) if loads else "add a fair_share constraint"
            text = f"no fair_share constraint has the load {located.row.load!r}; {hint}"
            faults.add(text, "balances.csv", located.line, "load")


def _waivers(tables: Tables, rules: Rules, faults: Faults) -> None:
    for located in tables.waivers.rows:
        name = located.row.constraint
        kinds = {d.kind for d in rules.all if d.title == name}
        if not kinds:
            text = f"no constraint is called {name!r}; {suggest(name, rules.titles)}"
            faults.add(text, "waivers.csv", located.line, "constraint")
        elif "no_overlap" in kinds:
            text = "nobody is ever in two places, so that cannot be waived; drop this row"
            faults.add(text, "waivers.csv", located.line, "constraint")
        elif located.row.person is not None and all(map(_of_team, kinds)):
            text = f"{name!r} counts the team and judges nobody alone; leave the person empty"
            faults.add(text, "waivers.csv", located.line, "person")


def _of_team(kind: str) -> bool:
    """Whether constraints of that kind speak of no one person."""
    cls = registry().get(kind)
    return cls is not None and issubclass(cls, TeamConstraint)


def _words(
    one: Declared, rule: Constraint, instance: Instance, doubt: Doubt, faults: Faults
) -> None:
    known = _known(instance, doubt)
    for key, words in _asked(rule):
        vocabulary = known[key.removeprefix("scope.")] if key not in SHIFT_KEYS else known["shifts"]
        for word in sorted(words) if vocabulary is not None else ():
            if word not in (vocabulary or ()):
                text = f"nothing here is called {word!r}; {suggest(word, vocabulary or ())}"
                one.fault(text, key, faults)
    first, last = rule.scope.first_day, rule.scope.last_day
    if first and last and last < first:
        one.fault(f"the last day {last} is before the first day {first}", "scope.last_day", faults)


def _asked(rule: Constraint) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the words that a rule was given, by key."""
    for key in (*PEOPLE, "shifts", "days"):
        words: frozenset[str] = getattr(rule.scope, key)
        yield f"scope.{key}", words
    for key in SHIFT_KEYS:
        if key in rule.model_fields_set:
            value: object = getattr(rule, key)
            if isinstance(value, str):
                yield key, (value,)
            elif isinstance(value, tuple):
                yield key, cast("tuple[str, ...]", value)


def _known(instance: Instance, doubt: Doubt) -> Mapping[str, frozenset[str] | None]:
    """Return what each key of a scope may name; None when that cannot be judged."""
    people, types = instance.people, instance.shift_types
    shifts = {w for t in types for w in (t.id, t.kind.value, *t.tags)} | {"*"}
    by_key: dict[str, Iterable[str]] = {
        "people": (p.id for p in people),
        "grades": (grade for p in people for _, grade in p.grades),
        "skills": (skill for p in people for skill in p.skills),
        "rotations": (r.service for r in instance.rotations),
        "peer_groups": (p.peer_group for p in people),
        "shifts": shifts,
        "days": DAY_WORDS,
    }
    unsure = _unsure(doubt)
    return {key: None if unsure(key) else frozenset(words) for key, words in by_key.items()}


def _unsure(doubt: Doubt) -> Callable[[str], bool]:
    people = bool(doubt.people) or "people" in doubt.unread
    shifts = bool(doubt.shifts) or "shifts" in doubt.unread
    keys = {"people", "grades", "skills", "peer_groups"} if people else set[str]()
    keys |= {"shifts"} if shifts else set()
    keys |= {"rotations"} if "rotations" in doubt.unread else set()
    return lambda key: key in keys
