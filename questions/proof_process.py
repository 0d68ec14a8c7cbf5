"""Proves one document in a process of its own: ``python -m questions.proof_process MEMORY TIME``.

The document comes in on standard input. Lines of JSON go out: ``{"done": n, "total": n}`` as the
enumeration goes on, then one with the proof or with what stopped it. Memory (bytes) and processor
time (seconds) are bounded before anything is read, so no document can take more than its own
process down. Nothing here touches a database.
"""

import base64
import json
import resource
import sys
import time
from typing import Any

from questions.engine.document import load_question
from questions.engine.errors import DocumentError
from questions.proof import prove

# A line for each block would be many for a large domain; people read a few in a second.
_PAUSE_S = 0.2


def main(arguments: list[str]) -> int:
    """Read, prove, write; return 0 if there is a proof or a document error, 1 beyond a bound."""
    memory_bytes, time_s = (int(argument) for argument in arguments)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (time_s, time_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        question = load_question(sys.stdin.buffer.read().decode(), filename="document")
    except DocumentError as error:
        _say({"unreadable": str(error)})
        return 0
    try:
        proof = prove(question, on_progress=_Progress())
        _say(
            {
                "certificate": proof.certificate,
                "certified": base64.b64encode(proof.certified).decode(),
                "n_variants": proof.n_variants,
                "problems": list(proof.problems),
            }
        )
    except MemoryError:
        _say({"out_of_memory": memory_bytes})
        return 1
    return 0


class _Progress:
    """Says how far the enumeration is, now and then."""

    def __init__(self) -> None:
        self._said_at = 0.0

    def __call__(self, n_done: int, n_total: int) -> None:
        now = time.monotonic()
        if now - self._said_at >= _PAUSE_S or n_done == n_total:
            self._said_at = now
            _say({"done": n_done, "total": n_total})


def _say(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, allow_nan=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
