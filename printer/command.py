"""The command ``eile printer``."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from websockets.exceptions import WebSocketException

from printer.agent import Agent, NotLetInError
from printer.journal import Journal, JournalInUse
from printer.transport import Cups, Device, File, Flow, LibUsb, Network, Serial, Transport

TOKEN = "EILE_PRINTER_TOKEN"  # noqa: S105 - the name of a variable
LOG_FORMAT = "%(asctime)s %(levelname)-7s %(message)s"
WAYS = """\
the way to the printer:
  /dev/usb/lp0               a printer on USB (the default)
  network:192.168.1.50:9100  a printer with an address of its own
  serial:/dev/ttyS0:115200   a printer on a serial line (hardware flow control)
  libusb:04b8:0e15           a printer on USB without the kernel's driver, by maker and model
  cups:tickets               a raw queue of CUPS
  file:/tmp/tickets          a file that exists, and grows by each ticket"""


def main(arguments: Sequence[str]) -> int:
    """Run the command.

    Args:
        arguments: those after ``printer``.

    Returns:
        The exit status: 0 when it was stopped, 1 for trouble, 2 for a wrong command line.
    """
    parser = _parser()
    wanted = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, stream=sys.stdout)
    logging.getLogger("websockets").setLevel(logging.WARNING)
    try:
        token = _token(wanted)
        if not token:
            parser.error(f"a token is needed: --token-file, --token or the variable {TOKEN}")
        with Journal(wanted.journal) as journal:
            asyncio.run(_until_stopped(Agent(wanted.to, journal), wanted.server, token))
    except JournalInUse as trouble:
        return _stop(f"{trouble}.")
    except NotLetInError:
        return _stop(
            f"{wanted.server} does not let this printer in: the token is wrong or was revoked, or the server "
            "is known by another name (server.names)."
        )
    except OSError as trouble:
        return _stop(f"{trouble.strerror}: {trouble.filename or wanted.server}.")
    except WebSocketException as trouble:
        return _stop(f"{wanted.server} is no server of Eilė: {trouble}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "eile printer",
        description="Print what a server asks for, on a printer of this computer.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=WAYS,
    )
    parser.add_argument(
        "--server", type=_address, required=True, help="the server's address: http://192.168.1.10:8080"
    )
    parser.add_argument("--token-file", type=Path, help="a file with what `eile device add printer` said")
    parser.add_argument(
        "--token", help=f"the token itself: others can see it in the list of processes; or {TOKEN}"
    )
    parser.add_argument("--to", type=_way, default="/dev/usb/lp0", metavar="WAY", help="see below")
    parser.add_argument(
        "--journal",
        type=Path,
        default=Path("data/printer.journal"),
        help="where jobs are noted, so that none is printed twice (default: %(default)s)",
    )
    return parser


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("an address begins with http:// or https://")
    return text.rstrip("/")


def _way(text: str) -> Transport:
    kind, _, rest = text.partition(":")
    place, _, more = rest.rpartition(":")
    try:
        if text.startswith("/"):
            return Device(Path(text))
        match kind:
            case "network":
                return Network(place, int(more)) if place else Network(rest)
            case "serial":
                return Serial(Path(place), int(more), Flow.RTS_CTS) if place else Serial(Path(rest))
            case "libusb":
                return LibUsb(int(place, 16), int(more, 16))
            case "cups":
                return Cups(rest)
            case "file":
                return File(Path(rest))
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f'"{text}" is no way to a printer')


def _token(wanted: argparse.Namespace) -> str:
    if wanted.token_file:
        return str(wanted.token_file.read_text(encoding="utf-8")).strip()
    return str(wanted.token or os.environ.get(TOKEN, "")).strip()


async def _until_stopped(agent: Agent, address: str, token: str) -> None:
    working = asyncio.create_task(agent.run(address, token))
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, working.cancel)
    with suppress(asyncio.CancelledError):
        await working


def _stop(why: str) -> int:
    print(why, file=sys.stderr)  # noqa: T201 - a command prints
    return 1
