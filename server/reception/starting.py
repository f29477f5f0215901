"""Serving that begins by itself some seconds after the call, so that a client costs one press."""

from server.reception.asking import because, do
from server.reception.ledger import Ledger
from server.rules.visit import AUTOMATIC, Act, Started, Status
from server.store import views
from server.store.tables import Visit


def due(ledger: Ledger) -> list[Visit]:
    """Return the clients whose serving should have begun by now: called, and long enough ago.

    A repeated call counts from the newest one. None when the office has switched this off.
    """
    after_ms = ledger.settings.desk.serving_starts_after_s * 1000
    if not after_ms:
        return []
    return [
        visit
        for visit in views.at_counters(ledger.connection, ledger.branch, ledger.day)
        if visit.status is Status.CALLED and (visit.called_at or 0) + after_ms <= ledger.now
    ]


def start_due(ledger: Ledger) -> list[Visit]:
    """Let serving begin for everybody for whom it is due.

    The start is kept as one that nobody pressed: it is no measure of how long people walk, the client can
    still be called again or be a no-show, and undoing the call undoes it too.

    Returns:
        The visits, being served.
    """
    changes = {"started_at": ledger.now, "started": Started.ASSUMED}
    return [
        do(ledger, visit, Act.START, changes=changes, why=because(visit, AUTOMATIC)) for visit in due(ledger)
    ]
