"""Runs checks in a process of their own: highspy and ortools never share one."""

import subprocess
import sys


def apart(check: str, module: str = "checks") -> None:
    """Run a function of a module beside this in a fresh interpreter; it must not raise."""
    command = f"from tests.solver.columns.{module} import {check} as check; check()"
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", command], capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
