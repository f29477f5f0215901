"""A rehearsal's clock, as JSON. Exists only in a rehearsal."""

from server.api.answers import answers
from server.api.models import ClockIn, ClockOut
from server.clock import RehearsalClock
from server.rules.moment import local, moment
from server.web import FrontDep, Room

router = Room(prefix="/api/v1/rehearsal", tags=["rehearsal"])


@router.post("/clock", summary="Set the clock", responses=answers(403, 422))
async def clock(front: FrontDep, wanted: ClockIn) -> ClockOut:
    """Set a rehearsal's clock. Exists only in a rehearsal."""
    rehearsed = front.house.clock
    assert isinstance(rehearsed, RehearsalClock)
    zone = front.house.settings.office.timezone
    at = rehearsed.now()
    if wanted.at is not None:
        at = moment(wanted.at if wanted.at.tzinfo else wanted.at.replace(tzinfo=zone))
    rehearsed.set(at, wanted.speed)
    front.house.live.refresh()
    return ClockOut(at=local(rehearsed.now(), zone), speed=rehearsed.speed)
