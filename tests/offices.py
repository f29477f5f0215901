"""Offices to test with."""

import re
from functools import cache
from pathlib import Path

from server.config import Settings, load, parse

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "config.yaml"

# Two counters in a hall and a room upstairs. Names stay short: tests compare whole values.
SMALL = """
office:
  id: small
  name: {lt: "Savivaldybė", en: "Town hall", uk: "Самоврядування", ru: "Самоуправление"}
  place: {lt: "Priimamasis", en: "Reception", uk: "Приймальня", ru: "Приёмная"}
  address: "Gatvė 1"
  timezone: Europe/Vilnius
  languages: [lt, en, uk, ru]
calendar:
  hours:  # never closed: tests run at any hour, and those about closing say when it is
    mon: ["00:00-24:00"]
    tue: ["00:00-24:00"]
    wed: ["00:00-24:00"]
    thu: ["00:00-24:00"]
    fri: ["00:00-24:00"]
    sat: ["00:00-24:00"]
    sun: ["00:00-24:00"]
queue:
  priority: {mode: auto, head_start_min: 30}
services:
  - id: A
    default_help: true
    name: {lt: "Prašymai", en: "Requests", uk: "Заяви", ru: "Заявления"}
  - id: B
    name: {lt: "Atsiėmimas", en: "Collecting", uk: "Отримання", ru: "Получение"}
    bring: {lt: ["asmens dokumentas"], en: ["identity document"], uk: ["документ"], ru: ["документ"]}
  - id: Z
    name: {lt: "Žemės ūkis", en: "Agriculture", uk: "Сільське господарство", ru: "Сельское хозяйство"}
  - id: J
    walk_in: false
    name: {lt: "Teisinė pagalba", en: "Legal aid", uk: "Правова допомога", ru: "Юридическая помощь"}
counters:
  - {id: "1", services: [A, B], languages: [lt, en]}
  - {id: "2", services: [A], languages: [lt, ru, uk]}
  - {id: "608", kind: room, floor: 6, services: [Z, J], languages: [lt]}
staff:
  - {login: rasa, name: "Rasa Pavardenė", role: administrator, counters: ["1"]}
  - {login: darius, name: "Darius Pavardenis", counters: ["2"]}
printers:
  - {id: entrance, transport: screen}
kiosk: {printer: entrance}
server: {names: [testserver]}
"""


# The same in the hours of a town hall, closed on public holidays, a break at noon on Tuesdays.
HOURS = """
calendar:
  country: LT
  pre_holiday_minus_min: 60
  hours:
    mon: ["08:00-17:00"]
    tue: ["08:00-12:00", "12:45-17:00"]
    wed: ["08:00-17:00"]
    thu: ["08:00-17:00"]
    fri: ["08:00-15:45"]
"""


def in_hours(**calendar: int) -> str:
    """The text of the small office in the hours of a town hall, with other settings of its calendar."""
    more = "".join(f"  {name}: {value}\n" for name, value in calendar.items())
    return re.sub(r"\ncalendar:\n(  .*\n)+", lambda _: HOURS + more, SMALL)


@cache
def with_hours(**calendar: int) -> Settings:
    """The settings of that office."""
    return parse(in_hours(**calendar), "hours.yaml")


@cache
def small() -> Settings:
    """The small office."""
    return parse(SMALL, "small.yaml")


@cache
def sample() -> Settings:
    """The office of config.yaml."""
    return load(SAMPLE)
