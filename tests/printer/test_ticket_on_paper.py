"""What a visitor holds in the hand, read from the bytes by a decoder and an OCR that are not ours."""

import escpos_reader
import pytesseract
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printer.profile import Profile
from printer.raster import draw, load_logo, missing_glyphs
from printer.sheet import make_sheet
from printer.slip import LOGO, RULE, Line, Slip, Style

WIDTHS = (384, 512, 576, 640)
LANGUAGES = {"lt": "lit", "en": "eng", "uk": "ukr", "ru": "rus"}
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Mn"]), max_size=20),
    st.sampled_from(
        [
            "",
            " \t\n",
            "\x1bp\x00\x19\xfa",
            "ž" * 200,
            "👨‍👩‍👧 🎫",
            "שלום עולם",
            "مرحبا",
            "C\u030cia\u0328",
            "一" * 40,
        ]
    ),
)


def on_paper(slip, width=576, dpi=203, logo=None):
    return escpos_reader.dots(escpos_reader.read(make_sheet(slip, Profile(width, dpi), logo).job))


def words(picture, language):
    return pytesseract.image_to_string(picture, lang=language, config="--psm 4 --dpi 203")


def line(text, style=Style.TEXT, width=576, dpi=203):
    """One line alone on the paper, without the white around it."""
    picture = on_paper(Slip((Line(text, style),)), width, dpi)
    return picture.crop(picture.point(lambda grey: 255 - grey).getbbox())


def height(text, style, width=576, dpi=203):
    return line(text, style, width, dpi).height


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_decoder_sees_exactly_the_ticket_that_was_drawn(ticket, language, width):
    slip = ticket(language)
    drawn = draw(slip, width)
    assert drawn.mode == "1"
    assert on_paper(slip, width).tobytes() == drawn.convert("L").tobytes()


@pytest.mark.parametrize("width", [384, 576])
def test_a_visitor_reads_the_number_and_every_lithuanian_letter(ticket, width):
    read = words(on_paper(ticket(), width), "lit")
    expected = ["A017", "Žemės", "ūkis", "Mokesčių", "grąžinimas", "Įmonių", "šventės", "tęsinys", "10:42"]
    assert [word for word in expected if word not in read] == []
    assert set("ąčęėįšųūž") <= set("".join(expected).lower())


def test_a_visitor_from_kyiv_reads_the_ukrainian_letters(ticket):
    read = words(on_paper(ticket("uk")), "ukr")
    expected = ["Київ", "їжа", "єдність", "місця", "черзі"]
    assert [word for word in expected if word not in read] == []
    # Tesseract was not taught the letter ґ and reads г, its neighbour without the hook.
    assert any(word in read for word in ("ґанок", "ганок"))
    assert height("ґ", Style.TEXT) > height("г", Style.TEXT)


@pytest.mark.parametrize(("language", "word"), [("en", "address"), ("ru", "Объявление")])
def test_visitors_read_their_service_in_their_language(ticket, language, word):
    assert word in words(on_paper(ticket(language)), LANGUAGES[language])


@pytest.mark.parametrize("width", WIDTHS)
def test_white_stays_at_both_edges_and_the_words_stand_in_the_middle(ticket, width):
    left, top, right, _ = on_paper(ticket(), width).point(lambda grey: 255 - grey).getbbox()
    assert left >= 8
    assert abs(left - (width - right)) <= 1
    assert top >= 8


@pytest.mark.parametrize(("width", "dpi"), [(576, 203), (512, 180), (640, 203), (832, 300)])
def test_the_number_is_eighteen_millimetres_high_at_any_resolution(width, dpi):
    assert height("H117", Style.NUMBER, width, dpi) / dpi * 25.4 == pytest.approx(18, abs=0.5)


@pytest.mark.parametrize(("width", "dpi"), [(576, 203), (512, 180), (384, 203)])
def test_the_rest_is_large_enough_to_read(width, dpi):
    shown = (Style.SERVICE, Style.TEXT, Style.TRANSLATION, Style.SMALL)
    capitals = [height("H", style, width, dpi) for style in shown]
    assert capitals == sorted(capitals, reverse=True)
    assert min(capitals) >= 17  # the capitals of letters 24 dots large


def test_a_copy_says_so_above_everything_else(ticket):
    copy = Slip((Line("KOPIJA", Style.BAR), *ticket().lines))
    picture = on_paper(copy)
    black = [y for y in range(picture.height) if not any(picture.crop((0, y, 12, y + 1)).tobytes())]
    bar = picture.crop((0, black[0], picture.width, black[-1] + 1))
    assert black == list(range(black[0], black[-1] + 1))
    assert picture.crop((0, 0, picture.width, black[0])).getextrema() == (255, 255)
    assert words(bar, "lit").split() == ["KOPIJA"]


def a_picture(path, size, colour, mode="RGB"):
    Image.new(mode, size, colour).save(path)
    return path


@pytest.mark.parametrize(("width", "dpi"), [(576, 203), (512, 180), (384, 203)])
@pytest.mark.parametrize("size", [(2000, 1000), (3000, 100), (50, 40)])
def test_a_logo_stands_in_the_middle_and_is_no_higher_than_15_mm(tmp_path, width, dpi, size):
    logo = load_logo(a_picture(tmp_path / "logo.png", size, "black"), Profile(width, dpi))
    slip = Slip((LOGO, Line("Rokiškis", Style.ORGANISATION)))
    assert logo.mode == "1"
    assert logo.height <= dpi * 15 / 25.4 and logo.width <= width - 20
    assert logo.width / logo.height == pytest.approx(size[0] / size[1], rel=0.1)
    picture = on_paper(slip, width, dpi, logo)
    top = picture.point(lambda grey: 255 - grey).getbbox()[1]
    shown = picture.crop(((width - logo.width) // 2, top, (width + logo.width) // 2, top + logo.height))
    assert shown.getextrema() == (0, 0)


def test_grey_in_a_logo_becomes_black_or_white_and_nothing_in_between(tmp_path):
    gradient = Image.linear_gradient("L")
    gradient.save(tmp_path / "logo.png")
    logo = load_logo(tmp_path / "logo.png", Profile())
    columns = {bytes(logo.crop((x, 0, x + 1, logo.height)).convert("L").tobytes()) for x in range(logo.width)}
    (column,) = columns
    assert column == b"\0" * column.count(0) + b"\xff" * column.count(255)
    assert min(column.count(0), column.count(255)) > 20


def test_where_a_logo_is_transparent_the_paper_shows(tmp_path):
    path = a_picture(tmp_path / "logo.png", (64, 64), (0, 0, 0, 0), "RGBA")
    assert load_logo(path, Profile()).getextrema() == (255, 255)


def test_a_printer_without_a_logo_leaves_no_room_for_one(ticket):
    with_place = Slip((LOGO, *ticket().lines))
    assert draw(with_place).tobytes() == draw(ticket()).tobytes()


def test_a_file_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "logo.svg").write_text("<svg/>")
    with pytest.raises(ValueError, match=r"logo\.svg is not a picture"):
        load_logo(tmp_path / "logo.svg", Profile())
    with pytest.raises(FileNotFoundError):
        load_logo(tmp_path / "nowhere.png", Profile())


def test_a_picture_that_would_fill_the_memory_is_not_opened(tmp_path, monkeypatch):
    path = a_picture(tmp_path / "logo.png", (100, 100), "white")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(ValueError, match="too large a picture"):
        load_logo(path, Profile())


def test_a_translation_is_never_larger_than_the_words_above_it():
    translated = height("H", Style.TRANSLATION)
    small = (Style.RULE, Style.BAR, Style.LOGO, Style.TRANSLATION)
    others = [style for style in Style if style not in small]
    assert all(height("H", style) >= translated for style in others)


@pytest.mark.parametrize("number", ["A017", "W999", "ŽŪ1024", "A" * 30])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_always_stands_in_one_row(number, width):
    picture = line(number, Style.NUMBER, width)
    assert picture.width <= width - 16
    assert height(number, Style.NUMBER, width) < 2 * height("A", Style.NUMBER, width)


def test_a_long_service_shrinks_before_it_takes_a_third_row():
    two_rows = height("Gyvenamosios vietos deklaravimas", Style.SERVICE)
    longer = height("Statybą leidžiančių dokumentų išdavimas ir derinimas", Style.SERVICE)
    three_rows = height(
        "Vaikų priėmimas į ikimokyklinio ir priešmokyklinio ugdymo įstaigas bei jų grupes", Style.SERVICE
    )
    assert longer <= two_rows < three_rows


def test_rows_of_a_paragraph_are_about_equally_long():
    picture = line("Prašome prisėsti ir palaukti, kol Jūsų numeris bus parodytas ekrane.")
    middle = picture.height // 2
    first, second = (
        picture.crop(box).point(lambda grey: 255 - grey).getbbox()
        for box in [(0, 0, picture.width, middle - 4), (0, middle + 4, picture.width, picture.height)]
    )
    assert abs((first[2] - first[0]) - (second[2] - second[0])) < picture.width / 4


def test_every_letter_of_an_endless_word_is_printed():
    # 200 equal letters: as much ink as 200 times one letter, whatever the number of rows
    ink = [line(text, Style.SMALL).histogram()[0] for text in ("n", "n" * 200)]
    assert ink[1] == 200 * ink[0]


def test_a_rehearsal_mark_is_white_on_a_black_bar_from_edge_to_edge():
    bar = line("REPETICIJA", Style.BAR)
    assert bar.width == 576
    assert bar.histogram()[0] > bar.histogram()[255]
    assert "REPETICIJA" in words(bar, "lit")


def test_a_letter_typed_as_two_characters_looks_like_the_same_letter():
    assert line("c\u030cia\u0328").tobytes() == line("čią").tobytes()


def test_spaces_and_control_characters_change_nothing():
    assert line(" Prieš\t Jus:\x00\x1b 7\u200b\r\n").tobytes() == line("Prieš Jus: 7").tobytes()


def test_a_number_and_its_unit_are_not_torn_apart():
    # Even rows would put 25 on the first one; its no-break space takes it to "min" on the second.
    torn, kept = (line(f"H{'n' * 13} 25{space}min{'n' * 18}", Style.SMALL) for space in (" ", "\u00a0"))
    assert torn.height == kept.height
    assert torn.width < kept.width


def test_a_character_that_the_fonts_lack_is_reported_and_prints_as_a_visible_sign():
    assert missing_glyphs(["Ačiū – „Їжак“, ґанок № 5 €", "你好"]) == {"你", "好"}
    assert line("你").tobytes() == line("好").tobytes() == line("\ufffd").tobytes()
    assert line("你").histogram()[0] > 50


def test_all_letters_of_the_kiosk_languages_are_in_the_fonts():
    lithuanian, polish = "aąbcčdeęėfghiįyjklmnoprsštuųūvzž", "aąbcćdeęfghijklłmnńoóprsśtuwyzźż"
    ukrainian, russian = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    letters = "".join([lithuanian, polish, ukrainian, russian])
    assert missing_glyphs([letters, letters.upper(), "0123456789 .,:;!?()/+-–—„“”’ʼ…«»№€%§@"]) == set()


def test_lines_without_words_take_no_room():
    assert draw(Slip((Line("Sveiki", Style.TEXT),))).tobytes() == (
        draw(Slip((Line("", Style.NUMBER), Line("Sveiki", Style.TEXT), Line(" \x00", Style.BAR)))).tobytes()
    )


@pytest.mark.parametrize("width", [0, 184, 380, 577, 1288])
def test_a_width_that_no_printer_has_is_refused(ticket, width):
    with pytest.raises(ValueError, match="multiple of 8"):
        draw(ticket(), width)


@given(texts=st.lists(st.tuples(HOSTILE, st.sampled_from(Style)), max_size=6), width=st.sampled_from(WIDTHS))
def test_no_text_whatever_stops_a_ticket(texts, width):
    slip = Slip((*(Line(text, style) for text, style in texts), RULE))
    commands = escpos_reader.read(make_sheet(slip, Profile(width)).job)
    assert commands[-1].name == "GS V"
    assert escpos_reader.dots(commands).width == width
