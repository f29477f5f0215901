"""The virtual printer: paper that is shown on a page."""

from pathlib import Path

from printer.transport.link import Link


class Screen:
    """The virtual printer: keeps the newest jobs as files, for a page that shows them."""

    def __init__(self, folder: Path, keep: int = 60) -> None:
        """Open the folder; several processes may print into it.

        Args:
            folder: where the jobs are kept; made when missing.
            keep: how many jobs.

        Raises:
            OSError: the folder cannot be made or read.
        """

    def open(self) -> Link:
        """Take a new sheet; see `Transport.open`. What is kept is printed: `Link.finish` says so."""
        raise NotImplementedError

    def papers(self) -> list[Path]:
        """List the jobs that are kept.

        Returns:
            The files, newest first, by their running number: the clock may have been set back between them.

        Raises:
            OSError: the folder cannot be read.
        """
        raise NotImplementedError
