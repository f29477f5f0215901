"""A print job as a sheet of paper: drawn when its turn has come, from what is true then."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from printer.deliver import Findings
from printer.paper import png
from printer.profile import Profile
from printer.raster import load_logo
from printer.sheet import Sheet, make_sheet
from printer.slip import Slip
from printer.trial import trial_sheet
from server.house import House
from server.printing import ticket_slip
from server.reception import appointments, tickets
from server.reception.absences import not_for
from server.rules.moment import local
from server.rules.spool import JobKind
from server.slips import booking_slip
from server.store import visits
from server.store.tables import PrintJob
from server.words import Words

TOKEN_LENGTH = 22  # characters of a ticket's token


class Sheets:
    """Draws jobs; in any thread.

    Args:
        house: the running branch.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        logo = house.settings.office.logo
        self._logos = {
            printer.profile: load_logo(logo, printer.profile) for printer in house.settings.printers if logo
        }

    def draw(self, job: PrintJob, profile: Profile, findings: Findings | None) -> Sheet:
        """Draw a job for a printer.

        Args:
            job: what is to be printed.
            profile: the printer.
            findings: of a test print, what the printer was found to tell.
        """
        if findings is None:
            return make_sheet(self._slip(job), profile, self._logos.get(profile))
        at = local(job.asked_at, self._house.settings.office.timezone)
        return trial(self._house.words["lt"], job.printer, profile, findings, at, self._house.address)

    def _slip(self, job: PrintJob) -> Slip:
        copy = job.kind is JobKind.COPY
        with self._house.look() as ledger:
            if job.visit is None:
                return booking_slip(self._house, appointments.by_id(ledger, job.booking or 0), copy=copy)
            visit = visits.by_id(ledger.connection, job.visit)
            ahead = None if copy else tickets.ahead(ledger, visit)
            left = not_for(ledger, visit)
        return ticket_slip(self._house, visit, ahead, left, copy=copy)


def keep(sheet: Sheet, file: Path) -> None:
    """Keep the very picture of a sheet, for the page of the printers (PNG)."""
    part = file.with_suffix(".part")
    part.write_bytes(png(sheet.picture))
    part.replace(file)


def trial(
    words: Words, printer: str, profile: Profile, findings: Findings, at: datetime, address: str
) -> Sheet:
    """Draw the test print of a printer.

    Args:
        words: the language of its heading.
        printer: its id.
        profile: what is set up for it.
        findings: what it was found to tell.
        at: when, on the branch's clock.
        address: where visitors' phones reach the pages: the codes hold one as long as a ticket's.
    """
    model = words("printer.model_is", width=profile.width, dpi=profile.dpi)
    notes = [
        f"{printer} · {at:%Y-%m-%d %H:%M} · {model}",
        f"DLE EOT: {answer_text(findings.status.replies)}",
        f"{words('printer.confirm')}: {words(f'printer.confirm_{findings.confirm}')}",
    ]
    return trial_sheet(profile, words("printer.test"), f"{address}/t/{'0' * TOKEN_LENGTH}", notes)


def answer_text(replies: Sequence[int | None]) -> str:
    """Write what a printer answered to DLE EOT 1 to 4: bytes in hex, "–" for none."""
    return " ".join("–" if reply is None else f"{reply:02X}" for reply in replies) or "–"
