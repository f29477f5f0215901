"""Ways to a printer, all behind one small interface.

`Network` (TCP, port 9100), `Device` (/dev/usb/lp0), `LibUsb` (python-escpos, extra ``usb``), `Serial`
(extra ``serial``), `File` (a file that grows), `Cups` (the command ``lp``) and `Screen` (the virtual
printer).
"""

from printer.transport.cups import Cups
from printer.transport.device import Device, File
from printer.transport.libusb import LibUsb
from printer.transport.link import Link, LinkError, Transport
from printer.transport.network import Network
from printer.transport.screen import Screen
from printer.transport.serial_port import Flow, Serial

__all__ = [
    "Cups",
    "Device",
    "File",
    "Flow",
    "LibUsb",
    "Link",
    "LinkError",
    "Network",
    "Screen",
    "Serial",
    "Transport",
]
