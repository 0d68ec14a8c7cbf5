"""One student of a crowd: opens the exam, starts it, types, is saved, moves on, finishes.

Saves follow the rules of `static/js/autosave.js`: one at a time, each with a number of its own,
tried again with the same pauses when the server is away, and what was typed meanwhile goes along.
"""

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.load.book import Book, text_of
from tests.load.browser import Browser, attribute
from tests.load.wire import Reply, Trouble

# As in the page's script.
RETRY_S = (1.0, 2.0, 5.0, 10.0, 20.0)
_ANSWER = re.compile(r'name="(answer-[^"]+)"')
_ROUND = re.compile(r'name="round" value="(\d+)"')
_PLACE = re.compile(r"^/attempts/([0-9a-f-]{36})/(\d+)/$")
_OK = 200

Ask = Callable[[], Awaitable[tuple[str, Reply]]]


class Refused(Exception):
    """The server answered with something that no page of ours leads to."""


@dataclass(frozen=True)
class Manners:
    """How a student works."""

    # One question of the exam, as an address.
    exam: str
    n_questions: int
    # Between two saves, and between two signs of life where the page gives any.
    every_s: float
    sign_every_s: float = 20.0
    # Saves in a question before the next one is opened.
    n_saves_each: int = 12
    # Whether to try again what failed, as a person would who waits for a server to come back.
    is_patient: bool = False
    patience_s: float = 120.0


@dataclass
class _Form:
    """The draft form of the page that is open."""

    number: int
    save_path: str
    fields: tuple[str, ...]
    sequence: int
    # What goes along with every save: the variant's round, and the note.
    others: Mapping[str, str]
    sign_path: str | None


class Student:
    """Sits one exam."""

    def __init__(self, index: int, browser: Browser, manners: Manners, book: Book) -> None:
        self.index = index
        self.attempt = ""
        self._browser = browser
        self._manners = manners
        self._book = book
        self._form: _Form | None = None

    @property
    def number(self) -> int:
        """Of the question that is open."""
        assert self._form is not None
        return self._form.number

    async def arrive(self) -> None:
        """Open the exam's page, whose button starts it."""
        _, reply = await self._browser.open(self._manners.exam)
        self._expect(reply, self._manners.exam)
        assert self._browser.token, f"the exam cannot be started: {reply.text[:2000]}"

    async def start(self) -> None:
        """Press the button and read the first question."""
        began = time.monotonic()
        try:
            path, reply = await self._browser.press(f"{self._manners.exam}start/")
            self._read(path, reply)
        except (Trouble, Refused) as error:
            self._book.fail("start", str(error)[:60], str(error))
            return
        self._book.took("start", time.monotonic() - began)

    async def settle(self) -> None:
        """Open the question that is worked on first: people spread over an exam after a while."""
        if self._form is not None:
            await self._turn_to(1 + self.index % self._manners.n_questions)

    async def work(self, *, first_in_s: float, for_s: float, dice: random.Random) -> None:
        """Type and be saved, again and again, until the time is over.

        Nobody keeps time with anybody else: when the next question is opened and when a sign of
        life is given is drawn for each student.
        """
        if self._form is None:
            return
        end = time.monotonic() + for_s
        due = time.monotonic() + first_in_s
        next_sign = time.monotonic() + dice.uniform(0, self._manners.sign_every_s)
        n_saved = dice.randrange(self._manners.n_saves_each)
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._save(due)
            n_saved += 1
            if time.monotonic() > next_sign:
                next_sign += self._manners.sign_every_s
                await self._show_sign()
            if n_saved % self._manners.n_saves_each == 0:
                await self._turn_to(1 + self._form.number % self._manners.n_questions)
            due = max(due + self._manners.every_s, time.monotonic())

    async def finish(self) -> None:
        """Hand in, pressing twice at the same moment as impatient people do, and see the result."""
        path = f"/attempts/{self.attempt}/finish/"
        try:
            await self._persist("finish", lambda: self._browser.open(path))
            twin = Browser(self._browser.wire.twin(), session=self._browser.cookies["sessionid"])
            twin.cookies, twin.token = dict(self._browser.cookies), self._browser.token
            (where, reply), _ = await asyncio.gather(
                self._persist("finish", lambda: self._browser.press(path)),
                self._persist("finish", lambda: twin.press(path)),
            )
            twin.wire.close()
            self._expect(reply, where)
        except (Trouble, Refused) as error:
            self._book.fail("finish for good", str(error)[:60], str(error))

    async def _persist(self, what: str, ask: Ask) -> tuple[str, Reply]:
        """Ask until an answer comes that is not a failure of the server."""
        give_up_at = time.monotonic() + self._manners.patience_s
        n_failures = 0
        while True:
            try:
                path, reply = await ask()
            except Trouble as error:
                kind = str(error)
            else:
                if reply.status < 500:
                    return path, reply
                kind = f"status {reply.status}"
            self._book.fail(what, kind)
            if not self._manners.is_patient or time.monotonic() > give_up_at:
                raise Trouble(f"{what}: {kind}")
            await asyncio.sleep(RETRY_S[min(n_failures, len(RETRY_S) - 1)])
            n_failures += 1

    async def _turn_to(self, number: int) -> None:
        """Open another question; when that fails, the one that is open stays."""
        began = time.monotonic()
        path = f"/attempts/{self.attempt}/{number}/"
        try:
            self._read(*await self._browser.open(path))
        except (Trouble, Refused) as error:
            self._book.fail("page", str(error)[:60], str(error))
            return
        self._book.took("page", time.monotonic() - began)

    async def _save(self, due: float) -> None:
        """Send what is typed until the server has it."""
        form = self._form
        assert form is not None
        failed_at: float | None = None
        n_failures = 0
        while True:
            form.sequence += 1
            text = text_of(self.index, form.number, form.sequence)
            typed = {**form.others, **dict.fromkeys(form.fields, text)}
            fields = {**typed, "sequence": str(form.sequence)}
            try:
                reply = await self._browser.send(form.save_path, fields)
            except Trouble as error:
                kind = str(error)
            else:
                if reply.status == _OK:
                    self._enter(form, reply, due, failed_at)
                    return
                kind = f"status {reply.status}"
                if reply.status < 500 and reply.status != 429:
                    self._book.fail("save for good", kind, reply.text)
                    return
            self._book.fail("save", kind)
            failed_at = failed_at or time.monotonic()
            if time.monotonic() - failed_at > self._manners.patience_s:
                self._book.fail("save for good", kind)
                return
            await asyncio.sleep(RETRY_S[min(n_failures, len(RETRY_S) - 1)])
            n_failures += 1

    def _enter(self, form: _Form, reply: Reply, due: float, failed_at: float | None) -> None:
        """Note an acknowledgement; what failed before counts as a recovery, not as quick."""
        now = time.monotonic()
        said = json.loads(reply.body)["sequence"]
        if said != form.sequence:
            self._book.fail("save for good", f"said {said} for {form.sequence}")
            return
        self._book.acknowledge(self.index, self.attempt, form.number, form.sequence)
        if failed_at is None:
            self._book.took("save", now - due)
        else:
            self._book.recoveries_s.append(now - failed_at)

    async def _show_sign(self) -> None:
        """Give the page's sign of life, where it gives any."""
        assert self._form is not None
        if self._form.sign_path is None:
            return
        began = time.monotonic()
        try:
            said = {
                "number": str(self._form.number),
                "page": f"tab-{self.index}",
                "sequences": f"{self._form.number}:{self._form.sequence}",
                "message": "0",
            }
            reply = await self._browser.send(self._form.sign_path, said)
            self._expect(reply, self._form.sign_path)
        except (Trouble, Refused) as error:
            self._book.fail("sign of life", str(error)[:60], str(error))
            return
        self._book.took("sign of life", time.monotonic() - began)

    def _read(self, path: str, reply: Reply) -> None:
        """Take over the form of a question page."""
        self._expect(reply, path)
        place, page = _PLACE.match(path), reply.text
        save_path = attribute(page, "data-draft")
        if place is None or save_path is None:
            raise Refused(f"{path} is no open question")
        self.attempt = place[1]
        self._form = _Form(
            number=int(place[2]),
            save_path=save_path,
            fields=tuple(dict.fromkeys(_ANSWER.findall(page))),
            sequence=int(attribute(page, "data-sequence") or 0),
            others=_others(page),
            sign_path=attribute(page, "data-presence"),
        )

    def _expect(self, reply: Reply, path: str) -> None:
        if reply.status != _OK:
            raise Refused(f"status {reply.status} at {path}: {reply.text[:1500]}")


def _others(page: str) -> dict[str, str]:
    """Return what a page sends along with what is typed: its variant's round, and its note."""
    found = _ROUND.search(page)
    note = {"note": ""} if 'name="note"' in page else {}
    return {"round": found[1], **note} if found else note
