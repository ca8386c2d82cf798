"""Timefold from the jars of its PyPI package, on the machine's Java: ``java/``.

``python -m benchmarks.peers.runners.timefold_java --prepare`` compiles the model into the
environment, once. Java is called directly because the package's own documentation says that models
in Python are much slower. The community edition searches with one thread.
"""

# ruff: noqa: E402
import time

BEGAN = time.monotonic()

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from benchmarks.peers.task import Answer, Task, asked

SOURCES = sorted(str(path) for path in Path(__file__).with_name("java").glob("*.java"))
CLASSES = Path(sys.prefix) / "classes"
JAVA_VERSION = CLASSES / "java-version"
PACKAGE = distribution("timefold")
JARS = str(PACKAGE.locate_file("timefold/solver/jars/*"))
# Seconds kept for the last step, the grid and the end of the machine.
WRITING = 0.5
JAVA = ("java", "-XX:+UseParallelGC", "-cp", f"{JARS}:{CLASSES}", "Rostering")


def prepare() -> None:
    """Compile the model and note which Java that was."""
    compiler = ("javac", "-proc:none", "-cp", JARS, "-d", str(CLASSES), *SOURCES)
    subprocess.run(compiler, check=True)
    java = subprocess.run(("java", "-version"), capture_output=True, text=True, check=True)
    JAVA_VERSION.write_text(java.stderr.splitlines()[0], encoding="utf-8")


def solve(task: Task) -> Answer:
    """Return what Timefold found, its grid written, lawful or not."""
    before = task.spent
    milliseconds = round(1000 * max(0.1, task.left - WRITING))
    command = (*JAVA, str(task.instance), str(task.out), str(milliseconds))
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    startup = before + said["startup_ms"] / 1000
    lawful = said["hard"] == 0
    cost = -said["soft"] if lawful else None
    version = f"{PACKAGE.version}, {JAVA_VERSION.read_text(encoding='utf-8')}"
    return Answer("feasible" if lawful else "unknown", version, cost, None, startup)


if __name__ == "__main__":
    if sys.argv[1:] == ["--prepare"]:
        prepare()
    else:
        solve(asked(BEGAN)).say()
