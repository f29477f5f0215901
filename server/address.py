"""The address that other devices reach this server by."""

import socket

# Addresses set aside for documentation (RFC 5737, RFC 3849): asking the way there sends nothing.
_ELSEWHERE = {"0.0.0.0": (socket.AF_INET, "192.0.2.1"), "::": (socket.AF_INET6, "2001:db8::1")}  # noqa: S104
_THIS_COMPUTER = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


def own_address(host: str, port: int) -> str:
    """Return the address of a server's pages.

    Args:
        host: the name or address it serves on; for "every network" this computer's own address in its
            network is told, which the operating system knows without asking anybody.
        port: the port it serves on.

    Returns:
        ``http://host:port``. A computer without any network is ``127.0.0.1``.
    """
    reached = _in_the_network(host) if host in _ELSEWHERE else host
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _in_the_network(host: str) -> str:
    family, elsewhere = _ELSEWHERE[host]
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((elsewhere, 9))
            return str(way.getsockname()[0])
    except OSError:
        return _THIS_COMPUTER[host]
