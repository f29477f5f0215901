"""The command's first step: what runs on a small board beside a printer does not load the server."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command ``eile``.

    Args:
        arguments: without the program's name; the process's own by default.

    Returns:
        The exit status.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["printer"]:
        from printer.command import main as print_for_a_server  # noqa: PLC0415 - only this one is needed

        return print_for_a_server(words[1:])
    from server.__main__ import main as serve  # noqa: PLC0415

    return serve(words)
