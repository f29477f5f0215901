"""A voice without the Internet: espeak-ng, run as a process of its own. Without it the room only reads."""

import asyncio
import logging
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections import OrderedDict

TOO_LONG_S = 10.0
KEPT = 32  # sentences whose sound is kept
WORDS_A_MINUTE = 140  # calm

log = logging.getLogger("eile.voice")


class Voice:
    """Makes sound of sentences, and keeps what was said last.

    Args:
        program: espeak-ng; ``None`` when it is not installed.
    """

    def __init__(self, program: str | None = None) -> None:
        self._program = program or shutil.which("espeak-ng")
        self._said: OrderedDict[str, bytes] = OrderedDict()

    async def say(self, text: str) -> bytes | None:
        """Make sound of Lithuanian sentences.

        Args:
            text: the sentences, numbers in words.

        Returns:
            A WAV file; ``None`` when there is no voice or it has failed.
        """
        if text in self._said:
            self._said.move_to_end(text)
            return self._said[text]
        if self._program is None:
            return None
        try:
            async with asyncio.timeout(TOO_LONG_S):
                sound = await self._spoken(self._program, text)
        except (OSError, TimeoutError) as trouble:
            log.error("The voice has failed (%s).", str(trouble) or "it takes too long")
            return None
        self._said[text] = sound
        while len(self._said) > KEPT:
            self._said.popitem(last=False)
        return sound

    async def _spoken(self, program: str, text: str) -> bytes:
        voice = ("-v", "lt", "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout")
        process = await asyncio.create_subprocess_exec(
            program, *voice, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )
        try:
            sound, _ = await process.communicate(text.encode())
        except asyncio.CancelledError:
            process.kill()
            raise
        if process.returncode or not sound.startswith(b"RIFF"):
            raise OSError(f"espeak-ng ended with {process.returncode}")
        return sound
