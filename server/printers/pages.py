"""The printers: how each is, since when, its roll, what it answered, its newest jobs, the test print."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import HTTPException, Path, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from printer.profile import Confirm
from server.guard import PrintersDep, Who, leaving
from server.house import House
from server.printer_alarms import spoken_since
from server.reception import papers, printers
from server.reception.ledger import Ledger
from server.reception.printers import Standing
from server.rules.moment import local
from server.rules.refused import Refused
from server.rules.spool import JobKind, JobState
from server.spool.spool import Spool
from server.store import bookings, jobs, visits
from server.store.tables import PrintJob
from server.web import Front, FrontDep, Room, sentence, show
from server.words import STAFF_LANGUAGES, Words

router = Room(prefix="/printers", include_in_schema=False)

Name = Annotated[str, Path(max_length=32)]
NEWEST = 8  # jobs of each printer
MM_A_METRE = 1000


@dataclass(frozen=True, slots=True)
class Job:
    """A print job as the page shows it; ``bad``: somebody may want to look."""

    at: int
    what: str
    copy: bool
    state: JobState
    reason: str
    bad: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A printer as the page shows it.

    Attributes:
        standing: how it is.
        since: since when, in words; empty when nobody knows.
        address: where it is: a host and port, a device, a queue; empty for the virtual one.
        use: what the kiosk uses it for, as the end of a catalogue's key; empty for nothing.
        used_m: metres of paper used of the roll.
        roll_since: when the roll was changed, in words; empty if never.
        better: the way of confirming that works and is not set up; empty when all is well.
        jobs: the newest ones, newest first.
        picture: when the picture of the newest job was kept; 0 before the first.
    """

    standing: Standing
    since: str
    address: str
    use: str
    used_m: float
    roll_since: str
    better: str
    jobs: list[Job]
    picture: int


@router.get("")
async def all_printers(request: Request, front: FrontDep, who: PrintersDep) -> HTMLResponse:
    """Show every printer."""
    return _page(request, front, who)


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep, who: PrintersDep) -> None:
    """Keep the printers' states fresh."""
    words = front.words(socket, STAFF_LANGUAGES)
    at_work: Spool = socket.app.state.spool

    def draw() -> str:
        return front.part("printers/parts.html", words, **_picture(front, at_work, words, who))

    await show(socket, front.passing_board(draw), leaving(front, socket, who))


@router.get("/{printer}/picture.png")
async def picture(request: Request, who: PrintersDep, printer: Name) -> Response:
    """The very picture of a printer's newest job."""
    found: Spool = request.app.state.spool
    if (content := found.picture(printer)) is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.post("/{printer}/tests")
async def print_test(request: Request, front: FrontDep, who: PrintersDep, printer: Name) -> Response:
    """Print a test sheet."""
    return await _do(request, front, who, papers.ask_test, printer)


@router.post("/{printer}/rolls")
async def change_roll(request: Request, front: FrontDep, who: PrintersDep, printer: Name) -> Response:
    """Take note that a new roll was put in."""
    return await _do(request, front, who, printers.change_roll, printer)


async def _do(request: Request, front: Front, who: Who, verb: Any, printer: str) -> Response:
    words = front.words(request, STAFF_LANGUAGES)
    try:
        await front.house.do(verb, printer, staff=who.staff.login)
    except Refused as refused:
        return _page(request, front, who, sorry=sentence(words, refused), status=404)
    return RedirectResponse(f"/printers?lang={words.language}", status_code=303)


def _page(request: Request, front: Front, who: Who, sorry: str = "", status: int = 200) -> HTMLResponse:
    words = front.words(request, STAFF_LANGUAGES)
    shown = _picture(front, request.app.state.spool, words, who)
    return front.page("printers/printers.html", words, status=status, sorry=sorry, **shown)


def _picture(front: Front, at_work: Spool, words: Words, who: Who) -> dict[str, Any]:
    with front.house.look() as ledger:
        found = printers.standings(ledger)
        cards = [_card(front.house, at_work, words, ledger, one) for one in found]
    return {"who": who, "cards": cards}


def _card(house: House, at_work: Spool, words: Words, ledger: Ledger, one: Standing) -> Card:
    printer, known = one.printer, one.known
    newest = jobs.newest(ledger.connection, ledger.branch, printer.id, NEWEST)
    kiosks, zone = ledger.settings.all_kiosks, ledger.settings.office.timezone
    uses = {kiosk.fallback: "fallback" for kiosk in kiosks} | {kiosk.printer: "kiosk" for kiosk in kiosks}
    changed = known.roll_changed_at if known else None
    found = known.confirm if known else ""
    return Card(
        standing=one,
        since=spoken_since(house, words, ledger, one),
        address=_address(one),
        use=uses.get(printer.id, ""),
        used_m=(known.printed_mm if known else 0) / MM_A_METRE,
        roll_since=words.when(local(changed, zone)) if changed else "",
        better=found if found not in ("", Confirm.NONE, printer.profile.confirm) else "",
        jobs=[_job(words, ledger, job) for job in newest],
        picture=at_work.pictured_at(printer.id),
    )


def _address(one: Standing) -> str:
    printer = one.printer
    host = f"{printer.host}:{printer.port}" if printer.host else ""
    return host or str(printer.path or "") or printer.usb_id or printer.queue or ""


def _job(words: Words, ledger: Ledger, job: PrintJob) -> Job:
    if job.visit is not None:
        what = visits.by_id(ledger.connection, job.visit).number
    elif job.booking is not None:
        booking = bookings.by_id(ledger.connection, ledger.branch, job.booking)
        assert booking is not None
        at = local(booking.starts, ledger.settings.office.timezone)
        what = words("printer.of_slip", time=f"{at:%m-%d %H:%M}")
    else:
        what = words("printer.of_test")
    bad = job.state in (JobState.NOT_SENT, JobState.UNKNOWN, JobState.EXPIRED)
    reason = job.reason or "" if bad else ""
    return Job(job.asked_at, what, job.kind is JobKind.COPY, job.state, reason, bad)
