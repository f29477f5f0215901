"""How the API says no."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from server.api.models import FaultOut
from server.rules.refused import Reason, Refused
from server.web import sentence
from server.words import Words

STATUS = {
    Reason.UNKNOWN_TICKET: 404,
    Reason.UNKNOWN_COUNTER: 404,
    Reason.UNKNOWN_BOOKING: 404,
    Reason.UNKNOWN_PRINTER: 404,
    Reason.UNKNOWN_ABSENCE: 404,
    Reason.UNKNOWN_CALLBACK: 404,
    Reason.TOO_MANY_CODES: 429,
    Reason.TOO_MANY_TRIES: 429,
    Reason.NOT_SIGNED_IN: 401,
    Reason.WRONG_PASSWORD: 401,
    Reason.ACCOUNT_DISABLED: 401,
    Reason.LOCKED: 403,
    Reason.NOT_YOUR_ROLE: 403,
    Reason.OLD_FORM: 403,
    Reason.FOREIGN_COUNTER: 403,
}


def answers(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals a path can answer with."""
    return {code: {"model": FaultOut} for code in codes}


ACT = answers(403, 404, 409, 422, 503)
STAFF_ACT = ACT | answers(401)


def fault(code: str, message: str, status: int) -> JSONResponse:
    """Answer that a request was not carried out."""
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def status_of(refused: Refused) -> int:
    """Return the status of a refusal: 401 for who has not shown who she is, 403 for who may not, 404 for
    what does not exist, 429 for who tries too often, 409 for what the rules do not allow."""
    return STATUS.get(refused.reason, 409)


def refusal(words: Words, refused: Refused) -> JSONResponse:
    """Answer with a refusal."""
    answer = fault(refused.reason, sentence(words, refused), status_of(refused))
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def malformed(trouble: RequestValidationError) -> JSONResponse:
    """Answer 422, naming every field that is wrong."""
    wrong = [f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in trouble.errors()]
    return fault("malformed", "; ".join(wrong), 422)
