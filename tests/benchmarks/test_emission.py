"""Tests that the emission benchmark times every step of what the portfolio would search."""

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.test_master_lp import TEXT


def test_every_step_is_timed(tmp_path: Path) -> None:
    """Tests a tiny instance, which all strategies search: four steps, their share of 60 s."""
    source = tmp_path / "Instance1.txt"
    source.write_text(TEXT.replace("SECTION_COVER", "SECTION_SHIFT_OFF_REQUESTS\nSECTION_COVER"))
    command = [sys.executable, "-m", "benchmarks.emission", str(source)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stdout.splitlines()
    found = json.loads(line)
    assert found["source"] == "Instance1.txt"
    assert set(found["seconds"]) == {"emit", "lean", "columns", "cp-sat"}
    assert 0 < found["lean_items"] <= found["items"]
    # each step is rounded to a hundredth of a second
    assert abs(found["share_of_60_s"] - sum(found["seconds"].values()) / 60) < 0.002
