"""Every peer has an environment of its own, made again whenever its lock file changes.

A lock file is resolved from the ``.in`` file beside it: ``uv pip compile --universal
--python-version 3.12 --generate-hashes --no-header --no-annotate --no-emit-index-url
--no-emit-find-links NAME.in -o NAME.lock``.
"""

import subprocess
import sys
import venv
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import which

RUNNERS = Path(__file__).with_name("runners")
# what every runner is made with
COMMON = tuple(Path(__file__).with_name(name) for name in ("instance.py", "task.py"))
DIGITS = 8
ROOT = Path(__file__).parents[2]
JAVA = ("java", "-version")
INSTALL = ("-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--require-hashes", "-r")


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment under ``folder`` that holds exactly the packages of ``name``.lock."""

    name: str
    folder: Path
    prepare: tuple[str, ...] = ()

    @property
    def home(self) -> Path:
        """Where it is."""
        return self.folder / self.name

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.home / "bin" / "python"

    @property
    def lock(self) -> Path:
        """The pinned requirements with their hashes."""
        return RUNNERS / f"{self.name}.lock"

    def edition(self) -> str:
        """Return a hash of the interpreter, the pinned packages and the runner's sources.

        The Java that a prepared one runs on is part of it.
        """
        java = RUNNERS.glob("java/*.java") if self.prepare else ()
        sources = [self.lock, *COMMON, *sorted(RUNNERS.glob(f"{self.name}*.py")), *sorted(java)]
        digest = sha256(f"{sys.version}\n{self._java()}".encode())
        for path in sources:
            digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
        return digest.hexdigest()[:DIGITS]

    def make(self) -> None:
        """Make it unless it was made from the same files.

        Raises
        ------
        CalledProcessError
            If an installation or a preparation fails.
        """
        stamp, wanted = self.home / "made-from", self._made_from()
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        print(f"making the environment of {self.name}", flush=True)
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(self.home)
        self._run(*INSTALL, str(self.lock))
        if self.prepare:
            self._run(*self.prepare)
        stamp.write_text(wanted, encoding="utf-8")

    def _made_from(self) -> str:
        compiled = [*RUNNERS.glob(f"{self.name}_*.py"), *RUNNERS.glob("java/*.java")]
        sources = [self.lock, *(sorted(compiled) if self.prepare else ())]
        texts = (path.read_text(encoding="utf-8") for path in sources)
        return sys.version + self._java() + "".join(texts)

    def _java(self) -> str:
        """Return what Java says of itself; nothing where it is not needed or not there."""
        if not self.prepare or which("java") is None:
            return ""
        return subprocess.run(JAVA, capture_output=True, text=True, check=True).stderr

    def _run(self, *arguments: str) -> None:
        subprocess.run((str(self.python), *arguments), check=True, cwd=ROOT)
