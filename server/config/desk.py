"""The section of the staff's page, and the lists that staff choose from."""

from collections.abc import Collection

from server.config.kinds import list_of, text, translated, whole, word
from server.config.names import Names
from server.config.reading import Section
from server.config.settings import STAFF_LANGUAGES, Choice, Desk

_CODE = word("[a-z0-9_]{1,24}", "1 to 24 small letters a-z, digits and underscores")


def read_desk(desk: Section, languages: Collection[str]) -> Desk:
    """Read the staff's page.

    Args:
        desk: the section.
        languages: the office's; names of choices are wanted in those that staff have pages in.
    """
    spoken = [language for language in STAFF_LANGUAGES if language in languages]
    return Desk(
        serving_starts_after_s=desk.take("serving_starts_after_s", whole(0, 600)),
        outcomes=_choices(desk, "outcomes", "outcome", 6, spoken),
        leave_reasons=_choices(desk, "leave_reasons", "reason", 6, spoken),
        leave_minutes=desk.take("leave_minutes", list_of(whole(1, 60), "minutes")),
        callback_topics=_choices(desk, "callback_topics", "topic", 12, spoken),
        callback_retry_min=desk.take("callback_retry_min", whole(1, 480)),
        callback_max_tries=desk.take("callback_max_tries", whole(1, 10)),
        repeat_alert_s=desk.take("repeat_alert_s", whole(10, 600)),
    )


def _choices(
    desk: Section, setting: str, noun: str, at_most: int, languages: Collection[str]
) -> tuple[Choice, ...]:
    """Read a list that staff choose from; without one, or with nothing below its word, the usual one."""
    here = desk.values.get(setting)
    if here is None or here.empty:
        usual: tuple[Choice, ...] = getattr(Desk(), setting)
        return usual
    known = Names(noun)
    found = []
    for item in desk.groups(setting, Choice) or []:
        code = item.take("id", _CODE)
        known.define(item.values.get("id"), code)
        found.append(Choice(id=code, name=item.take("name", translated(text(), tuple(languages)))))
    if len(found) > at_most:
        here.wrong(f"found {len(found)} entries, expected at most {at_most}: more cannot be read at a glance")
    return tuple(found)
