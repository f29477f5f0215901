"""A pack of recorded clips: one WAV file for each piece of a sentence, put together to one sound.

A pack is a folder with a folder per language (``lt/trečiojo.wav``). docs/voice.md tells its format.
"""

import re
import unicodedata
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

PAUSES_MS = {".": 300, ",": 140, "–": 140, ":": 140}  # after a piece that ends with it
BETWEEN_MS = 40
BYTES = 2  # of a sample: 16 bits
RATES = range(16_000, 48_001)


def sentence(pieces: Sequence[str]) -> str:
    """Join pieces to the text that is read aloud."""
    return " ".join(pieces)


def clip(piece: str) -> str:
    """Name the recorded clip of a piece: its words in small letters, hyphens between them.

    Returns:
        For example ``trečiojo`` or ``kviečiamas-klientas-kurio-numeris``.
    """
    return re.sub(r"\W+", "-", piece.lower().replace("’", "")).strip("-")


@dataclass(frozen=True, slots=True)
class Clips:
    """The clips of one language.

    Attributes:
        files: by the name of the clip.
        rate: samples a second, of all of them.
        edition: changes with the files.
        wrong: what is the matter with files that cannot be used, each with its name.
    """

    files: dict[str, Path] = field(default_factory=dict)
    rate: int = 0
    edition: str = ""
    wrong: tuple[str, ...] = ()

    def missing(self, pieces: Sequence[str]) -> list[str]:
        """Name the clips that saying some pieces would need and that are not there, in their order."""
        return [name for name in dict.fromkeys(map(clip, pieces)) if name not in self.files]

    def together(self, pieces: Sequence[str]) -> bytes:
        """Put the clips of some pieces together.

        Returns:
            A WAV file.

        Raises:
            KeyError: a clip is missing.
            OSError, wave.Error, EOFError: one cannot be read.
        """
        sound = BytesIO()
        with wave.open(sound, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(BYTES)
            out.setframerate(self.rate)
            for piece in pieces:
                with wave.open(str(self.files[clip(piece)]), "rb") as one:
                    out.writeframes(one.readframes(one.getnframes()))
                pause_ms = PAUSES_MS.get(piece[-1], BETWEEN_MS)
                out.writeframes(bytes(BYTES * (self.rate * pause_ms // 1000)))
        return sound.getvalue()


def read(folder: Path | None) -> Clips:
    """Look which clips a language's folder has; without one, or one that is not there, there are none.

    Mono, 16 bits, all of one rate from 16 000 to 48 000 samples a second: what is different cannot be used.
    """
    files: dict[str, Path] = {}
    wrong: list[str] = []
    rate = 0
    for path in sorted(folder.glob("*.wav")) if folder and folder.is_dir() else ():
        try:
            with wave.open(str(path), "rb") as one:
                form = (one.getnchannels(), one.getsampwidth(), one.getframerate())
        except (OSError, wave.Error, EOFError) as trouble:
            wrong.append(f"{path.name}: {str(trouble) or 'it ends too soon'}")
            continue
        rate = rate or form[2]
        if form != (1, BYTES, rate) or rate not in RATES:
            wrong.append(
                f"{path.name}: {form[0]} channels, {8 * form[1]} bits, {form[2]} Hz; "
                f"expected 1 channel, 16 bits, {rate if rate in RATES else '16000 to 48000'} Hz"
            )
            continue
        # A name typed on another system may spell its letters in two parts.
        files[unicodedata.normalize("NFC", path.stem).lower()] = path
    newest = max((path.stat().st_mtime_ns for path in files.values()), default=0)
    return Clips(files, rate, f"{len(files)} {newest}", tuple(wrong))
