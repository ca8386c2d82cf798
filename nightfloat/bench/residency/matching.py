"""A perfect matching of people to places is found whenever there is one."""

from collections.abc import Callable, Sequence


def match[P, S](
    people: Sequence[P], places: Sequence[S], choices: Callable[[P], Sequence[int]]
) -> list[S]:
    """Return the place of each person; ``choices`` gives indexes of places, the best liked first.

    A person gets a better liked place when it is free or can be freed, so tastes decide in the
    order of the people.

    Raises
    ------
    ValueError
        If there is no perfect matching.
    """
    holder: dict[int, int] = {}
    liked = [choices(person) for person in people]

    def seat(person: int, tried: set[int]) -> bool:
        for place in liked[person]:
            if place not in tried:
                tried.add(place)
                if place not in holder or seat(holder[place], tried):
                    holder[place] = person
                    return True
        return False

    for person in range(len(people)):
        if not seat(person, set()):
            message = f"there is no place for {people[person]}"
            raise ValueError(message)
    held = {person: places[place] for place, person in holder.items()}
    return [held[person] for person in range(len(people))]
