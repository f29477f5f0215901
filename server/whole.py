"""Files that appear whole or not at all, and never in place of another unless that is wanted."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a file to write in beside a path; when it is written, it is on disk and takes that name.

    Args:
        path: the name.
        overwrite: whether it may take the place of a file of that name.

    Raises:
        FileExistsError: there is one, and it may not; nothing has changed.
        OSError: the folder cannot be written.
    """
    if not overwrite and path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)  # of a process of this number that was killed
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        if overwrite:
            part.replace(path)
        else:
            os.link(part, path)  # unlike a move it never takes the place of another
        _flush(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(here)
    finally:
        os.close(here)
