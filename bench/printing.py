"""What a ticket costs: drawing and encoding it, and bringing it to a printer on this machine's network.

Prints medians, beside the time of the bare socket for the same bytes. The limit: the last byte is at the
printer at most 20 ms later than over the bare socket.
"""

import socket
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fake_printer import FakePrinter

from printer.press import Press
from printer.profile import make_profile
from printer.sheet import Sheet, make_sheet
from printer.slip import RULE, Line, Slip, Style
from printer.transport import Network

TICKETS = 100
LIMIT_S = 0.020
PROFILE = make_profile("TM-T20III")
