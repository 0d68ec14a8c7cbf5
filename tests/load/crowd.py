"""A program: a crowd of students in one process. ``tests.load.crowd PLAN.json``.

It imports nothing but the standard library, because it shares the machine with the server. Each
line on its output is a JSON object: a phase that begins, and at the end what was noted.
"""

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.load.book import Book
from tests.load.browser import Browser
from tests.load.student import Manners, Student
from tests.load.wire import Wire

# Who opens a page before the start, or spreads over the exam after it, is in no rush.
_N_AT_ONCE = 8


async def run(plan: dict[str, Any]) -> None:
    """Let the crowd sit the exam."""
    book = Book(Path(plan["journal"]))
    manners = Manners(**plan["manners"])
    students = [
        Student(index, Browser(Wire(plan["port"]), session=session), manners, book)
        for index, session in enumerate(plan["sessions"])
    ]
    gate = asyncio.Semaphore(_N_AT_ONCE)

    async def in_a_row(ask: Callable[[], Awaitable[None]]) -> None:
        async with gate:
            await ask()

    tell("arriving")
    await asyncio.gather(*(in_a_row(student.arrive) for student in students))
    gc.freeze()
    tell("starting")
    began = time.monotonic()
    await asyncio.gather(*(student.start() for student in students))
    tell("started", time_s=time.monotonic() - began)
    if plan["save_s"]:
        tell("settling")
        await asyncio.gather(*(in_a_row(student.settle) for student in students))
        await asyncio.sleep(plan["rest_s"])
        dice = random.Random(plan["seed"])
        tell("saving")
        began = time.monotonic()
        await asyncio.gather(
            *(
                student.work(
                    first_in_s=dice.uniform(0, manners.every_s),
                    for_s=float(plan["save_s"]),
                    dice=dice,
                )
                for student in students
            )
        )
        tell("saved", time_s=time.monotonic() - began)
    if plan["must_finish"]:
        tell("finishing")
        began = time.monotonic()
        await asyncio.gather(*(student.finish() for student in students))
        tell("finished", time_s=time.monotonic() - began)
    tell("done", book=json.loads(book.to_json()))


def tell(phase: str, **more: object) -> None:
    """Print that a phase begins, with the processor time that this process has used so far."""
    line = {"phase": phase, "client_cpu_s": round(time.process_time(), 3), **more}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(json.loads(Path(sys.argv[1]).read_text())))
