"""Where a setting comes from: flag, then environment, then program file, then default."""

from pathlib import Path

import pytest

from nightfloat.config import Flags, database, existing, resolve, sqlite_file, user
from nightfloat.constraints.program import ContingencyPolicy, Program
from nightfloat.domain.result import Strategy
from nightfloat.errors import InputError
from nightfloat.io.read import read
from nightfloat.io.store.url import parse
from tests.cli.programs import TINY, write

ENVIRONMENT = {
    "NIGHTFLOAT_TIME_LIMIT": "7.5",
    "NIGHTFLOAT_MEMORY": "1000",
    "NIGHTFLOAT_WORKERS": "3",
    "NIGHTFLOAT_SEED": "0",
    "NIGHTFLOAT_DB": "/there/e.db",
}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a program that analyses n-1 and requires nothing."""
    return read(write(tmp_path / "tiny"))


def test_defaults(program: Program, tmp_path: Path) -> None:
    """Tests that without a word every setting has its documented value."""
    config = resolve(Flags(), {}, program)
    limits = config.limits
    assert (limits.seconds, limits.memory_mb, limits.workers, limits.seed) == (60.0, 8192, 8, 1)
    assert config.policy == ContingencyPolicy("n-1", "none", 1, "full")
    assert config.db == f"sqlite:///{tmp_path}/tiny/nightfloat.db"


def test_environment_before_defaults(program: Program) -> None:
    """Tests that each variable is read, a seed of 0 included."""
    config = resolve(Flags(), ENVIRONMENT, program)
    limits = config.limits
    assert (limits.seconds, limits.memory_mb, limits.workers, limits.seed) == (7.5, 1000, 3, 0)
    assert config.db == "sqlite:////there/e.db"


def test_flags_before_environment(program: Program) -> None:
    """Tests that what is said on the command line wins, a seed of 0 included."""
    flags = Flags("f.db", 2.0, 500, 0, 1)
    config = resolve(flags, ENVIRONMENT | {"NIGHTFLOAT_SEED": "9"}, program)
    limits = config.limits
    assert (limits.seconds, limits.memory_mb, limits.workers, limits.seed) == (2.0, 500, 1, 0)
    assert config.db == f"sqlite:///{Path('f.db').absolute()}"


@pytest.mark.parametrize(
    ("flag", "environment", "strategy"),
    [
        (None, {}, Strategy.PORTFOLIO),
        (None, {"NIGHTFLOAT_STRATEGY": "columns"}, Strategy.COLUMNS),
        ("exact", {"NIGHTFLOAT_STRATEGY": "columns"}, Strategy.EXACT),
    ],
)
def test_strategy(flag: str | None, environment: dict[str, str], strategy: Strategy) -> None:
    """Tests that the flag wins over the environment, and the portfolio is the default."""
    assert resolve(Flags(strategy=flag), environment, None).limits.strategy is strategy


@pytest.mark.parametrize("said", ["fast", "", "EXACT"])
def test_no_strategy(said: str) -> None:
    """Tests that another word is refused with the list of those there are, wherever it is from."""
    for flag, environment in ((said, {}), (None, {"NIGHTFLOAT_STRATEGY": said})):
        with pytest.raises(InputError, match=r"one of portfolio, exact, columns, milp$"):
            resolve(Flags(strategy=flag), environment, None)


def test_no_reproducible_strategy() -> None:
    """Tests that what counts no work is refused, wherever it is asked for."""
    for flag, environment in (("milp", {}), (None, {"NIGHTFLOAT_STRATEGY": "milp"})):
        with pytest.raises(InputError, match=r"^milp counts no work .*; drop the strategy$"):
            resolve(Flags(reproducible=True, strategy=flag), environment, None)
    for kept in ("exact", "columns", "portfolio"):
        assert resolve(Flags(reproducible=True, strategy=kept), {}, None).limits.reproducible


@pytest.mark.parametrize(
    ("flags", "environment", "workers"),
    [
        (Flags(reproducible=True), {}, 1),
        (Flags(reproducible=True), ENVIRONMENT, 3),
        (Flags(reproducible=True, workers=2), ENVIRONMENT, 2),
    ],
)
def test_reproducible_workers(flags: Flags, environment: dict[str, str], workers: int) -> None:
    """Tests that a reproducible search has one worker unless more are asked for."""
    assert resolve(flags, environment, None).limits.workers == workers


@pytest.mark.parametrize(
    ("flags", "analyse", "require"),
    [
        (Flags(require="n-1"), "n-1", "n-1"),
        (Flags(contingency="none"), "none", "none"),
        (Flags(contingency="n-1"), "n-1", "none"),
        (Flags(require="none"), "n-1", "none"),
    ],
)
def test_policy(program: Program, flags: Flags, analyse: str, require: str) -> None:
    """Tests that flags change the program's policy, and what is required is analysed."""
    policy = resolve(flags, {}, program).policy
    assert (policy.analyse, policy.require) == (analyse, require)


def test_required_but_not_analysed(program: Program) -> None:
    """Tests that a requirement that nobody looks at is refused."""
    with pytest.raises(InputError, match="required but not analysed"):
        resolve(Flags(contingency="none", require="n-1"), {}, program)


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_time(value: float) -> None:
    """Tests that a time limit is finite and above 0, wherever it comes from."""
    with pytest.raises(InputError, match="must be above 0"):
        resolve(Flags(time_limit=value), {}, None)
    with pytest.raises(InputError, match="must be above 0"):
        resolve(Flags(), {"NIGHTFLOAT_TIME_LIMIT": str(value)}, None)


def test_too_much_time() -> None:
    """Tests that a time limit beyond what any clock can wait for is refused, from anywhere."""
    assert resolve(Flags(time_limit=1e6), {}, None).limits.seconds == 1e6
    for flag, environment in ((1e11, {}), (None, {"NIGHTFLOAT_TIME_LIMIT": "1000000.5"})):
        with pytest.raises(InputError, match="1000000 s at most"):
            resolve(Flags(time_limit=flag), environment, None)


@pytest.mark.parametrize("name", ["TIME_LIMIT", "MEMORY", "WORKERS", "SEED"])
@pytest.mark.parametrize("value", ["", "many", "1e"])
def test_no_number(name: str, value: str) -> None:
    """Tests that a variable that is no number is named with its value."""
    with pytest.raises(InputError, match=f"NIGHTFLOAT_{name} is '{value}'"):
        resolve(Flags(), {f"NIGHTFLOAT_{name}": value}, None)


def test_database() -> None:
    """Tests that a URL stays as it is, an empty variable is none, and an empty flag an error."""
    url = "postgresql://me@host/name?sslmode=require"
    assert database(url, {}, None) == url
    here = f"sqlite:///{Path('nightfloat.db').absolute()}"
    assert database(None, {"NIGHTFLOAT_DB": ""}, None) == here
    with pytest.raises(InputError, match="--db"):
        database("", {}, None)


@pytest.mark.parametrize(
    "said",
    [
        "host=h dbname=d user=u password=s3cret",
        "dbname = 's3cret' user = u",
        "Driver=x;PWD=s3cret",
        "me:s3cret@db.example/x?sslmode=require",
        "db.example/x?user=me&password=s3cret",
        "postgresql:/me:s3cret@db.example/x",
        "postgres.s3cret",
    ],
)
def test_a_server_that_is_no_url(said: str) -> None:
    """Tests that what may hold a password neither names a file nor is quoted, wherever it is."""
    for flag, environment in ((said, {}), (None, {"NIGHTFLOAT_DB": said})):
        with pytest.raises(InputError, match=r"write postgresql://USER:") as caught:
            database(flag, environment, None)
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "said", ["./postgres.db", "user.db", "/a/user=b/c.db", "me@work/a.db", "dir/a:b@c.db"]
)
def test_a_file_that_is_no_server(said: str) -> None:
    """Tests that a path stays a path."""
    assert database(said, {}, None) == f"sqlite:///{Path(said).absolute()}"


@pytest.mark.parametrize("said", ["a?b.db", "july%20rota/a.db", "100%.db", "%3F?%25.db", "é ü.db"])
def test_a_path_that_reads_like_a_url(said: str) -> None:
    """Tests that escapes and question marks in a path are its own, for all who read the URL."""
    url = database(said, {}, None)
    assert sqlite_file(url) == parse(url).database == str(Path(said).absolute())


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////there/a%20b.db?mode=ro", "/there/a b.db"),
        ("sqlite+pysqlite:///a.db", "a.db"),
        ("postgresql://host/x", ""),
    ],
)
def test_file_of_a_url(url: str, path: str) -> None:
    """Tests that the file is the one that the store opens, and a server has none."""
    assert sqlite_file(url) == path


def test_database_beside_a_file(tmp_path: Path) -> None:
    """Tests that the store of a benchmark file lies in the file's folder."""
    program = read(write(tmp_path / "a"))
    beside = database(None, {}, Program(program.instance, (), (), source=str(tmp_path / "b.txt")))
    assert beside == f"sqlite:///{tmp_path}/nightfloat.db"


def test_existing(tmp_path: Path) -> None:
    """Tests that looking into a store that is not there is refused, and makes none."""
    path = tmp_path / "a.db"
    with pytest.raises(InputError, match="there is no store"):
        existing(str(path), {}, None)
    assert not path.exists()
    path.touch()
    assert existing(str(path), {}, None) == f"sqlite:///{path}"
    assert existing("postgresql://host/x", {}, None) == "postgresql://host/x"


def test_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that the trail gets the name of who is logged in."""
    monkeypatch.setenv("LOGNAME", "chief")
    assert user() == "chief"


def test_program_before_defaults(tmp_path: Path) -> None:
    """Tests that the program file's limits are taken whole, and variables and flags win."""
    asked = (
        "\n[solve]\ntime_limit = 1000000\nmemory_limit = 9999999\nworkers = 2\nseed = 2147483647\n"
        'strategy = "columns"\n'
    )
    tiny = str(TINY["program.toml"])
    program = read(write(tmp_path / "a", {"program.toml": tiny + asked}))
    limits = resolve(Flags(), {}, program).limits
    assert (limits.seconds, limits.memory_mb) == (1_000_000, 9_999_999)
    assert (limits.workers, limits.seed) == (2, 2**31 - 1)
    assert limits.strategy is Strategy.COLUMNS
    mixed = resolve(Flags(seed=4), {"NIGHTFLOAT_WORKERS": "3"}, program).limits
    assert (mixed.seconds, mixed.workers, mixed.seed) == (1_000_000, 3, 4)
    said = {"NIGHTFLOAT_STRATEGY": "exact"}
    assert resolve(Flags(), said, program).limits.strategy is Strategy.EXACT
