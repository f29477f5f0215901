"""Time inside Eilė: whole milliseconds since 1970-01-01 UTC. The branch's time zone is for the edges only."""

from datetime import UTC, date, datetime, time, tzinfo

MINUTE = 60_000
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def moment(when: datetime) -> int:
    """Turn an aware datetime into a moment.

    Args:
        when: a datetime with a time zone.

    Returns:
        Milliseconds since 1970-01-01 UTC, rounded down.

    Raises:
        ValueError: the datetime has no time zone, so it names no moment.
    """
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()} has no time zone")
    since = when - _FIRST
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def local(at: int, zone: tzinfo) -> datetime:
    """Show a moment on the branch's wall clock.

    Args:
        at: milliseconds since 1970-01-01 UTC.
        zone: the branch's time zone.

    Returns:
        The same moment as an aware datetime in that zone.
    """
    seconds, milliseconds = divmod(at, 1000)
    return datetime.fromtimestamp(seconds, tz=zone).replace(microsecond=milliseconds * 1000)


def day_of(at: int, zone: tzinfo) -> date:
    """Say which day of the branch a moment belongs to: from local midnight to local midnight.

    Args:
        at: milliseconds since 1970-01-01 UTC.
        zone: the branch's time zone.

    Returns:
        The calendar day there.
    """
    return local(at, zone).date()


def midnight(day: date, zone: tzinfo) -> int:
    """Return the moment at which a day of the branch begins.

    Args:
        day: the calendar day there.
        zone: the branch's time zone.

    Returns:
        Milliseconds since 1970-01-01 UTC.
    """
    return moment(datetime.combine(day, time.min, tzinfo=zone))
