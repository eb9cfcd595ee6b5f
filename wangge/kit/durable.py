"""Small files that are there whole after a power cut, or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def link_new(path: Path, data: bytes) -> bool:
    """Writes a new file of mode 0600; False, and nothing changed, if one is there already."""
    with _aside(path, data) as temporary:
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        sync_folder(path.parent)
        return True


def replace(path: Path, data: bytes) -> None:
    """Puts a file of mode 0600 in place of the old one in one step."""
    with _aside(path, data) as temporary:
        temporary.replace(path)
        sync_folder(path.parent)


@contextmanager
def _aside(path: Path, data: bytes) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes a rename or a new name in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
