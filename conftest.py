"""Keeps whatever a test run writes inside the checkout, also when pytest is started by hand."""

import os
import tempfile
from pathlib import Path

_CACHE = Path(__file__).parent / ".cache"


def pytest_configure() -> None:
    """Point temporary files and caches at ``.cache``, here and in every child process."""
    temporary = _CACHE / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = str(temporary)
    tempfile.tempdir = None
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(_CACHE / "hypothesis"))
