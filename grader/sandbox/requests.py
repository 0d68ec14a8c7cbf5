"""What is sent in a run: the source and the calls, in the batches in which they enter."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.sandbox.child import framing
from grader.sandbox.model import Call


@dataclass(frozen=True)
class Batch:
    """Requests that enter together: their frames, and how many of them are calls."""

    data: bytes
    n_calls: int


class Requests:
    """All that is sent in a run, packed as late as it can be and only once."""

    def __init__(self, source: bytes, function: str, calls: Sequence[Call]) -> None:
        self.calls = calls
        self._source, self._function = source, function
        self._n_first = next((n for n, call in enumerate(calls) if not call.is_joined), len(calls))

    @cached_property
    def source(self) -> bytes:
        """The source's frame; packed while the zygote wakes up, where no child waits."""
        # The same source draws the same random numbers, so its verdict does not depend on luck.
        seed = hashlib.sha256(self._source).digest()
        parts = framing.pack_text(self._function), framing.pack_bytes(seed)
        head = b"".join((*parts, framing.pack_bytes(self._source)))
        return framing.pack_frame(framing.SOURCE, 0, head)

    @cached_property
    def first(self) -> Batch:
        """The calls that enter with the source; packed while the child wakes up."""
        return Batch(self._pack(0, self._n_first), self._n_first)

    @cached_property
    def later(self) -> list[Batch]:
        """The batches after the first; packed while the child compiles."""
        starts = [n for n, call in enumerate(self.calls) if not call.is_joined]
        ends = [*starts[1:], len(self.calls)]
        return [
            Batch(self._pack(start, end), end - start)
            for start, end in zip(starts, ends, strict=False)
        ]

    def _pack(self, start: int, end: int) -> bytes:
        """Return the frames of a batch of calls; the child rings after it if others follow."""
        last = -1 if end == len(self.calls) else end - 1
        try:
            return b"".join(
                framing.pack_frame(
                    framing.LAST_CALL if number == last else framing.CALL,
                    number + 1,
                    _pack_call(self.calls[number]),
                )
                for number in range(start, end)
            )
        except framing.FrameError as error:
            # The caller's mistake: in here a FrameError is the child's.
            raise ValueError(str(error)) from error


def _pack_call(call: Call) -> bytes:
    positional = [framing.pack_value(value) for value in call.arguments]
    named = [framing.pack_text(k) + framing.pack_value(v) for k, v in call.keywords.items()]
    counts = framing.pack_u8(len(positional)), framing.pack_u8(len(named))
    return counts[0] + b"".join(positional) + counts[1] + b"".join(named)
