"""What is written where: with ``--json`` one object on standard output, else text."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TextIO, override

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from nightfloat.io.exports.text import visible

WIDE = 10_000
UNWRITTEN = 2


class _Console(Console):
    @override
    def on_broken_pipe(self) -> None:
        """Leave it to the caller, who knows the exit code."""
        raise


class _Errors(_Console):
    @override
    def _check_buffer(self) -> None:
        """Write what there is to write; that nobody can read it ends no run."""
        try:
            super()._check_buffer()
        except OSError:
            leave(sys.stderr)


def _console() -> Console:
    return _Console(highlight=False)


def error_console() -> Console:
    """Return standard error as a console that goes on when nobody can read it any more."""
    return _Errors(stderr=True, highlight=False)


def leave(stream: TextIO | None) -> None:
    """Write nowhere from now on: the reader has left, or the disk is full."""
    if stream is not None:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@dataclass(frozen=True, slots=True)
class Output:
    """Standard output holds the result; standard error everything else.

    Text from outside is text: never markup, nor commands to a terminal.
    """

    json: bool = False
    console: Console = field(default_factory=_console)
    errors: Console = field(default_factory=error_console)

    def result(self, report: Mapping[str, object], *shown: RenderableType, code: int = 0) -> int:
        """Print the one JSON object, or what is shown instead, and return the exit code.

        It is ``code``, or 2 for a 0 that cannot be told; a reader may leave early.
        """

        def write() -> None:
            if self.json:
                # plain ASCII: no locale can refuse it
                sys.stdout.write(json.dumps(report, sort_keys=True, allow_nan=False) + "\n")
            else:
                for renderable in shown:
                    self._print(renderable)

        return self._written(write, code)

    def raw(self, content: bytes) -> int:
        """Write a file's bytes to standard output and return the exit code, as ``result`` does."""
        return self._written(lambda: sys.stdout.buffer.write(content), 0)

    def _written(self, write: Callable[[], object], code: int) -> int:
        try:
            if sys.stdout is None:
                raise OSError(errno.EBADF, "it is closed")
            write()
            sys.stdout.flush()
        except BrokenPipeError:
            leave(sys.stdout)
        except OSError as error:
            leave(sys.stdout)
            self.note(f"standard output cannot be written: {error.strerror}; name another place")
            return code or UNWRITTEN
        return code

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
            self.result({"status": "error", "errors": sentences, "exit_code": code}, code=code)
        for sentence in sentences:
            self.errors.print(_inert(Text(sentence, style="red")), soft_wrap=True)
        return code


def _inert(said: str | Text) -> Text:
    """Return the lines of ``said``, none of which steers a terminal."""
    text = said if isinstance(said, Text) else Text(said)
    return Text("\n".join(map(visible, text.plain.split("\n"))), style=text.style)
