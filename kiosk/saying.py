"""The kiosk's speech: the sound of a text that stood on one of its screens."""

from typing import Annotated

from fastapi import Form
from fastapi.responses import FileResponse, PlainTextResponse, Response

from kiosk.heard import is_sealed
from server.voice.reading import read_aloud
from server.web import FrontDep, Room

router = Room(prefix="/kiosk", include_in_schema=False)

UNKEPT = {"Cache-Control": "no-store"}


@router.post("/say")
async def say(
    front: FrontDep,
    language: Annotated[str, Form(max_length=8)],
    text: Annotated[str, Form(max_length=2000)],
    seal: Annotated[str, Form(max_length=64)],
    secret: Annotated[bool, Form()] = False,
) -> Response:
    """Say a text that the page has from us; the text is in the body, as a code may be in it.

    Nothing is said of a text that we have not sealed, and 403 answered: the page is older than the server
    and has to ask for itself anew. Without a voice the answer is empty.
    """
    if not is_sealed(seal, language, text, secret=secret):
        return PlainTextResponse("not ours\n", 403, headers=UNKEPT)
    aloud = read_aloud(language, text)
    if secret:
        sound = await front.voice.say_once(language, aloud)
        return Response(sound, media_type="audio/wav", headers=UNKEPT) if sound else Response(status_code=204)
    path = await front.voice.say(language, aloud)
    return FileResponse(path, media_type="audio/wav", headers=UNKEPT) if path else Response(status_code=204)
