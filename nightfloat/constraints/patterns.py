"""Patterns over posts on day indexes and minute offsets: the emission kit.

The audit has its own kit on instants (``nightfloat.domain.timeline``); the two share nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nightfloat.constraints.emitter import About, Border, Emitter, Lit, Post, Term
from nightfloat.constraints.scope import Scope
from nightfloat.domain.calendar import Days


def everybody(m: Emitter) -> Iterator[str]:
    """Yield everybody: for caps, which bind even whom eligibility bars."""
    return (person.id for person in m.instance.people)


def people_in(m: Emitter, scope: Scope) -> Iterator[str]:
    """Yield the people whom ``scope`` takes on some day of the horizon: for what is owed."""
    for person in m.instance.people:
        if scope.ever_takes_person(m.instance, person):
            yield person.id


def whole(m: Emitter, person: str | None) -> About:
    """Return the whole horizon about ``person``."""
    return About(person, 0, m.length - 1)


def day_of(m: Emitter, minute: int) -> int:
    """Return the index of the local day that a minute lies in."""
    day = minute // 1440
    while m.midnight(day + 1) <= minute:
        day += 1
    while m.midnight(day) > minute:
        day -= 1
    return day


def by_day(posts: Iterable[Post]) -> Mapping[int, tuple[Lit, ...]]:
    """Return the literals of each day."""
    found: defaultdict[int, list[Lit]] = defaultdict(list)
    for post in posts:
        found[post.day].append(post.lit)
    return {day: tuple(lits) for day, lits in found.items()}


def once(posts: Iterable[Post], factor: int = 1) -> Iterator[Term]:
    """Yield each post's literal with one factor."""
    return ((factor, post.lit) for post in posts)


def tenure(m: Emitter, scope: Scope, person: str) -> tuple[About, Border]:
    """Return the days of the horizon that ``person`` is employed on and the run they continue.

    Beyond employment nothing is known, as beyond the history.
    """
    employed, calendar = m.instance.person[person].employed, m.instance.calendar
    days = calendar.horizon.clip(employed)
    about = About(person, calendar.index(days.first), calendar.index(days.last))
    return about, border(m, m.past(scope, person), calendar.index(employed.first))


def border(m: Emitter, past: Sequence[Post], since: int | None = None) -> Border:
    """Return the run of worked or free days that ends on the day before the horizon.

    Before day ``since`` nothing is known.
    """
    known = range(m.known_from if since is None else max(m.known_from, since), 0)
    if not known:
        return Border()
    worked = {post.day for post in past}
    on = -1 in worked
    length = next((n for n, day in enumerate(reversed(known)) if (day in worked) != on), len(known))
    return Border(on, length, truncated=length == len(known))


def weekends(m: Emitter) -> Iterator[tuple[int, int]]:
    """Yield the (Saturday, Sunday) day indexes of each weekend that touches the horizon."""
    first = m.instance.calendar.horizon.first.weekday()
    for saturday in range(5 - first - 7, m.length, 7):
        if saturday + 1 >= 0:
            yield saturday, saturday + 1


def close_pairs(
    past: Sequence[Post], posts: Sequence[Post], *, below: int
) -> Iterator[tuple[Post, Post, list[Post]]]:
    """Yield (earlier, later, between): pairs whose gap is less than ``below`` minutes.

    Later is always in the horizon. ``between`` are the posts that fit into the gap and would
    part the two; posts that overlap either are left out, since nobody holds both.
    """
    line = sorted([*past, *posts], key=lambda p: (p.start, p.end, p.type.id))
    starts = [p.start for p in line]
    longest = max((p.end - p.start for p in line), default=0)
    for index, later in enumerate(line):
        if later.lit < 0:
            continue
        for earlier in _before(line, index, later.start - below - longest):
            gap = later.start - earlier.end
            if 0 <= gap < below:
                first, end = bisect_left(starts, earlier.end), bisect_left(starts, later.start)
                yield earlier, later, _fitting(line[first:end], later.start)


def _before(line: Sequence[Post], index: int, since: int) -> Iterator[Post]:
    for position in range(index - 1, -1, -1):
        if line[position].start < since:
            return
        yield line[position]


def _fitting(line: Sequence[Post], end: int) -> list[Post]:
    return [p for p in line if p.start < p.end <= end]


def forbid_posts(m: Emitter, person: str, posts: Iterable[Post]) -> None:
    """Write that each of a person's posts is one breach: an item for each day that has some."""
    for day, lits in by_day(posts).items():
        m.limit([(1, lit) for lit in lits], About(person, day, day), at_most=0)


def forbid_pair(m: Emitter, earlier: Post, later: Post, between: Iterable[Post] = ()) -> None:
    """Write that both posts, nothing lying between them, are one breach."""
    parting = list(between)
    if any(post.lit < 0 for post in parting):
        return
    facts = int(earlier.lit < 0)
    terms = [(1, p.lit) for p in (earlier, later) if p.lit >= 0]
    terms += [(-1, p.lit) for p in parting]
    about = About(later.person, min(earlier.day, later.day), later.day)
    m.limit(terms, about, at_most=1 - facts)


def count_free(
    busy: Iterable[tuple[int, int]], spans: Iterable[tuple[int, int]], minutes: int
) -> int:
    """Return how many disjoint periods of ``minutes`` inside the spans no busy interval touches."""
    line = sorted(busy)
    return sum(_free_in(line, start, end, minutes) for start, end in spans)


def _free_in(busy: Sequence[tuple[int, int]], start: int, end: int, minutes: int) -> int:
    count, at = 0, start
    for begins, stops in busy:
        if stops > at and begins < end:
            count += max(0, begins - at) // minutes
            at = max(at, stops)
    return count + max(0, end - at) // minutes


def spans(days: Sequence[int]) -> list[tuple[int, int]]:
    """Return the maximal ranges [first, end) of consecutive day indexes."""
    found: list[tuple[int, int]] = []
    for day in days:
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + 1)
        else:
            found.append((day, day + 1))
    return found


def kept_days(m: Emitter, scope: Scope, person: str, unit: Days) -> list[int]:
    """Return the day indexes of a unit that ``scope`` averages over."""
    judged = scope.judged(m.instance, m.instance.person[person], unit)
    return [m.instance.calendar.index(day) for day in sorted(judged)]
