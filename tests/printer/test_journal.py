"""The agent's memory: nothing that was begun is ever forgotten, whatever breaks off."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer.journal import Entry, Journal, JournalInUse

PRINTED = ("printed", "ready", "")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "printer.journal"


def test_a_job_under_way_when_the_agent_was_killed_may_have_come_out(path):
    with Journal(path) as journal:
        journal.belong_to("office")
        journal.begin(7, 1)
        journal.begin(8, 2)
        journal.end(8, 2, *PRINTED)
    with Journal(path) as journal:
        assert journal.broke_off
        journal.belong_to("office")
        assert journal.untold() == [
            Entry(7, 1, "unknown", "unknown", "agent_stopped"),
            Entry(8, 2, "printed", "ready", ""),
        ]


def test_what_the_server_knows_is_told_no_more_but_not_forgotten(path):
    with Journal(path) as journal:
        journal.begin(7, 1)
        ended = journal.end(7, 1, *PRINTED)
        journal.tell(7, 2)
        assert journal.untold() == [ended], "another attempt was meant"
        journal.tell(7, 1)
        assert journal.untold() == []
    with Journal(path) as journal:
        assert not journal.broke_off
        assert journal.untold() == []
        assert journal.past(7, 1).outcome == "printed"
        assert journal.past(7, 2).outcome == "printed", "whatever the server asks"


def test_only_what_was_not_sent_may_be_tried_again_and_only_as_a_new_attempt(path):
    with Journal(path) as journal:
        journal.begin(7, 1)
        assert journal.past(7, 1) == Entry(7, 1), "under way"
        journal.end(7, 1, "not_sent", "no_paper", "no_paper")
        assert journal.past(7, 1).outcome == "not_sent"
        assert journal.past(7, 2) is None
        assert journal.past(9, 1) is None


def test_another_servers_jobs_are_other_jobs(path):
    with Journal(path) as journal:
        journal.belong_to("office")
        name = journal.name
        journal.begin(7, 1)
        journal.end(7, 1, *PRINTED)
        journal.belong_to("office")
        assert (journal.name, journal.past(7, 1).outcome) == (name, "printed")
        journal.belong_to("office that lost its data")
        assert (journal.past(7, 1), journal.untold()) == (None, [])
        assert journal.name != name


@settings(max_examples=30)
@given(st.data())
def test_a_power_cut_at_any_byte_loses_no_job_that_had_begun(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("cut") / "journal"
    with Journal(path) as journal:
        journal.belong_to("office")
        begun = {}
        for job in (1, 2, 3):
            journal.begin(job, 1)
            begun[job] = path.stat().st_size  # from here on its bytes may be on the wire
            journal.end(job, 1, *PRINTED)
    whole = path.read_bytes()
    cut = data.draw(st.integers(whole.index(b"\n") + 1, len(whole)))
    path.write_bytes(whole[:cut])
    with Journal(path) as journal:
        known = {entry.job for entry in journal.untold()}
        assert known == {job for job, size in begun.items() if size <= cut + 1}  # but for its line end
        journal.begin(9, 1)
    assert [json.loads(line) for line in path.read_text().splitlines()][-1]["job"] == 9


def test_two_agents_do_not_share_a_journal(path):
    with Journal(path), pytest.raises(JournalInUse, match="in use by another agent"):
        Journal(path)
    Journal(path).__exit__()


def test_a_journal_does_not_grow_for_ever(path, monkeypatch):
    monkeypatch.setattr("printer.journal.KEPT", 20)
    with Journal(path) as journal:
        for job in range(30):
            journal.begin(job, 1)
            journal.end(job, 1, *PRINTED)
            if job != 3:
                journal.tell(job, 1)
    with Journal(path) as journal:
        lines = path.read_text().splitlines()
        assert len(lines) == 1 + 20 + 1
        assert journal.untold() == [Entry(3, 1, *PRINTED)]
        assert journal.past(29, 1) is not None
        assert journal.past(5, 1) is None
