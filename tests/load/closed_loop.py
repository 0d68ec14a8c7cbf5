"""A program: asks two servers in turns, each as fast as it answers. ``... PLAN.json``.

Sixteen connections each send their next save when the last one was answered. Sockets and a
selector, no framework: the client shares the machine with the servers, and what it uses would make
them look more alike than they are. Only the standard library is imported.
"""

import asyncio
import json
import os
import random
import selectors
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examcenter.local.child import children_of
from tests.load.book import Book, text_of
from tests.load.browser import Browser
from tests.load.student import Manners, Student
from tests.load.wire import Reply, Wire, read_reply

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_DIGITS = 12
_OK = 200
# A connection is renewed after so many saves. It stays with the process that took it, and sixteen
# that last would be shared out between two processes by chance: one process with most of them is
# slower than both, whatever it serves, by up to a half.
_SAVES_PER_CONNECTION = 20


@dataclass
class Lane:
    """One connection and the save that it sends again and again, each time with another number."""

    request: bytearray
    # Where the number of the save stands in it.
    place: int
    n_sent: int = 0

    def next_request(self) -> bytes:
        """Return the next save."""
        self.n_sent += 1
        self.request[self.place : self.place + _DIGITS] = b"%0*d" % (_DIGITS, self.n_sent)
        return bytes(self.request)


@dataclass(frozen=True)
class Target:
    """A server: its port, its first process, and what is sent to it."""

    port: int
    pid: int
    lanes: Sequence[Lane]

    def cpu_s(self) -> float:
        """Return the processor time of its processes so far."""
        ticks = 0
        for pid in children_of(self.pid):
            fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / _TICKS_PER_S

    def drive(self, for_s: float) -> dict[str, float]:
        """Ask as fast as it answers; return how often it did, and what that cost."""
        client_s, server_s = time.process_time(), self.cpu_s()
        began = time.monotonic()
        n_done, n_failed = drive(self.port, self.lanes, for_s)
        took_s = time.monotonic() - began
        return {
            "per_s": n_done / took_s,
            "n_failed": n_failed,
            "server_cpu_ms": 1000 * (self.cpu_s() - server_s) / max(1, n_done),
            "client_cpu_ms": 1000 * (time.process_time() - client_s) / max(1, n_done),
        }


def drive(port: int, lanes: Sequence[Lane], for_s: float) -> tuple[int, int]:
    """Keep every lane busy for a while; return how many saves were answered well, and ill."""
    selector = selectors.DefaultSelector()
    n_done = n_failed = 0
    lines = [_Line(port, lane, selector, n_sent=number) for number, lane in enumerate(lanes)]
    end = time.monotonic() + for_s
    while (now := time.monotonic()) < end:
        for key, _ in selector.select(end - now):
            reply = key.data.receive()
            if reply is None:
                continue
            n_done += reply.status == _OK
            n_failed += reply.status != _OK
            key.data.send()
    for line in lines:
        line.close()
    return n_done, n_failed


class _Line:
    """A lane's connection, and the next one when it has had its saves."""

    def __init__(
        self, port: int, lane: Lane, selector: selectors.BaseSelector, *, n_sent: int
    ) -> None:
        self._port, self._lane, self._selector = port, lane, selector
        # Those that begin together need not be renewed together.
        self._n_sent = n_sent % _SAVES_PER_CONNECTION
        self._open()
        self.send()

    def _open(self) -> None:
        self._found = bytearray()
        self._socket = socket.create_connection(("127.0.0.1", self._port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def send(self) -> None:
        """Send the next save."""
        if self._n_sent == _SAVES_PER_CONNECTION:
            self.close()
            self._open()
            self._n_sent = 0
        self._n_sent += 1
        self._socket.sendall(self._lane.next_request())

    def receive(self) -> Reply | None:
        """Return the reply when all of it is there."""
        self._found += self._socket.recv(65_536)
        reply = read_reply(self._found)
        if reply is not None:
            self._found.clear()
        return reply

    def close(self) -> None:
        """Close the connection."""
        self._selector.unregister(self._socket)
        self._socket.close()


class _Recorder(Browser):
    """A browser that writes down the first save instead of sending it."""

    saved = b""

    async def _ask(self, method: str, path: str, *words: Any, **more: Any) -> Reply:
        if path.endswith("/save/"):
            kind, body = words
            self.saved = self.write_request(method, path, kind, body, **more)
            return Reply(_OK, b"", b'{"sequence": 1}')
        return await super()._ask(method, path, *words, **more)


async def prepare(plan: dict[str, Any]) -> list[Lane]:
    """Let each student start the exam as a browser does; return what a save of theirs is."""
    book, manners = Book(Path(os.devnull)), Manners(**plan["manners"])
    lanes = []
    for index, session in enumerate(plan["sessions"]):
        browser = _Recorder(Wire(plan["ours"]["port"]), session=session)
        student = Student(index, browser, manners, book)
        await student.arrive()
        await student.start()
        await student.settle()
        await student.work(first_in_s=0, for_s=0.01, dice=random.Random(0))
        assert browser.saved and not book.failed, book.to_json()
        lanes.append(_lane(browser.saved, index, student.number))
    return lanes


def _lane(request: bytes, index: int, number: int) -> Lane:
    """Return a lane whose save has a number of constant width."""
    head, _, body = request.partition(b"\r\n\r\n")
    field = b'name="sequence"\r\n\r\n'
    text = text_of(index, number, 1).encode()
    assert body.count(field + b"1\r\n") == 1 and text in body, body
    wide = body.replace(field + b"1\r\n", field + b"0" * _DIGITS + b"\r\n")
    old, new = (b"Content-Length: %d" % len(part) for part in (body, wide))
    whole = head.replace(old, new) + b"\r\n\r\n" + wide
    return Lane(bytearray(whole), whole.index(field) + len(field))


def _for_bare(lane: Lane, path: str) -> Lane:
    """Return the same save, sent to the bare view."""
    words = bytes(lane.request).split(b" ", 2)
    request = b" ".join((words[0], path.encode(), words[2]))
    return Lane(bytearray(request), lane.place + len(path.encode()) - len(words[1]))


def main(plan: dict[str, Any]) -> None:
    """Measure in turns and print one JSON line."""
    lanes = asyncio.run(prepare(plan))
    bare_lanes = [_for_bare(lane, plan["bare"]["path"]) for lane in lanes]
    targets = {
        "ours": Target(plan["ours"]["port"], plan["ours"]["pid"], lanes),
        "bare": Target(plan["bare"]["port"], plan["bare"]["pid"], bare_lanes),
    }
    for target in targets.values():
        target.drive(plan["warm_up_s"])
    rounds = [
        {name: target.drive(plan["round_s"]) for name, target in targets.items()}
        for _ in range(plan["n_rounds"])
    ]
    sys.stdout.write(json.dumps({"rounds": rounds}) + "\n")


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
