"""A snapshot is every byte of a source, read once: what is hashed is what is parsed."""

import codecs
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nightfloat.io.faults import Faults

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """File names and their bytes, in a fixed order.

    Parameters
    ----------
    order
        What a source says besides its files, such as which one stands for which week; empty
        where the files say all.
    """

    files: Mapping[str, bytes]
    order: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the order, if any, and of names, lengths and bytes."""
        digest = hashlib.sha256()
        if self.order:
            digest.update(f"{len(self.order.encode())} {self.order}\n".encode())
        for name, data in self.files.items():
            digest.update(f"{len(name.encode())} {name} {len(data)}\n".encode())
            digest.update(data)
        return digest.hexdigest()


def load(path: Path, faults: Faults) -> bytes | None:
    """Return the bytes of a regular file, or None with a fault."""
    try:
        if path.exists() and not path.is_file():
            faults.add("this is not a regular file; put a file in its place", path.name)
            return None
        if path.is_symlink() and not path.exists():
            text = "this is a link to a file that is not there; put it there or remove the link"
            faults.add(text, path.name)
            return None
        return path.read_bytes()
    except OSError as error:
        faults.add(f"the file cannot be read: {error.strerror or error}", path.name)
    except ValueError:
        faults.add("no file can have such a name")
    return None


def decode(data: bytes, file: str, faults: Faults) -> str | None:
    """Return the text of UTF-8 (with or without BOM) or UTF-16 (with BOM), or None with a fault."""
    encoding, skip = "utf-8", 0
    if data.startswith(codecs.BOM_UTF8):
        skip = len(codecs.BOM_UTF8)
    elif data.startswith(UTF16):
        encoding = "utf-16"
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + skip
        row = data.count(b"\n", 0, at) + 1 if encoding == "utf-8" else None
        text = (
            f"byte {at} (0x{data[at]:02X}) is not {encoding.upper()}; "
            "save the file as UTF-8 (in Excel: 'CSV UTF-8')"
        )
        faults.add(text, file, row)
        return None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        faults.add("the file holds a NUL character; save it again as text", file, row)
        return None
    return text
