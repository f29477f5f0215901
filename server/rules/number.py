"""Ticket numbers: a service's prefix and a count that starts again at 1 every day of the branch."""


def ticket_number(number_format: str, prefix: str, count: int) -> str:
    """Write a ticket's number the way it stands on paper, on the wall and at the desk.

    Args:
        number_format: a format with ``prefix`` and ``n``, as ``"{prefix}{n:03d}"``.
        prefix: the service's letters.
        count: the ticket's place in that prefix and day, from 1. Past the width of the
            format it only grows longer (``A999``, ``A1000``), so no number repeats.

    Returns:
        The number, as ``"A017"``.
    """
    return number_format.format(prefix=prefix, n=count)
