"""Many at once, in one server process and in two on the same data: nothing doubled, nothing lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2 as httpx
import pytest
from branches import Branch, wait_for

CLIENTS = 8
EACH = 25


def day_of_a_client(server: str, client: int, at_counter: dict[str, str]) -> tuple[list[str], list[str]]:
    """Take tickets and call people, in turn; return the numbers taken and the numbers called."""
    taken, called = [], []
    with httpx.Client(base_url=f"{server}/api/v1", timeout=60, headers=at_counter) as api:
        for press in range(EACH):
            nonce = f"client-{client}-press-{press}"
            ticket = api.post("/tickets", json={"service": "A", "nonce": nonce}).json()
            assert (
                api.post("/tickets", json={"service": "A", "nonce": nonce}).json()["token"] == ticket["token"]
            )
            taken.append(ticket["number"])
            if next_one := api.post(f"/counters/{client % 2 + 1}/calls").json()["called"]:
                called.append(next_one["number"])
    return taken, called


@pytest.mark.parametrize("servers", [1, 2])
def test_no_number_twice_no_ticket_called_twice_none_lost(branch: Branch, servers: int) -> None:
    addresses = [branch.url] + [branch.opens_another_server() for _ in range(servers - 1)]
    seats = [branch.at("1"), branch.at("2")]
    with ThreadPoolExecutor(CLIENTS) as clients:
        days = clients.map(lambda n: day_of_a_client(addresses[n % servers], n, seats[n % 2]), range(CLIENTS))
        outcomes = list(days)
    taken = Counter(number for numbers, _ in outcomes for number in numbers)
    called = Counter(number for _, numbers in outcomes for number in numbers)
    while left := httpx.post(f"{branch.url}/api/v1/counters/1/calls", headers=seats[0]).json()["called"]:
        called[left["number"]] += 1

    everybody = Counter(f"A{n:03d}" for n in range(1, CLIENTS * EACH + 1))
    assert taken == everybody
    assert called == everybody


def test_a_change_made_at_one_server_is_seen_at_the_other(branch: Branch) -> None:
    other = branch.opens_another_server()
    httpx.post(f"{branch.url}/api/v1/tickets", json={"service": "A"})
    revision = httpx.get(f"{branch.url}/api/v1/display").json()["revision"]

    wait_for(
        lambda: httpx.get(f"{other}/api/v1/display").json()["revision"] == revision,
        "the other server to see the ticket",
    )


def test_a_server_killed_in_the_middle_has_lost_nothing_it_answered(tmp_path: Path) -> None:
    office = Branch(tmp_path)
    office.opens()
    answered: list[str] = []

    def take_until_the_plug_is_pulled(_client: int) -> None:
        with httpx.Client(base_url=f"{office.url}/api/v1") as api:
            try:
                while True:
                    answered.append(api.post("/tickets", json={"service": "A"}).json()["token"])
            except httpx.HTTPError:
                return

    with ThreadPoolExecutor(4) as clients:
        runs = [clients.submit(take_until_the_plug_is_pulled, client) for client in range(4)]
        wait_for(lambda: len(answered) > 60, "sixty tickets")
        office.is_killed()
        for run in runs:
            run.result()
    office.opens()
    numbers = [httpx.get(f"{office.url}/api/v1/tickets/{token}").json()["number"] for token in answered]
    following = httpx.post(f"{office.url}/api/v1/tickets", json={"service": "A"}).json()["number"]
    office.closes()

    assert len(set(numbers)) == len(answered)
    assert int(following[1:]) > max(int(number[1:]) for number in numbers)
