"""What went missing is found: the comparison is only worth something if it can fail."""

import json
from collections.abc import Mapping
from uuid import UUID

import pytest

from tests.load.book import Book, text_of
from tests.load.ledger import audit_saves
from tests.load.wire import read_reply

_ATTEMPT = UUID(int=7)


class FakeStore:
    """Rows of a single answer."""

    name = "fake"
    settings: Mapping[str, str] = {}

    def __init__(self, sequence: int, text: str) -> None:
        self.row = (_ATTEMPT.hex, 2, sequence, json.dumps({"answer": text}))

    def fill(self) -> None:
        """There is nothing to make."""

    def read(self, query: str) -> list[tuple[object, ...]]:
        return [self.row]

    def execute(self, *statements: str) -> None:
        raise NotImplementedError

    def hit(self) -> str:
        raise NotImplementedError


@pytest.fixture
def journal(tmp_path):
    path = tmp_path / "journal.txt"
    book = Book(path)
    for sequence in (1, 2, 3):
        book.acknowledge(4, str(_ATTEMPT), 2, sequence)
    return path


@pytest.mark.parametrize("sequence", [3, 5])
def test_the_newest_acknowledged_save_or_a_later_one_is_well(journal, sequence):
    found = audit_saves(journal, FakeStore(sequence, text_of(4, 2, sequence)))
    assert (found.n_acknowledged, found.n_answers) == (3, 1)
    assert (found.lost, found.spoilt) == ((), ())


def test_an_older_save_in_the_database_is_a_loss(journal):
    assert len(audit_saves(journal, FakeStore(2, text_of(4, 2, 2))).lost) == 1


@pytest.mark.parametrize("text", ["", text_of(4, 2, 2), text_of(5, 2, 3)])
def test_another_text_is_spoilt(journal, text):
    assert len(audit_saves(journal, FakeStore(3, text)).spoilt) == 1


def test_an_answer_is_read_when_it_is_whole():
    whole = bytearray(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsave")
    assert read_reply(whole[:-1]) is None
    reply = read_reply(whole)
    assert reply is not None and (reply.status, reply.body) == (200, b"save")


def test_an_answer_in_chunks_is_joined():
    whole = bytearray(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nsa\r\n2\r\nve\r\n0\r\n\r\n"
    )
    assert read_reply(whole[:-4]) is None
    reply = read_reply(whole)
    assert reply is not None and reply.body == b"save"
