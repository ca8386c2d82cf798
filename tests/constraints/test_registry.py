"""What registration refuses, and what keeps model and audit independent of each other."""

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import ClassVar, Literal

import pytest

from nightfloat import constraints
from nightfloat.constraints.cases import Case
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.constraints.registry import (
    STANDING,
    _kinds,  # pyright: ignore[reportPrivateUsage]
    registry,
)

FOLDER = Path(constraints.__path__[0])


def test_a_kind_without_source_is_refused() -> None:
    """Tests that nobody registers a rule that cites nothing."""
    with pytest.raises(TypeError, match="needs a source and cases"):

        class Unsourced(MaxShifts, frozen=True):  # pyright: ignore[reportUnusedClass]
            source: ClassVar[str] = ""
            kind: Literal["max_shifts"] = "max_shifts"


def test_a_kind_without_cases_is_refused() -> None:
    """Tests that nobody registers a rule that no hand-written case shows."""
    with pytest.raises(TypeError, match="needs a source and cases"):

        class Caseless(MaxShifts, frozen=True):  # pyright: ignore[reportUnusedClass]
            cases: ClassVar[tuple[Case, ...]] = ()


def test_a_weight_without_a_tier_is_refused() -> None:
    """Tests that a weight that nobody would pay is an error."""
    with pytest.raises(ValueError, match="weight without a tier"):
        MaxShifts(maximum=1, weight=2)


def test_an_unknown_parameter_is_refused() -> None:
    """Tests that a misspelled parameter is not ignored."""
    with pytest.raises(ValueError, match="maximun"):
        MaxShifts.model_validate({"maximum": 1, "maximun": 2})


def test_a_kind_in_a_file_of_another_name_is_refused() -> None:
    """Tests that the registry key is the name of the file."""
    module = ModuleType("nightfloat.constraints.most_shifts")
    stray = type("Stray", (MaxShifts,), {"__module__": module.__name__}, frozen=True)
    vars(module)["Stray"] = stray
    with pytest.raises(TypeError, match="not named 'most_shifts'"):
        _kinds(module, "most_shifts")


def test_every_kind_is_named_as_its_file() -> None:
    """Tests that each kind is found under the name of the file that defines it."""
    for kind, cls in registry().items():
        assert cls.kind_name() == kind
        assert cls.__module__ == f"nightfloat.constraints.{kind}"
    assert set(STANDING) <= set(registry())


def test_no_constraint_loads_ortools() -> None:
    """Tests that constraints and the audit can be used where no solver is installed."""
    script = (
        "import sys; import nightfloat.engine.audit; "
        "from nightfloat.constraints.registry import registry; registry(); "
        "assert 'ortools' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("kind", tuple(registry()))
def test_model_and_audit_share_no_code(kind: str) -> None:
    """Tests that ``emit`` and ``audit`` reach no common function of the constraints package.

    Facts of the domain, the scope and properties of the parameters are the trust base.
    """
    calls = _Calls.of(kind)
    shared = calls.reached("emit") & calls.reached("audit")
    assert not shared, f"{kind}: emit and audit both call {sorted(shared)}"


def test_the_shared_code_test_sees_through_helpers() -> None:
    """Tests that a function both sides reach through others is found."""
    tree = ast.parse(
        "def low(): pass\n"
        "def up(): low()\n"
        "class C:\n"
        "    def emit(self): up()\n"
        "    def audit(self): self._find()\n"
        "    def _find(self): return [low() for _ in ()]\n"
    )
    calls = _Calls(dict(_functions(tree)))
    assert calls.reached("emit") & calls.reached("audit") == {"low"}


class _Calls:
    """Which functions of one module, and of those it imports from, call which."""

    def __init__(self, functions: Mapping[str, ast.FunctionDef]) -> None:
        self.functions = functions

    @staticmethod
    def of(kind: str) -> "_Calls":
        tree = _parse(kind)
        found = dict(_functions(tree))
        for node in ast.walk(tree):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            if module and module.startswith("nightfloat.constraints."):
                name = module.removeprefix("nightfloat.constraints.")
                if name not in ("base", "scope", "emitter", "cases"):
                    found = dict(_module_level(_parse(name))) | found
        return _Calls(found)

    def reached(self, start: str) -> set[str]:
        found: set[str] = set()
        ahead = [start]
        while ahead:
            for name in _names(self.functions[ahead.pop()]):
                if name in self.functions and name not in found:
                    found.add(name)
                    ahead.append(name)
        return found


def _parse(name: str) -> ast.Module:
    return ast.parse((FOLDER / f"{name}.py").read_text())


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield functions and methods, properties left out: they are parameters."""
    yield from _module_level(tree)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and not _is_fact(item):
                    yield item.name, item


def _module_level(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    return ((node.name, node) for node in tree.body if isinstance(node, ast.FunctionDef))


def _is_fact(item: ast.FunctionDef) -> bool:
    """Whether a method only states parameters, or the fair targets, which the domain computes."""
    names = {node.id for node in item.decorator_list if isinstance(node, ast.Name)}
    return "property" in names or item.name == "targets"


def _names(function: ast.FunctionDef) -> Iterator[str]:
    """Yield every name that the function mentions: called, passed on, or a method of its own."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute) and _is_self(node.value):
            yield node.attr


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
