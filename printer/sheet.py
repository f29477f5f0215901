"""A slip made ready for one model of printer: its picture, its bytes, and how much paper it takes."""

from dataclasses import dataclass

from PIL import Image

from printer.profile import Profile
from printer.slip import Slip


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
    """Draw and encode a slip; takes some milliseconds of the processor, so not for an event loop.

    Args:
        slip: what stands on it.
        profile: the printer.
        logo: what stands where the slip has `LOGO`, from `printer.raster.load_logo`; none: nothing.

    Returns:
        The ticket.
    """
    raise NotImplementedError
