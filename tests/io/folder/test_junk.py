from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightfloat.errors import Fault, InputError
from nightfloat.io.folder.tables import FILES
from nightfloat.io.read import read

type Files = Mapping[str, str | bytes | None]

BITS = st.sampled_from(
    [
        *"\n\r,;\t\"'=+-@\0\ufeff \u00a0\u2028",
        "A",
        "D",
        "daily",
        "2026-08-04",
        "9999-12-31",
        "0001-01-01",
        "24:00",
        "99999999",
        "person",
        "first_day",
        "\n[[constraints]]\n",
        "kind",
        "scope",
        "{}",
        "[",
        "]",
    ]
)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def _only_faults(place: Path) -> None:
    found: tuple[Fault, ...] = ()
    try:
        read(place)
    except InputError as error:
        found = error.faults
    assert all("\n" not in str(fault) for fault in found)


@pytest.mark.no_cover
@pytest.mark.property
@settings(suppress_health_check=QUIET, max_examples=600)
@given(name=st.sampled_from(FILES), data=st.binary() | st.lists(BITS).map("".join).map(str.encode))
def test_junk_in_place_of_a_file(
    folder: Callable[[Files], Path], sound: Files, name: str, data: bytes
) -> None:
    """Tests that whatever stands in a file, nothing but faults of one line come of it."""
    _only_faults(folder(dict(sound) | {name: data}))


@pytest.mark.property
@settings(suppress_health_check=QUIET, max_examples=120)
@given(name=st.sampled_from(FILES), at=st.integers(0, 10_000), cut=st.integers(0, 12), bit=BITS)
def test_junk_inside_a_file(
    folder: Callable[[Files], Path], sound: Files, name: str, at: int, cut: int, bit: str
) -> None:
    """Tests that an otherwise sound file with one spot changed is read or is a fault."""
    text = str(sound[name])
    spot = at % (len(text) + 1)
    _only_faults(folder(dict(sound) | {name: text[:spot] + bit + text[spot + cut :]}))
