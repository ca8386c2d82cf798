"""Which nightfloat made a row: its version, and of what sources."""

from hashlib import sha256
from pathlib import Path

import nightfloat

DIGITS = 8


def edition() -> str:
    """Return the version with a hash of the sources as its local part (PEP 440).

    Rows that other sources of one version have made are not taken for those of these. A link that
    leads nowhere, such as an editor's lock, is no source.

    Raises
    ------
    OSError
        If a source cannot be read.
    """
    root = Path(nightfloat.__file__).parent
    digest = sha256()
    for path in sorted(filter(Path.is_file, root.rglob("*.py"))):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return f"{nightfloat.__version__}+{digest.hexdigest()[:DIGITS]}"
