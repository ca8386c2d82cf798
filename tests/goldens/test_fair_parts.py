"""A share counts only what a person is asked for: a shift's parts are shared among their own."""

from nightfloat.constraints.cases import Case
from nightfloat.constraints.fair_share import FairShare
from nightfloat.domain.people import Person


def test_each_part_of_a_cover_is_shared_among_those_it_counts() -> None:
    """Tests that interns do not owe what only seniors can give."""
    # Six days, one junior and one senior each: two juniors share six, the one senior has six.
    junior, senior = frozenset({"junior"}), frozenset({"senior"})
    case = Case(
        says="two juniors and a senior",
        rows={"A": ". " * 6, "B": ". " * 6, "S": ". " * 6},
        amount=0,
        shifts="L=07:00+13h",
        people=(
            Person("A", skills=junior, peer_group="juniors"),
            Person("B", skills=junior, peer_group="juniors"),
            Person("S", skills=senior, peer_group="seniors"),
        ),
        cover=tuple(f"L {day} 1 1 1 {part}" for day in range(6) for part in ("junior", "senior")),
    )
    targets = FairShare(load="calls", tier="fairness").targets(case.build()[0])
    assert targets == {"A": 300, "B": 300, "S": 600}
