"""Runs checks in a process beside this one: highspy and ortools never share one."""

import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from select import select
from tempfile import TemporaryFile

PATIENCE = 120.0
COMMAND = (sys.executable, "-W", "error", "-X", "faulthandler", "-m", "tests.solver.columns.apart")


class Apart:
    """One interpreter for the checks of a module, until one of them fails."""

    def __init__(self) -> None:
        self._errors = TemporaryFile("w+")  # noqa: SIM115  closed by close()
        self._process: subprocess.Popen[str] | None = None
        self._module = ""

    def run(self, module: str, check: str, *, fresh: bool = False) -> None:
        """Run a function of a module beside this, in a new interpreter if asked; it must pass."""
        if fresh or module != self._module:
            self._end()
        if self._process is None:
            self._process, self._module = self._started(module), module
        if self._asked(self._process, check) != check:
            self._process.kill()
            self._end()
            self._errors.seek(0)
            raise AssertionError(self._errors.read())

    def _started(self, module: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*COMMAND, module], stdin=pipe, stdout=pipe, stderr=self._errors, text=True
        )

    @staticmethod
    def _asked(process: subprocess.Popen[str], what: str) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            print(what, file=process.stdin, flush=True)
        ready, _, _ = select([process.stdout], [], [], PATIENCE)
        return process.stdout.readline().strip() if ready else ""

    def _end(self) -> None:
        """Let the interpreter end by itself, so that what it covered is kept."""
        process, self._process = self._process, None
        if process is not None:
            process.communicate(timeout=PATIENCE)

    def close(self) -> None:
        """End the interpreter."""
        self._end()
        self._errors.close()


def serve(module: str) -> None:
    """Run the checks of a module named on standard input, and name each when it has passed."""
    answers, sys.stdout = sys.stdout, sys.stderr
    checks = import_module(f"tests.solver.columns.{module}")
    for line in sys.stdin:
        getattr(checks, line.strip())()
        print(line.strip(), file=answers, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
