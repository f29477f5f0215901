"""The test print, read from its bytes."""

import escpos_reader
import pytesseract
import pytest
import zxingcpp
from PIL import Image

from printer.profile import Profile, make_profile
from printer.raster import missing_glyphs
from printer.trial import ALPHABETS, trial_sheet

ADDRESS = "https://eile.rokiskis.lt/t/Ab-_Ab-_Ab-_Ab-_Ab-_xY"
PRINTERS = {name: make_profile(name) for name in ("generic-80", "TM-T88V", "generic-58", "CT-S")}


def printed(profile: Profile) -> Image.Image:
    sheet = trial_sheet(profile, "Bandomasis spaudinys", ADDRESS, ["Būsena: parengtas", "Patvirtina"])
    commands = escpos_reader.read(sheet.job)
    assert [command.name for command in commands].index("GS V") == len(commands) - 1
    return escpos_reader.dots(commands)


@pytest.mark.parametrize("name", PRINTERS)
def test_its_ruler_goes_from_edge_to_edge_with_a_stroke_for_each_millimetre(
    name: str,
) -> None:
    profile = PRINTERS[name]
    paper = printed(profile)
    ruler = next(y for y in range(paper.height) if paper.getpixel((0, y)) == 0)
    row = [paper.getpixel((x, ruler)) for x in range(paper.width)]
    strokes = [x for x in range(paper.width) if row[x] == 0 and (x == 0 or row[x - 1])]
    assert row[0] == row[-1] == 0
    assert strokes[10] == pytest.approx(10 / 25.4 * profile.dpi, abs=1)
    assert len(strokes) == pytest.approx(profile.width / profile.dpi * 25.4 + 1, abs=1)


@pytest.mark.parametrize("name", PRINTERS)
def test_its_codes_have_modules_of_four_five_and_six_dots(name: str) -> None:
    found = zxingcpp.read_barcodes(printed(PRINTERS[name]))
    assert [code.text for code in found] == [ADDRESS] * 3
    across = sorted(code.position.top_right.x - code.position.top_left.x for code in found)
    assert [round(width / 33) for width in across] == [4, 5, 6]  # of 33 modules


def test_it_shows_every_letter_and_what_the_printer_answered() -> None:
    assert missing_glyphs(ALPHABETS) == set()
    top = printed(Profile()).crop((0, 0, 576, 150))
    read = pytesseract.image_to_string(top, lang="lit", config="--psm 6 --dpi 203").split()
    assert [
        word for word in ("Bandomasis", "spaudinys", "Būsena:", "parengtas", "Patvirtina") if word not in read
    ] == []


def test_without_an_address_there_are_no_codes() -> None:
    assert zxingcpp.read_barcodes(trial_sheet(Profile(), "Bandomasis spaudinys", "").picture) == []
