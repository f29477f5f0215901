"""What a verb works with."""

import secrets
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from server.config import Settings
from server.reception.variant import changed
from server.rules.hours import Hours
from server.rules.moment import day_of
from server.rules.turn import Policy
from server.store import today
from server.store.visits import By


@dataclass(frozen=True)
class Ledger:
    """The branch's book, open at this moment.

    Attributes:
        connection: the database; the writer's for verbs, a reader's for views.
        plan: the office as its config has it.
        now: the moment of the act, milliseconds UTC.
        notes: what to write in the log once the act is on disk. Numbers, services and counters
            only: nothing about people.
        renewed: the settings that this act has changed, for the pages.
    """

    connection: Connection
    plan: Settings
    now: int
    notes: list[str] = field(default_factory=list)
    renewed: list[Settings] = field(default_factory=list)

    @cached_property
    def settings(self) -> Settings:
        """The office as it is today: what staff have changed of the plan counts (``reception.today``)."""
        return changed(self.plan, today.changes(self.connection, self.branch, self.day))

    def renew(self) -> None:
        """Go on by the settings that this act has just changed, and let the pages do so."""
        vars(self).pop("settings", None)
        vars(self).pop("hours", None)
        self.renewed.append(self.settings)

    @property
    def branch(self) -> str:
        """The branch whose book this is."""
        return self.plan.office.id

    @cached_property
    def day(self) -> date:
        """Today, by the branch's own clock."""
        return self.day_of(self.now)

    def day_of(self, at: int) -> date:
        """Return the day of a moment, by the branch's own clock."""
        return day_of(at, self.plan.office.timezone)

    @cached_property
    def press(self) -> int:
        """What marks everything that this one act does, so that it can be undone as one."""
        return secrets.randbits(62)

    @cached_property
    def hours(self) -> Hours:
        """What the calendar says now; several rules of one act ask it."""
        return self.settings.opening.hours(self.now)

    @property
    def policy(self) -> Policy:
        """The office's choices within the rule of who is next."""
        return policy_of(self.settings)

    def by(self, counter: str | None = None, staff: str | None = None) -> By:
        """Say when, where and by whom an act is done."""
        return By(self.now, self.press, counter, staff)


def policy_of(settings: Settings) -> Policy:
    """Return an office's choices within the rule of who is next."""
    queue = settings.queue
    return Policy(
        priority_min=queue.priority.head_start_min,
        appointment_min=queue.appointment.head_start_min,
        early_min=queue.appointment.early_ok_min,
        late_min=queue.appointment.late_tolerance_min,
        guard_min=queue.guard_min or None,
    )
