"""A morning at the sample office, told through the API: every address once, in an order that makes sense.

``server/api/examples.json`` is this morning as it was answered. ``make examples`` writes it anew.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from offices import ROOT, sample
from prepared import prepare
from starlette.testclient import TestClient

from server.app import create_app
from server.clock import RehearsalClock
from server.rules.moment import moment

EXAMPLES = ROOT / "server" / "api" / "examples.json"
API = "/api/v1"
TICKET, SIGN_IN, CODE = "mA-va7-PebVYvJFTdPOjEw", "p0bJ0Xnk6WkVqS5gk0Qd1y7o3Zc2M8rT4uLhAeNfIwG", "482915"


class Morning:
    """What is asked and answered.

    Attributes:
        told: by ``POST /api/v1/tickets`` and the like: ``path``, ``query`` and ``body`` as they were sent,
            and the ``answer``; the first time of each. Secrets are made up, and long lists cut.
    """

    def __init__(self, client: TestClient) -> None:
        self.told: dict[str, dict[str, Any]] = {}
        self._client = client
        self._tokens: dict[str, str] = {}

    def tells(
        self,
        request: str,
        body: dict[str, Any] | None = None,
        *,
        who: str = "",
        query: dict[str, Any] | None = None,
        **path: Any,
    ) -> Any:
        """Ask something of the server that it can do; return its answer.

        Args:
            request: the verb and the address with its places in braces, without ``/api/v1``.
            body: what is sent as JSON.
            who: the login of who asks, signed in before.
            query: what stands behind the question mark.
            path: what stands in the places.
        """
        verb, address = request.split()
        headers = {"Authorization": f"Bearer {self._tokens[who]}"} if who else {}
        url = API + address.format(**path)
        answer = self._client.request(verb, url, json=body, params=query, headers=headers)
        assert answer.status_code < 300, (request, answer.text)
        said = (
            answer.json()
            if answer.headers.get("content-type") == "application/json" and answer.content
            else None
        )
        if address == "/sign-ins":
            self._tokens[said["login"]] = said["token"]
        facts = {"path": path, "query": query, "body": body, "answer": said}
        self.told.setdefault(
            f"{verb} {API}{address}", {name: _shown(fact) for name, fact in facts.items() if fact}
        )
        return said

    def it_is(self, at: str) -> None:
        self.tells("POST /rehearsal/clock", {"at": f"2026-11-24T{at}"})


MADE_UP = {  # what is drawn by chance, by another clock, or beside the requests
    "token": TICKET,
    "code": CODE,
    "wait": {"low_min": 5, "high_min": 15},
    "today": "likely",
    "revision": 812,
}
SIGN_IN_MADE_UP = {"token": SIGN_IN, "ends_at": "2026-11-24T17:40:00Z"}
PRINTER_MADE_UP = {"state": "ready", "since": "2026-11-24T05:52:10Z"}


def _shown(fact: Any) -> Any:
    if isinstance(fact, list):  # two are enough to see what they are
        return [_shown(one) for one in fact[: 2 if isinstance(fact[0], dict) else None]] if fact else []
    if not isinstance(fact, dict):
        return fact
    made_up = MADE_UP
    if "role" in fact:
        made_up = SIGN_IN_MADE_UP
    elif "printed_m" in fact:
        made_up = PRINTER_MADE_UP
    return {name: made_up.get(name, _shown(value)) for name, value in fact.items()}


@contextmanager
def sample_office() -> Iterator[TestClient]:
    """The sample office on a Tuesday in November at twenty to ten; its clock stands still."""
    at = moment(datetime.fromisoformat("2026-11-24T09:40+02:00"))
    with TemporaryDirectory() as folder:
        app = create_app(sample(), prepare(Path(folder)), RehearsalClock(at, speed=0))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client


def play() -> dict[str, dict[str, Any]]:
    """Play the morning; return what was told."""
    with sample_office() as client:
        morning = Morning(client)
        _people_come(morning)
        _they_are_called(morning)
        _they_are_handed_over(morning)
        _the_desk(morning)
        _bookings(morning)
        _staff_leave(morning)
        return morning.told


def _people_come(it: Morning) -> None:
    it.tells("POST /sign-ins", {"login": "rasa", "counter": "1"})
    it.tells("POST /sign-ins", {"login": "darius", "counter": "2"})
    it.tells("POST /sign-ins", {"login": "vilma", "counter": "3"})
    it.tells("POST /sign-ins", {"login": "ausra"})
    it.it_is("09:43:12")
    it.tells("POST /tickets", {"service": "A", "language": "lt", "nonce": "kiosk-1-000117"})
    it.it_is("09:56:30")
    it.tells("POST /tickets", {"service": "A", "language": "lt", "priority": True})
    it.it_is("09:57:05")
    for language in ("uk", "lt", "lt", "lt"):
        taken = it.tells("POST /tickets", {"service": "A", "language": language})
    it.tells("GET /tickets/{token}", token=taken["token"])
    it.tells("GET /services")
    it.tells("POST /visits/{number}/copies", who="rasa", number="A006")
    it.tells("GET /counters/{counter}/desk", who="rasa", counter="1")


def _they_are_called(it: Morning) -> None:
    it.it_is("09:58:00")
    it.tells("POST /counters/{counter}/calls", {"seen": ""}, who="rasa", counter="1")
    it.tells("GET /visits/{number}/why", who="rasa", number="A002")
    it.tells("GET /display")
    it.it_is("09:58:20")
    it.tells("POST /counters/{counter}/recalls", {"seen": "A002"}, who="rasa", counter="1")
    it.it_is("09:58:40")
    it.tells("POST /counters/{counter}/no-shows", {"seen": "A002"}, who="rasa", counter="1")
    it.it_is("10:03:00")
    it.tells("POST /visits/{number}/restorations", who="rasa", number="A002")
    it.tells("POST /visits/{number}/priority-withdrawals", who="rasa", number="A002")
    it.tells("POST /visits/{number}/priority", who="rasa", number="A004")
    it.tells("POST /counters/{counter}/calls", {"seen": ""}, who="rasa", counter="1")
    it.tells("POST /counters/{counter}/starts", {"seen": "A004"}, who="rasa", counter="1")
    away = {"seen": "A004", "reason": "copies", "minutes": 5}
    it.tells("POST /counters/{counter}/step-outs", away, who="rasa", counter="1")
    it.it_is("10:06:00")
    it.tells("POST /counters/{counter}/come-backs", who="rasa", counter="1")
    it.tells("POST /counters/{counter}/parkings", {"seen": "A004", "minutes": 10}, who="rasa", counter="1")
    it.tells("GET /counters", who="rasa")
    it.tells("POST /counters/{counter}/resumptions", {"seen": "", "number": "A004"}, who="rasa", counter="1")
    it.tells("POST /counters/{counter}/finishes", {"seen": "A004"}, who="rasa", counter="1")
    it.tells("POST /counters/{counter}/undos", who="rasa", counter="1")


def _they_are_handed_over(it: Morning) -> None:
    it.it_is("10:10:00")
    it.tells("POST /counters/{counter}/services", {"seen": "A004", "service": "B"}, who="rasa", counter="1")
    it.tells(
        "POST /counters/{counter}/transfers", {"seen": "A004", "to_counter": "3"}, who="rasa", counter="1"
    )
    it.tells("POST /counters/{counter}/calls", {"seen": ""}, who="vilma", counter="3")
    it.tells(
        "POST /counters/{counter}/refusals", {"seen": "A004", "reason": "not_ours"}, who="vilma", counter="3"
    )
    chosen = {"seen": "", "number": "A006", "reason": "short_question"}
    it.tells("POST /counters/{counter}/choices", chosen, who="rasa", counter="1")
    it.tells(
        "POST /counters/{counter}/hand-overs", {"seen": "A006", "language": "ru"}, who="rasa", counter="1"
    )
    it.tells("POST /visits/{number}/other-times", who="rasa", number="A005")
    late = it.tells("POST /tickets", {"service": "D"})
    it.tells("POST /tickets", {"service": "D"})
    it.tells("POST /tickets/{token}/let-pass", {"seen": 0}, token=late["token"])
    it.tells("POST /tickets/{token}/departures", token=late["token"])


def _the_desk(it: Morning) -> None:
    it.it_is("11:30:00")
    slow = {"cause": "technical", "until": "2026-11-24T12:45:00+02:00"}
    told = it.tells("POST /notices", slow, who="ausra")
    it.tells("GET /notices/standing")
    it.tells("POST /notices/{notice}/endings", who="ausra", notice=told["id"])
    lunch = {"kind": "lunch", "until": "2026-11-24T12:15:00+02:00"}
    it.tells("POST /counters/{counter}/pauses", lunch, who="rasa", counter="1")
    it.it_is("12:14:00")
    it.tells("POST /counters/{counter}/returns", who="rasa", counter="1")
    span = {"start": "2026-11-24T13:00:00+02:00", "end": "2026-11-24T13:30:00+02:00"}
    it.tells("POST /counters/{counter}/breaks", span, who="darius", counter="2")
    it.tells("POST /counters/{counter}/usual-breaks", who="darius", counter="2")
    it.tells("POST /counters/{counter}/help-calls", {"reason": "asks_for_head"}, who="vilma", counter="3")
    it.tells("GET /alarms", who="ausra")
    it.tells("POST /counters/{counter}/help-acknowledgements", who="ausra", counter="3")
    it.tells("POST /counters/{counter}/help-endings", who="vilma", counter="3")
    for number in ("+370 600 00000", "+370 600 00001", "+370 600 00002"):
        noted = it.tells("POST /callbacks", {"number": number, "topic": "papers", "counter": "1"}, who="rasa")
    it.tells("GET /counters/{counter}/callbacks", who="rasa", counter="1")
    it.tells("GET /callbacks/standing", who="rasa")
    it.tells("POST /callbacks/{callback}/no-answers", who="rasa", callback=1)
    it.tells("POST /callbacks/{callback}/cut-offs", who="rasa", callback=2)
    it.tells("POST /callbacks/{callback}/completions", who="rasa", callback=2)
    for minute in (45, 16):
        it.it_is(f"{12 + (minute < 45)}:{minute}:00")
        it.tells("POST /callbacks/{callback}/no-answers", who="rasa", callback=1)
    it.tells("POST /callbacks/{callback}/retries", who="ausra", callback=1)
    it.tells("POST /callbacks/{callback}/withdrawals", who="ausra", callback=noted["id"])
    it.tells("GET /printers", who="rasa")


def _bookings(it: Morning) -> None:
    it.tells("GET /services/{service}/times", query={"day": "2026-11-24", "limit": 2}, service="M")
    wanted = {"service": "M", "starts": "2026-11-24T14:00:00+02:00", "language": "lt"}
    code = it.tells("POST /bookings", wanted)["code"]
    it.tells("GET /bookings/{code}", code=code)
    it.tells("POST /bookings/{code}/moves", {"starts": "2026-11-24T14:20:00+02:00"}, code=code)
    it.tells("GET /agenda", who="rasa", query={"day": "2026-11-24"})
    it.tells("POST /agenda/readings", {"day": "2026-11-24"}, who="rasa")
    days = {"from": "2026-11-24", "to": "2026-11-30"}
    it.tells("GET /bookings.csv", who="rasa", query=days)
    it.tells("GET /counters/{counter}/calendar.ics", who="rasa", query={"day": "2026-11-24"}, counter="105")
    it.it_is("14:12:00")
    it.tells("POST /bookings/{code}/check-ins", {"language": "lt"}, code=code)
    other = it.tells("POST /bookings", {"service": "M", "starts": "2026-11-25T09:00:00+02:00"})["code"]
    it.tells("POST /bookings/{code}/cancellations", code=other)


def _staff_leave(it: Morning) -> None:
    it.tells("POST /counters/{counter}/openings", who="darius", counter="4")
    it.tells("POST /counters/{counter}/closings", who="darius", counter="4")
    it.tells("POST /sign-outs", who="vilma")


if __name__ == "__main__":
    EXAMPLES.write_text(json.dumps(play(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
