"""Notices to visitors: staff post and end them, others tell themselves (standard, 5.4, 12.3, 31)."""

import json
from collections.abc import Mapping
from datetime import timedelta
from unicodedata import category

from server.reception import devices, printers
from server.reception.alarms import wait_of
from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.rules import notices as rules
from server.rules.chain import StaffAct
from server.rules.device import DeviceKind
from server.rules.moment import MINUTE, midnight
from server.rules.notices import LONGEST_TEXT, Cause, Facts, Notice
from server.rules.refused import Reason, Refused
from server.store import notices as store
from server.store import printers as printer_rows
from server.store import views
from server.store.tables import NoticeRow


def post_notice(
    ledger: Ledger,
    cause: Cause,
    *,
    text: Mapping[str, str] | None = None,
    until: int | None = None,
    starts: int | None = None,
    ends: int | None = None,
    staff: str | None = None,
) -> Notice:
    """Tell visitors of a disturbance, on every display and kiosk: an apology, the cause, until when.

    Args:
        ledger: the open book.
        cause: why; the sentence for it stands in the catalogues.
        text: of ``OTHER``, the whole sentence by language, at most 120 characters each; a language that is
            not there is shown in the state language.
        until: until when it is expected to last, milliseconds UTC; part of the sentence.
        starts: from when it is shown; from now by default.
        ends: until when it is shown; by default until ``until``, or the day's end: none outlives its day.
        staff: by whom, by login; never shown.

    Returns:
        The notice.

    Raises:
        Refused: ``NOTICE_TEXT`` when ``OTHER`` has no text in the state language, another cause has one, or
            a text is too long; ``UNKNOWN_LANGUAGE``; ``NOTICE_TIMES`` when it ends before it begins, or is
            over.
    """
    texts = _texts(ledger, cause, text or {})
    begins = ledger.now if starts is None else max(starts, ledger.now)
    over = ends if ends is not None else until if until is not None else _midnight_after(ledger, begins)
    if over <= begins or (until is not None and until <= begins):
        raise Refused(Reason.NOTICE_TIMES)
    row = store.add(
        ledger.connection,
        {
            "branch": ledger.branch,
            "cause": cause,
            "texts": json.dumps(texts, ensure_ascii=False) if texts else None,
            "until": until,
            "starts": begins,
            "ends": over,
            "posted_at": ledger.now,
            "posted_by": staff,
        },
    )
    ledger.notes.append(f"notice {row.id} posted: {cause}")
    staff_log(ledger, staff, StaffAct.POST_NOTICE, f"{row.id} {cause}")
    return _as_notice(row)


def end_notice(ledger: Ledger, notice: int, *, staff: str | None = None) -> None:
    """Take a notice away: the disturbance is over, or it was a mistake.

    Args:
        ledger: the open book.
        notice: its id.
        staff: by whom, by login.

    Raises:
        Refused: ``UNKNOWN_NOTICE`` when there is none, or it is over.
    """
    if not store.end(ledger.connection, ledger.branch, notice, ledger.now, staff):
        raise Refused(Reason.UNKNOWN_NOTICE)
    ledger.notes.append(f"notice {notice} ended")
    staff_log(ledger, staff, StaffAct.END_NOTICE, str(notice))


def posted(ledger: Ledger) -> list[Notice]:
    """Return what staff have posted and is not over, those for later too, by their beginning."""
    return [_as_notice(row) for row in store.not_over(ledger.connection, ledger.branch, ledger.now)]


def standing(ledger: Ledger, *, restarted_at: int | None = None) -> list[Notice]:
    """Return what visitors are told now: what staff have posted, and what tells itself.

    Args:
        ledger: the open book.
        restarted_at: when the server was started in the middle of the day, milliseconds UTC; ``None`` when it
            was there from the beginning.
    """
    found = rules.automatic(
        _facts(ledger, restarted_at), ledger.now, ledger.settings.queue.targets.wait_alarm_min * MINUTE
    )
    return rules.shown([*posted(ledger), *found], ledger.now)


def in_the_middle_of_a_day(ledger: Ledger) -> bool:
    """Say whether visitors are here already, so that a server that starts now was gone for a while."""
    called = views.last_calls(ledger.connection, ledger.branch, ledger.day, 1)
    return ledger.hours.open and bool(
        called or views.all_waiting(ledger.connection, ledger.branch, ledger.day)
    )


def _facts(ledger: Ledger, restarted_at: int | None) -> Facts:
    if not ledger.hours.open:
        return Facts(open=False)
    waiting = views.all_waiting(ledger.connection, ledger.branch, ledger.day)
    return Facts(
        open=True,
        printer_out_since=_printer_out_since(ledger),
        restarted_at=restarted_at,
        waits_since=min((wait_of(visit).since for visit in waiting), default=None),
        displays_seen=_displays_seen(ledger),
    )


def _printer_out_since(ledger: Ledger) -> int | None:
    # A kiosk whose other printer stands in gives paper.
    rows = printer_rows.all_known(ledger.connection, ledger.branch)
    without = [
        row.since
        for own in ledger.settings.kiosk_printers
        if (row := rows.get(own)) and row.state.failing and printers.instead_of(ledger, own) is None
    ]
    return min(without, default=None)


def _displays_seen(ledger: Ledger) -> tuple[int, ...]:
    return tuple(
        device.last_seen
        for device in devices.seen_today(ledger)
        if device.kind is DeviceKind.DISPLAY and device.last_seen is not None
    )


def _texts(ledger: Ledger, cause: Cause, text: Mapping[str, str]) -> dict[str, str]:
    languages = ledger.settings.office.languages
    texts = {language: " ".join(said.split()) for language, said in text.items() if said.strip()}
    for language, said in texts.items():
        if language not in languages:
            raise Refused(Reason.UNKNOWN_LANGUAGE, language=language)
        if len(said) > LONGEST_TEXT or any(category(sign) in ("Cc", "Cs") for sign in said):
            raise Refused(Reason.NOTICE_TEXT, n=LONGEST_TEXT)
    if (cause is Cause.OTHER) is not (languages[0] in texts):
        raise Refused(Reason.NOTICE_TEXT, n=LONGEST_TEXT)
    return texts


def _midnight_after(ledger: Ledger, at: int) -> int:
    return midnight(ledger.day_of(at) + timedelta(days=1), ledger.settings.office.timezone)


def _as_notice(row: NoticeRow) -> Notice:
    return Notice(
        cause=row.cause,
        id=row.id,
        text=json.loads(row.texts) if row.texts else {},
        until=row.until,
        starts=row.starts,
        ends=row.ends,
    )
