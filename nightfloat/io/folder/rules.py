"""The rules of a program: the standing ones, its regime, and its own, which replace by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cover import CoverRange
from nightfloat.constraints.registry import STANDING, registry
from nightfloat.domain.crosscheck import suggest
from nightfloat.io.faults import Faults, shown
from nightfloat.io.folder.program_file import ReadSettings, tell
from nightfloat.io.folder.regime import regime_file, regime_names
from nightfloat.io.folder.settings import TIERS, RegimeChoice
from nightfloat.io.folder.toml_file import Document, Path, read_toml

LARGEST = 1_000_000


class RegimeFile(BaseModel):
    """A rule set: whatever else its file says is for people."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    constraints: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """One ``[[constraints]]`` table: its constraint is None when the table is faulty."""

    document: Document
    index: int
    title: str
    kind: str
    constraint: Constraint | None

    def fault(self, sentence: str, key: str, faults: Faults) -> None:
        """Note a fault of one of its keys."""
        path: Path = ("constraints", self.index, *key.split("."))
        line = self.document.line(path)
        faults.add(f"constraint {self.title!r}: {sentence}", self.document.file, line, key)


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule in order; ``own`` are those that the program wrote itself.

    Not ``sure`` when some could not even be seen.
    """

    all: tuple[Declared, ...]
    own: tuple[Declared, ...]
    tiers: tuple[str, ...]
    sure: bool = True

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """The rules that could be read."""
        return tuple(d.constraint for d in self.all if d.constraint is not None)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind in use, also of faulty tables."""
        return frozenset(d.kind for d in self.all)

    @property
    def titles(self) -> frozenset[str]:
        """Every name in use, also of faulty tables."""
        return frozenset(d.title for d in self.all)


def read_rules(
    document: Document, read: ReadSettings, files: Mapping[str, bytes], faults: Faults
) -> Rules:
    """Return the program's rules; whatever is wrong with one of them is told."""
    settings = read.settings
    own = tuple(_declared(document, settings.constraints, faults))
    _note_twins(own, faults)
    regime = _regime(document, settings.regime, files, faults)
    mine = {d.title: d for d in own}
    omitted = _omitted(document, settings.regime, regime, faults)
    kept = [mine.get(d.title, d) for d in regime if d.title not in omitted or d.title in mine]
    replaced = {d.title for d in kept}
    rules = [*kept, *(d for d in own if d.title not in replaced)]
    for one in rules:
        _check_standing(one, faults)
    everything = (*_standing(document, rules), *rules)
    sure = not read.bad & {"constraints", "regime"} and (settings.regime is None or bool(regime))
    tiers = _tiers(document, settings.tiers, everything, faults, sure=sure)
    return Rules(everything, own, tiers, sure)


def _declared(
    document: Document, tables: Iterable[Mapping[str, object]], faults: Faults
) -> Iterator[Declared]:
    for index, table in enumerate(tables):
        kind = str(table.get("kind", ""))
        title = str(table.get("name") or kind or f"number {index + 1}")
        rule = _constraint(document, index, table, title, faults)
        yield Declared(document, index, title, kind, rule)


def _constraint(
    document: Document, index: int, table: Mapping[str, object], title: str, faults: Faults
) -> Constraint | None:
    kind, path = table.get("kind"), ("constraints", index)
    cls = registry().get(kind) if isinstance(kind, str) else None
    if cls is None:
        text = f"there is no constraint kind {shown(str(kind))}; {suggest(str(kind), registry())}"
        if kind is None:
            text = "the constraint has no kind; `nightfloat constraints` lists them"
        line = document.line((*path, "kind"))
        faults.add(text, document.file, line, "kind")
        return None
    odd = next((key for key, value in table.items() if _is_odd(cls, key, value)), None)
    if odd is not None:
        text = f"constraint {title!r}: {shown(str(table[odd]))} is not a number up to {LARGEST}"
        faults.add(text, document.file, document.line((*path, odd)), odd)
        return None
    try:
        return cls.model_validate(dict(table))
    except ValidationError as error:
        tell(error, document, path, cls, faults, f"constraint {title!r}: ")
        return None


def _is_odd(cls: type[Constraint], key: str, value: object) -> bool:
    """Whether pydantic would take ``value`` for a number that nobody means."""
    info = cls.model_fields.get(key)
    if info is None or info.annotation is bool:
        return False
    return isinstance(value, bool) or (isinstance(value, int) and abs(value) > LARGEST)


def _note_twins(own: Iterable[Declared], faults: Faults) -> None:
    seen: dict[str, Declared] = {}
    for one in own:
        first = seen.setdefault(one.title, one)
        if first is not one:
            row = first.document.line(("constraints", first.index))
            one.fault(
                f"row {row} has one of that name; give each a name of its own", "name", faults
            )


def _regime(
    document: Document, choice: RegimeChoice | None, files: Mapping[str, bytes], faults: Faults
) -> tuple[Declared, ...]:
    if choice is None:
        return ()
    file = regime_file(choice.name)
    if file not in files:
        text = f"there is no regime {shown(choice.name)}; {suggest(choice.name, regime_names())}"
        faults.add(text, document.file, document.line(("regime", "name")), "regime")
        return ()
    source = read_toml(files[file], file, faults)
    if source is None:
        return ()
    tables = RegimeFile.model_validate(dict(source.content)).constraints
    return tuple(_declared(source, tables, faults))


def _omitted(
    document: Document, choice: RegimeChoice | None, regime: tuple[Declared, ...], faults: Faults
) -> frozenset[str]:
    omit = choice.omit if choice else ()
    known = [d.title for d in regime]
    for name in omit if known else ():
        if name not in known:
            text = f"the regime has no constraint {shown(name)}; {suggest(name, known)}"
            faults.add(text, document.file, document.line(("regime", "omit")), "regime.omit")
    return frozenset(omit)


def _check_standing(one: Declared, faults: Faults) -> None:
    """Standing rules are requirements, of everybody and everywhere, and their names are theirs."""
    rule = one.constraint
    if one.title in STANDING and one.kind != one.title:
        text = "that is the name of a rule that always stands, which a waiver of it would set aside"
        one.fault(f"{text}; give it another name", "name", faults)
    if rule is None or rule.kind not in STANDING:
        return
    if not rule.hard:
        one.fault("this rule always stands; remove its tier", "tier", faults)
    if isinstance(rule, CoverRange) and rule.side != "both":
        one.fault("this rule always stands, on both sides; remove its side", "side", faults)
    if not rule.scope.is_everything:
        one.fault(_unscoped(rule), "scope", faults)


def _unscoped(rule: Constraint) -> str:
    if rule.kind == "no_overlap":
        return "nobody is ever in two places; remove its scope"
    text = "this rule always stands, and outside its scope nothing would"
    return f"{text}; remove its scope, and set aside in waivers.csv what need not hold"


def _standing(document: Document, rules: Iterable[Declared]) -> Iterator[Declared]:
    declared = {d.kind for d in rules}
    for kind in STANDING:
        if kind not in declared:
            rule = registry()[kind].model_validate({"kind": kind})
            yield Declared(document, -1, kind, kind, rule)


def _tiers(
    document: Document,
    written: tuple[str, ...] | None,
    rules: tuple[Declared, ...],
    faults: Faults,
    *,
    sure: bool,
) -> tuple[str, ...]:
    """Return the tiers: all that the program wrote, or the usual ones that are in use."""
    tiers = TIERS if written is None else written
    used = {d.constraint.tier for d in rules if d.constraint is not None}
    for one in rules:
        tier = one.constraint.tier if one.constraint else None
        if tier is not None and tier not in tiers:
            one.fault(f"there is no tier {shown(tier)}; {suggest(tier, tiers)}", "tier", faults)
    if written is None:
        return tuple(tier for tier in tiers if tier in used)
    for tier in tiers if sure and all(d.constraint for d in rules) else ():
        if tier not in used:
            text = f"no constraint pays into the tier {shown(tier)}; remove it"
            faults.add(text, document.file, document.line(("tiers",)), "tiers")
    return tiers
