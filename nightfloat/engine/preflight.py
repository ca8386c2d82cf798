"""Cheap proofs that a program cannot work, before anything is solved."""

from nightfloat.constraints.program import Program


def preflight(program: Program) -> tuple[str, ...]:
    """Return one sentence for every reason found; empty does not mean that it can work."""
    # prechecks count on eligibility and leave holding for everybody
    narrowed = any(
        c.kind in ("eligibility", "leave") and not c.scope.is_everything
        for c in program.constraints
    )
    hard = () if narrowed else tuple(c for c in program.constraints if c.hard)
    found = (sentence for c in hard for sentence in c.precheck(program.instance))
    return tuple(dict.fromkeys(found))


def vacuous(program: Program) -> tuple[str, ...]:
    """Return the titles of constraints whose scope takes no shift of any person."""
    instance = program.instance
    return tuple(
        c.title
        for c in program.constraints
        if not c.scope.is_everything
        and not any(
            c.scope.takes_shift(instance, shift.type, shift.day)
            and any(c.scope.takes_person(instance, p, shift.day) for p in instance.people)
            for shift in instance.shifts
        )
    )
