"""The graphs of everybody: one for all whose shapes are equal, none with too many states."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from nightfloat.solver.arrays import Ints
from nightfloat.solver.pricing.graph import Compiler, Graph, TooManyStatesError
from nightfloat.solver.pricing.parts import Parts
from nightfloat.solver.pricing.shape import Book, Shape, Start
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
    """A graph with its symbols and slots, and the first hub of each start."""

    graph: Graph
    symbols: Ints
    slots: Slots
    hubs: Mapping[Start, int]


@dataclass
class Shaper:
    """Compiles the graphs of people's shapes by so many processes, from the same starts once."""

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
        compiled = self._compiled([[shapes[p] for p in group] for group in groups.values()])
        pairs = list(zip(groups.values(), compiled, strict=True))
        bare = frozenset(person for group, one in pairs if one is None for person in group)
        if bare:
            left = [self._single if p in bare else shape for p, shape in enumerate(shapes)]
            return replace(self.shaped(left), bare=bare)
        return _together([(group, one) for group, one in pairs if one is not None], shapes)

    @cached_property
    def _single(self) -> Shape:
        """The shape that knows single days only; its graph has one state."""
        nothing = resource((self.book.nothing,), ())
        return Shape((), self.book.boundaries(Parts()), (), (), (nothing,))

    def _compiled(self, groups: Sequence[Sequence[Shape]]) -> list[_Compiled | None]:
        """Return the graphs of groups of equal shapes."""
        keys = [(group[0].key, tuple(dict.fromkeys(s.start for s in group))) for group in groups]
        pairs = zip(keys, groups, strict=True)
        new = {key: group for key, group in pairs if key not in self._known}
        made = each(partial(_compile, self.book), list(new.values()), self.processes)
        self._known.update(zip(new, made, strict=True))
        return [self._known[key] for key in keys]


def _compile(book: Book, shapes: Sequence[Shape]) -> _Compiled | None:
    """Return the graph of equal shapes from all their starts; None if it is too large."""
    steps = Steps(Symbols(book, shapes[0], book.days.model.length))
    starts = {one.start: steps.start(*one.start) for one in shapes}
    compiler = Compiler(steps, list(starts.values()))
    try:
        graph = compiler.walk()
    except TooManyStatesError:
        return None
    slots = tuple(map(tuple, compiler.slots))
    hubs = {start: compiler.hubs[state] for start, state in starts.items()}
    return _Compiled(graph, steps.symbols.symbol_of, slots, hubs)


def _together(found: Sequence[tuple[Sequence[int], _Compiled]], shapes: Sequence[Shape]) -> Shaped:
    """Return the graphs of groups of people, numbered in their order."""
    starts = {
        person: (number, one.hubs[shapes[person].start])
        for number, (group, one) in enumerate(found)
        for person in group
    }
    return Shaped(
        tuple(one.graph for _, one in found),
        tuple(one.symbols for _, one in found),
        tuple(one.slots for _, one in found),
        tuple(starts[person] for person in range(len(starts))),
        frozenset(),
    )
