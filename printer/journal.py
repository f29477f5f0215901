"""The agent's memory of jobs that it began: on disk before the first byte, kept until the server knows.

A file of lines, only ever added to. A line that a power cut left half written is as good as not written:
nothing was sent yet, or how it ended is not known.
"""

import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

KEPT = 500  # jobs remembered after the server knows: a job that comes again is never printed again
_LONG = 5_000  # lines after which the file is written anew


class JournalInUse(Exception):  # noqa: N818 - an answer for the person at the command line
    """Another agent of this computer writes in this journal."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One job.

    Attributes:
        job: the server's number for it.
        attempt: which attempt this is, from 1.
        outcome: what became of it, a word of `printer.deliver.Outcome`; empty while it is under way.
        state: the printer's condition at the end, a word of `printer.status.State`.
        reason: a word for why; empty when all went well.
        told: whether the server has it on disk.
    """

    job: int
    attempt: int
    outcome: str = ""
    state: str = ""
    reason: str = ""
    told: bool = False


class Journal:
    """A journal, for one agent and one server's jobs.

    Args:
        path: the file; made when missing.

    Attributes:
        name: of the journal: another one remembers other jobs.
        broke_off: whether a job was under way when the agent was stopped last.

    Raises:
        JournalInUse: another process has it open.
        OSError: it cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = path.with_name(path.name + ".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise JournalInUse(f"{path} is in use by another agent") from None
        self.name, self.spool = secrets.token_hex(8), ""
        self._entries: dict[int, Entry] = {}
        self._file: TextIO | None = None
        self._lines, self._torn = 0, False
        self._read()
        # What was begun and not ended may have come out, wholly or in part.
        broken = [entry for entry in self._entries.values() if not entry.outcome]
        for entry in broken:
            lost = replace(entry, outcome="unknown", state="unknown", reason="agent_stopped")
            self._entries[entry.job] = lost
        self.broke_off = bool(broken)
        self._write_anew()

    def belong_to(self, spool: str) -> None:
        """Keep the jobs of one server only: another one counts its jobs from 1 too.

        Args:
            spool: the name of the server's own record of jobs.

        Raises:
            OSError: the file cannot be written.
        """
        if spool != self.spool:
            self.name, self.spool = secrets.token_hex(8), spool
            self._entries.clear()
            self._write_anew()

    def begin(self, job: int, attempt: int) -> None:
        """Take note that a job is about to be sent to the printer; on disk when this returns.

        Raises:
            OSError: it cannot be written; the job must not be begun.
        """
        self._add(Entry(job, attempt))

    def end(self, job: int, attempt: int, outcome: str, state: str, reason: str) -> Entry:
        """Take note of what became of a job.

        Raises:
            OSError: it cannot be written.
        """
        entry = Entry(job, attempt, outcome, state, reason)
        self._add(entry)
        return entry

    def tell(self, job: int, attempt: int) -> None:
        """Take note that the server has what became of a job on disk.

        Raises:
            OSError: it cannot be written.
        """
        entry = self._entries.get(job)
        if entry and entry.attempt == attempt and not entry.told:
            self._add(replace(entry, told=True))

    def untold(self) -> list[Entry]:
        """Return the jobs that are over and of which the server may not know."""
        return [entry for entry in self._entries.values() if entry.outcome and not entry.told]

    def past(self, job: int, attempt: int) -> Entry | None:
        """Return what is known of a job that must not be printed: begun before, unless nothing was sent.

        Args:
            job: the server's number for it.
            attempt: the attempt that is wanted.
        """
        entry = self._entries.get(job)
        if entry is None or (entry.outcome == "not_sent" and entry.attempt < attempt):
            return None
        return entry

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file and let others have it."""
        if self._file:
            self._file.close()
        self._lock.close()

    def _add(self, entry: Entry) -> None:
        if entry.outcome:  # known, even if it cannot be written
            self._remember(entry)
        if self._torn or self._lines > _LONG:
            self._write_anew()
        self._torn = True
        assert self._file is not None
        self._file.write(_line(asdict(entry)))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._torn = False
        self._lines += 1
        self._remember(entry)

    def _remember(self, entry: Entry) -> None:
        self._entries.pop(entry.job, None)
        self._entries[entry.job] = entry

    def _read(self) -> None:
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                said: dict[str, Any] = json.loads(line)
                if "name" in said:
                    self.name, self.spool = said["name"], said["spool"]
                else:
                    self._remember(Entry(**said))
            except (ValueError, TypeError):
                continue  # a line that was not written whole

    def _write_anew(self) -> None:
        told = [entry for entry in self._entries.values() if entry.told]
        for old in told[: max(0, len(told) - KEPT)]:
            del self._entries[old.job]
        part = self._path.with_name(self._path.name + ".part")
        with part.open("w", encoding="utf-8") as file:
            file.write(_line({"name": self.name, "spool": self.spool}))
            file.writelines(_line(asdict(entry)) for entry in self._entries.values())
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        if self._file:
            self._file.close()
        self._file = self._path.open("a", encoding="utf-8")
        self._lines, self._torn = 1 + len(self._entries), False


def _line(said: dict[str, Any]) -> str:
    return json.dumps(said, separators=(",", ":")) + "\n"
