"""Regimes are rule sets kept as data beside the constraints, named by their file."""

from importlib.resources import files
from importlib.resources.abc import Traversable

SUFFIX = ".toml"


def regime_names() -> tuple[str, ...]:
    """Return the names of all regimes, sorted."""
    folder = _folder()
    found = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(f.name.removesuffix(SUFFIX) for f in found if f.name.endswith(SUFFIX)))


def regime_bytes(name: str) -> bytes | None:
    """Return the TOML of the regime, or None when there is none of that name."""
    return (_folder() / f"{name}{SUFFIX}").read_bytes() if name in regime_names() else None


def regime_file(name: str) -> str:
    """Return what faults and snapshots call the regime's file."""
    return f"regimes/{name}{SUFFIX}"


def _folder() -> Traversable:
    return files("nightfloat.constraints") / "regimes"
