"""The command ``eile print-test``: whether a printer prints, what it answers, which confirmation works."""

import time
from pathlib import Path

from printer.deliver import Findings, Outcome, Result
from printer.press import Press
from printer.profile import Confirm
from printer.status import State, Status
from server.config import Printer, Settings
from server.reception import papers
from server.reception.ledger import Ledger
from server.rules.moment import local
from server.rules.spool import JobState
from server.spool.local import transport_of
from server.spool.lock import PrinterLock
from server.spool.sheets import answer_text, trial
from server.spool.spool import FOLDER
from server.store import jobs, printers
from server.store.database import Database
from server.words import Words

PATIENCE_S = 70.0  # a job that a running server has not begun by then is given up there too
ENDED = {
    JobState.PRINTED: Outcome.PRINTED,
    JobState.UNCONFIRMED: Outcome.UNCONFIRMED,
    JobState.UNKNOWN: Outcome.UNKNOWN,
    JobState.EXPIRED: Outcome.NOT_SENT,
}


def test_printer(
    settings: Settings, data: Path, printer: Printer, words: Words, now: int
) -> tuple[str, bool]:
    """Print a test sheet: by a server that is running, else from here.

    Args:
        settings: the office.
        data: the data directory.
        printer: which printer.
        words: the language of the sheet.
        now: milliseconds UTC.

    Returns:
        What was found, in lines for the person at the command line; and whether it printed.
    """
    lock = PrinterLock(data / FOLDER, printer.id)
    try:
        if not lock.take():
            findings, result = _by_the_server(settings, data, printer, now)
        elif printer.remote:
            return (
                f"Printer {printer.id} is on another computer: its agent and the server must run.",
                False,
            )
        else:
            findings, result = _from_here(settings, data, printer, words, now)
    finally:
        lock.close()
    return "\n".join(_report(printer, findings, result)), result.outcome in (
        Outcome.PRINTED,
        Outcome.UNCONFIRMED,
    )


def _from_here(
    settings: Settings, data: Path, printer: Printer, words: Words, now: int
) -> tuple[Findings, Result]:
    press = Press(printer.id, transport_of(printer, data), printer.profile)
    try:
        findings = press.examine()
        at = local(now, settings.office.timezone)
        address = settings.server.public_url or "http://192.168.100.100:8080"
        sheet = trial(words, printer.id, printer.profile, findings, at, address)
        return findings, press.print(sheet.job)
    finally:
        press.close()


def _by_the_server(settings: Settings, data: Path, printer: Printer, now: int) -> tuple[Findings, Result]:
    """Ask the server that holds the printer: two at once on one printer would mix their papers."""
    with Database(data) as database:
        with database.writing.begin() as connection:
            job = papers.ask_test(Ledger(connection, settings, now), printer.id)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            time.sleep(0.1)
            with database.read() as connection:
                found = jobs.by_id(connection, settings.office.id, job.id)
                known = printers.known(connection, settings.office.id, printer.id)
            assert found is not None
            if found.state in ENDED and known:
                state = State(known.state)
                confirm = Confirm(known.confirm or Confirm.NONE)
                replies = tuple(None if one == "–" else int(one, 16) for one in known.answer.split())
                return (
                    Findings(Status(state, known.reason, replies), confirm),
                    Result(ENDED[found.state], state, found.reason or ""),
                )
    return Findings(Status(State.UNKNOWN)), Result(Outcome.NOT_SENT, State.UNKNOWN, "no_answer")


def _report(printer: Printer, findings: Findings, result: Result) -> list[str]:
    profile, status = printer.profile, findings.status
    works = findings.confirm is not Confirm.NONE
    confirm = f"{findings.confirm} works" if works else "no way of confirming works"
    seconds = f" ({findings.seconds:.1f} s)" if findings.seconds else ""
    hint = ""
    if works and findings.confirm is not profile.confirm:
        hint = f"; the settings say {profile.confirm}: write  confirm: {findings.confirm}"
    why = f" ({result.reason})" if result.reason else ""
    return [
        f"Printer {printer.id}: {printer.transport}, {profile.width} dots, {profile.dpi} dpi",
        f"  condition     {status.state}" + (f" ({status.reason})" if status.reason else ""),
        f"  DLE EOT 1-4   {answer_text(status.replies)}",
        f"  confirmation  {confirm}{seconds}{hint}",
        f"  test print    {result.outcome.replace('_', ' ')}{why}",
    ]
