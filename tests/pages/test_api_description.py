"""The API keeps what its description promises, whatever is sent."""

import subprocess
import sys
from pathlib import Path

from branches import Branch


def test_nothing_sent_to_the_api_is_answered_otherwise_than_described(tmp_path: Path) -> None:
    office = Branch(tmp_path / "office", command=("rehearse", "--at=2026-11-23T08:00"))
    office.opens()
    tried = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{office.url}/api/openapi.json",
            "--checks=all",
            f"--header=Authorization: {office.at('1')['Authorization']}",
            "--exclude-path=/api/v1/sign-outs",  # it would end the sign-in that all others are tried with
            # A schema cannot say everything a time of ours must be.
            "--exclude-checks=positive_data_acceptance",
            "--max-examples=12",
            "--generation-deterministic",
            "--no-color",
        ],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    office.closes()

    assert tried.returncode == 0, tried.stdout[-6000:]
    assert "Traceback" not in office.said()
