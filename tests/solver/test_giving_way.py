"""Tests that a searching process gives way to those beside it, in its session and beyond."""

import subprocess
import sys
from pathlib import Path

ASK = """
import os
from nightfloat.solver.search.child import AUTOGROUP, give_way
give_way(3)
print(os.nice(0), AUTOGROUP.read_text().split()[-1] if AUTOGROUP.exists() else "3")
"""


def test_niceness_reaches_the_session() -> None:
    """Tests the process's niceness, and its session's where the system shares out by session."""
    asked = [sys.executable, "-W", "error", "-c", ASK]
    ended = subprocess.run(
        asked, capture_output=True, text=True, timeout=60, start_new_session=True, check=False
    )
    assert (ended.stderr, ended.stdout.split()) == ("", ["3", "3"])


def test_a_system_without_sessions_to_share_out_is_no_fault(tmp_path: Path) -> None:
    """Tests that niceness is set where there is no such file, and none can be made."""
    script = f"""
import os
from pathlib import Path
from nightfloat.solver.search import child
child.AUTOGROUP = Path({str(tmp_path / "none" / "autogroup")!r})
child.give_way(2)
print(os.nice(0))
"""
    asked = [sys.executable, "-c", script]
    ended = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "2")
