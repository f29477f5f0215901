"""Drawing a screen of the kiosk."""

from typing import Any

from fastapi.responses import HTMLResponse

from kiosk.view import Mode, View
from server.web import Front, help_place


def page(front: Front, view: View, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Draw a screen as its visitor wants it.

    Args:
        front: the pages' front.
        view: how it is wanted.
        template: of the screen.
        status: of the answer.
        context: what the template needs.
    """
    kiosk = view.kiosk
    return front.page(
        template,
        view.words,
        status=status,
        view=view,
        modes=list(Mode),
        idle_s=kiosk.idle_s,
        idle_more_s=kiosk.idle_more_s,
        all_words=front.house.words,
        help_place=help_place(front, view.words),
        **context,
    )


def sorry(front: Front, view: View, text: str, status: int, again: str = "") -> HTMLResponse:
    """Say no: an apology, the reason, and a way on.

    Args:
        front: the pages' front.
        view: how it is wanted.
        text: the apology and the reason.
        status: of the answer.
        again: where to try once more; empty when that is of no use.
    """
    return page(front, view, "kiosk/sorry.html", status=status, text=text, again=again)
