"""Any sequence of acts keeps the books."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import Reception
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from offices import small

from server.reception import (
    callbacks,
    calls,
    counters,
    handing,
    helping,
    passing,
    pauses,
    starting,
    tickets,
    undoing,
)
from server.reception.calls import OutOfTurn, Refusal
from server.rules.counter import PAUSES, CounterAct, CounterState, HelpReason, calls_from
from server.rules.moment import MINUTE
from server.rules.refused import Refused
from server.rules.turn import Kind
from server.rules.visit import AT_A_COUNTER, Act, Status, apply
from server.store import counters as store
from server.store import views
from server.store.tables import COUNTER_EVENT, EVENT, VISIT, Visit

GUARD = 5
places = st.sampled_from(["1", "2", "608"])
people = st.sampled_from([None, "rasa", "darius"])
numbers = st.sampled_from(["A001", "A002", "A003", "B001", "Z001"])
AT_THE_COUNTER: list[Callable[..., Any]] = [
    calls.call_next, calls.recall, calls.start, calls.finish, calls.no_show, calls.park, undoing.undo,
    counters.open_counter, counters.close_counter, pauses.end_pause, pauses.come_back, helping.help_comes,
    helping.end_help,
]  # fmt: skip
HELP = (CounterAct.ASK_HELP, CounterAct.HELP_COMES, CounterAct.END_HELP)
PLANTED, PLANTED_NUMBER = "Atnešė ne visus popierius", "+370 600 12345"
OF_A_VISIT: list[Callable[..., Any]] = [tickets.restore, tickets.grant_priority, tickets.take_priority_back]


class Day(RuleBasedStateMachine):
    """A day at the small office on which people do whatever comes to their minds."""

    folder: Callable[[], Any]

    def __init__(self) -> None:
        super().__init__()
        office = small()
        office = replace(office, queue=replace(office.queue, guard_min=GUARD))
        self.reception = Reception(type(self).folder(), office)
        self.numbers: dict[int, str] = {}

    def teardown(self) -> None:
        self.reception.close()

    def attempt(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        try:
            self.reception.do(verb, *args, **kwargs)
        except Refused:
            return

    @rule(
        service=st.sampled_from("ABZ"), priority=st.booleans(), language=st.sampled_from(["lt", "uk", "en"])
    )
    def take(self, service: str, priority: bool, language: str) -> None:
        self.reception.take(service, priority=priority, language=language)

    @rule(service=st.sampled_from("AZJ"), minutes=st.integers(-20, 40))
    def check_in(self, service: str, minutes: int) -> None:
        self.reception.take(service, slot=self.reception.now + minutes * MINUTE)

    @rule(place=places, staff=people)
    def call_next(self, place: str, staff: str | None) -> None:
        """Whoever is called comes first by the rule among all whom this counter may call."""
        if self.opened().get(place) != staff or place not in self.opened():
            self.reception.do(counters.open_counter, place, staff=staff or self.opened().get(place))
        self.attempt(pauses.end_pause, place)
        expected = self.first_for(place)
        called = self.reception.do(calls.call_next, place, staff=staff).called
        assert (called.number if called else None) == expected

    def first_for(self, place: str) -> str | None:
        now, mine = self.reception.now, [visit for visit in self.waiting() if self.may_call(place, visit)]
        pool = [visit for visit in mine if visit.ready_at <= now] or mine
        guarded = any(v.kind is Kind.ORDINARY and now - v.counted_from >= GUARD * MINUTE for v in pool)
        pool.sort(key=lambda visit: (visit.counted_from if guarded else visit.key, visit.id))
        return pool[0].number if pool else None

    def may_call(self, place: str, visit: Visit) -> bool:
        if visit.to_counter or visit.to_staff:
            return visit.to_counter == place or (visit.to_staff or "nobody") == self.opened()[place]
        office, wish = self.reception.settings, visit.wish
        with self.reception.book() as book:
            others = [office.counter(other) for other in counters.that_call(book) if other != place]
        kept = any(visit.service in other.services and wish in other.languages for other in others)
        here = office.counter(place)
        return visit.service in here.services and (not wish or wish in here.languages or not kept)

    @rule(minutes=st.sampled_from([0.1, 0.5, 1, 5, 31]))
    def time_passes(self, minutes: float) -> None:
        self.reception.minutes_later(minutes)
        self.reception.do(starting.start_due)

    @rule(verb=st.sampled_from(AT_THE_COUNTER), place=places)
    def act(self, verb: Callable[..., Any], place: str) -> None:
        self.attempt(verb, place)

    @rule(verb=st.sampled_from(OF_A_VISIT), number=numbers)
    def act_on_a_visit(self, verb: Callable[..., Any], number: str) -> None:
        self.attempt(verb, number, counter="1")

    @rule(place=places, service=st.sampled_from("ABZX"))
    def add_service(self, place: str, service: str) -> None:
        self.attempt(handing.add_service, place, service)

    @rule(
        place=places, service=st.sampled_from([None, "A", "Z"]), to=st.sampled_from([None, "1", "2", "608"])
    )
    def transfer(self, place: str, service: str | None, to: str | None) -> None:
        self.attempt(handing.transfer, place, service=service, to_counter=to)

    @rule(place=places, staff=people)
    def transfer_to_a_person(self, place: str, staff: str | None) -> None:
        self.attempt(handing.transfer, place, to_staff=staff)

    @rule(place=places, number=numbers)
    def choose_or_resume(self, place: str, number: str) -> None:
        self.attempt(calls.call_chosen, place, number, OutOfTurn.MISTAKE)
        self.attempt(calls.resume, place, number)

    @rule(number=numbers)
    def let_pass(self, number: str) -> None:
        for token in [visit.token for visit in self.visits() if visit.number == number]:
            self.attempt(passing.let_pass, token)

    @rule(place=places)
    def hand_over_or_refuse(self, place: str) -> None:
        self.attempt(handing.hand_over_for_language, place, "uk", note=PLANTED)
        self.attempt(calls.refuse, place, Refusal.NOT_OURS)

    def waiting(self) -> list[Visit]:
        return [visit for visit in self.visits() if visit.status is Status.WAITING]

    def opened(self) -> dict[str, str | None]:
        with self.reception.book() as book:
            return counters.who_is_where(book)

    @rule(place=places, kind=st.sampled_from(PAUSES), minutes=st.sampled_from([None, 10]))
    def pause(self, place: str, kind: CounterState, minutes: int | None) -> None:
        until = minutes and self.reception.now + minutes * 60_000
        self.attempt(pauses.begin_pause, place, kind, until=until)

    @rule(place=places)
    def leave_the_client_for_a_moment(self, place: str) -> None:
        self.attempt(pauses.step_out, place, "copies", 5)

    @rule(place=places)
    def hand_over_with_a_note(self, place: str) -> None:
        self.attempt(handing.transfer, place, to_counter="2", note=PLANTED)

    @rule(place=places, reason=st.sampled_from(HelpReason))
    def ask_help(self, place: str, reason: HelpReason) -> None:
        self.attempt(helping.ask_help, place, reason)

    @rule(
        verb=st.sampled_from([callbacks.no_answer, callbacks.cut_off, callbacks.done, callbacks.try_again]),
        one=st.integers(1, 3),
    )
    def call_back(self, verb: Callable[..., Any], one: int) -> None:
        self.attempt(callbacks.add, PLANTED_NUMBER, counter="1")
        self.attempt(verb, one)

    def visits(self) -> list[Visit]:
        with self.reception.book() as book:
            return views.visits_of(book.connection, book.branch, book.day)

    @invariant()
    def events_fold_to_the_rows(self) -> None:
        with self.reception.book() as book:
            happened = views.events_of(book.connection, book.branch, book.day)
        folded: dict[int, Status | None] = {}
        for event in happened:
            assert folded.get(event.visit) == event.before
            undone = event.act is Act.UNDO
            folded[event.visit] = event.after if undone else apply(event.before, event.act)
            assert folded[event.visit] == event.after
        assert folded == {visit.id: visit.status for visit in self.visits()}

    @invariant()
    def a_counter_has_one_client_at_most_and_a_client_one_counter(self) -> None:
        busy = [visit.counter for visit in self.visits() if visit.status in AT_A_COUNTER]
        assert None not in busy and len(busy) == len(set(busy))
        assert [visit.number for visit in self.waiting() if visit.counter] == []

    @invariant()
    def nobody_waits_for_a_counter_or_a_person_who_has_gone(self) -> None:
        there = {*self.opened(), *filter(None, self.opened().values())}
        sent = {to for visit in self.waiting() for to in (visit.to_counter, visit.to_staff) if to}
        assert sent <= there

    @invariant()
    def events_fold_to_the_counters(self) -> None:
        with self.reception.book() as book:
            happened = store.events_of(book.connection, book.branch, book.day)
            opened = {one.counter: one for one in store.all_open(book.connection, book.branch)}
        states: dict[str, CounterState | None] = {}
        left: dict[str, int | None] = {}
        for event in happened:
            if event.act not in HELP:
                states[event.counter] = event.state
            if event.act in (CounterAct.STEP_OUT, CounterAct.COME_BACK):
                left[event.counter] = event.visit
        assert {counter: state for counter, state in states.items() if state} == {
            counter: row.state for counter, row in opened.items()
        }
        assert {counter for counter, visit in left.items() if visit} == {
            counter for counter, row in opened.items() if row.out_for
        }

    @invariant()
    def nobody_is_at_a_counter_on_a_break_and_only_who_is_served_is_left_for_a_moment(self) -> None:
        with self.reception.book() as book:
            opened = {one.counter: one for one in store.all_open(book.connection, book.branch)}
        at = {visit.counter: visit for visit in self.visits() if visit.status in AT_A_COUNTER}
        assert [one for one, row in opened.items() if not calls_from(row.state) and one in at] == []
        left = [at[one] for one, row in opened.items() if row.out_for]
        assert [visit.number for visit in left if visit.status is not Status.SERVING] == []

    @invariant()
    def serving_has_begun_somehow_and_nothing_else_has(self) -> None:
        for visit in self.visits():
            began = visit.started is not None and visit.started_at is not None
            if visit.status in (Status.SERVING, Status.CALLED, Status.WAITING):
                assert began == (visit.status is Status.SERVING)

    @invariant()
    def notes_and_numbers_stand_where_they_are_erased_and_nowhere_else(self) -> None:
        with self.reception.book() as book:
            for table in (VISIT, EVENT, COUNTER_EVENT):
                kept = repr(book.connection.execute(table.select()).all())
                assert PLANTED not in kept and PLANTED_NUMBER not in kept

    @invariant()
    def a_number_never_changes_and_nobody_is_lost(self) -> None:
        now = {visit.id: visit.number for visit in self.visits()}
        assert self.numbers.items() <= now.items()
        assert len(set(now.values())) == len(now)
        self.numbers = now

    @invariant()
    def a_place_in_the_queue_only_changes_with_priority_or_by_letting_somebody_pass(self) -> None:
        for visit in self.visits():
            if visit.let_pass or visit.slot is not None:
                continue
            assert visit.counted_from == visit.taken_at
            assert visit.key == visit.taken_at - (30 * 60_000 if visit.priority == "granted" else 0)


def test_any_sequence_of_acts_keeps_the_books(tmp_path_factory: pytest.TempPathFactory) -> None:
    Day.folder = staticmethod(lambda: tmp_path_factory.mktemp("day"))
    run_state_machine_as_test(
        Day,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
