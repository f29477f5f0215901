"""What can be heard of a screen: its own texts, each with a seal, and the place and state of its choices."""

import re
from html import unescape

from offices import ROOT

from kiosk.heard import heard, is_sealed
from server.words import load

WORDS = load([ROOT / "kiosk"])
PAGE = """<!doctype html>
<html lang="lt"><head><title>Eilė</title></head><body>
<main><h1>Pasirinkite
  paslaugą</h1>
<p id="paper" role="status" hidden>Pasiimkite &amp; palaukite <b>čia</b></p>
<form><input type="hidden" name="a" value="b">
<button name="service" value="A"><span aria-hidden="true">A</span><span>Prašymai</span></button>
<a href="/kiosk/how">Kaip?</a> <a class="off">Ankstesni</a></form>
<p data-secret>Kodas <b>123 456</b></p><p class="lost" data-stale="Ryšys nutrūko" hidden></p>
<p role="timer"><b>25</b></p><svg><text>ne</text></svg></main>
<div class="bar"><nav aria-label="Kalba"><a href="?lang=lt" lang="lt" aria-current="true">Lietuvių</a>
<a href="?lang=uk" lang="uk">Українська</a></nav>
<nav aria-label="Vaizdas"><a href="?view=low" aria-pressed="false">Žemiau</a></nav></div>
<dialog><h2>Ar dar esate čia?</h2><button>Taip</button></dialog></body></html>"""


def sealed(html: str) -> dict[str, str]:
    """Each text that has a seal, with what is said after it; the way the page's script finds them."""
    found = {}
    for tag in re.finditer(r"<(\w+)([^>]*) data-seal=\"(\w+)\"([^>]*)>([^<]*)", html):
        own, attributes = " ".join(unescape(tag[5]).split()), tag[2] + tag[4]
        stale = re.search(r'data-stale="([^"]*)"', attributes)
        place = re.search(r'data-place="([^"]*)" data-place-seal="(\w+)"', attributes)
        language = "uk" if 'lang="uk"' in attributes else "lt"
        text = stale[1] if stale else own
        secret = not is_sealed(tag[3], language, text, secret=False)
        assert is_sealed(tag[3], language, text, secret=secret), text
        assert place is None or is_sealed(place[2], language, place[1], secret=False)
        found[("secret: " if secret else "") + text] = place[1] if place else ""
    return found


def test_every_text_is_sealed_and_every_choice_says_its_place_and_state() -> None:
    html = heard(PAGE, WORDS["lt"], WORDS)

    assert sealed(html) == {
        "Pasirinkite paslaugą": "Pasirinkimų: 2",
        "Pasiimkite & palaukite": "",
        "čia": "",
        "Prašymai": "",
        "Kaip?": "2 iš 2",
        "Ankstesni": "",
        "secret: Kodas": "",
        "secret: 123 456": "",
        "Ryšys nutrūko": "",
        "Lietuvių": "Kalba, pasirinkta, 1 iš 2",
        "Українська": "2, усього 2",
        "Žemiau": "Vaizdas, išjungta, 1 iš 1",
        "Ar dar esate čia?": "",
        "Taip": "1 iš 1",
    }
    assert re.search(r'value="A" data-place="1 iš 2"', html)
    assert re.sub(r' data-(seal|place|place-seal)="[^"]*"', "", html) == PAGE


def test_what_has_no_voice_in_its_language_is_not_offered_to_the_ear() -> None:
    html = heard(PAGE, WORDS["lt"], {"lt": WORDS["lt"]})

    assert "Українська" not in sealed(html)
    assert "Lietuvių" in sealed(html)


def test_a_seal_is_good_for_its_own_text_only() -> None:
    (given,) = re.findall(r'<h1 data-seal="(\w+)"', heard("<h1>Labas</h1>", WORDS["lt"], WORDS))

    assert is_sealed(given, "lt", "Labas", secret=False)
    assert not is_sealed(given, "en", "Labas", secret=False)
    assert not is_sealed(given, "lt", "Labas", secret=True)
    assert not is_sealed(given, "lt", "Labas vakaras", secret=False)
    assert not is_sealed("ž", "lt", "Labas", secret=False)
