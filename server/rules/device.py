"""The kinds of machines that are let in by a token."""

from enum import StrEnum


class DeviceKind(StrEnum):
    """What a machine is for."""

    PRINTER = "printer"
    KIOSK = "kiosk"
    DISPLAY = "display"
