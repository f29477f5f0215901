"""What visitors are told of disturbances, as JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from server.api.answers import STAFF_ACT
from server.api.models import Model, as_time, maybe_time
from server.bounds import Moment
from server.guard import ApiAnyCounterDep
from server.notices import notice_text
from server.reception import notices
from server.rules.moment import moment
from server.rules.notices import LONGEST_TEXT, Cause, Notice
from server.web import Front, FrontDep

router = APIRouter(prefix="/api/v1/notices", tags=["notices"])

Sentence = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class NoticeIn(Model):
    """A notice to visitors."""

    cause: Cause = Field(examples=["technical"])
    text: dict[str, Sentence] | None = Field(
        None,
        max_length=8,
        description="Of the cause other: the whole sentence by language, the state language at least.",
    )
    until: Moment | None = Field(
        None,
        examples=["2026-11-24T12:45:00+02:00"],
        description="Until when it is expected to last; told in the sentence.",
    )
    starts: Moment | None = Field(None, description="From when it is shown; from now by default.")
    ends: Moment | None = Field(
        None, description="Until when it is shown; by default until then, or the end of the day."
    )


class NoticeOut(Model):
    """A notice as visitors are told it."""

    id: int | None = Field(description="Empty for one that shows by itself, and goes with its cause.")
    cause: Cause
    text: dict[str, str] = Field(examples=[{"lt": "Atsiprašome: dėl ryšio sutrikimų aptarnaujame lėčiau."}])
    until: datetime | None
    starts: datetime
    ends: datetime | None


@router.get("/standing", summary="What visitors are told")
async def all_notices(front: FrontDep) -> list[NoticeOut]:
    """The notices that displays and kiosks show now, in the order they are shown."""
    with front.house.look() as ledger:
        standing = notices.standing(ledger, restarted_at=front.house.restarted_at)
    return [_as_notice(front, one) for one in standing]


@router.post("", status_code=201, summary="Post a notice", responses=STAFF_ACT)
async def post(front: FrontDep, who: ApiAnyCounterDep, wanted: NoticeIn) -> NoticeOut:
    """Tell visitors of a disturbance."""
    posted = await front.house.do(
        notices.post_notice,
        wanted.cause,
        text=wanted.text,
        until=moment(wanted.until) if wanted.until else None,
        starts=moment(wanted.starts) if wanted.starts else None,
        ends=moment(wanted.ends) if wanted.ends else None,
        staff=who.staff.login,
    )
    return _as_notice(front, posted)


@router.post("/{notice}/endings", status_code=204, summary="End a notice", responses=STAFF_ACT)
async def end(front: FrontDep, who: ApiAnyCounterDep, notice: Annotated[int, Path(ge=0, lt=2**52)]) -> None:
    """Take a notice away."""
    await front.house.do(notices.end_notice, notice, staff=who.staff.login)


def _as_notice(front: Front, notice: Notice) -> NoticeOut:
    office = front.house.settings.office
    return NoticeOut(
        id=notice.id,
        cause=notice.cause,
        text={
            language: notice_text(front.house.words[language], notice, office.languages[0], office.timezone)
            for language in office.languages
        },
        until=maybe_time(notice.until),
        starts=as_time(notice.starts),
        ends=maybe_time(notice.ends),
    )
