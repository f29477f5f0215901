"""The ids of one kind of thing: each defined once, and named elsewhere only when it exists."""

import sys

from server.config.kinds import list_of, text
from server.config.mistakes import alternatives, nearest, shown
from server.config.reading import Kind, Place, Wrong


class Names:
    """Ids as they are read, and who names them.

    One wrong id is one mistake, where it stands. So an id that could not be read is remembered: whoever names
    it, or names what it may have been, is right.

    Args:
        noun: what has these ids, for "unknown …".
    """

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self.places: dict[str, Place] = {}
        self.named: set[str] = set()
        self._refused: set[str] = set()
        self._lost = 0
        self._forgiven: set[str] = set()

    def define(self, place: Place | None, value: str) -> bool:
        """Note an id that was read.

        Args:
            place: where it stands; ``None`` when it is missing.
            value: the id; empty when it could not be read.

        Returns:
            Whether it is a new id; a second one is noted as a mistake.
        """
        if not value or place is None:
            self._lost += 1
            self._refused.add(place.written if place else "")
            return False
        if value in self.places:
            self._lost += 1
            place.wrong(f'the {self.noun} "{value}" already stands in line {self.places[value].line}')
            return False
        self.places[value] = place
        return True

    def lose_all(self) -> None:
        """Note that the ids could not be read at all, so that nobody can be wrong about them."""
        self._lost = sys.maxsize

    def reference(self) -> Kind[str]:
        """The kind of a value that names one of these ids."""
        expected = f"the id of a {self.noun}"

        def read(place: Place) -> str:
            self.named.add(place.written)
            name = text(expected).read(place)
            if name in self.places or self._excused(name):
                return name
            meant = nearest(name, self.places)
            if meant:
                self.named.add(meant)
            none = "" if self.places else f": there is no {self.noun}"
            raise Wrong(f'unknown {self.noun} "{shown(name)}"{alternatives(name, self.places)}{none}')

        return Kind(expected, read, "")

    def _excused(self, name: str) -> bool:
        if name in self._refused or nearest(name, self._refused) or name in self._forgiven:
            return True
        if nearest(name, self.places) or len(self._forgiven) >= self._lost:
            return False
        self._forgiven.add(name)
        return True


def state_language_first(languages: Names) -> Kind[tuple[str, ...]]:
    """The kind of a list of the office's languages that begins with the state language.

    Args:
        languages: the office's, as they were read.
    """
    listed = list_of(languages.reference(), "languages")
    state = next(iter(languages.places), "")

    def read(place: Place) -> tuple[str, ...]:
        found = listed.read(place)
        if found and state and found[0] != state:
            place.items("")[0].wrong(f'found "{found[0]}", expected the state language "{state}" first')
        return found

    return Kind(listed.expected, read, ())
