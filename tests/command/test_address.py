"""The address on a ticket, when the settings name none."""

import socket
from typing import Any

import pytest

from server.address import own_address


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("eile.example.lt", "http://eile.example.lt:8080"),
        ("::1", "http://[::1]:8080"),
    ],
)
def test_a_server_with_one_address_says_that(host: str, address: str) -> None:
    assert own_address(host, 8080) == address


class Way(socket.socket):
    """A way into a network of which this computer is 192.168.1.7; it must be asked without sending."""

    def connect(self, _: Any) -> None:
        assert self.type == socket.SOCK_DGRAM

    def getsockname(self) -> tuple[str, int]:
        return ("192.168.1.7" if self.family == socket.AF_INET else "fd00::7", 0)


class NoWay(Way):
    """A computer without any network."""

    def connect(self, _: Any) -> None:
        raise OSError("Network is unreachable")


@pytest.mark.parametrize(
    ("way", "host", "address"),
    [
        (Way, "0.0.0.0", "http://192.168.1.7:80"),
        (Way, "::", "http://[fd00::7]:80"),
        (NoWay, "0.0.0.0", "http://127.0.0.1:80"),
        (NoWay, "::", "http://[::1]:80"),
    ],
)
def test_a_server_of_every_network_says_its_own_address_there(
    monkeypatch: pytest.MonkeyPatch, way: type[Way], host: str, address: str
) -> None:
    monkeypatch.setattr(socket, "socket", way)

    assert own_address(host, 80) == address
