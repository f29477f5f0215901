"""Drawing a screen of the kiosk."""

from typing import Any

from fastapi.responses import HTMLResponse

from kiosk.heard import heard
from kiosk.view import Mode, View
from server.config import LOUDEST
from server.web import Front, answer, help_place

SLOWER = 2  # who listens needs so many times as long (EN 301 549, 5.1.3; WCAG 2.2.1)


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
    speaking = speaks(front, view)
    offered = kiosk.speech.offered and front.voice.speaks(view.words.language)
    html = part(
        front,
        view,
        template,
        view=view,
        modes=[mode for mode in Mode if offered or mode is not Mode.SPEECH],
        speech=kiosk.speech,
        loudest=LOUDEST,
        speaking=speaking,
        idle_s=kiosk.idle_s * (SLOWER if speaking else 1),
        idle_more_s=kiosk.idle_more_s * (SLOWER if speaking else 1),
        all_words=front.house.words,
        help_place=help_place(front, view.words),
        **context,
    )
    return answer(html, status)


def part(front: Front, view: View, template: str, /, **context: Any) -> str:
    """Draw a page or its living parts; in speech mode so that they can be heard.

    Args:
        front: the pages' front.
        view: how it is wanted.
        template: what is drawn.
        context: what the template needs.
    """
    html = front.part(template, view.words, **context)
    if not speaks(front, view):
        return html
    spoken = {one: words for one, words in front.house.words.items() if front.voice.speaks(one)}
    return heard(html, view.words, spoken)


def speaks(front: Front, view: View) -> bool:
    """Say whether a screen is heard: it is wanted, the office offers it, and there is a voice."""
    wanted = Mode.SPEECH in view.modes and view.kiosk.speech.offered
    return wanted and front.voice.speaks(view.words.language)


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
