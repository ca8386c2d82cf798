"""The graphs of everybody: one for all whose shapes are equal, none with too many states."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from nightfloat.solver.arrays import Ints
from nightfloat.solver.pricing.graph import Compiler, Graph, TooManyStatesError
from nightfloat.solver.pricing.parts import Parts
from nightfloat.solver.pricing.shape import Book, Shape
from nightfloat.solver.pricing.steps import Steps
from nightfloat.solver.pricing.sums import resource
from nightfloat.solver.pricing.symbols import Symbols

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


def shaped(book: Book, shapes: Sequence[Shape]) -> Shaped:
    """Return the graphs of people's shapes."""
    groups: dict[Hashable, list[int]] = {}
    for person, shape in enumerate(shapes):
        groups.setdefault(shape.key, []).append(person)
    writer, bare = _Writer(book), list[int]()
    for group in groups.values():
        try:
            writer.write(group, [shapes[person] for person in group])
        except TooManyStatesError:
            bare += group
    if bare:
        single = Shape((), book.boundaries(Parts()), (), (), (resource((book.nothing,), ()),))
        writer.write(bare, [single] * len(bare))
    return writer.found(frozenset(bare))


@dataclass
class _Writer:
    """Compiles one graph after the other."""

    book: Book
    graphs: list[Graph] = field(default_factory=list[Graph])
    symbols: list[Ints] = field(default_factory=list[Ints])
    slots: list[Slots] = field(default_factory=list[Slots])
    starts: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])

    def write(self, people: Sequence[int], shapes: Sequence[Shape]) -> None:
        """Write the graph of people with equal shapes, each with a start of its own."""
        steps = Steps(Symbols(self.book, shapes[0], self.book.days.model.length))
        starts = [steps.start(tuple(r.start for r in one.runs), one.rests) for one in shapes]
        compiler = Compiler(steps, starts)
        graph = compiler.walk()
        for person, start in zip(people, starts, strict=True):
            self.starts[person] = len(self.graphs), compiler.hubs[start]
        self.graphs.append(graph)
        self.symbols.append(steps.symbols.symbol_of)
        self.slots.append(tuple(tuple(day) for day in compiler.slots))

    def found(self, bare: frozenset[int]) -> Shaped:
        """Return everything written."""
        starts = tuple(self.starts[person] for person in range(len(self.starts)))
        return Shaped(tuple(self.graphs), tuple(self.symbols), tuple(self.slots), starts, bare)
