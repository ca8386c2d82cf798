"""The registry as text and as JSON."""

from collections.abc import Iterator, Mapping

from pydantic.fields import FieldInfo
from rich.table import Table
from rich.text import Text

from nightfloat.constraints.base import Constraint, PersonConstraint
from nightfloat.constraints.scope import Scope

type Kinds = Mapping[str, type[Constraint]]


def entries(kinds: Kinds) -> list[dict[str, object]]:
    """Return every kind with statement, parameters, source and cases."""
    return [
        {
            "kind": kind,
            "judges": _judges(cls),
            "statement": _first_line(cls),
            "parameters": cls.model_json_schema()["properties"],
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
        table = Table("parameter", "default", box=None, pad_edge=False)
        for name, field in cls.model_fields.items():
            table.add_row(Text(name), Text(_default(field)))
        yield table
        yield Text("\nCases:\n" + "\n".join(f"  {c.amount:>4}  {c.says}" for c in cls.cases))


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
