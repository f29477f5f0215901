"""The paper of the virtual printer, as the pictures its bytes render to."""

from base64 import b64encode
from functools import lru_cache
from itertools import islice
from pathlib import Path

from fastapi import Request, WebSocket
from fastapi.responses import HTMLResponse

from printer.paper import png, render
from printer.transport import Screen
from server.guard import PaperDep, leaving
from server.web import Front, FrontDep, Room, show
from server.words import STAFF_LANGUAGES, Words

router = Room(prefix="/printer", include_in_schema=False)

SHOWN = 6


@router.get("")
async def printer(request: Request, front: FrontDep, who: PaperDep) -> HTMLResponse:
    """Show the newest tickets, newest first."""
    words = front.words(request, STAFF_LANGUAGES)
    return front.page("paper/printer.html", words, who=who, papers=_papers(request.app.state.screen))


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep, who: PaperDep) -> None:
    """Show a ticket as soon as it has come out."""
    words = front.words(socket, STAFF_LANGUAGES)
    screen = socket.app.state.screen
    board = front.board(("printer", words.language), lambda: _part(front, words, screen))
    await show(socket, board, leaving(front, socket, who))


def _part(front: Front, words: Words, screen: Screen | None) -> str:
    return front.part("paper/papers.html", words, papers=_papers(screen))


def _papers(screen: Screen | None) -> list[tuple[str, str]] | None:
    """Return name and picture (a data address) of each paper; ``None`` without a virtual printer."""
    if screen is None:
        return None
    shown = ((path.stem, _picture(path, path.stat().st_mtime_ns)) for path in islice(screen.papers(), SHOWN))
    return [(name, picture) for name, picture in shown if picture]


@lru_cache(maxsize=4 * SHOWN)
def _picture(paper: Path, _written: int) -> str:
    # A paper never changes once it has come out. One that cannot be read is not worth a page.
    try:
        return "data:image/png;base64," + b64encode(png(render(paper.read_bytes()))).decode()
    except (OSError, ValueError):
        return ""
