"""The graphs of everybody: one for all whose shapes are equal, none with too many states."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial

from nightfloat.solver.arrays import Ints
from nightfloat.solver.pricing.graph import Compiler, Graph, TooManyStatesError
from nightfloat.solver.pricing.parts import Parts
from nightfloat.solver.pricing.shape import Book, Shape
from nightfloat.solver.pricing.steps import Steps
from nightfloat.solver.pricing.sums import resource
from nightfloat.solver.pricing.symbols import Symbols
from nightfloat.solver.search.forking import each

type Slots = tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True)
class Shaped:
    """Graphs with their symbols and slots (as in a problem), and where everybody starts.

    Attributes
    ----------
    starts
        By person: the number of the graph, and its first hub.
    bare
        Those whose shape has too many states: their graph knows single days only.
    """

    graphs: tuple[Graph, ...]
    symbols: tuple[Ints, ...]
    slots: tuple[Slots, ...]
    starts: tuple[tuple[int, int], ...]
    bare: frozenset[int]


@dataclass(frozen=True)
class _Compiled:
    """A graph with its symbols and slots, and the first hub of each shape it was compiled for."""

    graph: Graph
    symbols: Ints
    slots: Slots
    hubs: tuple[int, ...]


@dataclass
class Shaper:
    """Compiles the graphs of people's shapes, each once, by so many processes."""

    book: Book
    processes: int = 1
    # None has too many states
    _known: dict[Hashable, _Compiled | None] = field(
        default_factory=dict[Hashable, _Compiled | None], init=False
    )

    def shaped(self, shapes: Sequence[Shape]) -> Shaped:
        """Return the graphs of everybody, given by person."""
        groups: dict[Hashable, list[int]] = {}
        for person, shape in enumerate(shapes):
            groups.setdefault(shape.key, []).append(person)
        members = list(groups.values())
        compiled = self._compiled([[shapes[person] for person in group] for group in members])
        pairs = list(zip(members, compiled, strict=True))
        found = [(group, one) for group, one in pairs if one is not None]
        bare = [person for group, one in pairs if one is None for person in group]
        if bare:
            single = Shape(
                (), self.book.boundaries(Parts()), (), (), (resource((self.book.nothing,), ()),)
            )
            found += [(bare, one) for one in self._compiled([[single] * len(bare)]) if one]
        return _together(found, frozenset(bare))

    def _compiled(self, groups: Sequence[Sequence[Shape]]) -> list[_Compiled | None]:
        keys = [tuple((shape.key, shape.start) for shape in group) for group in groups]
        pairs = zip(keys, groups, strict=True)
        new = {key: group for key, group in pairs if key not in self._known}
        made = each(partial(_compile, self.book), list(new.values()), self.processes)
        self._known.update(zip(new, made, strict=True))
        return [self._known[key] for key in keys]


def _compile(book: Book, shapes: Sequence[Shape]) -> _Compiled | None:
    """Return the graph of equal shapes, each with a start of its own; None if it is too large."""
    steps = Steps(Symbols(book, shapes[0], book.days.model.length))
    starts = [steps.start(*one.start) for one in shapes]
    compiler = Compiler(steps, starts)
    try:
        graph = compiler.walk()
    except TooManyStatesError:
        return None
    slots = tuple(map(tuple, compiler.slots))
    hubs = tuple(compiler.hubs[start] for start in starts)
    return _Compiled(graph, steps.symbols.symbol_of, slots, hubs)


def _together(found: Sequence[tuple[Sequence[int], _Compiled]], bare: frozenset[int]) -> Shaped:
    """Return the graphs of groups of people, numbered in their order."""
    starts = {
        person: (number, hub)
        for number, (group, one) in enumerate(found)
        for person, hub in zip(group, one.hubs, strict=True)
    }
    return Shaped(
        tuple(one.graph for _, one in found),
        tuple(one.symbols for _, one in found),
        tuple(one.slots for _, one in found),
        tuple(starts[person] for person in range(len(starts))),
        bare,
    )
