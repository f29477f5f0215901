"""The bytes that go to the printer."""

import os
import subprocess
import sys

import escpos_reader
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printer.commands import encode, look_alikes
from printer.paper import png, render
from printer.raster import draw


def picture(width, rows, dots):
    return Image.frombytes("1", (width, rows), dots, "raw", "1;I")


@st.composite
def pictures(draw_from):
    width, rows = draw_from(st.sampled_from([8, 16, 24, 64])), draw_from(st.integers(1, 300))
    few = st.sampled_from([0x00, 0x04, 0x05, 0x10, 0x14, 0x18, 0x1B, 0x1D, 0xFF])
    pattern = draw_from(st.lists(few, min_size=1, max_size=60))
    size = width // 8 * rows
    return picture(width, rows, bytes((pattern * (size // len(pattern) + 1))[:size]))


@pytest.mark.parametrize("width", [384, 512, 576, 640])
def test_a_job_is_a_clean_start_then_slices_then_one_cut_at_the_very_end(ticket, width, capsys):
    image = draw(ticket(), width)
    job = encode(image)
    start, *slices, cut = escpos_reader.read(job)
    assert start.name == "ESC @"
    assert {piece.name for piece in slices} == {"GS v 0"}
    assert {piece.arguments[:2] for piece in slices} == {(0, width // 8)}
    heights = [piece.arguments[2] for piece in slices]
    assert heights[:-1] == [128] * (len(slices) - 1)
    assert sum(heights) == image.height
    assert (cut.name, cut.arguments) == ("GS V", (66, 0))
    assert job.endswith(b"\x1d\x56\x42\x00")
    assert capsys.readouterr() == ("", "")


def test_the_same_ticket_twice_gives_the_same_bytes(ticket):
    assert encode(draw(ticket())) == encode(draw(ticket()))


@given(image=pictures())
def test_no_picture_can_contain_a_command_that_a_printer_obeys_at_once(image):
    job = encode(image)
    assert look_alikes(job) == []
    assert not any(bytes([0x10, second]) in job for second in (0x04, 0x05, 0x14))
    before, after = image.convert("L").tobytes(), escpos_reader.dots(escpos_reader.read(job)).tobytes()
    assert all(new <= old for old, new in zip(before, after, strict=True)), "a dot may be added, none lost"


def test_a_picture_without_such_a_command_is_not_touched():
    image = picture(16, 2, b"\x10\x10\x18\x04")
    assert escpos_reader.dots(escpos_reader.read(encode(image))).tobytes() == image.convert("L").tobytes()


def test_a_drawer_pulse_hidden_in_a_picture_is_found_and_defused():
    pulse = b"\x00\x10\x14\x01\x00\x08\x10\x04"
    assert look_alikes(pulse) == [1, 6]
    assert look_alikes(encode(picture(64, 1, pulse))) == []


@pytest.mark.parametrize(
    "image",
    [Image.new("L", (576, 8)), Image.new("1", (570, 8)), Image.new("1", (576, 0)), Image.new("1", (2048, 8))],
    ids=["grey", "odd width", "empty", "too wide"],
)
def test_a_picture_that_is_no_ticket_is_refused(image):
    with pytest.raises(ValueError, match="ticket"):
        encode(image)


@pytest.mark.parametrize("width", [384, 576])
def test_the_virtual_printers_paper_shows_what_the_other_decoder_reads(ticket, width):
    job = encode(draw(ticket(), width))
    shown = render(job)
    assert shown.convert("L").tobytes() == escpos_reader.dots(escpos_reader.read(job)).tobytes()
    assert png(shown).startswith(b"\x89PNG")
    assert len(png(shown)) < 16_000


def test_the_virtual_paper_feeds_by_a_line():
    slice_of_one_row = b"\x1dv0\x00\x01\x00\x01\x00\xff"
    assert render(b"\n" + slice_of_one_row + b"\x1dV\x00").size == (8, 31)


@pytest.mark.parametrize(
    ("job", "complaint"),
    [
        (b"\x1b@\x1bp\x00", "unknown command 1b 70 00 at byte 2"),
        (b"A017", "unknown command 41 30 31 at byte 0"),
        (b"\x1dv0\x00\x01\x00\x02\x00\xff", "picture at byte 0 breaks off"),
        (b"\x1dv0\x03\x01\x00\x01\x00\xff", "unknown size in the picture at byte 0"),
        (b"\x1dv0\x00", "unknown size in the picture at byte 0"),
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
        "import logging, os, printer.commands;"
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
