"""What we borrow from python-escpos: its list of printers, and its way to USB printers without a driver.

Importing it costs a fifth of a second, so only those do who need it.
"""

import logging
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def unchanged_logging() -> Iterator[None]:
    """Undo what python-escpos 3.1 does to logging: it gives the root logger a handler."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    try:
        yield
    finally:
        root.handlers[:] = handlers


@contextmanager
def _unchanged_disk() -> Iterator[None]:
    """Undo what importing python-escpos 3.1 does to the disk.

    It keeps a copy of its printer list as a pickle. A pickle that a power cut left half written would stop
    the import for good, so none is read and the new one is removed.
    """
    cache = os.environ.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    known = set(sys.modules)
    try:
        yield
    finally:
        if cache is not None:
            os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = cache
    if "escpos.capabilities" not in known:
        shutil.rmtree(sys.modules["escpos.capabilities"].pickle_dir, ignore_errors=True)


with unchanged_logging(), _unchanged_disk():
    from escpos.capabilities import CAPABILITIES
    from escpos.exceptions import Error
    from escpos.printer import Usb

__all__ = ["Error", "Usb", "models", "unchanged_logging"]


def models() -> Mapping[str, Mapping[str, Any]]:
    """Return python-escpos's printers: by name, what they can do ("features") and their paper ("media")."""
    found: Mapping[str, Mapping[str, Any]] = CAPABILITIES["profiles"]
    return found
