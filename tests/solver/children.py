"""Programs that stand in for a searching process."""

import os
import sys
from pathlib import Path


def interpreter(tmp_path: Path, body: str) -> str:
    """Return a program that runs ``body`` with the connection's handle as ``h``."""
    script = tmp_path / "child"
    script.write_text(f"#!{sys.executable}\nimport os, sys\nh = int(sys.argv[-1])\n{body}\n")
    script.chmod(0o755)
    return os.fspath(script)
