#!/usr/bin/python3
"""The way out of a kiosk, for staff: a page on the kiosk's own computer, with a PIN.

Run with ``hash`` it writes what is kept of a PIN; with ``serve`` it is the page. It needs Python and no more.
"""

import hmac
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import pbkdf2_hmac
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

PORT = 9414
KEPT = Path("/etc/eile-kiosk.pin")
PAGE = Path(__file__).parent / "staff.html"
ROUNDS = 600_000  # as OWASP recommends for PBKDF2 with SHA-256
TRIES = 5
PAUSE_S = 300.0  # after so many wrong ones nobody tries for five minutes
MOST_BYTES = 1024

ACTS = {
    "browser": ["systemctl restart eile-kiosk.service"],
    "leave": ["systemctl stop eile-kiosk.service", "chvt 1"],
    "reboot": ["systemctl reboot"],
    "off": ["systemctl poweroff"],
}
KEYS = "".join(
    f'<button type="button" data-key="{key}">{"⌫" if key == "back" else key}</button>'
    for key in (*"123456789", "back", "0")
)
WRONG = "PIN netinka. / Wrong PIN."
LATER = "Per daug netinkamų PIN. Bandykite po 5 minučių. / Too many wrong PINs. Try again in 5 minutes."


def kept(pin: str, salt: str = "") -> str:
    """Return what is kept of a PIN: a salt and a slow hash.

    Args:
        pin: its digits.
        salt: in hex; a new one when empty.
    """
    salt = salt or secrets.token_hex(16)
    return json.dumps(
        {"salt": salt, "hash": pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), ROUNDS).hex()}
    )


class Door:
    """Opens for the right PIN, and for nobody while too many wrong ones were tried.

    Args:
        known: what is kept of the PIN.
        clock: seconds that only go forward.
    """

    def __init__(self, known: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._known = json.loads(known)
        self._clock = clock
        self._wrong: list[float] = []

    @property
    def shut(self) -> bool:
        """Whether nobody may try now."""
        return len(self._wrong) >= TRIES and self._clock() - self._wrong[-1] < PAUSE_S

    def opens(self, pin: str) -> bool:
        """Say whether a PIN is the right one; while the door is shut none is."""
        if self.shut:
            return False
        if len(self._wrong) >= TRIES:
            self._wrong.clear()
        given = json.loads(kept(pin, self._known["salt"]))
        if hmac.compare_digest(given["hash"], self._known["hash"]):
            self._wrong.clear()
            return True
        self._wrong.append(self._clock())
        return False


def handler(
    door: Door, back: str, act: Callable[[str], None], port: int = PORT
) -> type[BaseHTTPRequestHandler]:
    """Return what answers.

    Args:
        door: knows the PIN.
        back: the kiosk's address.
        act: does one of ``ACTS``.
        port: where it listens; requests made for another host or by another page are not answered.
    """
    own = f"127.0.0.1:{port}"

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say("")

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if (
                self.headers.get("Origin") != f"http://{own}"
                or not length.isdecimal()
                or int(length) > MOST_BYTES
            ):
                self.send_error(403)
                return
            form = parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"))
            wished = form.get("act", [""])[0]
            if wished not in ACTS or not door.opens(form.get("pin", [""])[0]):
                self._say(LATER if door.shut else WRONG)
                return
            self.send_response(303)
            self.send_header("Location", back)
            self.end_headers()
            act(wished)

        def _say(self, sorry: str) -> None:
            if self.headers.get("Host") != own:
                self.send_error(403)
                return
            html = _page(sorry, back)
            self.send_response(200)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(html)),
                "Cache-Control": "no-store",
                "X-Frame-Options": "DENY",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html)

    return Page


def _page(sorry: str, back: str) -> bytes:
    html = PAGE.read_text(encoding="utf-8")
    for place, text in {"@SORRY@": sorry, "@KEYS@": KEYS, "@BACK@": back}.items():
        html = html.replace(place, text)
    return html.encode()


def do(wished: str) -> None:
    """Do one of the acts; the first of its commands may end the browser that asked."""
    for command in ACTS[wished]:
        subprocess.run(command.split(), check=False)  # noqa: S603 - one of ours


def main() -> None:
    """Do what the command line says."""
    if sys.argv[1:] == ["hash"]:
        sys.stdout.write(kept(sys.stdin.read().strip()))
        return
    back = f"{os.environ['EILE_SERVER']}/kiosk"
    ThreadingHTTPServer(
        ("127.0.0.1", PORT), handler(Door(KEPT.read_text(encoding="utf-8")), back, do)
    ).serve_forever()


if __name__ == "__main__":
    main()
