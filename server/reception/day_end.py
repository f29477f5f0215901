"""The end of a day: what is still open, closing, and what comes after it. Safe to do twice."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from server.reception.callbacks import all_standing
from server.reception.counters import open_counters
from server.reception.days import close_days_before
from server.reception.figures import day_totals
from server.reception.helping import asked_now
from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.moment import MINUTE, moment
from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.store import day_ends, totals, views
from server.store.tables import NOTE, DayEnd, Visit

_DAY = timedelta(days=1)
LAPSE_MS = 10 * MINUTE  # whoever began an export and has not ended it by then was stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What is still open on a day.

    Attributes:
        day: which day.
        over: whether its working hours are over.
        at_counters: clients who are called or being served: the day cannot be ended before they are.
        waiting: clients who still wait; they will count as not served.
        parked: clients who were set aside and have not come back; they too.
        untold: clients for whom closing time came, and nobody has offered another time (standard, 20.2).
        callbacks: people to be called back; their numbers will be erased (4.4).
        notes: notes to colleagues; they will be erased.
        helping: counters that have asked for help.
        open: counters that nobody has closed.
        ended: how the day was done with; ``None`` when it was not, or something has happened since.
    """

    day: date
    over: bool
    at_counters: list[Visit]
    waiting: list[Visit]
    parked: list[Visit]
    untold: list[Visit]
    callbacks: int
    notes: int
    helping: list[str]
    open: list[str]
    ended: DayEnd | None

    @property
    def quiet(self) -> bool:
        """Whether ending the day now would surprise nobody: then it is done by itself."""
        return self.over and not (self.at_counters or self.waiting or self.parked or self.callbacks)


def checklist(ledger: Ledger) -> Checklist:
    """Say what is still open today."""
    connection, branch, day = ledger.connection, ledger.branch, ledger.day
    visits = views.visits_of(connection, branch, day)
    opened = open_counters(ledger)
    notes = select(func.count()).select_from(NOTE).where(NOTE.c.branch == branch, NOTE.c.day == day)

    def standing(*status: Status) -> list[Visit]:
        return [visit for visit in visits if visit.status in status]

    return Checklist(
        day=day,
        over=ledger.hours.over(ledger.now) or ledger.hours.first is None,
        at_counters=standing(Status.CALLED, Status.SERVING),
        waiting=standing(Status.WAITING),
        parked=standing(Status.PARKED),
        untold=standing(Status.NOT_SERVED),
        callbacks=len(all_standing(ledger)),
        notes=connection.scalar(notes) or 0,
        helping=[asked.counter for asked in asked_now(ledger)],
        open=[one.id for one in ledger.settings.counters if one.id in opened],
        ended=ended(ledger, day),
    )


def ended(ledger: Ledger, day: date) -> DayEnd | None:
    """Return how a day was done with; ``None`` when it was not, or something has happened since."""
    found = day_ends.of(ledger.connection, ledger.branch, day)
    if found is None:
        return None
    of_visits, of_counters = day_ends.newest_events(ledger.connection, ledger.branch, day)
    later = of_visits > found.visit_event or of_counters > found.counter_event
    return None if later else found


def end_day(ledger: Ledger, day: date, who: str | None = None) -> bool:
    """End a day: close what is open, erase contacts, numbers to call back and notes, and keep its totals.

    Args:
        ledger: the open book.
        day: today, or a day that is over.
        who: by whom, by login; ``None`` when Eilė does it by itself.

    Returns:
        Whether there was anything to do: a second time there is not.

    Raises:
        Refused: ``DAY_NOT_OVER`` before closing time; ``STILL_SERVED`` while clients are at counters.
    """
    if day > ledger.day:
        raise Refused(Reason.DAY_NOT_OVER)
    if ended(ledger, day):
        return False
    if day == ledger.day:
        today = checklist(ledger)
        if not today.over:
            raise Refused(Reason.DAY_NOT_OVER)
        if today.at_counters:
            raise Refused(Reason.STILL_SERVED)
    close_days_before(ledger, day + _DAY)
    totals.write(ledger.connection, ledger.branch, day, day_totals(ledger, day))
    day_ends.write(ledger.connection, ledger.branch, day, ledger.now, who)
    staff_log(ledger, who, StaffAct.CLOSE_DAY, day.isoformat())
    ledger.notes.append(f"{day} is done with")
    return True


def due(ledger: Ledger) -> list[date]:
    """Return the days that Eilė should end now by itself: those that are over, and today after the configured
    time when nothing is open any more."""
    days = day_ends.days_to_end(ledger.connection, ledger.branch, ledger.day)
    yesterday = ledger.day - _DAY
    if yesterday not in days and day_ends.of(ledger.connection, ledger.branch, yesterday):
        days += [] if ended(ledger, yesterday) else [yesterday]
    at = datetime.combine(ledger.day, ledger.settings.export.at, tzinfo=ledger.settings.office.timezone)
    if ledger.hours.last is not None and ledger.now >= max(moment(at), ledger.hours.last):
        today = checklist(ledger)
        worked = day_ends.newest_events(ledger.connection, ledger.branch, ledger.day) != (0, 0)
        if worked and today.quiet and not today.ended:
            days.append(ledger.day)
    return days


def switch_mail(ledger: Ledger, on: bool) -> None:
    """Take note whether days are mailed: a day that ended before they were is not mailed later."""
    day_ends.keep_mails_since(ledger.connection, ledger.branch, ledger.now if on else None)


def claim(ledger: Ledger, day: date, what: str) -> bool:
    """Begin to do what comes after a day, which is done once, whoever does it: "exported" or "mailed".

    Returns:
        Whether it is to be done by whoever asks.
    """
    lapsed = ledger.now - LAPSE_MS
    return day_ends.claim(ledger.connection, ledger.branch, day, what, ledger.now, lapsed)


def exported(ledger: Ledger, day: date, files: list[str]) -> None:
    """Take note that a day's files are written."""
    day_ends.done(ledger.connection, ledger.branch, day, "exported", ledger.now)
    if files:
        staff_log(ledger, None, StaffAct.EXPORT, " ".join(files))
    ledger.notes.append(f"{day} is exported")


def mailed(ledger: Ledger, day: date) -> None:
    """Take note that a day's report is sent."""
    day_ends.done(ledger.connection, ledger.branch, day, "mailed", ledger.now)
    ledger.notes.append(f"{day} is mailed")


def failed(ledger: Ledger, day: date, what: str) -> None:
    """Take note that what comes after a day has failed, so that it can be tried again."""
    day_ends.done(ledger.connection, ledger.branch, day, what, None)
