"""Tests that the counts of a certificate are those of a hand-made one and of the engine."""

from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Certificate, Event, EventVerdict, Verdict
from nightfloat.domain.schedule import Assignment
from nightfloat.io.exports.plain import plain_text
from nightfloat.io.exports.report import contingency_part
from nightfloat.io.exports.tables import contingency
from tests.io.exports.making import day


def _event(person: str, on: int, shift: str) -> Event:
    return Event(person, Days.one(day(on)), (Assignment(person, day(on), shift),))


def certificate() -> Certificate:
    """Return four events: one absorbed, one repaired by B alone, one lost, one not decided."""
    return Certificate(
        level="n-1",
        k=1,
        tier="full",
        verdicts=(
            EventVerdict(_event("A", 0, "D"), Verdict.SECURE, distance=0),
            EventVerdict(
                _event("A", 1, "D"), Verdict.SECURE, distance=1,
                added=(Assignment("B", day(1), "D"),),
            ),
            EventVerdict(_event("B", 2, "N"), Verdict.INSECURE),
            EventVerdict(_event("C", 3, "N"), Verdict.UNKNOWN),
        ),
        understudies=(
            ("D", day(0), ("B", "C")),
            ("D", day(1), ("B",)),
            ("N", day(2), ()),
            ("N", day(3), ("A", "B")),
        ),
    )  # fmt: skip


def test_counts_by_hand() -> None:
    """Tests every part: B is insecure once of once and the only one to repair A's second day."""
    found = [
        (r["part"], r["item"], r["count"], r["of"]) for r in contingency(certificate()).to_dicts()
    ]
    assert found == [
        ("verdict", "secure", 2, 4),
        ("verdict", "insecure", 1, 4),
        ("verdict", "unknown", 1, 4),
        ("distance", "0", 1, 4),
        ("distance", "1", 1, 4),
        ("distance", "none", 2, 4),
        ("criticality", "B", 1, 1),
        ("criticality", "A", 0, 2),
        ("criticality", "C", 0, 1),
        ("fragile shift", "D", 1, None),
        ("fragile shift", "N", 0, None),
    ]


def test_the_terminal_names_who_is_critical() -> None:
    """Tests the short form."""
    shown = " ".join(plain_text(contingency_part(certificate()), 90).split())
    assert "n-1, k = 1, full cover: 4 events, 2 secure, 1 insecure, 1 unknown" in shown
    assert "events by distance 0: 1, 1: 1, none: 2" in shown
    assert "B 1 1 1" in shown
    assert "2024-01-03 N nobody" in shown


def test_no_event_at_all() -> None:
    """Tests that an empty certificate divides by nothing."""
    empty = Certificate("n-1", 1, "full", ())
    assert contingency(empty)["count"].sum() == 0
    assert "0 events" in plain_text(contingency_part(empty))
