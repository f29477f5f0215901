"""A voice without the Internet: recorded clips, else espeak-ng as a process, else the room only reads."""

import asyncio
import hashlib
import logging
import os
import secrets
import shutil
import wave
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from pathlib import Path

from server.config import Speech
from server.voice.clips import read, sentence

TOO_LONG_S = 10.0
AT_ONCE = 2  # processes: the machine has more to do
KEPT_BYTES = 96 * 1024 * 1024  # of sounds made before; the day's numbers are the same every day

log = logging.getLogger("eile.voice")


class Voice:
    """Makes sound of sentences, and keeps what was said before as files.

    Args:
        speech: how it speaks.
        folder: where the sounds are kept; made when it is missing.
        languages: in which it may be asked to speak.
        program: espeak-ng; by default where it is installed, if it is.
    """

    def __init__(
        self, speech: Speech, folder: Path, languages: tuple[str, ...], program: str | None = None
    ) -> None:
        self._speech = speech
        self._folder = folder
        self._program = program or shutil.which("espeak-ng")
        self.clips = {
            language: read(speech.clips / language if speech.clips else None) for language in languages
        }
        self._making: dict[Path, asyncio.Task[Path | None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._failing = False

    async def say(self, language: str, *pieces: str) -> Path | None:
        """Make sound of a sentence.

        Args:
            language: lt, en, uk or ru.
            pieces: of the sentence, each as long as one recorded clip; one piece for a sentence that nobody
                records in parts. Numbers in words.

        Returns:
            A WAV file; ``None`` when there is no voice or it has failed.
        """
        path = self._folder / f"{self._key(language, pieces)}.wav"
        if path.exists():
            with suppress(OSError):
                os.utime(path)  # what was said lately is kept longest
            return path
        if path not in self._making:
            self._making[path] = asyncio.create_task(self._make(language, pieces, path))
            self._making[path].add_done_callback(lambda _: self._making.pop(path, None))
        # Whoever asked first may be gone before the sound is made, and others wait for it.
        return await asyncio.shield(self._making[path])

    def speaks(self, language: str) -> bool:
        """Say whether any text can be said in a language: clips alone are not enough for that."""
        return self._program is not None and language in self.clips

    async def say_once(self, language: str, text: str) -> bytes | None:
        """Make sound of what must not stay, such as a code.

        Args:
            language: lt, en, uk or ru.
            text: numbers in words.

        Returns:
            A WAV file's content; ``None`` when there is no voice or it has failed.
        """
        path = self._folder / f"{secrets.token_hex(16)}.wav"
        try:
            made = await self._make(language, (text,), path)
            return await asyncio.to_thread(made.read_bytes) if made else None
        finally:
            path.unlink(missing_ok=True)
            path.with_suffix(".part").unlink(missing_ok=True)

    async def close(self) -> None:
        """Give up what is being made."""
        making = list(self._making.values())
        for one in making:
            one.cancel()
        await asyncio.gather(*making, return_exceptions=True)

    def _key(self, language: str, pieces: tuple[str, ...]) -> str:
        if self._recorded(language, pieces):
            how = f"{self._speech.clips} {self.clips[language].edition}"
        else:
            how = f"espeak-ng {self._speech.speed}"
        told = "\n".join((language, how, *pieces))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def _recorded(self, language: str, pieces: tuple[str, ...]) -> bool:
        clips = self.clips.get(language)
        return clips is not None and bool(clips.files) and not clips.missing(pieces)

    async def _make(self, language: str, pieces: tuple[str, ...], path: Path) -> Path | None:
        recorded = self._recorded(language, pieces)
        if not recorded and self._program is None:
            return None
        part = path.with_suffix(".part")
        try:
            async with self._room, asyncio.timeout(TOO_LONG_S):
                await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
                if recorded:
                    sound = await asyncio.to_thread(self.clips[language].together, pieces)
                    await asyncio.to_thread(part.write_bytes, sound)
                else:
                    await self._speak(str(self._program), language, sentence(pieces), part)
                await asyncio.to_thread(part.replace, path)
                await asyncio.to_thread(self._forget)
        except (OSError, TimeoutError, wave.Error, EOFError) as trouble:
            if not self._failing:
                log.error("The voice has failed (%s); calls are shown and chimed.", _why(trouble))
            self._failing = True
            return None
        if self._failing:
            log.info("The voice speaks again.")
        self._failing = False
        return path

    async def _speak(self, program: str, language: str, text: str, part: Path) -> None:
        said = ("-v", language, "-s", str(self._speech.speed), "-b", "1", "-w", str(part), "--stdin")
        process = await asyncio.create_subprocess_exec(
            program, *said, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
        )
        try:
            await process.communicate(text.encode())
        finally:
            if process.returncode is None:  # it takes too long, or the server closes
                process.kill()
                await process.wait()
        if process.returncode or not _is_sound(part):
            raise OSError(f"{program} ended with {process.returncode} and made no sound")

    def _forget(self) -> None:
        kept = 0
        sounds = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another sound has just been finished, or was not to stay
                    sounds.append((entry.stat(), entry.path))
        for found, path in sorted(sounds, key=lambda sound: sound[0].st_mtime_ns, reverse=True):
            kept += found.st_size
            if kept > KEPT_BYTES:
                Path(path).unlink(missing_ok=True)


def _is_sound(path: Path) -> bool:
    try:
        with wave.open(str(path), "rb") as sound:
            return sound.getnframes() > 0
    except (OSError, wave.Error, EOFError):
        return False


def _why(trouble: Exception) -> str:
    return str(trouble) or "it takes too long"
