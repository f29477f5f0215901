"""An address that stays its owner's also while nobody listens at it."""

import socket
import weakref


def kept(owner: object, host: str = "127.0.0.1") -> int:
    """Find a free port and keep it from every other process as long as the owner lives.

    A socket that is bound and never listens lets a server of ours come and go at its port, and lets
    the system give the port to nobody's outgoing connection meanwhile.

    Args:
        owner: starts servers at the port, also again after a pause.
        host: the address of this machine.
    """
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((host, 0))
    weakref.finalize(owner, place.close)
    return int(place.getsockname()[1])
