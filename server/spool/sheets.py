"""A print job as a sheet of paper: drawn when its turn has come, from what is true then."""

from pathlib import Path

from PIL import Image

from printer.paper import png
from printer.profile import Profile
from printer.sheet import Sheet, make_sheet
from printer.slip import Slip
from printer.trial import Findings, trial_sheet
from server.house import House
from server.printing import ticket_slip
from server.reception import appointments, tickets
from server.reception.absences import not_for
from server.rules.moment import local
from server.rules.spool import JobKind
from server.slips import booking_slip
from server.store import visits
from server.store.tables import PrintJob


class Sheets:
    """Draws jobs; in any thread.

    Args:
        house: the running branch.
        logo: for the head of tickets, if there is one.
    """

    def __init__(self, house: House, logo: Image.Image | None) -> None:
        self._house = house
        self._logo = logo

    def draw(self, job: PrintJob, profile: Profile, findings: Findings | None, picture: Path) -> Sheet:
        """Draw a job for a printer.

        Args:
            job: what is to be printed.
            profile: the printer.
            findings: of a test print, what the printer was found to tell.
            picture: where the very picture is kept for the page of the printers (PNG).
        """
        if findings:
            sheet = trial_sheet(profile, self._house.words["lt"]("printer.test"), self._notes(job, findings))
        else:
            sheet = make_sheet(self._slip(job), profile, self._logo)
        part = picture.with_suffix(f".{job.id}.part")
        part.write_bytes(png(sheet.picture))
        part.replace(picture)
        return sheet

    def _slip(self, job: PrintJob) -> Slip:
        copy = job.kind is JobKind.COPY
        with self._house.look() as ledger:
            if job.visit is None:
                return booking_slip(self._house, appointments.by_id(ledger, job.booking or 0), copy=copy)
            visit = visits.by_id(ledger.connection, job.visit)
            ahead = None if copy else tickets.ahead(ledger, visit)
            left = not_for(ledger, visit)
        return ticket_slip(self._house, visit, ahead, left, copy=copy)

    def _notes(self, job: PrintJob, findings: Findings) -> list[str]:
        words = self._house.words["lt"]
        asked = local(job.asked_at, self._house.settings.office.timezone)
        return [
            words("printer.test_of", printer=job.printer, time=f"{asked:%Y-%m-%d %H:%M}"),
            words(f"printer.confirm_{findings.confirm}"),
        ]
