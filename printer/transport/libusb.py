"""A printer on USB without the kernel's driver, through python-escpos and libusb (extra ``usb``)."""

from printer.transport.link import Link


class LibUsb:
    """A USB printer named by its maker's and model's numbers, as ``lsusb`` shows them."""

    def __init__(
        self, vendor: int, product: int, endpoint_in: int = 0x82, endpoint_out: int = 0x01, send_s: float = 5.0
    ) -> None:
        """Name the printer.

        Args:
            vendor: idVendor, such as 0x04b8.
            product: idProduct.
            endpoint_in: where it answers.
            endpoint_out: where it takes jobs.
            send_s: seconds that handing over one job may take.
        """

    def open(self) -> Link:
        """Claim the printer; see `Transport.open`."""
        raise NotImplementedError
