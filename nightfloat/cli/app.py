"""The application: commands by name, and the one place where a failure becomes an exit code."""

import logging
import os
import sys
from collections.abc import Sequence

import click
import typer

from nightfloat.cli import inspect, produce, stored
from nightfloat.cli.output import Output
from nightfloat.errors import NightfloatError

INTERRUPTED = 130
INTERNAL = 70

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
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; a failure is one sentence, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    out = Output(json="--json" in words)
    _log()
    try:
        code = build()(words, standalone_mode=False)
    except NightfloatError as error:
        code = out.fail(error.faults, error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        out.note(error.format_message())
        code = 2
    except click.ClickException as error:
        code = out.fail([error.format_message()], error.exit_code)
    except (KeyboardInterrupt, click.exceptions.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception:
        logging.getLogger("nightfloat").debug("internal error", exc_info=True)
        kind = type(sys.exception()).__name__
        sentence = (
            f"internal error ({kind}: {sys.exception()}); nothing was committed; run again with "
            "NIGHTFLOAT_LOG=debug and report what it prints"
        )
        code = out.fail([sentence], INTERNAL)
    sys.exit(code if isinstance(code, int) else 0)


def _log() -> None:
    """Configure the one logger, on standard error."""
    level = os.environ.get("NIGHTFLOAT_LOG", "warning").upper()
    logging.basicConfig(
        level=logging.getLevelNamesMapping().get(level, logging.WARNING),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
