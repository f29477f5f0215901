"""Everything that can go wrong with a printer, and what we then know about the paper."""

import socket
import time
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
from fake_printer import FakePrinter
from hypothesis import given, settings
from hypothesis import strategies as st

from printer.deliver import Delivery, Findings, Outcome, Patience, Result
from printer.profile import Confirm, StatusMode, make_profile
from printer.sheet import make_sheet
from printer.slip import Line, Slip, Style
from printer.status import State, Status
from printer.transport import Network
from printer.trial import trial_sheet

EPSON = make_profile("TM-T20III")
ONLY_GS_R = make_profile("generic-80", {"confirm": "gs_r"})
NEVER_TELLS = make_profile("generic-80")
SAYS_NOTHING = make_profile("Star")

PATIENT = Patience(reply=10, poll=0.02, confirm=10, print=0.1, repair=10, again=0.01)

PRINTED = Result(Outcome.PRINTED, State.READY)
QUESTIONS, EMPTY = 12, 9232  # bytes before a first ticket
ALL_WELL = (0x12, 0x12, 0x12, 0x12)


def ticket(number="A017"):
    return make_sheet(Slip((Line(number, Style.NUMBER), Line("Žemės ūkis", Style.SERVICE))), EPSON)


def delivery(printer, profile=EPSON, patience=PATIENT, send_s=10.0):
    return Delivery(Network(*printer.address, connect_s=5, send_s=send_s), profile, patience)


@pytest.fixture
def printer():
    with FakePrinter().on_network() as printer:
        yield printer


@pytest.mark.parametrize("profile", [EPSON, ONLY_GS_R], ids=["GS ( H", "GS r"])
def test_a_ready_printer_says_that_the_ticket_is_on_paper(printer, profile):
    sheets = [ticket("A017"), ticket("A018")]
    sending = delivery(printer, profile)
    assert [sending.print(sheet.job) for sheet in sheets] == [PRINTED, PRINTED]
    assert [printer.whole(sheet.picture) for sheet in sheets] == [1, 1]
    assert len(printer.pieces) == 2


def test_a_roll_near_its_end_still_prints_and_is_reported(printer):
    printer.near_end = True
    sheet = ticket()
    assert delivery(printer).print(sheet.job) == Result(Outcome.PRINTED, State.PAPER_LOW)
    assert printer.whole(sheet.picture) == 1


def test_a_printer_that_tells_its_condition_but_not_when_it_is_done(printer):
    sheet = ticket()
    assert delivery(printer, NEVER_TELLS).print(sheet.job) == Result(Outcome.UNCONFIRMED, State.READY)
    printer.wait_until_idle()
    assert printer.whole(sheet.picture) == 1


@pytest.mark.parametrize("profile", [EPSON, ONLY_GS_R], ids=["GS ( H", "GS r"])
@pytest.mark.parametrize(
    "left_over",
    [
        b"\x12\x12\x12\x12\x12",
        b"\x1a\x36\x12\x7e" * 3,
        b"\x37\x22OLD1\x00",
        b"\x37\x22OLD",
        b"\x00\x0f\x03",
        b"\x10\x00\x00\x0f\x14\x00",
        b"Ready.\r\n\xff",
    ],
    ids=["well", "no paper", "confirmed", "half", "sensors", "automatic", "words"],
)
def test_what_is_left_of_an_earlier_talk_is_not_taken_for_an_answer(printer, profile, left_over):
    printer.greeting = left_over
    sheet = ticket()
    assert delivery(printer, profile).print(sheet.job) == PRINTED
    assert printer.whole(sheet.picture) == 1


TROUBLES = {
    State.NO_PAPER: ({"paper_rows": 0}, {"paper_rows": None}),
    State.COVER_OPEN: ({"cover_open": True}, {"cover_open": False}),
    State.CUTTER: ({"cutter_stuck": True}, {"cutter_stuck": False}),
}


@pytest.mark.parametrize("state", TROUBLES)
def test_a_printer_in_trouble_gets_nothing_and_prints_nothing_when_it_is_put_right(printer, state):
    trouble, repair = TROUBLES[state]
    printer.having(**trouble)
    sheet, sending = ticket(), delivery(printer)
    assert sending.ask().state is state
    assert [sending.print(sheet.job) for _ in range(3)] == [Result(Outcome.NOT_SENT, state, state)] * 3
    printer.having(**repair)
    printer.wait_until_idle()
    assert printer.pieces == []
    assert sending.print(sheet.job) == PRINTED
    assert printer.whole(sheet.picture) == 1


@pytest.mark.parametrize(
    ("profile", "outcome"),
    [(EPSON, Outcome.PRINTED), (ONLY_GS_R, Outcome.PRINTED), (NEVER_TELLS, Outcome.UNCONFIRMED)],
    ids=["GS ( H", "GS r", "none"],
)
@pytest.mark.parametrize("state", TROUBLES)
def test_a_ticket_that_gets_stuck_comes_out_once_when_somebody_puts_the_printer_right(
    printer, profile, outcome, state
):
    trouble, repair = TROUBLES[state]
    printer.accident = (50, trouble)
    seen = []

    def somebody_comes(now):
        seen.append(now)
        if now is state:
            printer.having(**repair)

    sheet = ticket()
    result = delivery(printer, profile, replace(PATIENT, print=0.5)).print(sheet.job, somebody_comes)
    assert result == Result(outcome, State.READY)
    assert seen == [state, State.READY]
    printer.wait_until_idle()
    assert printer.whole(sheet.picture) == len(printer.pieces) == 1


@pytest.mark.parametrize("state", TROUBLES)
def test_a_ticket_that_nobody_freed_is_taken_back_and_never_comes_out(printer, state):
    trouble, repair = TROUBLES[state]
    printer.accident = (50, trouble)
    stuck, next_one = ticket("A017"), ticket("A018")
    sending = delivery(printer, patience=replace(PATIENT, repair=0.2))
    assert sending.print(stuck.job) == Result(Outcome.UNKNOWN, state, state)
    printer.having(**repair)
    printer.wait_until_idle()
    assert printer.pieces == []
    assert sending.print(next_one.job) == PRINTED
    assert printer.originals(stuck.picture) == 0 or state is State.CUTTER
    assert printer.whole(next_one.picture) == 1


def test_where_it_cannot_be_taken_back_it_comes_out_once_on_a_piece_of_its_own(printer):
    printer.having(clears=False, paper_rows=50)
    stuck, next_one = ticket("A017"), ticket("A018")
    sending = delivery(printer, ONLY_GS_R, replace(PATIENT, repair=0.2))
    assert sending.print(stuck.job) == Result(Outcome.UNKNOWN, State.NO_PAPER, State.NO_PAPER)
    assert sending.print(next_one.job) == Result(Outcome.NOT_SENT, State.NO_PAPER, State.NO_PAPER)
    printer.having(paper_rows=None)
    assert sending.print(next_one.job) == PRINTED
    assert [printer.whole(sheet.picture) for sheet in (stuck, next_one)] == [1, 1]
    assert len(printer.pieces) == 2


@pytest.mark.parametrize(
    ("profile", "result"),
    [
        (NEVER_TELLS, Result(Outcome.UNCONFIRMED, State.UNKNOWN)),
        (replace(EPSON, status_required=False), Result(Outcome.PRINTED, State.UNKNOWN)),
        (EPSON, Result(Outcome.NOT_SENT, State.OFFLINE, "no_answer")),
        (SAYS_NOTHING, Result(Outcome.UNCONFIRMED, State.UNKNOWN)),
        (replace(EPSON, status=StatusMode.NONE), Result(Outcome.PRINTED, State.UNKNOWN)),
    ],
    ids=["optional", "confirms", "required", "never asked", "not asked, confirms"],
)
def test_a_printer_that_tells_nothing_of_its_condition(printer, profile, result):
    printer.silent = True
    sheet = ticket()
    assert delivery(printer, profile, replace(PATIENT, reply=0.1)).print(sheet.job) == result
    printer.wait_until_idle()
    assert printer.whole(sheet.picture) == (result.outcome is not Outcome.NOT_SENT)


def test_answers_that_come_late_belong_to_the_questions_that_were_asked(printer):
    """Every answer comes when we have stopped waiting for it; the last ones say that the paper is out."""
    printer.having(answer_after_s=0.15, accident=(50, {"paper_rows": 0}))
    seen = []

    def somebody_comes(now):
        seen.append(now)
        printer.having(paper_rows=None)

    sheet = ticket()
    sending = delivery(printer, replace(EPSON, status_required=False), replace(PATIENT, reply=0.05))
    assert sending.print(sheet.job, somebody_comes).outcome is Outcome.PRINTED
    assert seen[0] is State.NO_PAPER
    assert printer.whole(sheet.picture) == 1


def test_a_printer_that_takes_everything_and_does_nothing(printer):
    printer.works = False
    sheet, sending = ticket(), delivery(printer, patience=replace(PATIENT, confirm=0.2))
    assert sending.print(sheet.job) == Result(Outcome.UNKNOWN, State.READY, "not_confirmed")
    printer.having(works=True)
    printer.wait_until_idle()
    assert printer.whole(sheet.picture) == 1


def test_a_printer_without_the_confirmation_that_is_set_up(printer):
    printer.confirms = set()
    sheet = ticket()
    result = delivery(printer, patience=replace(PATIENT, confirm=0.2)).print(sheet.job)
    assert result == Result(Outcome.UNKNOWN, State.READY, "not_confirmed")
    assert printer.whole(sheet.picture) == 1


@pytest.mark.parametrize(
    ("profile", "result"),
    [
        (EPSON, Result(Outcome.UNKNOWN, State.READY, "not_confirmed")),
        (ONLY_GS_R, Result(Outcome.NOT_SENT, State.OFFLINE, "busy")),
    ],
    ids=["GS ( H", "GS r"],
)
def test_a_confirmation_of_the_ticket_before_does_not_count_for_the_next_one(printer, profile, result):
    """It is the answer of a printer that was busy, prints when nobody listens, and is busy again."""
    printer.having(works=False, keeps_answers=True)
    first, second = ticket("A017"), ticket("A018")
    sending = delivery(printer, profile, replace(PATIENT, confirm=0.3))
    if profile is ONLY_GS_R:  # the first of all would not even be sent to a busy printer
        printer.having(works=True)
        assert sending.print(ticket("A016").job) == PRINTED
        printer.having(works=False)
    assert sending.print(first.job).outcome is Outcome.UNKNOWN
    printer.having(works=True)
    printer.wait_until_idle()
    printer.having(works=False)
    assert printer.whole(first.picture) == 1
    assert sending.print(second.job) == result


@pytest.mark.parametrize("profile", [EPSON, SAYS_NOTHING], ids=["confirms", "tells nothing"])
def test_a_printer_that_stops_reading_never_gets_the_rest(profile):
    printer = FakePrinter()
    printer.stops_after = 12_000
    sheet = trial_sheet(EPSON, "Bandomasis", "")
    assert len(sheet.job) > 50_000
    with printer.on_network():
        sending = delivery(printer, profile, replace(PATIENT, confirm=0.1), send_s=0.2)
        assert sending.print(sheet.job * 20) == Result(Outcome.UNKNOWN, State.OFFLINE, "timeout")
        printer.having(stops_after=None)
        printer.wait_until(lambda: printer.connections == 0)
    assert len(printer.received) < len(sheet.job) * 10


@pytest.mark.parametrize("within", [20, 3000], ids=["at its beginning", "in a picture"])
def test_a_connection_that_breaks_within_a_ticket_spoils_no_other(printer, within):
    printer.reset_after = QUESTIONS + EMPTY + within
    broken, next_one = ticket("A017"), ticket("A018")
    sending = delivery(printer)
    assert sending.print(broken.job) == Result(Outcome.UNKNOWN, State.OFFLINE, "reset")
    printer.reset_after = None
    assert sending.print(next_one.job) == PRINTED
    assert printer.originals(broken.picture) == 0
    assert printer.whole(next_one.picture) == 1


def test_a_server_that_starts_again_cuts_off_what_the_crash_left(printer):
    printer.having(reset_after=QUESTIONS + EMPTY + 3000)
    broken, next_one = ticket("A017"), ticket("A018")
    delivery(printer).print(broken.job)
    printer.reset_after = None
    after_the_crash = delivery(printer)
    after_the_crash.expect_ruins()
    assert after_the_crash.print(next_one.job) == PRINTED
    assert printer.whole(next_one.picture) == 1


@pytest.mark.parametrize(
    ("profile", "outcome"), [(EPSON, Outcome.PRINTED), (NEVER_TELLS, Outcome.UNCONFIRMED)]
)
def test_a_printer_that_breaks_the_connection_instead_of_closing_it_has_the_ticket_all_the_same(
    printer, profile, outcome
):
    printer.resets_on_close = True
    sheet, sending = ticket(), delivery(printer, profile)
    assert sending.print(sheet.job) == Result(outcome, State.READY)
    assert sending.ask() == Status(State.READY, replies=ALL_WELL)
    printer.wait_until_idle()
    assert printer.whole(sheet.picture) == 1


def test_a_printer_that_serves_one_at_a_time_gets_the_ticket_when_the_other_has_left():
    printer = FakePrinter()
    printer.one_at_a_time = True
    sheet = ticket()
    with printer.on_network():
        sending = delivery(printer)
        with closing(socket.create_connection(printer.address)):
            printer.wait_until(lambda: printer.connections == 1)
            assert sending.print(sheet.job) == Result(Outcome.NOT_SENT, State.OFFLINE, "refused")
        while (result := sending.print(sheet.job)).reason == "refused":
            pass
    assert result == PRINTED
    assert printer.whole(sheet.picture) == len(printer.pieces) == 1


def test_nobody_listens():
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port = door.getsockname()[1]
    sending = Delivery(Network("127.0.0.1", port), EPSON, PATIENT)
    assert sending.print(ticket().job) == Result(Outcome.NOT_SENT, State.OFFLINE, "refused")
    assert sending.ask() == Status(State.OFFLINE, "refused")
    assert sending.examine() == Findings(Status(State.OFFLINE, "refused"))


def test_a_dead_line_is_noticed_in_time():
    """A door whose waiting room is full: the system answers no further knock, as without power."""
    with ExitStack() as crowd:
        door = crowd.enter_context(closing(socket.create_server(("127.0.0.1", 0), backlog=0)))
        knocking = True
        while knocking:
            guest = crowd.enter_context(closing(socket.socket()))
            guest.settimeout(0.2)
            knocking = guest.connect_ex(door.getsockname()) == 0
        sending = Delivery(Network("127.0.0.1", door.getsockname()[1], connect_s=0.1), EPSON, PATIENT)
        assert sending.print(ticket().job) == Result(Outcome.NOT_SENT, State.OFFLINE, "timeout")


@pytest.mark.parametrize(
    ("knows", "found"),
    [({"gs_h", "gs_r"}, Confirm.GS_H), ({"gs_r"}, Confirm.GS_R), (set(), Confirm.NONE)],
    ids=["both", "only GS r", "none"],
)
def test_it_is_found_out_how_a_printer_confirms(printer, knows, found):
    printer.confirms = knows
    findings = delivery(printer, SAYS_NOTHING, replace(PATIENT, confirm=0.3)).examine()
    assert (findings.status, findings.confirm) == (Status(State.READY, replies=ALL_WELL), found)
    assert (findings.seconds > 0) == (found is not Confirm.NONE)


def test_a_printer_without_paper_is_not_examined_further(printer):
    printer.paper_rows = 0
    findings = delivery(printer).examine()
    assert findings == Findings(Status(State.NO_PAPER, replies=(0x1A, 0x32, 0x12, 0x7E)))
    assert b"\x1d" not in printer.received


class Noise:
    """A printer that says anything but what we wait for, in pieces and with silence in between."""

    answers, certain = True, False

    def __init__(self, said):
        self.said = said
        self.sent = bytearray()

    def open(self):
        return self

    def send(self, data):
        self.sent += data

    def receive(self, seconds):
        if self.said:
            return self.said.pop()
        if seconds > 0:
            time.sleep(seconds)
        return b""

    def finish(self):
        pass

    def close(self):
        pass


HASTY = Patience(reply=0.001, poll=0.001, confirm=0.003, print=0.001, repair=0.003, again=0)


@settings(max_examples=60)
@given(
    said=st.lists(
        st.binary(min_size=1, max_size=12) | st.just(b"") | st.just(b"\x12\x12\x12\x12"), max_size=20
    ),
    profile=st.sampled_from([EPSON, replace(EPSON, status_required=False), NEVER_TELLS, SAYS_NOTHING]),
)
def test_no_noise_is_ever_taken_for_a_confirmation(said, profile):
    noise = Noise(said)
    result = Delivery(noise, profile, HASTY).print(b"A017")
    assert result.outcome is not Outcome.PRINTED
    assert (result.outcome is Outcome.NOT_SENT) == (b"A017" not in noise.sent)
    assert noise.sent.count(b"A017") <= 1
