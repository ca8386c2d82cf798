"""What single requirements decide beforehand: posts that nobody has to search for."""

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.solver.neutral import Limit, NeutralModel


def decided(model: NeutralModel) -> dict[Lit, bool]:
    """Return the posts that single requirements decide: forbidden ones and pinned ones."""
    found: dict[Lit, bool] = {}
    for item in model.items:
        if isinstance(item, Limit) and item.price is None:
            for row in item.rows:
                _decide(model, row, found)
    return found


def _decide(model: NeutralModel, row: Row, found: dict[Lit, bool]) -> None:
    if row.at_most is not None and row.over:
        most = row.at_most - sum(factor for factor, _ in row.terms if factor < 0)
        for factor, lit in row.terms:
            if factor > max(0, most):
                found.update(dict.fromkeys(model.parts(lit), False))
    if len(row.terms) == 1 and row.at_least is not None and row.under:
        factor, lit = row.terms[0]
        if 0 < row.at_least <= factor and lit < model.posts:
            found.setdefault(lit, True)
