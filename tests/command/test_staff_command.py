"""Who may sign in, as an administrator types it."""

import io
from pathlib import Path

import pytest
from offices import SMALL

from server.__main__ import main
from server.passwords import is_right
from server.store import staff as store
from server.store.database import Database

PASSWORD = "katinas varpas upė"


class Typing:
    """Somebody at the command line of the small office."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.data = folder / "data"
        self._config = folder / "config.yaml"
        self._config.write_text(SMALL, encoding="utf-8")
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def types(self, *words: str, then: str = "") -> tuple[int, str]:
        """Type ``eile staff …`` and what it asks for; return its exit status and what it says."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(then))
        status = main(["staff", *words, f"--config={self._config}", f"--data={self.data}"])
        said = self._capsys.readouterr()
        return status, said.out + said.err


@pytest.fixture
def typing(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typing:
    return Typing(tmp_path, capsys, monkeypatch)


def test_people_are_added_get_a_password_and_are_listed(typing: Typing) -> None:
    assert typing.types("add", "olga", "--name=Olga", "--role=supervisor") == (
        0,
        "olga was added. Now set a password: eile staff password olga\n",
    )
    assert typing.types("password", "olga", then=f"{PASSWORD}\n") == (0, "The password of olga was set.\n")
    assert typing.types("change", "olga", "--name=Olga Nauja") == (0, "olga was changed.\n")
    assert typing.types("disable", "darius") == (
        0,
        "darius cannot sign in any more, and has been signed out.\n",
    )
    assert typing.types("list")[1].splitlines() == [
        "login   name               role           stands in",
        "rasa    Rasa Pavardenė     administrator  config     no password yet",
        "darius  Darius Pavardenis  clerk          config     disabled",
        "olga    Olga Nauja         supervisor     database",
    ]
    assert typing.types("enable", "darius") == (0, "darius can sign in again.\n")
    with Database(typing.data) as database, database.read() as connection:
        olga = store.account(connection, "small", "olga")
    assert olga and is_right(olga.password, PASSWORD)


def test_what_cannot_be_is_refused_in_words_and_changes_nothing(typing: Typing) -> None:
    said = [
        typing.types("add", "Olga B", "--name=Olga"),
        typing.types("add", "rasa", "--name=Kita"),
        typing.types("change", "rasa", "--role=clerk"),
        typing.types("password", "nobody", then=f"{PASSWORD}\n"),
        typing.types("password", "rasa", then="rasa pavardene\n"),
        typing.types("password", "rasa"),
    ]

    assert [status for status, _ in said] == [1] * 6
    assert [words.partition(".")[0].removeprefix("We are sorry, ")[:60] for _, words in said] == [
        "a login name has small letters a–z, digits, dots, underscore",
        "the login name “rasa” is in use already",
        "name and role of “rasa” stand in config",
        "there is no such member of staff",
        "this password is easy to guess or shorter than 10 characters",
        "this password is easy to guess or shorter than 10 characters",
    ]
    with Database(typing.data) as database, database.read() as connection:
        assert store.accounts(connection, "small") == []


def test_a_rehearsal_has_no_passwords_to_set(typing: Typing) -> None:
    with Database(typing.data) as database:
        database.claim("rehearsal")

    status, said = typing.types("password", "rasa", then=f"{PASSWORD}\n")
    assert (status, "holds rehearsal days, not real ones" in said) == (1, True)
