"""What is written where: with ``--json`` one object on standard output, else text."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Output:
    """Standard output holds the result; standard error everything else."""

    json: bool = False

    @property
    def console(self) -> Console:
        """The console of results."""
        return Console(soft_wrap=False, highlight=False)

    @property
    def errors(self) -> Console:
        """The console of everything else."""
        return Console(stderr=True, highlight=False)

    def result(self, report: Mapping[str, object], *shown: RenderableType) -> None:
        """Print the one JSON object, or what is shown instead."""
        if self.json:
            sys.stdout.write(json.dumps(report, sort_keys=True, ensure_ascii=False) + "\n")
            return
        console = self.console
        for renderable in shown:
            # a line of text is never broken: a program may read it
            console.print(renderable, soft_wrap=isinstance(renderable, str | Text))

    def note(self, sentence: str) -> None:
        """Say something that is no result."""
        self.errors.print(Text(sentence))

    def fail(self, faults: Iterable[object], code: int) -> int:
        """Say every fault, one line each, and return the exit code."""
        sentences = [str(fault) for fault in faults]
        if self.json:
            self.result({"status": "error", "errors": sentences, "exit_code": code})
        for sentence in sentences:
            self.errors.print(Text(sentence, style="red"), soft_wrap=True)
        return code
