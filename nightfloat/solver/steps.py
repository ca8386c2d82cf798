"""What a priced sum costs, when it moves in steps of what all its factors are multiples of.

A fair share is counted in hundredths and moves by whole shifts: the cost between two of them is
never paid, but a relaxation would end there. In steps it is the sum of two hinges on either side.
"""

from dataclasses import replace

from nightfloat.constraints.emitter import Row

type Hinge = tuple[int | None, int]


def in_steps(row: Row, step: int) -> list[Row]:
    """Return rows on the number of steps whose amounts add up to that of ``row`` at each number.

    Between two numbers they are linear: together the convex hull of what can be paid.
    """
    lows = _hinges(row.at_least, row.under, step)
    most = None if row.at_most is None else -row.at_most
    highs = [(None if at is None else -at, price) for at, price in _hinges(most, row.over, step)]
    (low, _), (high, _) = lows[0], highs[0]
    if low is not None and high is not None and low > high:
        highs.reverse()  # no number of steps is in range
    rows = [
        replace(row, at_least=low, at_most=high, under=under, over=over)
        for (low, under), (high, over) in zip(lows, highs, strict=True)
    ]
    return [one for one in rows if one.under or one.over]


def _hinges(asked: int | None, price: int, step: int) -> list[Hinge]:
    """Return two hinges: a number of steps, and what each step below it costs.

    The second makes up for the first step, which may be short of less. One that costs nothing is
    None.
    """
    if asked is None or not price:
        return [(None, 0), (None, 0)]
    steps = -(-asked // step)
    first = asked - step * (steps - 1)
    rest = price * (step - first)
    return [(steps, price * first), (steps - 1, rest) if rest else (None, 0)]
