"""The command ``eile``."""

import argparse
import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.exc import DatabaseError

from display.checking import check as check_voice
from display.legible import breadth, counter_sizes, too_small, wall_sizes
from server import devices
from server.address import own_address
from server.app import ROOMS, create_app
from server.arguments import day, day_time, port, speed
from server.clock import Clock, RehearsalClock
from server.commands import (
    REHEARSED,
    Stop,
    add_export,
    no_days,
    run_audit_show,
    run_audit_verify,
    run_backup,
    run_export,
    run_purge,
)
from server.config import ConfigError, DisplayKind, Settings, load
from server.exchange import COLUMNS, booking_rows, read_bookings
from server.printers.command import test_printer
from server.reception.ledger import Ledger, policy_of
from server.rules.device import DeviceKind
from server.rules.moment import local, moment
from server.rules.pairing import VALID_MS, spoken
from server.rules.refused import Refused
from server.rules.roles import Role
from server.rules.turn import Policy
from server.signin import command as staff
from server.simulate import command as simulate
from server.simulate.table import BadInputError
from server.statistics.files import as_csv
from server.store.database import Database, WrongKind
from server.tryout import rehearsal_begins, take_places
from server.words import load as load_words

EXAMPLE = Path(__file__).parent / "config.example.yaml"  # only in an installed copy
WRONG_CONFIG = 2
GIVEN_UP_MS = 30_000  # a connection that takes nothing for so long
LOG_FORMAT = "%(asctime)s %(levelname)-7s %(message)s"

log = logging.getLogger("eile")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: without the program's name; the process's own by default.

    Returns:
        The exit status: 0, 1 for trouble, 2 for a wrong config or command line.
    """
    wanted = _parser().parse_args(arguments)
    try:
        # A simulation needs no office: without a config it plays by the rule's own defaults.
        alone = wanted.run is _simulate and wanted.config is None
        settings = None if alone else load(_config(wanted.config))
    except ConfigError as mistakes:
        print(mistakes, file=sys.stderr)
        return WRONG_CONFIG
    try:
        status: int = wanted.run(wanted, settings)
    except Stop as why:
        return _stop(str(why))
    except WrongKind as trouble:
        return _stop(f"{trouble}. Choose another directory with --data.")
    except DatabaseError as trouble:
        return _stop(f"The database in {wanted.data} cannot be used: {trouble.orig}.")
    except OSError as trouble:
        return _stop(f"{trouble.strerror}: {trouble.filename or wanted.data}.")
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("eile", description="The queue of a town hall's reception.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = _command(commands, "run", _run, "serve the kiosk, the desk, the display and the rest")
    _data(run, "data")
    _address(run)

    tryout = _command(commands, "try", _try, "the same; of the sample office a rehearsal, open at any hour")
    _data(tryout, "data")
    _address(tryout)

    check = _command(commands, "check", _check, "read the config and report every mistake at once")
    check.set_defaults(data=None)

    rehearse = _command(
        commands, "rehearse", _rehearse, "the same on made-up days, with a clock that can be set"
    )
    rehearse.add_argument(
        "--at", type=day_time, help="when it begins, on the branch's clock: 2026-10-20T07:55"
    )
    rehearse.add_argument("--speed", type=speed, default=1.0, help="its seconds in a real one (default 1)")
    _data(rehearse, f"data/{REHEARSED}")
    _address(rehearse)

    export = _command(commands, "export", _export, "write the figures of a day or a longer period as files")
    add_export(export)
    _data(export, "data")

    erase = _command(
        commands, "purge", _purge, "erase what has been kept for its term (privacy in the config)"
    )
    erase.add_argument("--dry-run", action="store_true", help="only say what would be erased")
    _data(erase, "data")

    backup = _command(commands, "backup", _backup, "copy the database, and erase copies that are too old")
    backup.add_argument("--out", type=Path, help="the folder to copy to (default: from the config)")
    _data(backup, "data")

    audit = commands.add_parser("audit", help="the log of what staff have done").add_subparsers(
        required=True, metavar="verify|show"
    )
    _data(_command(audit, "verify", _verify, "check that no entry was changed or taken out"), "data")
    _data(_command(audit, "show", _show, "show all entries"), "data")

    both = commands.add_parser("bookings", help="booked times from and to CSV").add_subparsers(
        required=True, metavar="import|export"
    )
    bring = _command(both, "import", _import_bookings, "book what a CSV file lists: all of it or nothing")
    bring.add_argument("file", type=Path, metavar="FILE.csv", help="columns: day, time, service")
    _data(bring, "data")
    take = _command(both, "export", _export_bookings, "write the bookings of some days as CSV")
    take.add_argument("--from", dest="first", type=day, required=True, help="YYYY-MM-DD")
    take.add_argument("--to", dest="last", type=day, help="YYYY-MM-DD (default: that day)")
    take.add_argument("--out", type=Path, required=True, help="the file to write")
    take.add_argument("--overwrite", action="store_true", help="replace an earlier file")
    _data(take, "data")

    test = _command(
        commands, "print-test", _print_test, "print a test sheet and say what the printer answers"
    )
    test.add_argument("--printer", metavar="ID", help="which one (default: the kiosk's)")
    _data(test, "data")

    several = commands.add_parser("device", help="machines that are let in by a token").add_subparsers(
        required=True, metavar="add|pair|list|revoke"
    )
    new = _command(several, "add", _add_device, "let a machine in; its token is shown once")
    new.add_argument("kind", type=DeviceKind, choices=list(DeviceKind), help="what it is for")
    new.add_argument("name", metavar="ID", help="what it stands for in the config: the printer's id")
    _data(new, "data")
    _data(_command(several, "list", _list_devices, "list the machines that are let in, and were"), "data")
    paired = _command(several, "pair", _pair_device, "make the code that a kiosk or a display is paired with")
    kinds = [DeviceKind.KIOSK, DeviceKind.DISPLAY]
    paired.add_argument("kind", type=DeviceKind, choices=kinds, help="what it is for")
    paired.add_argument("name", metavar="ID", help="which one: a display's id in the config, a kiosk's name")
    _data(paired, "data")
    gone = _command(several, "revoke", _revoke_device, "let a machine in no more")
    gone.add_argument("device", type=int, metavar="ID", help="its number in the list")
    _data(gone, "data")

    # Run by server.start, before any of this is loaded; here for the list of commands.
    commands.add_parser("printer", help="print for a server on a printer of this computer", add_help=False)

    _staff(commands)
    heard = commands.add_parser("voice", help="how calls are heard").add_subparsers(
        required=True, metavar="check"
    )
    voice = _command(heard, "check", _check_voice, "say how calls are heard, and which clips are missing")
    voice.set_defaults(data=None)

    play = _command(
        commands,
        "simulate",
        _simulate,
        "play days from files through the same rules",
        "an office's settings, for its head starts and its guard (default: the rule's own)",
    )
    simulate.add_arguments(play)
    play.set_defaults(data=None)
    return parser


def _staff(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    people = commands.add_parser("staff", help="who may sign in").add_subparsers(
        required=True, metavar="add|password|list|change|disable|enable"
    )
    for name, run, text in (
        ("add", staff.add, "add somebody who does not stand in the config"),
        ("password", staff.password, "set somebody's password: asked for, or read from standard input"),
        ("list", staff.show, "list who may sign in"),
        ("change", staff.change, "change name or role of somebody who was added"),
        ("disable", staff.disable, "let somebody sign in no more"),
        ("enable", staff.enable, "let somebody sign in again"),
    ):
        command = _command(people, name, run, text)
        _data(command, "data")
        if run is not staff.show:
            command.add_argument("login", metavar="LOGIN")
        if run in (staff.add, staff.change):
            new = run is staff.add
            command.add_argument("--name", required=new, help="how colleagues know her")
            command.add_argument(
                "--role",
                type=Role,
                choices=list(Role),
                default=Role.CLERK if new else None,
                help="what she may do",
            )


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace, Any], int],
    text: str,
    config: str = "the office's settings (default: config.yaml)",
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    command.add_argument("--config", type=Path, help=config)
    command.set_defaults(run=run)
    return command


def _data(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--data", type=Path, default=Path(default), help=f"the data directory (default: {default})"
    )


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", help="the address to serve on (default: from the config)")
    command.add_argument("--port", type=port, help="the port to serve on (default: from the config)")


def _config(given: Path | None) -> Path:
    if given:
        return given
    here = Path("config.yaml")
    return EXAMPLE if not here.exists() and EXAMPLE.exists() else here


def _check(wanted: argparse.Namespace, settings: Settings) -> int:
    print(
        f"{_config(wanted.config)} is right: {len(settings.services)} services, "
        f"{len(settings.counters)} counters, {len(settings.printers)} printers."
    )
    number = settings.queue.number_format
    longest = max(breadth(number.format(prefix=service.prefix, n=999)) for service in settings.services)
    for display in settings.all_displays:
        alone = display.kind is DisplayKind.COUNTER
        sizes = counter_sizes(longest, display.portrait) if alone else wall_sizes(longest)
        for small in too_small(sizes, display.diagonal_in, display.farthest_seat_m):
            print(
                f"Warning: on the display {display.id} the letters of {small.what} are "
                f"{small.high_mm:.0f} mm high; to be read from {display.farthest_seat_m} m they should be "
                f"{small.needed_mm:.0f} mm. "
                f"Take a screen of {small.diagonal_in} inches, or seats within {small.seat_m:.1f} m."
            )
    return 0


def _check_voice(wanted: argparse.Namespace, settings: Settings) -> int:
    print("\n".join(check_voice(settings)))
    return 0


def _run(wanted: argparse.Namespace, settings: Settings) -> int:
    return _serve(wanted, settings, Clock())


def _try(wanted: argparse.Namespace, settings: Settings) -> int:
    rehearsed = wanted.data / REHEARSED
    now = Clock().now()
    begins = rehearsal_begins(settings, now, rehearsed)
    if begins is None:
        return _run(wanted, settings)
    zone = settings.office.timezone
    print(
        "The sample office is tried out in a REHEARSAL: "
        f"its clock begins at {local(begins, zone):%A %Y-%m-%d %H:%M}.\n"
        "Staff sign in with one touch. For real days, the real clock and passwords: .venv/bin/eile run",
        flush=True,
    )
    wanted.data = rehearsed
    take_places(settings, rehearsed, begins)
    return _serve(wanted, settings, RehearsalClock(begins))


def _rehearse(wanted: argparse.Namespace, settings: Settings) -> int:
    zone = settings.office.timezone
    at = wanted.at or local(Clock().now(), zone)
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    return _serve(wanted, settings, RehearsalClock(moment(at), wanted.speed))


def _serve(wanted: argparse.Namespace, settings: Settings, clock: Clock) -> int:
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, stream=sys.stdout)
    for quiet in ("alembic", "uvicorn.error"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    host = wanted.host or settings.server.host
    port = settings.server.port if wanted.port is None else wanted.port
    try:
        listening = _listen(host, port)
    except OSError as trouble:
        return _stop(
            f"{host}:{port} cannot be used ({_plain(trouble)}). Choose another with --host and --port."
        )
    with listening:
        port = listening.getsockname()[1]
        app = create_app(settings, wanted.data, clock, own_address(host, port))
        _say_where(host, port, wanted.data, isinstance(clock, RehearsalClock))
        # No access log: a ticket's address is a secret of its visitor.
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            ws_per_message_deflate=False,
            server_header=False,
            ws_max_size=1024,  # a page has nothing to say to us
            timeout_graceful_shutdown=5,
        )
        with suppress(KeyboardInterrupt):  # Ctrl-C is how a person closes it
            uvicorn.Server(config).run(sockets=[listening])
    return 0


def _plain(trouble: OSError) -> str:
    # asyncio and getaddrinfo lengthen the system's own words, or number them differently.
    return os.strerror(trouble.errno) if trouble.errno and trouble.errno > 0 else str(trouble.strerror)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listening = socket.create_server((host, port), family=family, backlog=2048)
    # Every connection has it from here. A screen that was unplugged, or never reads, would be kept for a
    # quarter of an hour or for ever.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GIVEN_UP_MS)
    return listening


def _say_where(host: str, port: int, data: Path, rehearsal: bool) -> None:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not bound
    shown = f"[{shown}]" if ":" in shown else shown
    address = f"http://{shown}:{port}"
    log.info("Eilė is open%s. The days are kept in %s.", " for a REHEARSAL" if rehearsal else "", data)
    for name, path in (
        ("All pages", "/"),
        ("Kiosk", "/kiosk"),
        ("Display", "/display"),
        ("Desk", "/desk"),
        ("Agenda", "/agenda"),
        ("Phone", "/t"),
        ("Monitor", "/monitor"),
        ("Statistics", "/statistics"),
        ("Printers", "/printers"),
        ("Paper", "/printer"),
        ("API", "/api/docs"),
    ):
        log.info("  %-11s %s%s", name, address, path)


def _export(wanted: argparse.Namespace, settings: Settings) -> int:
    for path in run_export(wanted, settings, load_words(list(ROOMS.values()))):
        print(path)
    return 0


def _purge(wanted: argparse.Namespace, settings: Settings) -> int:
    erased = run_purge(wanted, settings)
    print(("Would be erased:" if wanted.dry_run else "Erased:") + ("" if erased else " nothing."))
    for line in erased:
        print(f"  {line}")
    return 0


def _backup(wanted: argparse.Namespace, settings: Settings) -> int:
    print(run_backup(wanted, settings))
    return 0


def _verify(wanted: argparse.Namespace, settings: Settings) -> int:
    print(run_audit_verify(wanted, settings))
    return 0


def _show(wanted: argparse.Namespace, settings: Settings) -> int:
    for line in run_audit_show(wanted, settings):
        print(line)
    return 0


def _import_bookings(wanted: argparse.Namespace, settings: Settings) -> int:
    words = load_words(list(ROOMS.values()))["en"]
    with wanted.file.open("rb") as file, Database(wanted.data) as database:
        database.claim("real")
        try:
            with database.writing.begin() as connection:
                ledger = Ledger(connection, settings, Clock().now())
                made = read_bookings(ledger, file, wanted.file.name, words)
        except BadInputError as mistakes:
            return _stop(f"{mistakes}\nNothing was booked.")
    print(f"Booked: {made}.")
    return 0


def _export_bookings(wanted: argparse.Namespace, settings: Settings) -> int:
    if not (wanted.data / "eile.db").exists():
        return _stop(no_days(wanted.data))
    if wanted.out.exists() and not wanted.overwrite:
        return _stop(f"{wanted.out} is there already; nothing was written. Add --overwrite to replace it.")
    with Database(wanted.data) as database, database.read() as connection:
        ledger = Ledger(connection, settings, Clock().now())
        rows = booking_rows(ledger, wanted.first, wanted.last or wanted.first)
        wanted.out.write_bytes(as_csv(COLUMNS, rows, settings.export))
    print(wanted.out)
    return 0


def _print_test(wanted: argparse.Namespace, settings: Settings) -> int:
    known = {printer.id: printer for printer in settings.printers}
    wished = wanted.printer or settings.all_kiosks[0].printer or next(iter(known), "")
    if wished not in known:
        return _stop(f'There is no printer "{wished}"' + (f", only {', '.join(known)}." if known else "."))
    words = load_words(list(ROOMS.values()))["lt"]
    found, printed = test_printer(settings, wanted.data, known[wished], words, Clock().now())
    print(found)
    return 0 if printed else 1


def _add_device(wanted: argparse.Namespace, settings: Settings) -> int:
    with Database(wanted.data) as database:
        try:
            token = devices.add(settings, database, Clock().now(), wanted.kind, wanted.name)
        except Refused:
            return _stop(f'The config has no {wanted.kind} "{wanted.name}" with  transport: remote.')
    print(token)
    print("This is its token. Nobody will see it again: keep it in a file on that machine.", file=sys.stderr)
    return 0


def _pair_device(wanted: argparse.Namespace, settings: Settings) -> int:
    now = Clock().now()
    with Database(wanted.data) as database:
        try:
            code = devices.pair(settings, database, now, wanted.kind, wanted.name)
        except Refused:
            return _stop(f'The config has no {wanted.kind} "{wanted.name}".')
    until = local(now + VALID_MS, settings.office.timezone)
    print(f"{spoken(code)}  pairs the {wanted.kind} {wanted.name}, once, until {until:%H:%M}:")
    print("type it on that machine, on the page  /pair  of the server.")
    return 0


def _list_devices(wanted: argparse.Namespace, settings: Settings) -> int:
    with Database(wanted.data) as database:
        print("\n".join(devices.listing(settings, database)) or "Nobody is let in.")
    return 0


def _revoke_device(wanted: argparse.Namespace, settings: Settings) -> int:
    with Database(wanted.data) as database:
        try:
            gone = devices.revoke(settings, database, Clock().now(), wanted.device)
        except Refused:
            return _stop(
                f"There is no device {wanted.device}, or it was revoked before. See  eile device list"
            )
    print(f"{gone} is let in no more.")
    return 0


def _simulate(wanted: argparse.Namespace, settings: Settings | None) -> int:
    if settings is None:
        return simulate.run(wanted, Policy(), {}, {})
    service_min = {service.id: service.head_start_min for service in settings.services}
    minutes = {service.id: service.minutes for service in settings.services}
    return simulate.run(wanted, policy_of(settings), service_min, minutes)


def _stop(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
