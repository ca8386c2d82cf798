"""Whose turn it is in the first hand: the tree's, which proves, or a neighbourhood's."""

from dataclasses import dataclass

# what the tree may take at once, and in any case, in seconds
SLICE, FIRST = 3.0, 5.0
# when a node that a slice is in the midst of is put off, in seconds from the slice's start
NODE_SECONDS = 20.0
# nodes for each person that a tree needs before it proves or finds much
NODES_EACH = 4
# the gap, as a share of the cost, from which neighbourhoods are worth more
FAR = 0.02


@dataclass
class Turns:
    """The tree has the ``first`` seconds, then half of the time while the gap is small.

    It has none where the time would be over before enough nodes are solved.
    """

    people: int
    first: float = FIRST
    ready: bool = False
    nodes: int = 0
    tree: float = 0.0
    others: float = 0.0

    def due(self, left: float, gap: float) -> bool:
        """Whether the tree is next, when so many seconds and such a share of the cost are left."""
        if not self.ready:
            return False
        if self.tree < self.first:
            return True
        if gap > FAR or self.tree * NODES_EACH * self.people > left * self.nodes:
            return False
        return self.tree <= self.others

    def grown(self, nodes: int, seconds: float, *, done: bool) -> None:
        """Note what the tree took; one that is done has no turn any more."""
        self.nodes += nodes
        self.tree += seconds
        self.ready = not done
