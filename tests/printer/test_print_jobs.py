"""The bytes that go to the printer."""

import os
import subprocess
import sys
from itertools import accumulate

import escpos_reader
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import printer.borrowed  # noqa: F401
from printer.commands import encode, look_alikes
from printer.paper import png, render
from printer.profile import PRESETS, ImageCommand, Profile, make_profile
from printer.sheet import make_sheet

COMMANDS = st.sampled_from(ImageCommand)


def picture(width, rows, dots):
    return Image.frombytes("1", (width, rows), dots, "raw", "1;I")


@st.composite
def pictures(draw_from):
    width, rows = draw_from(st.sampled_from([192, 256])), draw_from(st.integers(1, 300))
    few = st.sampled_from([0x00, 0x04, 0x05, 0x10, 0x14, 0x18, 0x1B, 0x1D, 0xFF])
    pattern = draw_from(st.lists(few, min_size=1, max_size=60))
    size = width // 8 * rows
    return picture(width, rows, bytes((pattern * (size // len(pattern) + 1))[:size]))


def is_white(piece):
    """Whether the last row of a slice is white."""
    return not any(piece.dots[-piece.arguments[1] :])


@pytest.mark.parametrize("width", [384, 512, 576, 640])
@pytest.mark.parametrize("command", ImageCommand)
def test_a_job_is_a_clean_start_then_slices_then_one_cut_at_the_very_end(ticket, width, command, capsys):
    sheet = make_sheet(ticket(), Profile(width, image=command))
    start, *slices, cut = escpos_reader.read(sheet.job)
    assert start.name == "ESC @"
    if command is ImageCommand.GRAPHICS:
        assert {printing.name for printing in slices[1::2]} == {"GS ( L print"}
        slices = slices[::2]
    assert {piece.name for piece in slices} == {command}
    assert {piece.arguments[:2] for piece in slices} == {(0, width // 8)}
    heights = [piece.arguments[2] for piece in slices]
    assert all(64 < height <= 128 for height in heights[:-1])
    assert sum(heights) == sheet.picture.height
    assert (cut.name, cut.arguments) == ("GS V", (66, 0))
    assert sheet.job.endswith(b"\x1d\x56\x42\x00")
    assert capsys.readouterr() == ("", "")


def test_no_seam_goes_through_a_letter_where_a_white_row_is_near(ticket):
    slices = escpos_reader.read(make_sheet(ticket(), Profile()).job)[1:-1]
    torn = [piece for piece in slices[:-1] if not is_white(piece)]
    assert len(slices) > 4
    assert len(torn) <= 1, "only the number is higher than half a slice"


def test_a_printers_own_bytes_stand_where_they_belong(ticket):
    own = {"before_job": "1D 65 03 01", "cut": "1B 69", "after_cut": "1D 65 05", "init": "1B 40 1B 40"}
    commands = escpos_reader.read(make_sheet(ticket(), make_profile("generic-80", own)).job)
    names = [command.name for command in commands]
    assert names[:3] == ["ESC @", "ESC @", "GS e"]
    assert names[-2:] == ["ESC i", "GS e"]
    assert set(names[3:-2]) == {"GS v 0"}


@pytest.mark.parametrize("name", PRESETS)
def test_the_bytes_for_every_preset_are_understood(ticket, name):
    profile = make_profile(name)
    sheet = make_sheet(ticket(), profile)
    commands = escpos_reader.read(sheet.job)
    assert escpos_reader.dots(commands).tobytes() == sheet.picture.convert("L").tobytes()
    assert [command.name for command in commands].count("GS V") == 1
    assert look_alikes(sheet.job) == []


@pytest.mark.parametrize(
    ("command", "way"), [(ImageCommand.RASTER, "bitImageRaster"), (ImageCommand.GRAPHICS, "graphics")]
)
def test_python_escpos_would_send_the_same_bytes(ticket, command, way):
    """Ours are made of less work: its pictures go through colour and back (see docs/decisions/0014)."""
    from escpos.printer import Dummy  # noqa: PLC0415 - after printer.borrowed, which cleans up behind it

    profile = Profile(image=command)
    sheet = make_sheet(ticket(), profile)
    heights = [c.arguments[2] for c in escpos_reader.read(sheet.job) if c.name == command]
    theirs = Dummy(profile="TM-T20II")
    theirs.hw("INIT")
    for top, height in zip(accumulate(heights, initial=0), heights, strict=False):
        piece = sheet.picture.crop((0, top, profile.width, top + height))
        theirs.image(piece, impl=way, fragment_height=height)
    theirs._raw(b"\x1dVB\x00")
    assert sheet.job == theirs.output


def test_a_sheet_tells_how_much_paper_it_takes(ticket):
    for dpi in (203, 180):
        sheet = make_sheet(ticket(), Profile(512, dpi))
        assert sheet.millimetres == pytest.approx(sheet.picture.height / dpi * 25.4 + 15)


def test_the_same_ticket_twice_gives_the_same_bytes(ticket):
    assert make_sheet(ticket(), Profile()) == make_sheet(ticket(), Profile())


@given(image=pictures(), command=COMMANDS, rows=st.integers(24, 260))
def test_no_picture_can_contain_a_command_that_a_printer_obeys_at_once(image, command, rows):
    job, printed = encode(image, Profile(image.width, image=command, slice_rows=rows))
    assert look_alikes(job) == []
    assert not any(bytes([0x10, second]) in job for second in (0x04, 0x05, 0x14))
    before, after = image.convert("L").tobytes(), escpos_reader.dots(escpos_reader.read(job)).tobytes()
    assert all(new <= old for old, new in zip(before, after, strict=True)), "a dot may be added, none lost"
    assert printed.convert("L").tobytes() == after


def test_the_numbers_of_a_slice_do_not_look_like_a_command_either():
    """103 bytes across, 10 rows and the ten bytes before them are 1040 bytes: written 10 04."""
    job, _ = encode(Image.new("1", (824, 10)), Profile(824, image=ImageCommand.GRAPHICS))
    pieces = [command.arguments for command in escpos_reader.read(job) if command.name == "GS ( L"]
    assert pieces == [(0, 103, 9), (0, 103, 1)]
    assert look_alikes(job) == []


def test_slices_are_never_longer_than_their_command_can_count():
    image = Image.new("1", (832, 960))
    job, _ = encode(image, Profile(832, image=ImageCommand.GRAPHICS, slice_rows=960))
    assert escpos_reader.dots(escpos_reader.read(job)).size == (832, 960)


def test_a_picture_without_such_a_command_is_not_touched():
    image = picture(192, 1, b"\x10\x10\x18\x04" * 6)
    assert encode(image, Profile(192))[1] is image


def test_a_drawer_pulse_hidden_in_a_picture_is_found_and_defused():
    pulse = b"\x00\x10\x14\x01\x00\x08\x10\x04" * 3
    assert look_alikes(pulse[:8]) == [1, 6]
    assert look_alikes(encode(picture(192, 1, pulse), Profile(192))[0]) == []


@pytest.mark.parametrize(
    "image",
    [Image.new("L", (576, 8)), Image.new("1", (568, 8)), Image.new("1", (576, 0))],
    ids=["grey", "another width", "empty"],
)
def test_a_picture_that_is_no_ticket_is_refused(image):
    with pytest.raises(ValueError, match="ticket"):
        encode(image, Profile())


@pytest.mark.parametrize("width", [384, 576])
@pytest.mark.parametrize("command", ImageCommand)
def test_the_virtual_printers_paper_shows_what_the_other_decoder_reads(ticket, width, command):
    job = make_sheet(ticket(), Profile(width, image=command)).job
    shown = render(job)
    assert shown.convert("L").tobytes() == escpos_reader.dots(escpos_reader.read(job)).tobytes()
    assert png(shown).startswith(b"\x89PNG")
    assert len(png(shown)) < 16_000


def test_the_virtual_paper_feeds_by_a_line():
    slice_of_one_row = b"\x1dv0\x00\x01\x00\x01\x00\xff"
    assert render(b"\n" + slice_of_one_row + b"\x1dV\x00").size == (8, 31)
    assert render(b"\0\x1bd\x02" + slice_of_one_row + b"\x1bi").size == (8, 61)


@pytest.mark.parametrize(
    ("job", "complaint"),
    [
        (b"\x1b@\x1bp\x00", "unknown command 1b 70 00 at byte 2"),
        (b"A017", "unknown command 41 30 31 at byte 0"),
        (b"\x1dv0\x00\x01\x00\x02\x00\xff", "picture at byte 0 breaks off"),
        (b"\x1dv0\x03\x01\x00\x01\x00\xff", "unknown size in the picture at byte 0"),
        (b"\x1dv0\x00", "unknown size in the picture at byte 0"),
        (b"\x1d(L\x04\x00\x30\x70\x30\x01", "unknown graphics at byte 0"),
        (b"\x1dVB", "unknown cut 1d 56 42 at byte 0"),
        (b"\x1b@", "nothing to see"),
    ],
)
def test_the_virtual_printer_names_the_byte_it_does_not_understand(job, complaint):
    with pytest.raises(ValueError, match=complaint):
        render(job)


def test_a_damaged_cache_of_python_escpos_cannot_stop_the_start_and_nothing_is_left_behind(tmp_path):
    cache, temporary = tmp_path / "cache", tmp_path / "tmp"
    cache.mkdir()
    temporary.mkdir()
    pickle = cache / f"{'.'.join(map(str, sys.version_info[:3]))}.capabilities.pickle"
    pickle.write_bytes(b"")
    os.utime(pickle, (4e9, 4e9))  # newer than the list it is made from, so python-escpos would trust it
    script = (
        "import logging, os, printer.borrowed;"
        "print(logging.getLogger().handlers, os.environ['ESCPOS_CAPABILITIES_PICKLE_DIR'])"
    )
    surroundings = {"ESCPOS_CAPABILITIES_PICKLE_DIR": str(cache), "TMPDIR": str(temporary)}
    started = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (started.stdout, started.stderr) == (f"[] {cache}\n", "")
    assert list(temporary.iterdir()) == []
    assert pickle.read_bytes() == b""
