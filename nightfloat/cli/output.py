"""What is written where: with ``--json`` one object on standard output, else text."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import override

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from nightfloat.io.exports.text import visible

WIDE = 10_000


class _Console(Console):
    @override
    def on_broken_pipe(self) -> None:
        """Leave it to the caller, who knows the exit code."""
        raise


def _console() -> Console:
    return _Console(highlight=False)


def _error_console() -> Console:
    return Console(stderr=True, highlight=False)


def leave_standard_output() -> None:
    """Write nowhere from now on: the reader has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@dataclass(frozen=True, slots=True)
class Output:
    """Standard output holds the result; standard error everything else.

    Text from outside is text: never markup, nor commands to a terminal.
    """

    json: bool = False
    console: Console = field(default_factory=_console)
    errors: Console = field(default_factory=_error_console)

    def result(self, report: Mapping[str, object], *shown: RenderableType) -> None:
        """Print the one JSON object, or what is shown instead; a reader may leave early."""
        try:
            if self.json:
                # plain ASCII: no locale can refuse it
                sys.stdout.write(json.dumps(report, sort_keys=True, allow_nan=False) + "\n")
            else:
                for renderable in shown:
                    self._print(renderable)
            sys.stdout.flush()
        except BrokenPipeError:
            leave_standard_output()

    def _print(self, renderable: RenderableType) -> None:
        """Print one thing: what another program may read is neither broken nor cut."""
        match renderable:
            case str() | Text():
                self.console.print(_inert(renderable), soft_wrap=True)
            case Table() if not self.console.is_terminal:
                _Console(highlight=False, width=WIDE).print(renderable)
            case _:
                self.console.print(renderable)

    def note(self, sentence: str) -> None:
        """Say something that is no result."""
        self.errors.print(_inert(sentence), soft_wrap=True)

    def fail(self, faults: Iterable[object], code: int) -> int:
        """Say every fault, one line each, and return the exit code."""
        sentences = [str(fault) for fault in faults]
        if self.json:
            self.result({"status": "error", "errors": sentences, "exit_code": code})
        for sentence in sentences:
            self.errors.print(_inert(Text(sentence, style="red")), soft_wrap=True)
        return code


def _inert(said: str | Text) -> Text:
    """Return the lines of ``said``, none of which steers a terminal."""
    text = said if isinstance(said, Text) else Text(said)
    return Text("\n".join(map(visible, text.plain.split("\n"))), style=text.style)
