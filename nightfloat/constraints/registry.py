"""Every module of this package that defines a constraint of its own name is in the registry."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType

from nightfloat import constraints
from nightfloat.constraints.base import Constraint

STANDING = ("no_overlap", "eligibility", "leave", "pins", "cover")


@cache
def registry() -> Mapping[str, type[Constraint]]:
    """Return all constraint kinds by name, sorted.

    Raises
    ------
    TypeError
        If a module defines a constraint under another name than its own.
    """
    found: dict[str, type[Constraint]] = {}
    for info in sorted(pkgutil.iter_modules(constraints.__path__), key=lambda i: i.name):
        if not info.ispkg:
            module = importlib.import_module(f"{constraints.__name__}.{info.name}")
            found |= {kind: cls for kind, cls in _kinds(module, info.name)}
    return MappingProxyType(found)


def _kinds(module: ModuleType, name: str) -> list[tuple[str, type[Constraint]]]:
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Constraint)
        and value.__module__ == module.__name__
        and value.kind_name()
    ]
    if any(cls.kind_name() != name for cls in own):
        message = f"{module.__name__} defines a kind that is not named {name!r}"
        raise TypeError(message)
    return [(name, cls) for cls in own]
