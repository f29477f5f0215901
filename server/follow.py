"""Where a visitor follows her ticket on a phone, and how the paper and the kiosk's screen tell her."""

import segno

from server.house import House
from server.store.tables import Visit


def ticket_address(house: House, visit: Visit) -> str:
    """Return the address of a ticket's page: what the QR code on paper and screen holds.

    Args:
        house: the running branch.
        visit: the ticket's visit.
    """
    return f"{house.address}/t/{visit.token}"


def typed_address(house: House) -> str:
    """Return the short address for those who cannot scan; there they type the ticket's code."""
    return f"{house.address.partition('://')[2]}/t"


def spaced(code: str) -> str:
    """Return a ticket's code in two halves, as it is read aloud and typed: ``PB9 PJE``."""
    return f"{code[:3]} {code[3:]}"


def qr_drawing(text: str) -> str:
    """Draw a QR code for a page.

    Args:
        text: what it holds.

    Returns:
        An ``<svg>`` element without a size of its own: error correction M, four modules of white around
        it (ISO/IEC 18004).
    """
    code = segno.make_qr(text, error="m", boost_error=False)
    return code.svg_inline(omitsize=True, light="#fff")
