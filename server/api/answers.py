"""How the API says no."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from server.api.models import FaultOut
from server.rules.refused import Reason, Refused
from server.web import sentence
from server.words import Words

NOT_FOUND = {
    Reason.UNKNOWN_TICKET,
    Reason.UNKNOWN_COUNTER,
    Reason.UNKNOWN_BOOKING,
    Reason.UNKNOWN_ABSENCE,
    Reason.UNKNOWN_CALLBACK,
}


def answers(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals a path can answer with."""
    return {code: {"model": FaultOut} for code in codes}


ACT = answers(403, 404, 409, 422, 503)


def fault(code: str, message: str, status: int) -> JSONResponse:
    """Answer that a request was not carried out."""
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def status_of(refused: Refused) -> int:
    """Return the status of a refusal: 404 for what does not exist, 429 for who tries too often, 409 for
    what the rules do not allow."""
    if refused.reason is Reason.TOO_MANY_CODES:
        return 429
    return 404 if refused.reason in NOT_FOUND else 409


def refusal(words: Words, refused: Refused) -> JSONResponse:
    """Answer with a refusal."""
    return fault(refused.reason, sentence(words, refused), status_of(refused))


def malformed(trouble: RequestValidationError) -> JSONResponse:
    """Answer 422, naming every field that is wrong."""
    wrong = [f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in trouble.errors()]
    return fault("malformed", "; ".join(wrong), 422)
