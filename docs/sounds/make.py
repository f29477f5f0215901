"""Makes the desk's arrival sound anew, two soft notes a fourth apart: ``python docs/sounds/make.py``."""

import math
import struct
import wave
from pathlib import Path

DESK = Path(__file__).parent.parent.parent / "server" / "desk" / "static" / "arrival.wav"
RATE = 16_000  # samples a second
LOUDEST = 0.32  # of what a sample can hold: heard across a desk, not across the hall
NOTES = ((0.0, 659.26), (0.16, 880.0))  # seconds from the start, hertz
RING_S = 0.85
ATTACK_S = 0.012


def samples() -> list[int]:
    """Return the sound, sample by sample, 16 bits."""
    length = round((NOTES[-1][0] + RING_S) * RATE)
    return [round(_at(n / RATE) * 32767 * LOUDEST) for n in range(length)]


def _at(seconds: float) -> float:
    return sum(_note(seconds - start, hertz) for start, hertz in NOTES if seconds >= start) / len(NOTES)


def _note(seconds: float, hertz: float) -> float:
    # A bell: it begins at once and fades; one overtone, quicker gone.
    fade = min(seconds / ATTACK_S, 1.0) * math.exp(-5.0 * seconds)
    turn = 2 * math.pi * hertz * seconds
    return fade * (math.sin(turn) + 0.3 * math.exp(-6.0 * seconds) * math.sin(2 * turn))


def main() -> None:
    """Write the file."""
    found = samples()
    with wave.open(str(DESK), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(found)}h", *found))


if __name__ == "__main__":
    main()
