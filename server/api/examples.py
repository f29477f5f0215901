"""Examples for the API's description: a morning at the sample office, as it was asked and answered.

``examples.json`` is written by ``make examples``; a test plays the morning again and compares.
"""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.web import FROM_ELSEWHERE, sentence
from server.words import Words

JSON = "application/json"
Schema = dict[str, Any]

# What is refused most often, by what an address is about: 404 by the place in it, 409 by the room.
NOT_THERE = {
    "{counter}": Reason.UNKNOWN_COUNTER,
    "{code}": Reason.UNKNOWN_BOOKING,
    "{callback}": Reason.UNKNOWN_CALLBACK,
    "{number}": Reason.UNKNOWN_TICKET,
    "{token}": Reason.UNKNOWN_TICKET,
}
NOT_NOW = {
    "counters": Refused(Reason.CLIENT_CHANGED),
    "desk": Refused(Reason.NOT_OPEN),
    "bookings": Refused(Reason.TIME_TAKEN),
    "visits": Refused(Reason.NOT_ALLOWED_NOW, status=Status.CALLED),
}


def show_examples(app: FastAPI, words: Words) -> None:
    """Let the API's description show real requests, real answers and refusals in their own words.

    Args:
        app: whose description.
        words: the language of the refusals.
    """
    plain, told = app.openapi, json.loads(Path(__file__).with_name("examples.json").read_text("utf-8"))

    def described() -> Schema:
        if app.openapi_schema is None:
            for path, operations in plain()["paths"].items():
                for verb, operation in operations.items():
                    _show(operation, told.get(f"{verb.upper()} {path}", {}))
                    _show_faults(operation, path, words)
        return plain()

    app.openapi = described  # type: ignore[method-assign]


def _show(operation: Schema, told: Schema) -> None:
    for parameter in operation.get("parameters", []):
        values = told.get(parameter["in"], {})
        if parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]
    if "body" in told:
        operation["requestBody"]["content"][JSON]["example"] = told["body"]
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "answer" in told:
            answer["content"][JSON]["example"] = told["answer"]


def _show_faults(operation: Schema, path: str, words: Words) -> None:
    for status, answer in operation["responses"].items():
        if status[0] in "45" and JSON in answer.get("content", {}):
            code, message = _fault(int(status), operation, path, words)
            answer["content"][JSON]["example"] = {"error": {"code": code, "message": message}}


def _fault(status: int, operation: Schema, path: str, words: Words) -> tuple[str, str]:
    tag = operation["tags"][0]
    if status == 403 and "401" not in operation["responses"]:
        return FROM_ELSEWHERE
    if status == 422:
        return "malformed", "body: Field required"
    if status == 503:
        return "store_unavailable", words("page.not_written")
    refused = {
        401: Refused(Reason.WRONG_PASSWORD if path.endswith("/sign-ins") else Reason.NOT_SIGNED_IN),
        403: Refused(Reason.NOT_YOUR_ROLE),
        404: Refused(next((NOT_THERE[at] for at in NOT_THERE if at in path), Reason.UNKNOWN_COUNTER)),
        409: NOT_NOW.get(tag, Refused(Reason.NOT_ALLOWED_NOW, status=Status.CALLED)),
        429: Refused(Reason.TOO_MANY_TRIES if tag == "staff" else Reason.TOO_MANY_CODES, n=3),
    }[status]
    if path.endswith("/tickets"):
        refused = Refused(Reason.UNKNOWN_SERVICE)
    return refused.reason, sentence(words, refused)
