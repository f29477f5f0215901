"""A rehearsal's clock, as JSON. Exists only in a rehearsal."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import AwareDatetime, Field, NaiveDatetime, field_validator

from server.api.answers import answers
from server.api.models import Model
from server.clock import RehearsalClock
from server.rules.moment import local, moment
from server.web import FrontDep

router = APIRouter(prefix="/api/v1/rehearsal", tags=["rehearsal"])


class ClockIn(Model):
    """When a rehearsal goes on from, and how fast."""

    at: AwareDatetime | NaiveDatetime | None = Field(
        None, description="Without an offset: on the branch's clock.", examples=["2026-10-20T07:55"]
    )
    speed: float | None = Field(None, strict=True, ge=0, le=3600, description="Its seconds in a real one.")

    @field_validator("at", mode="before")
    @classmethod
    def is_text(cls, at: object) -> object:
        """Refuse bare numbers: nobody means 1970."""
        if at is not None and not isinstance(at, str):
            raise ValueError("a time like 2026-10-20T07:55 is expected")
        return at

    @field_validator("at")
    @classmethod
    def is_near(cls, at: datetime | None) -> datetime | None:
        """Refuse years that no calendar of ours reaches."""
        if at is not None and not 2000 <= at.year <= 2100:
            raise ValueError("a year from 2000 to 2100 is expected")
        return at


class ClockOut(Model):
    """A rehearsal's clock."""

    at: datetime
    speed: float


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
