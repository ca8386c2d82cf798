"""The application: commands by name, and the one place where a failure becomes an exit code."""

import logging
import os
import sys
from collections.abc import Sequence

import typer

from nightfloat.cli import bench, inspect, produce, stored
from nightfloat.cli.output import Output, leave
from nightfloat.errors import NightfloatError

USAGE = 2
INTERNAL = 70
INTERRUPTED = 130
QUIT = "interrupted: the run was left, nothing more is written"

HELP = """Schedules for clinical teams, proved before anyone relies on them.

Exit codes: 0 done, 2 bad input, 3 infeasible, 4 no schedule found in time, 5 refused,
6 commit conflict, 69 store unavailable, 70 internal error, 75 another run holds the program,
130 interrupted twice.
"""


def build() -> typer.Typer:
    """Return the application with every command."""
    app = typer.Typer(
        help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
    )
    produce.register(app)
    inspect.register(app)
    stored.register(app)
    bench.register(app)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; a failure is one sentence, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    out = Output(json="--json" in words)
    _log()
    _encode()
    try:
        code = build()(words, standalone_mode=False)
        if code == INTERRUPTED:  # what typer makes of a KeyboardInterrupt
            out.fail([QUIT], INTERRUPTED)
    except NightfloatError as error:
        code = out.fail(error.faults, error.exit_code)
    except typer.TyperException as error:
        # a command without arguments has shown its help already and says nothing
        code = out.fail(filter(None, [error.format_message()]), USAGE)
    except (KeyboardInterrupt, typer.Abort):
        code = out.fail([QUIT], INTERRUPTED)
    except BrokenPipeError:
        leave(sys.stdout)
        code = 0
    except Exception as error:
        logging.getLogger("nightfloat").debug("internal error", exc_info=True)
        sentence = (
            f"internal error ({type(error).__name__}: {error}), a defect of nightfloat; run again "
            "with NIGHTFLOAT_LOG=debug and report what it prints"
        )
        code = out.fail([sentence], INTERNAL)
    _flush()
    sys.exit(code if isinstance(code, int) else 0)


def _flush() -> None:
    """Let nothing be left to write when the interpreter ends, whose exit code would be its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            leave(stream)


def _encode() -> None:
    """Let a character that the terminal's encoding lacks be no reason to fail."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _log() -> None:
    """Configure the one logger, on standard error."""
    level = os.environ.get("NIGHTFLOAT_LOG", "warning").upper()
    logging.basicConfig(
        level=logging.getLevelNamesMapping().get(level, logging.WARNING),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
