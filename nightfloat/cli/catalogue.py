"""The registry as text and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from pydantic.fields import FieldInfo
from rich.table import Table
from rich.text import Text

from nightfloat.constraints.base import Constraint, PersonConstraint
from nightfloat.constraints.scope import Scope

type Kinds = Mapping[str, type[Constraint]]
type Parts = Mapping[str, Mapping[str, object]]


def entries(kinds: Kinds) -> list[dict[str, object]]:
    """Return every kind with statement, parameters, what these refer to, source and cases."""
    return [
        {
            "kind": kind,
            "judges": _judges(cls),
            "statement": _first_line(cls),
            "parameters": _schema(cls)[0],
            "$defs": _schema(cls)[1],
            "source": cls.source,
            "cases": [{"says": c.says, "amount": c.amount} for c in cls.cases],
        }
        for kind, cls in kinds.items()
    ]


def shown(kinds: Kinds, *, full: bool) -> Iterator[Table | Text]:
    """Yield the kinds as one table, or one kind in full."""
    if not full:
        table = Table("kind", "judges", "asks that", box=None, pad_edge=False)
        for kind, cls in kinds.items():
            table.add_row(Text(kind), _judges(cls), Text(_first_line(cls)))
        yield table
        return
    for kind, cls in kinds.items():
        yield Text(f"{kind} ({_judges(cls)})\n\n{_doc(cls)}\n\nSource: {cls.source}\n")
        properties, defs = _schema(cls)
        table = Table("parameter", "default", "values", box=None, pad_edge=False)
        for name, field in cls.model_fields.items():
            values = ", ".join(_values(properties.get(name, {}), defs))
            table.add_row(Text(name), Text(_default(field)), Text(values))
        yield table
        yield Text("\nCases:\n" + "\n".join(f"  {c.amount:>4}  {c.says}" for c in cls.cases))


def _schema(cls: type[Constraint]) -> tuple[Parts, Parts]:
    """Return the JSON schema of each parameter, and what these refer to by name."""
    schema = cls.model_json_schema()
    return cast("Parts", schema["properties"]), cast("Parts", schema.get("$defs", {}))


def _values(part: Mapping[str, object], defs: Parts) -> Iterator[str]:
    """Yield the values that a parameter may have, none where it may have any of its type."""
    ref = part.get("$ref")
    if isinstance(ref, str):
        yield from _values(defs[ref.rpartition("/")[2]], defs)
    yield from map(str, cast("Sequence[object]", part.get("enum", ())))
    for one in cast("Sequence[Mapping[str, object]]", part.get("anyOf", ())):
        yield from _values(one, defs)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return "everything" if field.default == Scope() else repr(field.default)


def _judges(cls: type[Constraint]) -> str:
    return "person" if issubclass(cls, PersonConstraint) else "team"


def _doc(cls: type[Constraint]) -> str:
    lines = (cls.__doc__ or "").strip().splitlines()
    return "\n".join(line.strip() for line in lines)


def _first_line(cls: type[Constraint]) -> str:
    return _doc(cls).splitlines()[0]
