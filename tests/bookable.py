"""An office where times are booked: town hall hours, legal aid by appointment only in a room upstairs, and
requests that can be booked at two counters of the hall."""

import re
from functools import cache

from offices import HOURS, SMALL

from server.config import Settings, parse

QUEUE = """
queue:
  priority: {mode: auto, head_start_min: 30}
  appointment: {book_ahead_days: 7, contact: true}
"""
SERVICES = """
services:
  - id: A
    minutes: 10
    appointments: true
    last_ticket_min: 60
    default_help: true
    name: {lt: "Prašymai", en: "Requests", uk: "Заяви", ru: "Заявления"}
  - id: B
    name: {lt: "Atsiėmimas", en: "Collecting", uk: "Отримання", ru: "Получение"}
  - id: Z
    minutes: 20
    appointments: true
    name: {lt: "Žemės ūkis", en: "Agriculture", uk: "Сільське господарство", ru: "Сельское хозяйство"}
  - id: J
    minutes: 30
    walk_in: false
    name: {lt: "Teisinė pagalba", en: "Legal aid", uk: "Правова допомога", ru: "Юридическая помощь"}
    bring: {lt: ["asmens dokumentas"], en: ["identity document"], uk: ["документ"], ru: ["документ"]}
counters:
  - {id: "1", services: [A, B], languages: [lt, en]}
  - {id: "2", services: [A], languages: [lt, ru, uk]}
  - id: "608"
    kind: room
    floor: 6
    services: [Z, J]
    languages: [lt]
    booking_hours: {mon: ["09:00-11:00", "13:00-14:00"], tue: ["09:00-10:00"]}
  - {id: "105", kind: room, floor: 1, services: [J], languages: [lt], booking_hours: {wed: ["09:00-10:00"]}}
staff:
  - {login: rasa, name: "Rasa Pavardenė", role: reception, counters: ["1"], lunch: "12:00-12:45"}
  - {login: darius, name: "Darius Pavardenis", counters: ["2"]}
  - {login: egle, name: "Eglė Vardaitė", counters: ["608"]}
  - {login: jonas, name: "Jonas Vardaitis", counters: ["105"]}
"""

TEXT = re.sub(r"\ncalendar:\n(  .*\n)+", lambda _: HOURS, SMALL)
TEXT = re.sub(r"\nqueue:\n(  .*\n)+", lambda _: QUEUE, TEXT)
TEXT = re.sub(r"\nservices:\n(?:.*\n)+?(?=printers:)", lambda _: SERVICES, TEXT)


@cache
def bookable(*, contact: bool = True) -> Settings:
    """This office; with or without contacts of its clients."""
    return parse(TEXT if contact else TEXT.replace("contact: true", "contact: false"), "bookable.yaml")
