"""What stands on one screen of the kiosk."""

from dataclasses import replace
from itertools import product

import pytest
from offices import sample, small

from kiosk.choices import Choice, Leads, Screen, folded, others, screen, search, start
from kiosk.view import Mode

KIOSK = sample().all_kiosks[0]
NAMES = {"Z": "Žemės ūkis", "S": "Socialinė parama", "H": "Socialinis būstas", "T": "Statyba ir žemė"}


def shown(of: Screen) -> str:
    return " ".join(choice.id or str(choice.leads) for choice in of.choices)


def test_services_of_a_group_share_a_button_where_the_first_of_them_would_stand() -> None:
    assert " ".join(f"{one.leads}:{one.id}" for one in start(KIOSK)) == (
        "group:0 service:D group:1 group:2 group:3 service:J"
    )
    assert [one.id for one in start(small().all_kiosks[0])] == ["A", "B", "Z", "J"]
    assert [str(one.leads) for one in others(sample(), KIOSK)] == ["booked", "priority", "how"]


def test_everything_is_on_some_screen_and_no_screen_is_crowded() -> None:
    choices, beside = start(KIOSK), others(sample(), KIOSK)
    for large, low, unsure in product([False, True], repeat=3):
        modes = {mode for mode, on in ((Mode.LARGE, large), (Mode.LOW, low)) if on}
        first = screen(choices, beside, modes, 1, unsure=unsure)
        screens = [screen(choices, beside, modes, number, unsure=unsure) for number in range(1, first.of + 1)]
        found = [choice for one in screens for choice in one.choices]

        assert max(len(one.choices) for one in screens) <= {0: 7, 1: 4 if large else 6, 2: 2}[len(modes)]
        assert [one for one in found if one.leads is not Leads.UNSURE] == [
            *choices,
            *(beside if modes else ()),
        ]
        assert (Choice(Leads.UNSURE) in found) is unsure
        assert all(one.beside == (() if modes else beside) for one in screens)


def test_a_screen_that_is_not_there_is_the_nearest_one() -> None:
    choices = start(KIOSK)

    assert [shown(screen(choices, (), {Mode.LARGE}, number, unsure=True)) for number in (-3, 1, 2, 99)] == [
        "0 D 1 unsure", "0 D 1 unsure", "2 3 J unsure", "2 3 J unsure",
    ]  # fmt: skip
    assert screen((), (), (), 1, unsure=False) == Screen((), (), 1, 1)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zeme", "ZT"),
        ("ŽEM", "ZT"),
        ("soc", "SH"),
        ("būs", "H"),
        ("bus", "H"),
        ("x", ""),
        ("", ""),
        ("  ", ""),
    ],
)
def test_letters_find_services_without_their_signs(typed: str, found: str) -> None:
    assert "".join(search(NAMES, typed)) == found


def test_folding_leaves_plain_letters() -> None:
    assert folded("Gyvenamosios vietos – ĄČĘĖĮŠŲŪŽ, Їжа!") == "gyvenamosios vietos aceeisuuz іжа"


def test_many_services_can_be_searched() -> None:
    many = small()
    many = replace(many, services=tuple(replace(many.services[0], id=f"S{n}") for n in range(21)))

    fewer = replace(many, services=many.services[:20])
    assert Choice(Leads.SEARCH) in others(many, many.all_kiosks[0])
    assert Choice(Leads.SEARCH) not in others(fewer, fewer.all_kiosks[0])
