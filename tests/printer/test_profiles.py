"""What is known of each model of printer, and what a settings file may change of it."""

import subprocess
import sys
from dataclasses import fields, replace

import pytest

from printer.borrowed import models
from printer.profile import (
    PRESETS,
    Confirm,
    ImageCommand,
    Profile,
    StatusMode,
    WrongProfile,
    checked,
    make_profile,
)

BOTH_KNOW = sorted(set(PRESETS) & set(models()))
OTHERS = {
    "TM-T20II": Profile(),
    "TM-T88IV": Profile(512, 180),
    "NT-5890K": Profile(384, cut=b"\x1bd\x05"),
    "RP-F10-58mm": Profile(432),
    "TM-P80-42col": Profile(544),  # 546, but a row of dots is whole bytes
}


def test_what_we_know_agrees_with_python_escpos() -> None:
    assert BOTH_KNOW == ["TM-T88V"]
    media = models()["TM-T88V"]["media"]
    assert (media["width"]["pixels"], media["dpi"]) == (PRESETS["TM-T88V"].width, PRESETS["TM-T88V"].dpi)


@pytest.mark.parametrize("name", OTHERS)
def test_a_printer_without_a_preset_is_taken_from_python_escpos(name: str) -> None:
    assert make_profile(name) == OTHERS[name]


def test_whatever_python_escpos_lists_is_a_profile_or_a_clear_no() -> None:
    found = {}
    for name in models():
        try:
            found[name] = make_profile(name)
        except WrongProfile as no:
            assert no.field in ("profile", "width")
            assert name in no.text
    assert len(found) > 20
    for profile in found.values():
        values = {field.name: getattr(profile, field.name) for field in fields(profile)}
        assert {name: checked(name, as_written(value)) for name, value in values.items()} == values


def as_written(value: object) -> object:
    return value.hex(" ") if isinstance(value, bytes) else value


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_written_down(name: str) -> None:
    profile = PRESETS[name]
    written = {field.name: as_written(getattr(profile, field.name)) for field in fields(profile)}
    assert make_profile("generic-58", written) == make_profile(name) == profile


def test_every_field_can_be_changed() -> None:
    changes = {
        "width": 640,
        "dpi": 180,
        "image": "GS ( L",
        "slice_rows": 100,
        "init": "1B40 1B 53",
        "before_job": "1d6502",
        "cut": "1B 69",
        "after_cut": "",
        "status": "none",
        "status_required": False,
        "confirm": "gs_r",
        "clears": False,
        "roll_m": 50,
    }
    assert set(changes) == {field.name for field in fields(Profile)}
    assert make_profile("VKP80", changes) == Profile(
        640,
        180,
        ImageCommand.GRAPHICS,
        100,
        b"\x1b@\x1bS",
        b"\x1de\x02",
        b"\x1bi",
        b"",
        StatusMode.NONE,
        False,
        Confirm.GS_R,
        False,
        50,
    )


def test_a_printer_of_unknown_width_needs_it_named() -> None:
    with pytest.raises(WrongProfile, match="width: python-escpos does not know how many dots RP326 prints"):
        make_profile("RP326")
    assert make_profile("RP326", {"width": 576}) == replace(Profile(), width=576)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TM-T20-III", 'profile: unknown printer "TM-T20-III". Did you mean "TM-T20III"?'),
        ("generic", 'profile: unknown printer "generic". Did you mean "generic-80"?'),
        ("?", 'profile: unknown printer "?", expected one of: TM-T20III, TM-T88V'),
        ("TM-U220", "profile: TM-U220 cannot print pictures"),
    ],
)
def test_a_printer_that_cannot_be_is_named(name: str, text: str) -> None:
    with pytest.raises(WrongProfile) as wrong:
        make_profile(name)
    assert str(wrong.value).startswith(text)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("width", 575, "found 575, expected a multiple of 8 from 192 to 832"),
        ("width", True, "found True, expected a multiple of 8 from 192 to 832"),
        ("dpi", "203", "found '203', expected a whole number from 150 to 600"),
        ("slice_rows", 0, "found 0, expected a whole number from 24 to 960"),
        ("image", "ESC *", "found 'ESC *', expected one of: GS v 0, GS ( L"),
        ("confirm", None, "found None, expected one of: gs_h, gs_r, none"),
        ("status_required", "yes", "found 'yes', expected true or false"),
        ("cut", "1D 5", "found '1D 5', expected at most 64 bytes in hex, such as \"1D 56 42 00\""),
        ("cut", 1, 'found 1, expected at most 64 bytes in hex, such as "1D 56 42 00"'),
        ("init", "00" * 65, "found '" + "00" * 65 + "', expected at most 64 bytes in hex"),
        ("slices", 1, "unknown field, expected one of: width, dpi, image"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_is_expected(field: str, value: object, text: str) -> None:
    with pytest.raises(WrongProfile) as wrong:
        checked(field, value)
    assert wrong.value.field == field
    assert wrong.value.text.startswith(text)
    with pytest.raises(ValueError, match=f"^{field}: "):
        make_profile("generic-80", {field: value})


def test_a_small_computer_beside_a_printer_loads_neither_pictures_nor_python_escpos() -> None:
    """It takes bytes from the server: drawing and python-escpos would cost it seconds at every start."""
    script = (
        "import sys, printer.press, printer.profile, printer.transport;"
        "printer.profile.make_profile('TM-T20III');"
        "print(sorted({'PIL', 'segno', 'escpos', 'serial', 'usb', 'yaml', 'server'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
