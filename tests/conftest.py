"""Tests marked ``no_cover`` run, like the processes they start, without measuring coverage.

Measuring makes them take two to four times as long, and what they run is covered by others. What
hypothesis draws is the same in every run, and no example fails for the time it takes.
"""

from collections.abc import Generator

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Stop what measures a worker of xdist beside pytest-cov, which stops only its own."""
    stopped: list[Coverage] = []
    marked = item.get_closest_marker("no_cover") is not None
    while marked and (running := Coverage.current()) is not None:
        running.stop()
        stopped.append(running)
    try:
        return (yield)
    finally:
        for one in reversed(stopped):
            one.start()


@pytest.fixture(autouse=True)
def _processes_without_coverage(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if request.node.get_closest_marker("no_cover"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
