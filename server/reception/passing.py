"""Letting somebody pass: a visitor who is outside or on the telephone keeps nearly all of her place."""

from server.reception.asking import do
from server.reception.ledger import Ledger
from server.reception.tickets import by_token
from server.rules.passing import AT_MOST, right_behind
from server.rules.refused import Reason, Refused
from server.rules.visit import Act, Status, apply
from server.store import views
from server.store.tables import Visit


def let_pass(ledger: Ledger, token: str, *, seen: int | None = None) -> Visit:
    """Put a waiting visitor right behind the next one in her line; she asked for it herself.

    Standard 13.3: the order of arrival is hers to give up, one place at a time; the time she has
    waited goes on counting (2.5).

    Args:
        ledger: the open book.
        token: her ticket's.
        seen: how many she has let pass, as her page says; when there have been more since, this is
            the same tap once again and nothing is done. ``None`` leaves it unchecked.

    Returns:
        The visit in its new place.

    Raises:
        Refused: ``UNKNOWN_TICKET``; ``NOT_ALLOWED_NOW`` when she does not wait, or waits for one counter
            or one person; ``LET_PASS_ENOUGH`` the third time; ``NOBODY_TO_LET_PASS`` when nobody who
            could be called now stands behind her.
    """
    visit = by_token(ledger, token)
    if seen is not None and seen < visit.let_pass:
        return visit
    apply(visit.status, Act.LET_PASS)
    if visit.to_counter or visit.to_staff:
        raise Refused(Reason.NOT_ALLOWED_NOW, status=visit.status, act=Act.LET_PASS)
    if visit.let_pass >= AT_MOST:
        raise Refused(Reason.LET_PASS_ENOUGH, n=AT_MOST)
    line = ledger.settings.rivals(visit.service)
    following = views.following(ledger.connection, visit, line, ledger.now)
    key = right_behind((visit.key, visit.id), following)
    if key is None:
        raise Refused(Reason.NOBODY_TO_LET_PASS)
    return do(ledger, visit, Act.LET_PASS, changes={"key": key, "let_pass": visit.let_pass + 1})


def can_let_pass(visit: Visit) -> bool:
    """Say whether a visitor may be offered to let somebody pass; whether there is anybody is seen then."""
    alone = visit.to_counter is None and visit.to_staff is None
    return visit.status is Status.WAITING and alone and visit.let_pass < AT_MOST
