"""Five hundred tickets, read back by a decoder, an OCR and a QR code reader that are not ours."""

import random
import re
from collections import Counter
from dataclasses import dataclass

import escpos_reader
import pytesseract
import pytest
import yaml
import zxingcpp
from offices import ROOT
from PIL import Image

from printer.profile import ImageCommand, Profile
from printer.sheet import make_sheet
from printer.slip import RULE, Line, Slip, Style

PRINTERS = [Profile(576), Profile(512, 180), Profile(384), Profile(640, image=ImageCommand.GRAPHICS)]
OCR = {"lt": "lit", "en": "eng", "uk": "ukr", "ru": "rus"}
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # of ticket numbers: without I, O and Q
CODE = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789-_"
SAID = {
    "lt": ("Jūsų eilės numeris", "Prieš Jus laukia: {n}", "Talonas galioja tik šiandien."),
    "en": ("Your queue number", "People ahead of you: {n}", "This ticket is valid today only."),
    "uk": ("Ваш номер у черзі", "Перед Вами очікують: {n}", "Талон дійсний лише сьогодні."),
    "ru": ("Ваш номер в очереди", "Перед Вами ожидают: {n}", "Талон действителен только сегодня."),
}


@dataclass(frozen=True)
class Ticket:
    """What should stand on a ticket, and what a printer put on its paper."""

    number: str
    language: str
    service: str
    address: str
    printer: Profile
    commands: list[escpos_reader.Command]
    paper: Image.Image

    def bands(self) -> list[tuple[int, int]]:
        """Runs of rows with ink, from the top."""
        rows = self.paper.resize((1, self.paper.height), Image.Resampling.BOX).tobytes()
        return [match.span() for match in re.finditer(rb"[^\xff]+", rows)]


def a_ticket(chance: random.Random, names: list[dict[str, str]]) -> Ticket:
    language, printer = chance.choice(list(SAID)), chance.choice(PRINTERS)
    number = f"{chance.choice(LETTERS)}{chance.randrange(1000):03}"
    name = ", ".join(one[language] for one in chance.sample(names, chance.choice([1, 1, 1, 2])))
    address = "https://eile.rokiskis.lt/t/" + "".join(chance.choices(CODE, k=22))
    label, ahead, today = SAID[language]
    minute = chance.randrange(60)
    slip = Slip(
        (
            *[Line("KOPIJA", Style.BAR)] * chance.choice([0, 0, 0, 1]),
            Line("Rokiškio rajono savivaldybės administracija", Style.ORGANISATION),
            Line(label, Style.LABEL),
            Line(number, Style.NUMBER),
            Line(name, Style.SERVICE),
            RULE,
            Line(f"2026-11-{chance.randrange(10, 31)}  {chance.randrange(10, 17)}:{minute:02}", Style.TEXT),
            Line(ahead.format(n=chance.randrange(60)), Style.TEXT),
            Line(address, Style.QR),
            Line(today, Style.SMALL),
        )
    )
    commands = escpos_reader.read(make_sheet(slip, printer).job)
    return Ticket(number, language, name, address, printer, commands, escpos_reader.dots(commands))


@pytest.fixture(scope="module")
def tickets() -> list[Ticket]:
    chance = random.Random(1180)
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    names = [service["name"] for service in config["services"]]
    return [a_ticket(chance, names) for _ in range(500)]


def read(crops: list[Image.Image], language: str, options: str) -> list[str]:
    """Read pictures below each other: one call of the OCR for many."""
    above = [sum(crop.height + 30 for crop in crops[:index]) for index in range(len(crops) + 1)]
    sheet = Image.new("L", (max(crop.width for crop in crops) + 40, above[-1] + 20), 255)
    for crop, top in zip(crops, above, strict=False):
        sheet.paste(crop, (20, top + 20))
    return pytesseract.image_to_string(sheet, lang=language, config=f"--dpi 203 {options}").split()


def test_each_has_one_cut_at_its_end_and_the_width_of_its_printer(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        names = [command.name for command in ticket.commands]
        assert names[0] == "ESC @"
        assert [index for index, name in enumerate(names) if name == "GS V"] == [len(names) - 1]
        assert ticket.paper.width == ticket.printer.width
        assert set(names[1:-1]) <= {ticket.printer.image, "GS ( L print"}


def test_none_has_a_byte_that_a_printer_obeys_at_once(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        dots = b"".join(command.dots for command in ticket.commands)
        assert not re.search(rb"\x10[\x04\x05\x14]", dots)


def test_a_phone_reads_the_address_of_each(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        (found,) = zxingcpp.read_barcodes(ticket.paper, try_rotate=False, try_downscale=False)
        assert found.text == ticket.address


def numbers_read(tickets: list[Ticket], height: int) -> list[str]:
    crops = []
    for ticket in tickets:
        top, bottom = next(band for band in ticket.bands() if band[1] - band[0] >= 80)
        row = ticket.paper.crop((0, top, ticket.paper.width, bottom))
        alone = row.crop(row.point(lambda grey: 255 - grey).getbbox())
        crops.append(alone.resize((alone.width * height // alone.height, height), Image.Resampling.LANCZOS))
    options = f"--psm 6 -c tessedit_char_whitelist={LETTERS}0123456789"
    return [word for at in range(0, len(crops), 100) for word in read(crops[at : at + 100], "lit", options)]


def test_a_reader_without_glasses_reads_the_number_of_each(tickets: list[Ticket]) -> None:
    """What the OCR misreads at one distance, one number in some hundred, it must read at another."""
    found = numbers_read(tickets, 32)
    assert len(found) == len(tickets)
    misread = [ticket for ticket, number in zip(tickets, found, strict=True) if ticket.number != number]
    assert len(misread) <= 5
    assert numbers_read(misread, 40) == [ticket.number for ticket in misread]


@pytest.mark.parametrize("language", SAID)
def test_a_reader_reads_the_words(tickets: list[Ticket], language: str) -> None:
    chosen = [ticket for ticket in tickets if ticket.language == language][:25]
    crops = []
    for ticket in chosen:
        bands = ticket.bands()
        number = next(index for index, band in enumerate(bands) if band[1] - band[0] >= 80)
        rule = next(index for index, band in enumerate(bands) if index > number and band[1] - band[0] <= 3)
        top, bottom = bands[number][1] + 4, bands[rule][0] - 4
        crops.append(ticket.paper.crop((0, top, ticket.paper.width, bottom)))
    expected = Counter(word for ticket in chosen for word in ticket.service.split())
    found = Counter(read(crops, OCR[language], "--psm 6"))
    assert expected.total() > 100
    assert (expected - found).total() <= 2, expected - found
