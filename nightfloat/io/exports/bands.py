"""Days are split into bands so that no line of the grid is wider than it may be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from nightfloat.io.exports.matrix import Row
from nightfloat.io.exports.text import cut, labels, visible

NARROWEST = 6


@dataclass(frozen=True, slots=True)
class Layout:
    """Labels by person and the bands of day indexes; every band but the last has equal length."""

    label_width: int
    labels: Mapping[str, str]
    bands: tuple[range, ...]
    elided: tuple[tuple[str, str], ...] = ()


def lay_out(rows: Sequence[Row], columns: Sequence[int], width: int) -> Layout:
    """Return the layout with names where they cost no further band, else with ids alone.

    Parameters
    ----------
    columns
        Width of each day's column in cells, the space before it left out.
    """
    room = width - 1 - max(columns, default=0)
    most = max(1, min(max(NARROWEST, width // 3), room))
    alone = min(max((cell_len(visible(r.person.id)) for r in rows), default=1), most)
    both = min(max((cell_len(_full(r)) for r in rows), default=1), most)
    bands = tuple(split(columns, width - alone))
    ids = labels((r.person.id for r in rows), alone)
    elided = tuple((ids[id_], id_) for id_ in ids if ids[id_] != visible(id_))
    named = tuple(split(columns, width - both))
    if not elided and both > alone and len(named) <= len(bands):
        return Layout(both, {r.person.id: cut(_full(r), both) for r in rows}, named)
    return Layout(alone, ids, bands, elided)


def _full(row: Row) -> str:
    """Return id and name, the name once."""
    person = row.person
    return visible(person.id if person.name in ("", person.id) else f"{person.id} {person.name}")


def split(columns: Sequence[int], room: int) -> Iterator[range]:
    """Yield the fewest bands of whole weeks that fit into ``room``, else of the days that do."""
    total = len(columns)
    weeks = range(total // 7 * 7, 0, -7)
    lengths = (total, *weeks, *range(6, 0, -1))
    length = next((n for n in lengths if n and _fits(columns, n, room)), 1)
    return (range(at, min(at + length, total)) for at in range(0, total, length))


def _fits(columns: Sequence[int], length: int, room: int) -> bool:
    bands = (columns[at : at + length] for at in range(0, len(columns), length))
    return all(sum(band) + len(band) <= room for band in bands)
