"""Writing visits: the row and its event together, guarded by the status the act expects."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, func, select, text, update

from server.rules.turn import Kind, Lane, Turn
from server.rules.visit import AUTOMATIC, BESIDE, Act, Status, apply
from server.store.prepared import Prepared, given, inserting
from server.store.tables import AT_A_COUNTER, EVENT, IN_A_LANE, VISIT, Visit

_TODAY = (VISIT.c.branch == bindparam("branch"), VISIT.c.day == bindparam("day"))
_LAST_COUNT = Prepared(select(func.max(VISIT.c.count)).where(*_TODAY, VISIT.c.prefix == bindparam("prefix")))
_TAKE = Prepared(inserting(VISIT, "id").returning(VISIT))
_HAPPEN = Prepared(inserting(EVENT, "id"))
NEW = {"counter": None, "parked_until": None, "called_at": None, "calls": 0, "ended_at": None}
NEW |= {"to_counter": None, "to_staff": None, "handed": None, "promised_at": None, "let_pass": 0}
NEW |= {"started_at": None, "started": None, "requeued_at": None}
NEW |= {"told_low": None, "told_mid": None, "told_high": None, "told_today": None}
_BY_ITSELF = (EVENT.c.act == Act.START) & (func.coalesce(EVENT.c.reason, "") == AUTOMATIC)
_TURN = ("key", "id", "counted_from", "ready_at", "kind")


@dataclass(frozen=True, slots=True)
class By:
    """When, where, by whom and with which press an act is done.

    Attributes:
        at: milliseconds UTC.
        press: the same for everything that one press of a button does.
        counter: the counter's id, if it is done at one.
        staff: the login of who does it.
    """

    at: int
    press: int
    counter: str | None = None
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a visit was called, or a code that another act keeps: kept with the event.

    Attributes:
        reason: ``in turn``, ``priority``, ``appointment``, ``transferred``, ``language``,
            ``chosen: <code>``; of a refusal or a finish, its code; of a start, that it was automatic.
        key: from when the visit counts, milliseconds UTC.
        runner_up: the number that would have been next; ``None`` without one.
        runner_up_key: from when that one counts.
        rule: the rule's version.
    """

    reason: str
    key: int
    runner_up: str | None
    runner_up_key: int | None
    rule: int


def as_visit(row: Row[Any]) -> Visit:
    """Read a row that has all of a visit's columns as a visit.

    The row is handed on as it is: it has every attribute and cannot be changed, and building the
    mapped object instead would cost as much as all the statements of an act.
    """
    return cast("Visit", row)


def last_count(connection: Connection, branch: str, day: date, prefix: str) -> int:
    """Return the newest count given out for a prefix on a day; 0 before the first."""
    return _LAST_COUNT.scalar(connection, branch=branch, day=day, prefix=prefix) or 0


def add(connection: Connection, visit: dict[str, Any], by: By) -> Visit:
    """Write a new visit and the event of its taking.

    Args:
        connection: of the writer.
        visit: the columns, complete but for its id and status.
        by: when and by whom it is taken.

    Returns:
        The visit as it stands in the database.

    Raises:
        sqlalchemy.exc.IntegrityError: its number, token or nonce exists.
    """
    status = apply(None, Act.TAKE)
    new = as_visit(_TAKE.one(connection, **{**NEW, **visit, "status": status}))
    _happened(connection, new, Act.TAKE, by, before=None)
    return new


def heads(
    connection: Connection,
    branch: str,
    day: date,
    lanes: list[Lane],
    now: int,
    *,
    by_arrival: bool,
) -> list[Turn]:
    """Return the first two turns of each lane: a bounded number of index probes, however many wait.

    Args:
        connection: of the writer.
        branch: the branch.
        day: today.
        lanes: from which may be called.
        now: milliseconds UTC.
        by_arrival: whether those counted from earliest are needed too (for the guard): of all, and of
            the ordinary ones.

    Returns:
        Of each lane the first two that are ready; when there are not two in all, the first two early ones
        too. That is enough to choose one, and whose turn it would be without her.
    """
    asked: dict[str, Any] = {"branch": branch, "day": day.isoformat(), "now": now}
    for place, (service, wish) in enumerate(lanes):
        asked |= {f"s{place}": service, f"w{place}": wish}

    def probe(ready: str, order: str, kind: str = "kind") -> list[Turn]:
        return [as_turn(row) for row in _probe(len(lanes), ready, order, kind).all(connection, **asked)]

    found = probe("<=", "key")
    if len(found) < 2:
        found += probe(">", "key")
    if by_arrival:
        found += probe("<=", "counted_from") + probe("<=", "counted_from", "'ordinary'")
    return found


@cache
def _probe(lanes: int, ready: str, order: str, kind: str) -> Prepared:
    two_each = (
        f"SELECT * FROM (SELECT {', '.join(_TURN)} FROM visit WHERE branch = :branch AND day = :day"  # noqa: S608 - our words
        f" AND service = :s{i} AND wish = :w{i} AND {IN_A_LANE} AND ready_at {ready} :now"
        f" AND kind = {kind}"
        f" ORDER BY {order}, id LIMIT 2)"
        for i in range(lanes)
    )
    return Prepared(text(" UNION ALL ".join(two_each)), _TURN)


# Two halves, each with an index of its own; the conditions stand there to the letter.
_ADDRESSED = Prepared(
    text(
        " UNION ".join(
            f"SELECT {', '.join(_TURN)} FROM visit WHERE branch = :branch AND day = :day"  # noqa: S608 - our words
            f" AND status = 'waiting' AND {to} IS NOT NULL AND {to} = :{to}"
            for to in ("to_counter", "to_staff")
        )
    ),
    _TURN,
)


def addressed(connection: Connection, branch: str, day: date, counter: str, staff: str | None) -> list[Turn]:
    """Return the turns that wait for exactly this counter or this person."""
    here = {"branch": branch, "day": day.isoformat(), "to_counter": counter, "to_staff": staff}
    return [as_turn(row) for row in _ADDRESSED.all(connection, **here)]


def as_turn(row: Any) -> Turn:
    """Make a turn of a row's place columns."""
    return Turn(row.key, row.id, row.counted_from, row.ready_at, Kind(row.kind))


def move(
    connection: Connection,
    visit: Visit,
    act: Act,
    by: By,
    changes: dict[str, Any] | None = None,
    why: Why | None = None,
) -> Visit | None:
    """Do one act: change the row and append its event, if the visit still stands where it stood.

    Args:
        connection: of the writer.
        visit: as the caller read it; its status is the guard.
        act: what is done; not ``UNDO``.
        by: when, where and by whom.
        changes: columns that change besides the status.
        why: of a call, its reason.

    Returns:
        The visit after the act; ``None`` when somebody else moved it first.

    Raises:
        Refused: the table of moves does not allow the act.
    """
    return _change(connection, visit, act, apply(visit.status, act), by, changes or {}, why)


def put_back(connection: Connection, visit: Visit, was: str, by: By) -> Visit | None:
    """Undo an act: give the row back the columns it had.

    Args:
        connection: of the writer.
        visit: as it stands.
        was: what its event kept.
        by: when, where and by whom.

    Returns:
        The visit as it stood; ``None`` when somebody else moved it first.
    """
    columns = json.loads(was)
    before = Status(columns.pop("status"))
    return _change(connection, visit, Act.UNDO, before, by, columns, None)


@cache
def _take_if_unchanged(columns: tuple[str, ...]) -> Prepared:
    """Ask and take in one statement: nothing changes for who comes second."""
    known = VISIT.c.id == bindparam("known_visit"), VISIT.c.status == bindparam("known_status")
    return Prepared(update(VISIT).where(*known).values(given(columns)).returning(VISIT))


def _change(
    connection: Connection,
    visit: Visit,
    act: Act,
    after: Status,
    by: By,
    changes: dict[str, Any],
    why: Why | None,
) -> Visit | None:
    new = {"status": after, **changes}
    asked = {"known_visit": visit.id, "known_status": visit.status, **new}
    row = _take_if_unchanged(tuple(new)).first(connection, **asked)
    if row is None:
        return None
    moved = as_visit(row)
    was = {name: getattr(visit, name) for name in ("status", *changes)}
    _happened(connection, moved, act, by, before=visit.status, was=json.dumps(was), why=why)
    return moved


def _happened(
    connection: Connection,
    visit: Visit,
    act: Act,
    by: By,
    *,
    before: Status | None,
    was: str | None = None,
    why: Why | None = None,
) -> None:
    _HAPPEN.run(
        connection,
        visit=visit.id,
        act=act,
        at=by.at,
        before=before,
        after=visit.status,
        service=visit.service,
        kind=visit.kind,
        paper=visit.paper,
        counter=by.counter,
        staff=by.staff,
        press=by.press,
        was=was,
        reason=why.reason if why else None,
        key=why.key if why else None,
        runner_up=why.runner_up if why else None,
        runner_up_key=why.runner_up_key if why else None,
        rule=why.rule if why else None,
    )


_BY_ID = Prepared(select(VISIT).where(VISIT.c.id == bindparam("visit")))
_BY_TOKEN = Prepared(select(VISIT).where(VISIT.c.token == bindparam("token")))
_BY_NONCE = Prepared(select(VISIT).where(VISIT.c.nonce == bindparam("nonce")))
_BY_NUMBER = Prepared(select(VISIT).where(*_TODAY, VISIT.c.number == bindparam("number")))
_BY_CODE = Prepared(select(VISIT).where(*_TODAY, VISIT.c.code == bindparam("code")))
_CLIENT_AT = Prepared(
    select(VISIT).where(
        VISIT.c.branch == bindparam("branch"), VISIT.c.counter == bindparam("counter"), text(AT_A_COUNTER)
    )
)


def by_id(connection: Connection, visit: int) -> Visit:
    """Return a visit by its id.

    Raises:
        sqlalchemy.exc.NoResultFound: there is none.
    """
    return as_visit(_BY_ID.one(connection, visit=visit))


def by_token(connection: Connection, token: str) -> Visit | None:
    """Return the visit a ticket's secret token stands for."""
    return _first(connection, _BY_TOKEN, token=token)


def by_nonce(connection: Connection, nonce: str) -> Visit | None:
    """Return the visit that an earlier request with this nonce made."""
    return _first(connection, _BY_NONCE, nonce=nonce)


def by_code(connection: Connection, branch: str, day: date, code: str) -> Visit | None:
    """Return a day's visit by the short code on its ticket."""
    return _first(connection, _BY_CODE, branch=branch, day=day, code=code)


def by_number(connection: Connection, branch: str, day: date, number: str) -> Visit | None:
    """Return a day's visit by the number on its ticket."""
    return _first(connection, _BY_NUMBER, branch=branch, day=day, number=number)


def client_at(connection: Connection, branch: str, counter: str) -> Visit | None:
    """Return the client a counter has called and not yet finished, of whatever day."""
    return _first(connection, _CLIENT_AT, branch=branch, counter=counter)


def _first(connection: Connection, statement: Prepared, **asked: Any) -> Visit | None:
    row = statement.first(connection, **asked)
    return as_visit(row) if row else None


def last_press_at(connection: Connection, counter: str, since: int) -> list[Any]:
    """Return the events of the newest press at a counter, newest first; empty if it was before ``since``."""
    newest = (
        select(EVENT.c.press)
        .where(EVENT.c.counter == counter, EVENT.c.at >= since, EVENT.c.act.not_in(BESIDE))
        .order_by(EVENT.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return list(
        connection.execute(
            select(EVENT)
            .where(EVENT.c.counter == counter, EVENT.c.press == newest)
            .order_by(EVENT.c.id.desc())
        )
    )


def moved_since(connection: Connection, visit: int, event: int) -> bool:
    """Say whether anything has happened to a visit's place after an event: more than serving that began by
    itself."""
    later = select(EVENT.c.id).where(
        EVENT.c.visit == visit, EVENT.c.id > event, EVENT.c.act.not_in(BESIDE), ~_BY_ITSELF
    )
    return connection.execute(later.limit(1)).first() is not None


def starts_by_themselves(connection: Connection, visit: int, event: int) -> list[Any]:
    """Return the starts of a visit after an event that nobody pressed, newest first."""
    here = select(EVENT).where(EVENT.c.visit == visit, EVENT.c.id > event, _BY_ITSELF)
    return list(connection.execute(here.order_by(EVENT.c.id.desc())))


def last_call_of(connection: Connection, visit: int) -> Any:
    """Return the event of a visit's newest call by the rule or by choice; ``None`` if never called."""
    return connection.execute(
        select(EVENT)
        .where(EVENT.c.visit == visit, EVENT.c.act.in_([Act.CALL, Act.CHOOSE]))
        .order_by(EVENT.c.id.desc())
        .limit(1)
    ).first()
