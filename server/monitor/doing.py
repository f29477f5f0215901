"""Having a verb done from the supervisor's pages, and what they answer."""

from collections.abc import Callable
from datetime import time
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.guard import Who
from server.monitor.picture import picture
from server.rules.refused import Refused
from server.store.writer import StoreUnavailable
from server.web import Front, sentence
from server.words import STAFF_LANGUAGES, Words

Code = Annotated[str, Form(max_length=32)]
Id = Annotated[int, Form(ge=1, lt=2**52)]
Clock = Annotated[time | None, Form()]

Draw = Callable[[Front, Words, Who, str, int], HTMLResponse]
Then = Callable[[Words, Any], HTMLResponse]


def drawn(front: Front, words: Words, who: Who, sorry: str = "", status: int = 200) -> HTMLResponse:
    """Draw the live page; ``sorry`` says what went wrong, and is empty when nothing did."""
    return front.page("monitor/now.html", words, status=status, sorry=sorry, **picture(front, words, who))


async def do(
    request: Request,
    front: Front,
    who: Who,
    verb: Callable[..., Any],
    *facts: Any,
    back: str = "",
    draw: Draw = drawn,
    then: Then | None = None,
    **known: Any,
) -> Response:
    """Have a verb done.

    Args:
        request: the form's.
        front: the pages' front.
        who: who asks.
        verb: called with the open book, ``facts`` and ``known``.
        facts: what it wants to know.
        back: the page that follows, after ``/monitor``.
        draw: draws that page when the verb was refused or could not be written.
        then: draws what the verb returned, which is shown this once; ``None`` when the page ``back`` follows.
        known: what it wants to know by name.

    Returns:
        The way back, or what ``then`` draws; or the page, which says what went wrong.
    """
    words = front.words(request, STAFF_LANGUAGES)
    try:
        done = await front.house.do(verb, *facts, **known)
    except Refused as refused:
        return draw(front, words, who, sentence(words, refused), 409)
    except StoreUnavailable:
        return draw(front, words, who, words("page.not_written"), 503)
    if then is not None:
        return then(words, done)
    return RedirectResponse(f"/monitor{back}?lang={words.language}", status_code=303)
