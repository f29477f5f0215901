"""Pictures that an office puts into a folder, to be shown beside the numbers."""

from pathlib import Path
from urllib.parse import quote

KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
MOST = 50  # pictures
LARGEST = 8 * 1024 * 1024  # bytes of one: a screen has to load it


def slides(folder: Path | None) -> list[Path]:
    """Return the pictures of a folder by name; none when it is not there or cannot be read."""
    if folder is None:
        return []
    try:
        found = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in KINDS
            and path.name.isprintable()  # one written in another encoding has no address
            and path.is_file()
            and 0 < path.stat().st_size <= LARGEST
        ]
    except OSError:
        return []
    return sorted(found)[:MOST]


def address(display: str, picture: Path) -> str:
    """Return where a display loads a picture from; another one when the file has changed."""
    return f"/display/slides/{quote(picture.name)}?id={display}&of={picture.stat().st_mtime_ns:x}"
