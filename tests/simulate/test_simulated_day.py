"""A day with a virtual clock: by hand where a person can follow it, and against a slow twin where not."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.moment import MINUTE
from server.rules.turn import Desk, Kind, Policy, Turn, next_turn, turn
from server.simulate.day import Arrival, Call, Counter, play, play_day

PLAIN = Policy(priority_min=0)
HALF_HOUR = Policy(priority_min=30)


def comes(
    visit: str,
    arrives: float,
    serve: float = 60,
    *,
    service: str = "A",
    priority: bool = False,
    slot: float | None = None,
    language: str = "",
) -> Arrival:
    """Somebody who comes; seconds."""
    booked = None if slot is None else round(slot * 1000)
    return Arrival(visit, round(arrives * 1000), service, priority, booked, language, round(serve * 1000))


def counter(
    name: str,
    services: str = "A",
    *,
    languages: tuple[str, ...] = (),
    opens: int | None = 0,
    closes: int | None = None,
    breaks: tuple[tuple[int, int], ...] = (),
) -> Counter:
    """A counter; one letter a service, seconds."""
    return Counter(
        name=name,
        desk=Desk(tuple(services), languages),
        opens=None if opens is None else opens * 1000,
        closes=None if closes is None else closes * 1000,
        breaks=tuple((start * 1000, end * 1000) for start, end in breaks),
    )


def played(people: Sequence[Arrival], *counters: Counter, policy: Policy = PLAIN) -> list[str]:
    """Play a day and tell it: who, at which counter, from second to second."""
    return [
        f"{call.visit} at {call.counter} {call.called / 1000:g}-{call.finished / 1000:g}"
        for call in play_day(people, counters, policy)
    ]


def test_a_free_counter_presses_next_at_once_and_people_are_called_as_they_came() -> None:
    day = [comes("a", 10), comes("b", 20), comes("c", 30), comes("d", 500)]

    assert played(day, counter("1")) == ["a at 1 10-70", "b at 1 70-130", "c at 1 130-190", "d at 1 500-560"]


def test_at_one_instant_visits_finish_then_people_arrive_then_counters_call() -> None:
    day = [comes("a", 0), comes("ordinary", 30), comes("priority", 60, priority=True)]

    # She comes in the very millisecond the counter gets free, and is there in time.
    assert played(day, counter("1"), policy=HALF_HOUR) == [
        "a at 1 0-60",
        "priority at 1 60-120",
        "ordinary at 1 120-180",
    ]


def test_of_several_free_counters_the_one_takes_whose_last_visit_ended_earliest() -> None:
    day = [comes("a", 0, 30), comes("b", 0, 20), comes("c", 100), comes("d", 100)]

    assert played(day, counter("1"), counter("2")) == [
        "a at 1 0-30",
        "b at 2 0-20",
        "c at 2 100-160",
        "d at 1 100-160",
    ]


def test_free_counters_whose_visits_ended_together_take_in_the_order_of_the_file() -> None:
    day = [comes("a", 0, 20), comes("b", 0, 20), comes("c", 100)]

    assert played(day, counter("2"), counter("1"))[2] == "c at 2 100-160"


def test_who_has_served_nobody_counts_from_opening() -> None:
    day = [comes("a", 50)]

    assert played(day, counter("late", opens=20), counter("early", opens=10)) == ["a at early 50-110"]
    assert played(day, counter("at ten", opens=10), counter("always", opens=None)) == ["a at always 50-110"]


def test_a_break_does_not_reset_how_long_a_counter_has_been_free() -> None:
    day = [comes("a", 0, 10), comes("b", 0, 20), comes("c", 100)]

    # The first ended earlier and has just come back from its break.
    assert played(day, counter("1", breaks=((30, 90),)), counter("2"))[2] == "c at 1 100-160"


def test_a_counter_due_for_a_break_finishes_its_visitor_and_the_break_ends_when_it_should() -> None:
    day = [comes("a", 0, 150), comes("b", 10, 10), comes("c", 20, 200), comes("d", 30, 10)]
    one = counter("1", breaks=((100, 200), (300, 310)))

    # A break ends at its set time, however late it began; one that is served away is not made up for.
    assert played(day, one) == ["a at 1 0-150", "b at 1 200-210", "c at 1 210-410", "d at 1 410-420"]


def test_breaks_may_touch_and_overlap() -> None:
    day = [comes("a", 10)]

    assert played(day, counter("1", breaks=((0, 50), (50, 60), (55, 70)))) == ["a at 1 70-130"]


def test_a_counter_calls_from_its_opening_until_just_before_its_closing() -> None:
    day = [comes("a", 0, 40), comes("b", 0, 10), comes("c", 0, 10), comes("d", 70, 10)]

    # 100 + 40 + 10 = 150, the closing: c stays, and so does d, whom nobody will call any more.
    assert played(day, counter("1", opens=100, closes=150)) == ["a at 1 100-140", "b at 1 140-150"]


def test_the_last_visitor_is_served_past_closing() -> None:
    assert played([comes("a", 99, 600), comes("b", 99)], counter("1", closes=100)) == ["a at 1 99-699"]


def test_the_day_goes_on_until_all_are_served_when_no_counter_closes() -> None:
    day = [comes(str(n), 0, 36_000) for n in range(5)]

    assert played(day, counter("1", closes=10), counter("2", opens=None))[-1] == "4 at 2 108000-144000"


def test_a_counter_that_is_always_open_calls_before_zero() -> None:
    day = [comes("a", -30, 10), comes("b", -5, 10)]

    assert played(day, counter("1", opens=None)) == ["a at 1 -30--20", "b at 1 -5-5"]
    assert played(day, counter("1")) == ["a at 1 0-10", "b at 1 10-20"]


def test_a_millisecond_decides() -> None:
    day = [comes("a", 0, 10.001), comes("ordinary", 1, 1), comes("priority", 10.001, 0.5, priority=True)]
    late = [*day[:2], comes("priority", 10.002, 0.5, priority=True)]

    assert played(day, counter("1"), policy=HALF_HOUR)[1:] == [
        "priority at 1 10.001-10.501",
        "ordinary at 1 10.501-11.501",
    ]
    assert played(late, counter("1"), policy=HALF_HOUR)[1:] == [
        "ordinary at 1 10.001-11.001",
        "priority at 1 11.001-11.501",
    ]


def test_a_client_with_priority_counts_as_having_come_half_an_hour_earlier() -> None:
    day = [
        comes("now", 0, 3600),
        comes("long ago", 1, 10),
        comes("same", 1000, 10),
        comes("recent", 1001, 10),
        comes("priority", 2800, 10, priority=True),
    ]

    # At a tie (1000 s) the one who came first is called first.
    calls = list(play_day(day, [counter("1")], HALF_HOUR))
    assert [(call.visit, call.kind) for call in calls] == [
        ("now", Kind.ORDINARY),
        ("long ago", Kind.ORDINARY),
        ("same", Kind.ORDINARY),
        ("priority", Kind.PRIORITY),
        ("recent", Kind.ORDINARY),
    ]


def test_people_of_one_instant_are_called_in_the_order_given() -> None:
    day = [comes(name, 5) for name in "zax"]

    assert [line[0] for line in played(day, counter("1"))] == ["z", "a", "x"]


def test_a_service_can_have_a_head_start_of_its_own() -> None:
    day = [comes("a", 0), comes("b", 1), comes("pick up", 2, service="P")]
    calls = play_day(day, [counter("1", "AP")], PLAIN, {"P": 5})

    assert [call.visit for call in calls] == ["a", "pick up", "b"]


def test_a_booked_client_goes_first_when_her_time_is_near() -> None:
    booked = comes("booked", 60, 10, slot=600)
    day = [comes("a", 0, 400), comes("b", 30, 10), booked, comes("c", 120, 10)]

    # From five minutes before her time she counts as having come 15 minutes before it: ahead of everybody.
    calls = list(play_day(day, [counter("1")], PLAIN))
    assert [(call.visit, call.called) for call in calls[1:]] == [
        ("booked", 400_000),
        ("b", 410_000),
        ("c", 420_000),
    ]
    assert calls[1].kind is Kind.APPOINTMENT


def test_an_early_booked_client_waits_for_her_time_while_others_wait() -> None:
    day = [comes("booked", 0, 10, slot=3600), comes("a", 0, 10), comes("b", 5, 10)]

    assert played(day, counter("1", opens=6)) == ["a at 1 6-16", "b at 1 16-26", "booked at 1 26-36"]


def test_an_early_booked_client_is_taken_at_once_by_an_idle_counter_and_has_not_waited() -> None:
    calls = list(play_day([comes("booked", 7, 10, slot=3600)], [counter("1")], PLAIN))

    assert calls == [Call("booked", "1", 7000, 17_000, Kind.APPOINTMENT, 0)]


def test_a_booked_client_who_is_too_late_counts_as_having_just_come() -> None:
    day = [comes("a", 0, 2000), comes("b", 1200, 10), comes("late", 1201, 10, slot=600)]
    in_time = [*day[:2], comes("in time", 1200, 10, slot=600)]

    assert [call.visit for call in play_day(day, [counter("1")], PLAIN)] == ["a", "b", "late"]
    assert [call.visit for call in play_day(in_time, [counter("1")], PLAIN)] == ["a", "in time", "b"]


def test_the_wait_of_a_booked_client_is_counted_from_her_time_or_her_coming_whichever_is_later() -> None:
    day = [comes("a", 0, 1000), comes("early", 10, slot=900), comes("late", 20, slot=0), comes("walk in", 30)]
    waited = {call.visit: call.waited / 1000 for call in play_day(day, [counter("1")], PLAIN)}

    # late is called at 1000, early at 1060, walk in at 1120
    assert waited == {"a": 0, "late": 980, "early": 160, "walk in": 1090}


def test_a_wish_is_left_for_an_open_counter_that_speaks_the_language() -> None:
    day = [comes("english", 0, 100, language="en"), comes("wish", 1, language="en"), comes("a", 2)]
    english = counter("en", languages=("en",), opens=None)

    assert played(day, english, counter("lt", opens=0)) == [
        "english at en 0-100",
        "a at lt 2-62",
        "wish at en 100-160",
    ]


def test_a_wish_is_called_by_anybody_once_the_counter_that_speaks_it_closes() -> None:
    day = [comes("english", 0, 100, language="en"), comes("wish", 1, language="en")]
    english = counter("en", languages=("en",), opens=None, closes=30)

    assert played(day, english, counter("lt")) == ["english at en 0-100", "wish at lt 30-90"]


def test_a_wish_is_called_by_anybody_while_the_counter_that_speaks_it_has_its_break() -> None:
    english = counter("en", languages=("en",), opens=None, breaks=((40, 50),))
    day = [comes("english", 0, 100, language="en"), comes("one", 1, 5, language="en")]
    more = [*day, comes("two", 2, 20, language="en"), comes("three", 46, language="en")]

    assert played(more, english, counter("lt")) == [
        "english at en 0-100",
        "one at lt 40-45",
        "two at lt 45-65",
        "three at en 100-160",
    ]


def test_a_language_that_nobody_speaks_never_makes_the_place_worse() -> None:
    day = [comes("a", 0), comes("wish", 1, language="fr"), comes("b", 2)]

    assert [line.split()[0] for line in played(day, counter("1", languages=("en",)))] == ["a", "wish", "b"]


def test_a_counter_that_speaks_the_language_but_not_the_service_keeps_nobody() -> None:
    day = [comes("wish", 0, language="en")]

    assert played(day, counter("1", "A"), counter("2", "B", languages=("en",))) == ["wish at 1 0-60"]


def test_a_counter_calls_only_for_its_services() -> None:
    day = [comes("a", 0, service="A"), comes("b", 0, service="B"), comes("b2", 1, service="B"), comes("c", 1)]

    assert played(day, counter("1", "A"), counter("2", "B")) == [
        "a at 1 0-60",
        "b at 2 0-60",
        "c at 1 60-120",
        "b2 at 2 60-120",
    ]


def test_a_service_that_nobody_serves_is_never_called() -> None:
    assert played([comes("x", 0, service="X"), comes("a", 1)], counter("1")) == ["a at 1 1-61"]


def test_who_is_served_in_no_time_frees_the_counter_for_the_next_in_the_same_instant() -> None:
    day = [comes("a", 0, 0), comes("b", 0, 0), comes("c", 0, 0)]

    assert played(day, counter("1"), counter("2")) == ["a at 1 0-0", "b at 2 0-0", "c at 1 0-0"]


def test_the_guard_calls_who_has_waited_too_long() -> None:
    guarded = Policy(priority_min=1440, guard_min=10)
    day = [comes("a", 0, 660), comes("ordinary", 1), *[comes(f"p{n}", 600, priority=True) for n in range(2)]]

    assert [call.visit for call in play_day(day, [counter("1")], guarded)] == ["a", "ordinary", "p0", "p1"]


def test_each_day_begins_with_an_empty_queue_and_free_counters() -> None:
    days = [(1, [comes("a", 0, 500), comes("b", 90)]), (5, [comes("c", 0)])]
    calls = [(day, call.visit, call.called) for day, call in play(days, [counter("1", closes=100)], PLAIN)]

    assert calls == [(1, "a", 0), (5, "c", 0)]


def test_arrivals_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not in order"):
        list(play_day([comes("a", 10, 1), comes("b", 5)], [counter("1")], PLAIN))


# A slow twin: everything is looked at again at every instant. It shares the rule and nothing else.


def twin(people: Sequence[Arrival], counters: Sequence[Counter], policy: Policy) -> Iterator[Call]:
    instants = {person.arrives for person in people}
    for one in counters:
        instants |= {at for at in (one.opens, one.closes) if at is not None}
        instants |= {at for both in one.breaks for at in both}
    busy_until: dict[str, int] = {}
    last_end = {one.name: one.opens or 0 for one in counters}
    waiting: list[tuple[Turn, Arrival]] = []
    came = 0
    while instants:
        now = min(instants)
        for name in [name for name, until in busy_until.items() if until == now]:
            last_end[name] = busy_until.pop(name)
        while came < len(people) and people[came].arrives == now:
            person = people[came]
            place = turn(came, now, policy, priority=person.priority, slot=person.slot)
            waiting.append((place, person))
            came += 1
        working = [one for one in counters if works(one, now)]
        free = [one for one in working if one.name not in busy_until]
        instants.discard(now)
        for one in sorted(free, key=lambda one: last_end[one.name]):
            mine = [both for both in waiting if may_call(one, both[1], working)]
            chosen = next_turn([place for place, _ in mine], now, policy)
            if chosen is None:
                continue
            (pair,) = [both for both in waiting if both[0].visit == chosen.visit]
            waiting.remove(pair)
            person = pair[1]
            busy_until[one.name] = now + person.serve
            instants.add(now + person.serve)
            since = person.arrives
            if chosen.kind is Kind.APPOINTMENT and person.slot is not None:
                since = max(since, person.slot)
            yield Call(person.visit, one.name, now, now + person.serve, chosen.kind, max(0, now - since))


def works(one: Counter, now: int) -> bool:
    if one.opens is not None and now < one.opens:
        return False
    if one.closes is not None and now >= one.closes:
        return False
    return all(now < start or now >= end for start, end in one.breaks)


def may_call(one: Counter, person: Arrival, working: list[Counter]) -> bool:
    if person.service not in one.desk.services:
        return False
    if person.language == "" or person.language in one.desk.languages:
        return True
    return not any(
        other is not one and person.service in other.desk.services and person.language in other.desk.languages
        for other in working
    )


HALF_MINUTE = MINUTE // 2
times = st.integers(-2, 60).map(lambda halves: halves * HALF_MINUTE)
lengths = st.integers(0, 12).map(lambda halves: halves * HALF_MINUTE)
arrivals = st.builds(
    Arrival,
    visit=st.just(""),
    arrives=times,
    service=st.sampled_from("ABC"),
    priority=st.booleans(),
    slot=st.none() | times,
    language=st.sampled_from(["", "", "en", "ru", "fr"]),
    serve=lengths,
)
subsets = st.sets(st.sampled_from("ABC"), min_size=1).map(lambda found: tuple(sorted(found)))
tongues = st.sets(st.sampled_from(["en", "ru"])).map(lambda found: tuple(sorted(found)))
breaks = st.lists(st.tuples(times, lengths).map(lambda both: (both[0], sum(both))), max_size=2).map(tuple)
counters_of_a_day = st.lists(
    st.builds(
        Counter,
        name=st.just(""),
        desk=st.builds(Desk, subsets, tongues),
        opens=st.none() | times,
        closes=st.none() | st.integers(30, 80).map(lambda halves: halves * HALF_MINUTE),
        breaks=breaks,
    ),
    min_size=1,
    max_size=4,
)
policies = st.builds(
    Policy,
    priority_min=st.sampled_from([0, 5, 1440]),
    appointment_min=st.sampled_from([0, 4]),
    early_min=st.sampled_from([0, 2]),
    late_min=st.sampled_from([0, 3]),
    guard_min=st.none() | st.integers(0, 10),
)


def named(people: list[Arrival]) -> list[Arrival]:
    in_order = sorted(people, key=lambda person: person.arrives)
    return [person._replace(visit=str(n)) for n, person in enumerate(in_order)]


def numbered(counters: list[Counter]) -> list[Counter]:
    return [
        Counter(name=str(n), desk=one.desk, opens=one.opens, closes=one.closes, breaks=one.breaks)
        for n, one in enumerate(counters)
    ]


@given(st.lists(arrivals, max_size=25), counters_of_a_day, policies)
def test_every_day_goes_as_in_its_slow_twin(
    people: list[Arrival], counters: list[Counter], policy: Policy
) -> None:
    day, desks = named(people), numbered(counters)

    assert list(play_day(day, desks, policy)) == list(twin(day, desks, policy))


# One pool of counters, walk-ins only: what the rule promises.

walk_ins = st.lists(
    st.builds(comes, st.just(""), st.integers(0, 7200), st.integers(0, 900), priority=st.booleans()),
    max_size=40,
).map(named)
desks = st.integers(1, 3).map(lambda count: [counter(str(n)) for n in range(count)])


@given(walk_ins, desks)
def test_without_a_head_start_people_are_called_in_exactly_the_order_they_came(
    day: list[Arrival], counters: list[Counter]
) -> None:
    calls = list(play_day(day, counters, PLAIN))

    assert [call.visit for call in calls] == [person.visit for person in day]
    assert all(one.called <= other.called for one, other in pairwise(calls))


@given(walk_ins, desks)
def test_a_head_start_of_a_day_is_strict_priority(day: list[Arrival], counters: list[Counter]) -> None:
    calls = list(play_day(day, counters, Policy(priority_min=1440)))
    called = {call.visit: call.called for call in calls}
    place = {call.visit: n for n, call in enumerate(calls)}

    for person in day:
        rivals = [
            other
            for other in day
            if other.arrives <= called[person.visit] and place[other.visit] > place[person.visit]
        ]
        assert not any(other.priority > person.priority for other in rivals)
        assert all(
            int(other.visit) > int(person.visit) for other in rivals if other.priority == person.priority
        )


@given(walk_ins, desks, st.integers(0, 60))
def test_nobody_is_overtaken_by_someone_who_came_more_than_a_head_start_later(
    day: list[Arrival], counters: list[Counter], head_start_min: int
) -> None:
    calls = list(play_day(day, counters, Policy(priority_min=head_start_min)))
    arrives = {person.visit: person.arrives for person in day}

    for place, call in enumerate(calls):
        for later in calls[place + 1 :]:
            assert arrives[call.visit] - arrives[later.visit] <= head_start_min * MINUTE
