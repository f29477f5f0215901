"""A conversation with a printer over one link: what is asked, what is answered, and which answers which."""

import os
import time

from printer.profile import Confirm
from printer.replies import Kind, Reply, Sorter, sound, understood
from printer.status import State, Status
from printer.transport.link import Link

_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: forget everything received
_CLEARED = Reply(Kind.BLOCK, b"\x37\x25")
_CLEARING_S = 1.0
_QUIET_S = 0.05


class Talk:
    """One conversation.

    Only one question about the condition is open at a time, so a late answer is taken for the question it
    belongs to; a round goes through DLE EOT 1, 2, 3 and 4.
    """

    def __init__(self, link: Link, reply_s: float) -> None:
        """Begin to talk; what the printer said before is dropped.

        Args:
            link: the open way.
            reply_s: seconds to wait for one answer.

        Raises:
            LinkError: the printer hung up, as in every other method.
        """
        self._link = link
        self._reply_s = reply_s
        self._sorter = Sorter()
        self._question = 0  # that waits for its answer
        self._answers: list[int] = []  # of this round
        self._odd = False  # something came that answers nothing
        self._awaited: Kind | Reply | None = None
        self._came = False
        self._news: Status | None = None
        self.drop()

    def drop(self) -> None:
        """Drop what has been said so far."""
        self._drop(0)

    def ask(self) -> Status:
        """Ask for the condition.

        Returns:
            The condition, unknown when an answer is missing. When something came in between that answers
            nothing, such as what is left of an earlier talk, everything is asked once more.
        """
        for _ in range(2):
            self.begin_round()
            while self._news is None:
                if not self._wait_for_next_answer():
                    return understood((*self._answers, *[None] * (4 - len(self._answers))))
            self.hear(0)
            status = self._news
            if not self._odd:
                return status
            self.settle()
        return Status(State.UNKNOWN, "garbled", status.replies)

    def begin_round(self) -> None:
        """Begin to ask for the condition, unless an answer is still owed; `hear` goes on with it."""
        self._news = None
        if not self._question:
            self._answers = []
            self._odd = False
            self._put(1)

    def news(self) -> Status | None:
        """Return the condition if the round has come to its end since the last time, else ``None``."""
        news, self._news = self._news, None
        return news

    def request(self, confirm: Confirm) -> bytes:
        """Prepare to wait for a confirmation.

        Args:
            confirm: the way of confirming.

        Returns:
            The bytes that ask for it, to be sent behind the job. The answer carries a word of this job
            only, where the printer can do that.
        """
        self._came = False
        if confirm is Confirm.GS_H:
            word = bytes(0x21 + chance % 0x5E for chance in os.urandom(4))
            self._awaited = Reply(Kind.BLOCK, b"\x37\x22" + word)
            return b"\x1d(H\x06\x00\x30\x30" + word
        self._awaited = Kind.SENSOR if confirm is Confirm.GS_R else None
        return b"\x1dr\x01" if confirm is Confirm.GS_R else b""

    @property
    def confirmed(self) -> bool:
        """Whether the confirmation last requested has come."""
        return self._came

    def hear(self, seconds: float) -> None:
        """Take in what the printer says, and ask on.

        Args:
            seconds: how long to wait if there is nothing.
        """
        for reply in self._sorter.sort(self._link.receive(max(0.0, seconds))):
            if reply.kind is Kind.REAL_TIME:
                self._take(reply.data[0])
            elif self._awaited in (reply, reply.kind):
                self._came = True

    def wait(self, seconds: float) -> bool:
        """Wait for the confirmation and for nothing else.

        Args:
            seconds: how long at most.

        Returns:
            Whether it came.
        """
        deadline = time.monotonic() + seconds
        while not self._came and (left := deadline - time.monotonic()) > 0:
            self.hear(left)
        return self._came

    def settle(self) -> None:
        """Let what is still on its way arrive, and drop it."""
        self._drop(_QUIET_S)

    def clear(self) -> bool:
        """Tell the printer to forget everything it has received and not printed.

        Returns:
            Whether the confirmation of the job came after all.
        """
        self._link.send(_CLEAR)
        deadline = time.monotonic() + _CLEARING_S
        while (left := deadline - time.monotonic()) > 0:
            for reply in self._sorter.sort(self._link.receive(left)):
                if self._awaited in (reply, reply.kind):
                    return True
                if reply == _CLEARED:
                    return False
        return False

    def _drop(self, quiet_s: float) -> None:
        while said := self._link.receive(quiet_s):
            for _ in self._sorter.sort(said):
                pass
        self._sorter.forget_block()

    def _wait_for_next_answer(self) -> bool:
        answered = len(self._answers)
        deadline = time.monotonic() + self._reply_s
        while len(self._answers) == answered:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.hear(left)
        return True

    def _put(self, question: int) -> None:
        self._question = question
        self._link.send(bytes((0x10, 0x04, question)))

    def _take(self, byte: int) -> None:
        if not self._question or not sound(self._question, byte):
            self._odd = True
            return
        self._answers.append(byte)
        if self._question < 4:
            self._put(self._question + 1)
        else:
            self._question = 0
            self._news = understood(tuple(self._answers))
