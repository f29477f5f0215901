"""A slip made ready for one model of printer: its picture, its bytes, and how much paper it takes."""

from dataclasses import dataclass

from PIL import Image

from printer.commands import encode
from printer.profile import Profile
from printer.raster import draw
from printer.slip import Slip

_TO_CUTTER_MM = 15.0  # between the printing line and the knife (Epson TM-T88 specification)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ticket ready to be delivered.

    Args:
        picture: the very dots that are printed, mode "1".
        job: the bytes for `Press.print`.
        millimetres: of the roll that it uses, the way to the cutter included.
    """

    picture: Image.Image
    job: bytes
    millimetres: float


def make_sheet(slip: Slip, profile: Profile, logo: Image.Image | None = None) -> Sheet:
    """Draw and encode a slip. It takes some milliseconds of the processor, so do not do it in an event loop.

    Args:
        slip: what stands on it.
        profile: the printer.
        logo: what stands where the slip has `LOGO`, from `printer.raster.load_logo`; none: nothing.

    Returns:
        The ticket.
    """
    return finish(draw(slip, profile.width, profile.dpi, logo), profile)


def finish(picture: Image.Image, profile: Profile) -> Sheet:
    """Encode any picture.

    Args:
        picture: mode "1", as wide as the printer.
        profile: the printer.

    Returns:
        The ticket.
    """
    job, printed = encode(picture, profile)
    return Sheet(printed, job, picture.height * 25.4 / profile.dpi + _TO_CUTTER_MM)
