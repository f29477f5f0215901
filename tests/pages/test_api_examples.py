"""The examples of the API's description are true."""

import json
from pathlib import Path
from typing import Any

import pytest
from api_story import EXAMPLES, play
from offices import sample
from prepared import prepare
from starlette.testclient import TestClient

from server.app import create_app
from server.clock import RehearsalClock


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    app = create_app(sample(), prepare(tmp_path_factory.mktemp("described")), RehearsalClock(0))
    found: dict[str, Any] = app.openapi()
    return found


def operations(description: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{verb.upper()} {path}": it
        for path, verbs in description["paths"].items()
        for verb, it in verbs.items()
    }


def contents(operation: dict[str, Any]) -> dict[str, Any]:
    """What goes in and out as JSON, by ``body`` or status."""
    every = {"body": operation.get("requestBody", {}), **operation["responses"]}
    return {
        name: it["content"]["application/json"]
        for name, it in every.items()
        if "application/json" in it.get("content", {})
    }


def test_the_examples_are_what_the_sample_office_answers() -> None:
    """``make examples`` writes them anew."""
    assert play() == json.loads(EXAMPLES.read_text(encoding="utf-8"))


def test_everything_that_goes_in_or_out_has_an_example(description: dict[str, Any]) -> None:
    """But bodies that need not be sent, and were not."""
    without = {
        f"{name} {what}"
        for name, operation in operations(description).items()
        for what, content in contents(operation).items()
        if "example" not in content and not (what == "body" and "null" in str(content["schema"]))
    }

    assert without == set()


def test_every_place_in_an_address_has_an_example(description: dict[str, Any]) -> None:
    without = [
        name
        for name, operation in operations(description).items()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "path" and "example" not in parameter
    ]

    assert without == []


def test_the_page_of_the_description_is_served_with_them(tmp_path: Path) -> None:
    app = create_app(sample(), prepare(tmp_path), RehearsalClock(0))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        taking = operations(client.get("/api/openapi.json").json())["POST /api/v1/tickets"]

    assert {what: content["example"] for what, content in contents(taking).items() if what != "201"} == {
        "body": {"service": "A", "language": "lt", "nonce": "kiosk-1-000117"},
        "403": fault("from_elsewhere", "Requests from other sites are not accepted."),
        "409": fault(
            "unknown_service", "We are sorry, there is no such service here. Please choose one from the list."
        ),
        "422": fault("malformed", "body: Field required"),
        "503": fault(
            "store_unavailable",
            "We are sorry, nothing can be written at the moment, so nothing was changed. "
            "Please try again; if it fails, ask a member of staff.",
        ),
    }


def fault(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}
