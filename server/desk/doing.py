"""Having a verb done at a desk, and what its page answers."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.desk.picture import picture
from server.guard import Seat
from server.rules.refused import Refused
from server.store.writer import StoreUnavailable
from server.web import Front, sentence
from server.words import STAFF_LANGUAGES, Words

Seen = Annotated[str, Form(max_length=16)]  # whom the button was drawn for: "" for nobody
Code = Annotated[str, Form(max_length=32)]


async def do(
    request: Request, front: Front, seat: Seat, verb: Callable[..., Any], *facts: Any, **known: Any
) -> Response:
    """Have a verb done at the desk's counter by whoever works there.

    Args:
        request: the form's.
        front: the pages' front.
        seat: whose desk.
        verb: called with the open book, the counter, ``facts``, the login as ``staff``, and ``known``.
        facts: what else it wants to know.
        known: the same by name.

    Returns:
        The way back to the desk; when it was refused or could not be written, the desk, which says so.
    """
    words = front.words(request, STAFF_LANGUAGES)
    try:
        await front.house.do(verb, seat.counter.id, *facts, staff=seat.staff.login, **known)
    except Refused as refused:
        return drawn(front, words, seat, sorry=sentence(words, refused), status=409)
    except StoreUnavailable:
        return drawn(front, words, seat, sorry=words("desk.not_written"), status=503)
    # With its stamp, so that this window goes on working here.
    return RedirectResponse(f"/desk?lang={words.language}&stamp={seat.stamp}", status_code=303)


def drawn(front: Front, words: Words, seat: Seat, sorry: str = "", status: int = 200) -> HTMLResponse:
    """Draw the desk.

    Args:
        front: the pages' front.
        words: the language.
        seat: whose desk.
        sorry: what went wrong; empty when nothing did.
        status: of the answer.
    """
    return front.page("desk/desk.html", words, status=status, sorry=sorry, **picture(front, words, seat))
