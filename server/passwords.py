"""Passwords and PINs: hashing (argon2id), checking, and which are too easy to guess.

A check costs about 25 ms and 19 MiB on purpose (OWASP's second choice of parameters), so it is done in
threads of its own, two at a time: neither the event loop nor the one writer waits for it, and many tries at
once cannot use up the memory.
"""

import asyncio
import re
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from unicodedata import combining, normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST, LONGEST = 10, 128
_SCORED = 72  # letters; what is longer is not looked at
_SAFE_SCORE = 4  # of 4: not found within ten billion guesses
# What people here would try first, and no English list knows.
_OURS = ("slaptažodis", "savivaldybė", "priimamasis", "langelis", "lietuva", "eilė")
_PIN = re.compile("[0-9]{4,8}")
_RUNS = "01234567890 09876543210"

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(2, thread_name_prefix="eile-passwords")


def hashed(secret: str) -> str:
    """Return the hash of a password or PIN, salted: the same one twice gives different hashes."""
    return _HASHER.hash(_plain(secret))


def is_right(stored: str | None, given: str) -> bool:
    """Say whether a password or PIN is the one whose hash was kept.

    Without a hash it is never right, and that takes just as long: how long an answer takes tells nobody
    which logins exist.
    """
    try:
        return _HASHER.verify(stored or _nobodys(), _plain(given)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


async def hashed_aside(secret: str) -> str:
    """Do ``hashed`` in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hashed, secret)


async def is_right_aside(stored: str | None, given: str) -> bool:
    """Do ``is_right`` in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, is_right, stored, given)


def is_weak(password: str, about: Iterable[str]) -> bool:
    """Say whether a password is too short or too easy to guess.

    Args:
        password: the password.
        about: what is known of its owner and the office: names, login.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return True
    words = {word for text in (*about, *_OURS) for word in (text, *text.split())}
    known = sorted(words | {_without_marks(word) for word in words})
    score: int = zxcvbn(_plain(password)[:_SCORED], known)["score"]
    return score < _SAFE_SCORE


def is_weak_pin(pin: str) -> bool:
    """Say whether a PIN is not of four to eight digits, or the first that anybody would try."""
    return not _PIN.fullmatch(pin) or len(set(pin)) == 1 or pin in _RUNS


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex())


def _without_marks(text: str) -> str:
    return "".join(letter for letter in normalize("NFD", text) if not combining(letter))


def _plain(secret: str) -> str:
    # The same letters can arrive composed or not, by the keyboard they were typed on.
    return normalize("NFC", secret)
