"""Small programs for solver tests."""

from collections.abc import Iterable

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import STANDING, registry
from nightfloat.domain.result import Limits

# small programs are proved long before, unless the machine is busy
LIMITS = Limits(seconds=60, memory_mb=4096, workers=2, seed=1)


def made(kind: str, **parameters: object) -> Constraint:
    """Return a constraint of the registry."""
    return registry()[kind].model_validate(parameters)


def program(
    case: Case, constraints: Iterable[Constraint] = (), tiers: tuple[str, ...] = ("cost",)
) -> Program:
    """Return the case's instance under the standing constraints and these."""
    instance, _ = case.build()
    standing = [made(kind) for kind in STANDING]
    return Program(instance, (*standing, *constraints), tiers)


def hard_puzzle(people: int, least: int = 9000) -> Program:
    """Return four weeks of cover that no search proves optimal in a second.

    Everybody works ``least`` minutes at least.
    """
    rows = {f"P{n:02}": " ".join(["."] * 28) for n in range(people)}
    cover = tuple(f"{s} {d} 0 {people // 4} -" for s in "DN" for d in range(28))
    rules = (
        made("cover_target", tier="cost", weight=7),
        made("max_stretch", maximum=5),
        made("min_stretch", minimum=2),
        made("min_days_off", minimum=2),
        made("max_weekends", maximum=2),
        made("forbidden_succession", earlier="N", later=["D"]),
        made("minutes_in_horizon", minimum=least, maximum=9900),
        made("max_shifts", maximum=6, scope={"shifts": ["night"]}),
    )
    return program(Case(says="", rows=rows, cover=cover, amount=0), rules)
