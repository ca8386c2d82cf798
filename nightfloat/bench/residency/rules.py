"""``program.toml`` of the generated program: calendar and rules, only those that apply."""

from collections.abc import Container, Iterator

from nightfloat.bench.residency.demand import groups_of
from nightfloat.bench.residency.plan import WEEKS, Plan

HEAD = """\
# A residency of nightfloat's own benchmark suite: size {size}, seed {seed}. Everybody in it is
# invented. Minima are what a lawful schedule staffed, so that hardly anybody is spare:
#     nightfloat generate .
# generates one, and `nightfloat bench residency FOLDER` measures it.

name = "residency-{size}-{seed}"
zone = "Pacific/Honolulu"
start = {first}
days = {days}
history_from = {known}
blocks = {{ start = {known}, weeks = 4, count = {blocks} }}
regime = "acgme-2025"
tiers = ["coverage", "safety", "fairness", "preference"]
"""
RESIDENT = 'scope.grades = ["PGY-1", "PGY-2", "PGY-3"]'
DUTY = 'scope.shifts = ["clinical", "clinic", "education", "inhouse-call", "night-float"]'
REQUIRED = (
    ("min_rest", "rest-8h", "hours = 8", "merge_minutes = 60", DUTY),
    ("days_off_averaged", "day-off-1-in-7", 'count = "calendar"', RESIDENT),
    (
        "forbidden_succession", "no-day-after-night",
        'earlier = "night"', 'later = ["day", "clinic", "education"]',
    ),
    ("min_stretch", "nights-in-runs", "minimum = 2", 'scope.shifts = ["N"]'),
    ("max_stretch", "six-days", "maximum = 6", DUTY),
)  # fmt: skip
EMERGENCY = ("max_hours_averaged", "emergency-60h", "hours = 60", 'unit = "week"',
             'scope.shifts = ["ed"]')  # fmt: skip
HOME_CALL = ("max_stretch", "home-call-alternates", "maximum = 1", 'scope.shifts = ["H"]')
COVERAGE = (
    ("cover_target", "staffing", 'tier = "coverage"'),
    (
        "max_shifts", "no-pulls", "maximum = 0", 'tier = "coverage"', "weight = 2",
        'scope.rotations = ["elective"]', 'scope.shifts = ["W"]',
    ),
)  # fmt: skip
SAFETY = (
    ("min_days_off", "two-days-off", "minimum = 2", 'tier = "safety"', DUTY),
    ("max_stretch", "three-nights", "maximum = 3", 'tier = "safety"', "weight = 2",
     'scope.shifts = ["N"]'),
)  # fmt: skip
WISHES = ("requests", "wishes", 'tier = "preference"')
# load, shift, tolerance
LOADS = (
    ("nights", "N", "1.0"),
    ("long-calls", "L", "1.0"),
    ("calls", "C", "1.0"),
    ("evenings", "V", "1.0"),
    ("home-calls", "H", "1.0"),
    ("jeopardy", "J", "1.0"),
)

type Rule = tuple[str, ...]


def program_toml(plan: Plan, seed: int) -> str:
    """Return the text of ``program.toml``."""
    head = HEAD.format(
        size=plan.size.name,
        seed=seed,
        first=plan.horizon.first,
        days=plan.size.days,
        known=plan.history.first,
        blocks=plan.size.blocks + 1,
    )
    return head + "".join(map(_table, _rules(plan)))


def _table(rule: Rule) -> str:
    kind, name, *lines = rule
    return "\n".join(("", "[[constraints]]", f'kind = "{kind}"', f'name = "{name}"', *lines, ""))


def _rules(plan: Plan) -> Iterator[Rule]:
    there = groups_of(plan)
    yield from REQUIRED
    yield from _free_weekends(plan)
    if "E" in there:
        yield EMERGENCY
    if "H" in there:
        yield HOME_CALL
    yield from COVERAGE
    yield from SAFETY
    yield from _shares(there)
    yield WISHES


def _free_weekends(plan: Plan) -> Iterator[Rule]:
    """Yield one rule per whole block: one of its four weekends is free of in-house duty."""
    blocks = sorted({s.days for s in plan.stints if s.days.clip(plan.horizon) == s.days})
    for number, days in enumerate(blocks, start=1):
        yield (
            "max_weekends",
            f"a-free-weekend-{number}",
            f"maximum = {WEEKS - 1}",
            'scope.shifts = ["clinical", "inhouse-call", "night-float"]',
            f"scope.first_day = {days.first}",
            f"scope.last_day = {days.last}",
        )


def _shares(there: Container[str]) -> Iterator[Rule]:
    for load, shift, tolerance in LOADS:
        if shift in there:
            yield (
                "fair_share",
                f"fair-{load}",
                f'load = "{load}"',
                f"tolerance = {tolerance}",
                'tier = "fairness"',
                f'scope.shifts = ["{shift}"]',
            )
    yield (
        "fair_share",
        "fair-weekends",
        'load = "weekend-days"',
        "tolerance = 2.0",
        'tier = "fairness"',
        'scope.shifts = ["clinical", "inhouse-call"]',
        'scope.days = ["weekend"]',
    )
