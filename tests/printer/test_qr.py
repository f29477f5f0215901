"""The QR code on a ticket, read from the printer's bytes by a reader that is not ours."""

import escpos_reader
import pytest
import zxingcpp

from printer.profile import Profile
from printer.raster import draw
from printer.sheet import make_sheet
from printer.slip import Line, Slip, Style

WIDTHS = range(384, 833, 64)
TOKEN = "Ab-_" * 5 + "xY"
ADDRESSES = [
    f"https://eile.lt/t/{TOKEN}",
    f"http://192.168.100.250:8080/t/{TOKEN}",
    f"https://eile.labai-ilgas-savivaldybes-vardas.example.lt/t/{TOKEN}",
]


def printed(slip, width):
    return escpos_reader.dots(escpos_reader.read(make_sheet(slip, Profile(width)).job))


def alone(text, width):
    return printed(Slip((Line(text, Style.QR),)), width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_reads_the_address_from_any_paper(ticket, address, width):
    slip = Slip((*ticket().lines, Line(address, Style.QR), Line("PB9 PJE", Style.CODE)))
    (found,) = zxingcpp.read_barcodes(printed(slip, width))
    assert (found.text, found.ec_level, str(found.format)) == (address, "M", "QR Code")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_25_mm_wide_in_whole_dots_with_white_around_it(address, width):
    paper = alone(address, width)
    left, top, right, bottom = paper.point(lambda grey: 255 - grey).getbbox()
    across = right - left
    assert across == bottom - top
    assert across >= 200  # 8 dots to the millimetre
    # The three large squares are seven modules wide.
    edge = [paper.getpixel((x, top)) for x in range(left, right)]
    module, rest = divmod(edge.index(255), 7)
    assert rest == 0 and across % module == 0 and module >= 4
    assert min(left, width - right, top, paper.height - bottom) >= 4 * module
    dots = [[paper.getpixel((x, y)) for x in range(left, right)] for y in range(top, bottom)]
    blocks = [row[x : x + module] for row in dots for x in range(0, across, module)]
    assert all(len(set(block)) == 1 for block in blocks)


def test_a_text_is_held_letter_for_letter():
    (found,) = zxingcpp.read_barcodes(alone("https://x.lt/t/a  b\tĄž", 576))
    assert found.text == "https://x.lt/t/a  b\tĄž"


@pytest.mark.parametrize("text", ["", "x" * 5000, "x" * 900])
def test_a_text_that_makes_no_code_a_phone_could_read_takes_no_room(text):
    word = Line("Sveiki", Style.TEXT)
    assert draw(Slip((word, Line(text, Style.QR))), 384).tobytes() == draw(Slip((word,)), 384).tobytes()
