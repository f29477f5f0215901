"""From a file to settings, or to the list of everything that is wrong with it."""

from pathlib import Path

from server.config.mistakes import ConfigError, Mistake
from server.config.nodes import Unreadable, compose
from server.config.reading import Place, Section
from server.config.sections import Sections
from server.config.settings import Settings

_LARGEST = 1024 * 1024  # bytes; the sample with all its comments has fewer than 20,000
_TOO_LARGE = "larger than 1 MiB: settings are not that long"


def load(path: Path) -> Settings:
    """Read the settings of a branch from a file.

    Args:
        path: the file, UTF-8, at most 1 MiB; mistakes name it as it is given here.

    Returns:
        The settings, checked and complete.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong; has every mistake with its line.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise _whole(name, "there is no such file") from None
    except IsADirectoryError:
        raise _whole(name, "this is a folder, expected a file") from None
    except OSError as error:
        raise _whole(name, f"cannot be read: {error.strerror}") from None
    if len(content) > _LARGEST:
        raise _whole(name, _TOO_LARGE)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _whole(name, "not UTF-8: save the file in the encoding UTF-8", line) from None
    return parse(text, name)


def parse(text: str, name: str) -> Settings:
    """Read the settings of a branch from text.

    Args:
        text: YAML, at most 1 MiB.
        name: what mistakes call the file.

    Returns:
        The settings, checked and complete.

    Raises:
        ConfigError: something is wrong; has every mistake with its line.
    """
    if len(text.encode("utf-8", "surrogatepass")) > _LARGEST:
        raise _whole(name, _TOO_LARGE)
    try:
        node = compose(text)
    except Unreadable as error:
        raise _whole(name, error.text, error.line) from None
    if node is None:
        raise _whole(name, "the file is empty, expected settings such as office, services and counters")
    mistakes: list[Mistake] = []
    settings = Sections(Section.at(Place(node, "", 1, name, mistakes), Settings)).read()
    if mistakes:
        raise ConfigError(mistakes)
    return settings


def _whole(name: str, text: str, line: int = 0) -> ConfigError:
    return ConfigError([Mistake(name, line, "", text)])
