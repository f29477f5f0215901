"""A ticket's bytes, and the shortest way to hand them over, for tests of single transports."""

from contextlib import closing

from printer.deliver import Patience
from printer.transport import LinkError

TICKET = b"\x1b@" + bytes(range(32, 127)) * 600 + b"\x1dV\x42\x00"
LONGER_THAN_ANY_BUFFER = TICKET * 500
PATIENT = Patience(reply=10, poll=0.02, confirm=10, print=0.1, repair=10, again=0.01)


def send(transport, job):
    """Hand over a job: nothing for success, else the reason and whether a part of it had gone."""
    try:
        with closing(transport.open()) as link:
            link.send(job)
            link.finish()
    except LinkError as trouble:
        return trouble.reason, trouble.handed > 0
    return None
