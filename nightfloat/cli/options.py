"""Arguments and options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[
    str, typer.Argument(help="A program folder, or a benchmark file.", show_default=False)
]
ScheduleFile = Annotated[
    Path, typer.Argument(help="A schedule file: CSV person,shift,date.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Database = Annotated[
    str | None,
    typer.Option("--db", help="Store: a SQLite file or a postgresql:// URL.", show_default=False),
]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", help="Seconds to solve, 60 by default.", show_default=False),
]
MemoryLimit = Annotated[
    int | None,
    typer.Option("--memory-limit", help="Megabytes for the search, 8192 by default."),
]
Seed = Annotated[int | None, typer.Option("--seed", help="Random seed, 1 by default.")]
Workers = Annotated[int | None, typer.Option("--workers", help="Parallel searches, 8 by default.")]
Strategy = Annotated[
    str | None,
    typer.Option(
        "--strategy",
        help="How to search: portfolio (default), exact, columns or milp.",
        show_default=False,
    ),
]
Plot = Annotated[
    Path | None,
    typer.Option("--plot", help="Draw objective and bound over time to this .svg or .png file."),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write the schedule to this file.")]


class Format(StrEnum):
    """Forms a schedule can be written in."""

    CSV = "csv"
    CURTOIS = "curtois"
    INRC2 = "inrc2"
    XLSX = "xlsx"


class LevelName(StrEnum):
    """Contingency levels."""

    NONE = "none"
    N1 = "n-1"


FormatOption = Annotated[Format | None, typer.Option("--format", help="Form of --out.")]
Contingency = Annotated[
    LevelName | None, typer.Option("--contingency", help="What to analyse.", show_default=False)
]
Require = Annotated[
    LevelName | None,
    typer.Option("--require", help="What a commit needs.", show_default=False),
]
