"""Signing in and out, as JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import Request
from pydantic import Field, SecretStr

from server.api.answers import answers
from server.api.models import Model, as_time
from server.guard import ApiDeskDep
from server.passwords import LONGEST
from server.reception import sessions
from server.rules.moment import MINUTE
from server.rules.roles import Role
from server.signin.pages import address_of, entry_of
from server.web import FrontDep, Room

router = Room(prefix="/api/v1", tags=["staff"])


class SignInIn(Model):
    """Who signs in, and where she works."""

    login: str = Field(max_length=64, examples=["rasa"])
    password: Annotated[SecretStr, Field(max_length=LONGEST)] = Field(
        SecretStr(""), description="A rehearsal asks for none."
    )
    counter: str | None = Field(
        None, max_length=16, description="Where she works: it is opened, or taken over.", examples=["1"]
    )


class SignInOut(Model):
    """A sign-in: its token goes with every further request, as ``Authorization: Bearer …``."""

    token: str = Field(description="Secret.")
    login: str
    role: Role
    ends_at: datetime = Field(description="It ends earlier when it is not used for long.")


@router.post(
    "/sign-ins", status_code=201, summary="Sign in", responses=answers(401, 403, 404, 409, 422, 429, 503)
)
async def sign_in(request: Request, front: FrontDep, wanted: SignInIn) -> SignInOut:
    """Sign a program in for a member of staff, perhaps at a counter."""
    password = wanted.password.get_secret_value()
    started = await entry_of(request).sign_in(
        wanted.login, password, address_of(request), program=True, counter=wanted.counter
    )
    hours = front.house.settings.sign_in.end_hours
    return SignInOut(
        token=started.token,
        login=started.staff.login,
        role=started.staff.role,
        ends_at=as_time(front.house.real_clock.now() + hours * 60 * MINUTE),
    )


@router.post("/sign-outs", status_code=204, summary="Sign out", responses=answers(401, 403, 503))
async def sign_out(front: FrontDep, who: ApiDeskDep) -> None:
    """End the sign-in of this token; its counter is closed."""
    await front.house.do(sessions.end, who.session, front.house.real_clock.now())
