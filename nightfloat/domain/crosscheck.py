"""Facts are cross-checked once, all together, before an Instance is relied on.

What one fact alone gets wrong is found where it is read; here they are held against each other.
A contradiction with rules (an ineligible pin, leave on a pin) is no fault of the facts: those may
be members of a Conflict.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import chain, combinations
from typing import TYPE_CHECKING

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Leave, Pin, Request, Rotation, Waiver
from nightfloat.domain.shifts import Shift

if TYPE_CHECKING:
    from nightfloat.domain.schedule import Assignment

NEAR = timedelta(days=335)
FAR = "is about a year from the horizon or more; is the year right?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one fact; the instance itself stands for a fact that is missing."""

    fact: object
    sentence: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What could not be read in full: nothing is judged by it.

    Parameters
    ----------
    people, shifts
        Ids that exist although nothing else is known about them.
    unread
        Tables of which rows are missing: ``calendar``, ``people``, ``shifts``, ``cover``,
        ``rotations``.
    """

    people: frozenset[str] = frozenset()
    shifts: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a clause that names what was probably meant, or all there is when that is little."""
    words = sorted(set(known))
    near = get_close_matches(word, words, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known: {', '.join(words)}" if 0 < len(words) <= 12 else "no known one is similar"


def is_far(days: Days, calendar: Calendar) -> bool:
    """Whether no day is known or within about a year of the horizon: the year may be mistyped."""
    horizon = calendar.horizon
    far = days.last < horizon.first - NEAR or days.first > horizon.last + NEAR
    return far and not days.touches(calendar.known)


def cross_check(instance: Instance, doubt: Doubt = Doubt()) -> Iterator[Finding]:
    """Yield what the facts of ``instance`` contradict in each other.

    Nothing found means that every index of the instance can be built.
    """
    if not instance.people and not (doubt.people or "people" in doubt.unread):
        yield Finding(instance, "there is nobody to schedule; give each person a row")
    strangers = list(_strangers(instance, doubt))
    yield from strangers
    yield from _covers(instance)
    yield from _rotations(instance)
    if "calendar" not in doubt.unread:
        unplaced = list(_misplaced(instance))
        yield from unplaced
        yield from _skipped(instance)
        lost = {id(f.fact) for f in chain(strangers, unplaced)}
        if "cover" not in doubt.unread:
            yield from _unasked(instance, lost)
        yield from _collisions(instance, lost)
    yield from _contradictions(instance)


def _strangers(instance: Instance, doubt: Doubt) -> Iterator[Finding]:
    """Name whoever and whatever is in no table."""
    if "people" not in doubt.unread:
        known = instance.person.keys() | doubt.people
        for fact, person in _about_people(instance):
            if person not in known:
                text = f"nobody has the id {person!r}; {suggest(person, known)}"
                yield Finding(fact, text, "person")
    if "shifts" not in doubt.unread:
        known = instance.shift_type.keys() | doubt.shifts
        words = frozenset(known | {w for t in instance.shift_types for w in (*t.tags, t.kind, "*")})
        for fact, shift in _about_shifts(instance):
            allowed = words if isinstance(fact, Request) else known
            if shift not in allowed:
                yield Finding(
                    fact, f"no shift is called {shift!r}; {suggest(shift, known)}", "shift"
                )


def _about_people(instance: Instance) -> Iterator[tuple[object, str]]:
    rows = chain(
        instance.rotations,
        instance.leave,
        instance.requests,
        instance.pins,
        instance.history,
        instance.balances,
    )
    yield from ((fact, fact.person) for fact in rows)
    yield from ((w, w.person) for w in instance.waivers if w.person is not None)


def _about_shifts(instance: Instance) -> Iterator[tuple[object, str]]:
    rows = chain(instance.covers, instance.requests, instance.pins, instance.history)
    yield from ((fact, fact.shift) for fact in rows)


def _covers(instance: Instance) -> Iterator[Finding]:
    for cover in instance.covers:
        if cover.minimum > cover.target:
            text = f"the target {cover.target} is below the minimum {cover.minimum}"
            yield Finding(cover, f"{text}; raise the target or leave it empty", "target")
        if cover.maximum is not None and cover.target > cover.maximum:
            what = "minimum" if cover.minimum > cover.maximum else "target"
            count = cover.minimum if what == "minimum" else cover.target
            text = f"the maximum {cover.maximum} is below the {what} {count}; raise it"
            yield Finding(cover, text, "maximum")


def _rotations(instance: Instance) -> Iterator[Finding]:
    for person, rows in instance.rotations_of.items():
        for one, two in combinations(rows, 2):
            if one.service == two.service and one.days.touches(two.days):
                text = (
                    f"{person} is on {one.service} twice from {two.days.first}; join the two rows"
                )
                yield Finding(two, text, "first_day")


def _misplaced(instance: Instance) -> Iterator[Finding]:
    """Name facts about days that nothing ever looks at."""
    horizon, known = instance.calendar.horizon, instance.calendar.known
    for wish in chain(instance.requests, instance.pins):
        if wish.day not in horizon:
            yield Finding(wish, _outside(wish.day, horizon, "the horizon"), "date")
    past = Days(known.first, horizon.first)
    for worked in instance.history:
        if worked.day not in past:
            yield Finding(worked, _outside(worked.day, past, "the history"), "date")
    spans: Iterable[Leave | Rotation | Waiver] = chain(
        instance.leave, instance.rotations, instance.waivers
    )
    for span in spans:
        if is_far(span.days, instance.calendar):
            yield Finding(span, f"{span.days.first} {FAR}", "first_day")
    for person in instance.people:
        days = person.employed
        # who has left long ago may stay in the table
        if days.first > horizon.last and is_far(days, instance.calendar):
            yield Finding(person, f"{days.first} {FAR}", "first_day")


def _skipped(instance: Instance) -> Iterator[Finding]:
    """Name shifts and parts of a day that lie in an hour that a clock change skips."""
    reason = "since a clock change skips that hour"
    told: set[tuple[str, date]] = set()
    for fact in chain(instance.covers, instance.history):
        key = fact.shift, fact.day
        if key not in told and fact.shift in instance.shift_type:
            shift = _shift(instance, *key)
            if shift.end <= shift.start:
                told.add(key)
                text = f"{fact.shift} on {fact.day} would not end after it starts, {reason}"
                yield Finding(fact, f"{text}; give another shift on that day", "shift")
    for leave in instance.leave:
        if not leave.whole_days and leave.end <= leave.start:
            text = f"the end on {leave.days.last} is not after the start, {reason}"
            yield Finding(leave, f"{text}; name another time", "end")


def _outside(day: date, days: Days, name: str) -> str:
    if not days.count:
        return f"{day} is outside {name}, which is empty; history lies before {days.end}"
    return f"{day} is outside {name}, {days.first} to {days.last}"


def _unasked(instance: Instance, lost: set[int]) -> Iterator[Finding]:
    """Name wishes and pins for a shift that no cover has on that date."""
    asked: defaultdict[date, set[str]] = defaultdict(set)
    for cover in instance.covers:
        asked[cover.day].add(cover.shift)
    types = instance.shift_type
    for wish in chain(instance.pins, instance.requests):
        if id(wish) in lost or (isinstance(wish, Request) and wish.wants == "off"):
            continue
        there = asked[wish.day]
        matches = (
            any(types[s].named(wish.shift) for s in there if s in types)
            if isinstance(wish, Request)
            else wish.shift in there
        )
        if not matches:
            text = f"no cover asks for {wish.shift} on {wish.day}; add one or drop this row"
            yield Finding(wish, text, "shift")


def _collisions(instance: Instance, lost: set[int]) -> Iterator[Finding]:
    """Name what puts one person in two places at once."""
    rows: defaultdict[str, list[tuple[Shift, Assignment | Pin]]] = defaultdict(list)
    held = chain(instance.history, (p for p in instance.pins if p.on))
    for fact in held:
        kind = instance.shift_type.get(fact.shift)
        if id(fact) not in lost and kind is not None and kind.occupies:
            rows[fact.person].append((_shift(instance, fact.shift, fact.day), fact))
    for person, row in rows.items():
        row.sort(key=lambda pair: (pair[0].start, pair[0].end, pair[0].id))
        for (one, _), (two, fact) in _overlapping(row):
            words = "is pinned to" if isinstance(fact, Pin) else "worked"
            text = (
                f"{person} {words} {two.id} on {two.day} while on {one.id} of {one.day}; "
                "nobody is in two places at once"
            )
            yield Finding(fact, text, "shift")


def _overlapping[T](
    row: list[tuple[Shift, T]],
) -> Iterator[tuple[tuple[Shift, T], tuple[Shift, T]]]:
    for index, one in enumerate(row):
        for two in row[index + 1 :]:
            if two[0].start >= one[0].end:
                break
            if one[0].key != two[0].key and one[0].overlaps(two[0]):
                yield one, two


def _shift(instance: Instance, type_id: str, day: date) -> Shift:
    kind, at = instance.shift_type[type_id], instance.calendar.instant
    return Shift(kind, day, at(day, kind.start), at(day, kind.start + kind.minutes))


def _contradictions(instance: Instance) -> Iterator[Finding]:
    """Name pairs of rows of which one says yes and the other no."""
    yield from _both_ways(
        instance.pins, lambda p: p.on, "{0.person} is pinned both on and off {0.shift} on {0.day}"
    )
    yield from _both_ways(
        instance.requests,
        lambda r: r.wants == "on",
        "{0.person} wants both on and off {0.shift} on {0.day}",
    )


def _both_ways[T: (Pin, Request)](
    rows: Iterable[T], says: Callable[[T], bool], sentence: str
) -> Iterator[Finding]:
    seen: dict[tuple[str, str, date], bool] = {}
    for row in rows:
        yes = says(row)
        if seen.setdefault((row.person, row.shift, row.day), yes) != yes:
            column = "on" if isinstance(row, Pin) else "want"
            yield Finding(row, sentence.format(row) + "; keep one of the two", column)
