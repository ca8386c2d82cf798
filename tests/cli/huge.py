"""A benchmark file as large as the largest known: 150 people, a year, 32 shift types."""

from itertools import product


def huge(people: int = 150, days: int = 364, shifts: int = 32) -> str:
    """Return the text of a Curtois file: after each shift none of the ones before it may follow."""
    names = [f"s{n}" for n in range(shifts)]
    limits = "|".join(f"{name}={days}" for name in names)
    staff = [f"P{n}" for n in range(people)]
    sections = {
        "HORIZON": [str(days)],
        "SHIFTS": [f"{name},480,{'|'.join(names[:n])}" for n, name in enumerate(names)],
        "STAFF": [f"{person},{limits},112320,0,5,1,1,52" for person in staff],
        "DAYS_OFF": [f"{person},{n % days}" for n, person in enumerate(staff)],
        "SHIFT_ON_REQUESTS": [f"{person},3,{names[0]},1" for person in staff],
        "SHIFT_OFF_REQUESTS": [f"{person},4,{names[-1]},1" for person in staff],
        "COVER": [f"{day},{name},2,100,1" for day, name in product(range(days), names)],
    }
    return "".join(
        f"SECTION_{name}\n" + "".join(f"{line}\n" for line in lines) + "\n"
        for name, lines in sections.items()
    )
