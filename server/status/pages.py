"""The page of how the queue stands, and the same as JSON: no sign-in, no script, nothing about people."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from server.openings import closed
from server.rules.moment import local
from server.status.standing import standing
from server.waits import wait_short
from server.web import Front, FrontDep, Room, place

router = Room(include_in_schema=False)


def _public(front: Front) -> None:
    if not front.house.settings.statistics.public_status:
        raise HTTPException(404)


@router.get("/status")
def status(request: Request, front: FrontDep) -> HTMLResponse:
    """Show how the queue stands; the page asks anew by itself."""
    _public(front)
    settings = front.house.settings
    words = front.words(request, settings.office.languages)
    with front.house.look() as ledger:
        found = standing(ledger)
    told = {service.id: front.forecaster.newcomer(service.id) for service, _ in found.services}
    return front.page(
        "status/status.html",
        words,
        found=found,
        waits={service: wait_short(words, one) for service, one in told.items()},
        closed=closed(settings, words, found.at),
        counters={counter.id: counter for counter, _ in found.counters},
    )


@router.get("/status.json")
def status_json(front: FrontDep) -> JSONResponse:
    """Give the same as JSON."""
    _public(front)
    zone, words = front.house.settings.office.timezone, front.house.words["lt"]
    with front.house.look() as ledger:
        found = standing(ledger)

    def waits(service: str) -> dict[str, Any]:
        told = front.forecaster.newcomer(service)
        low, high = told.wait.printed() if told and told.wait else (None, None)
        return {"wait_from_min": low, "wait_to_min": high}

    return JSONResponse(
        {
            "at": local(found.at, zone).isoformat(timespec="seconds"),
            "gives_numbers": found.gives,
            "counters": [
                {"id": counter.id, "name": place(words, counter), "open": open_}
                for counter, open_ in found.counters
            ],
            "services": [
                {"id": service.id, "name": dict(service.name), "waiting": waiting, **waits(service.id)}
                for service, waiting in found.services
            ],
            "last_called": [
                {
                    "number": call.number,
                    "counter": call.counter,
                    "at": local(call.at, zone).isoformat(timespec="seconds"),
                }
                for call in found.calls
            ],
        },
        headers={"Cache-Control": "no-store"},
    )
