"""Notices in words, for every page that visitors see."""

from datetime import tzinfo

from server.rules.moment import local
from server.rules.notices import Cause, Notice
from server.words import Words


def notice_text(words: Words, notice: Notice, state_language: str, zone: tzinfo) -> str:
    """Say a notice: an apology, the cause, until when.

    Args:
        words: the language.
        notice: what is told; staff's own words that are not there in it are told in the state language.
        state_language: its code.
        zone: the branch's.
    """
    if notice.cause is Cause.OTHER:
        said = notice.text.get(words.language) or notice.text[state_language]
    else:
        said = words(f"notice.{notice.cause}")
    if notice.until is None:
        return said
    return f"{said} {words('notice.until', time=local(notice.until, zone).time())}"
