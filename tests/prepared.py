"""An empty record of days, made once: a test begins with a copy of it."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from server.store.database import Database


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        Database(Path(folder)).close()
        return (Path(folder) / "eile.db").read_bytes()


def prepare(data: Path) -> Path:
    """Lay an empty record in a data directory that has none yet; return the directory."""
    data.mkdir(parents=True, exist_ok=True)
    record = data / "eile.db"
    if not record.exists():
        record.write_bytes(_empty())
    return data
