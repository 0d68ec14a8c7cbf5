"""The four pipes of a run: requests in; answers, captured output and bell out, all non-blocking.

Whatever the child does with its ends, reading here is capped and writing never waits for it.
"""

import fcntl
import os
import select
from contextlib import suppress

from grader.sandbox.child import framing
from grader.sandbox.model import MIB, Limits

# Printing is innocent up to here; beyond, the run ends at once.
FLOOD_BYTES = MIB
_CHUNK = 256 * 1024
# So that the inputs of a grading mostly enter with one write; a pipe holds 64 KiB by default.
_REQUEST_BYTES = MIB
# Half of what the other two pipes hold: more than that at one look, and the child may be waiting.
_MUCH = 32 * 1024
# A child that rings on and on keeps us no busier than one that prints.
_RINGS = 4096
# Between two looks at a child that nobody waits for.
_SHORT_NAP_MS, _LONG_NAP_MS = 8, 16


class Ended(Exception):
    """The exchange is over; ``cause`` says why: one of the codes in ``verdict``."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Pipes:
    """Our ends of the pipes, and until they are passed on the child's ends, too."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._reader = framing.FrameReader(limits.result_bytes)
        self._pending, self._is_last = memoryview(b""), False
        self._stdout, self._n_stdout = bytearray(), 0
        self._poller = select.poll()
        self._is_watched, self._has_much, self._nap_ms = True, False, _SHORT_NAP_MS
        self._control, self.is_refused = -1, False
        theirs_request, self._request = os.pipe()
        # The kernel may refuse it to a user with many pipes.
        with suppress(OSError):
            fcntl.fcntl(self._request, fcntl.F_SETPIPE_SZ, _REQUEST_BYTES)
        self._result, theirs_result = os.pipe()
        self._out, theirs_out = os.pipe()
        self._bell, theirs_bell = os.pipe()
        self.theirs = [theirs_request, theirs_result, theirs_out, theirs_bell]
        for fd in (self._request, self._result, self._out, self._bell):
            os.set_blocking(fd, False)
        for fd in (self._result, self._out, self._bell):
            self._poller.register(fd, select.POLLIN)

    def adopt(self, limits: Limits) -> None:
        """Take the limits of the run that begins now; nothing has been read yet."""
        self._limits = limits
        self._reader.max_bytes = limits.result_bytes

    def close_theirs(self) -> None:
        """Close the child's ends, so that its own closing them can be noticed."""
        for fd in self.theirs:
            os.close(fd)
        self.theirs = []

    def close(self) -> None:
        """Close every descriptor."""
        self.close_theirs()
        self.close_request()
        self._result = self._closed(self._result)
        self._out = self._closed(self._out)
        self._bell = self._closed(self._bell)

    def close_request(self) -> None:
        """Tell the child that no further request comes."""
        self._request = self._closed(self._request)

    def is_result_open(self) -> bool:
        """Return whether the child (or anybody) still holds the other end of the result pipe."""
        return self._result >= 0

    def watch(self, control_fd: int) -> None:
        """Let ``wait`` look at the control socket, too."""
        self._control = control_fd
        self._poller.register(control_fd, select.POLLIN)

    def wait(self, timeout_ms: int, *, is_patient: bool = False) -> bool:
        """Serve what is ready, once; return whether the control socket has something to say.

        With patience, not every answer and line wakes us, which takes the child's processor away
        from it: we look at them now and then, and wake when the child rings, shuts its answers or
        ends, or much has come.
        """
        is_patient = is_patient and not self._has_much and not self._reader.has_rest()
        self._watch_answers(is_on=not is_patient)
        if is_patient:
            timeout_ms = min(timeout_ms, self._nap_ms)
        events = dict(self._poller.poll(timeout_ms))
        if self._bell in events:
            self._hear_bell()
        if self._out in events or is_patient:
            self.read_stdout()
        if self._result in events or is_patient:
            n_bytes = self.read_result()
            self._has_much = n_bytes >= _MUCH
            self._nap_ms = _SHORT_NAP_MS if n_bytes else min(2 * self._nap_ms, _LONG_NAP_MS)
        if self._request in events and not self._write_request():
            self._finish_request()
        return self._control in events

    def _hear_bell(self) -> None:
        """Take what was rung; it says no more than that a look is worth while."""
        with suppress(BlockingIOError):
            if not os.read(self._bell, _RINGS):
                self._bell = self._closed(self._bell)

    def _watch_answers(self, *, is_on: bool) -> None:
        """Choose what wakes us: anything that the child writes, or only that it has closed."""
        if is_on == self._is_watched:
            return
        self._is_watched = is_on
        for fd in (self._result, self._out):
            if fd >= 0:
                self._poller.modify(fd, select.POLLIN if is_on else 0)

    def send(self, data: bytes, *, is_last: bool) -> None:
        """Write requests, after what is left of earlier ones, as far as the pipe takes them now.
        ``wait`` writes the rest.

        After the last ones the pipe is closed, so that the child leaves without being told.
        """
        self._pending = memoryview(bytes(self._pending) + data if self._pending else data)
        self._is_last = is_last
        if self._write_request():
            self._poller.register(self._request, select.POLLOUT)
        else:
            self._finish_request()

    def is_sent(self) -> bool:
        """Return whether the child has taken all that was sent."""
        return not self._pending

    def next_frame(self) -> framing.Frame | None:
        """Return the oldest complete answer, or None; raises Ended for what is none of ours."""
        try:
            return self._reader.next()
        except framing.FrameError as error:
            raise _ended_by(error) from error

    def has_frame(self) -> bool:
        """Return whether another complete answer is there already."""
        with suppress(framing.FrameError):
            return not self._reader.is_hungry()
        return False

    def has_rest(self) -> bool:
        """Return whether bytes beyond the answers handed out have arrived."""
        return self._reader.has_rest()

    def read_result(self) -> int:
        """Read what there is, once, and return how much; raises Ended for what is none of ours."""
        if self._result < 0:
            return 0
        try:
            data = os.read(self._result, _CHUNK)
        except BlockingIOError:
            return 0
        if not data:
            self._result = self._closed(self._result)
            return 0
        try:
            self._reader.feed(data)
        except framing.FrameError as error:
            raise _ended_by(error) from error
        return len(data)

    def drain_result(self) -> None:
        """Read until an answer is complete or nothing is left to read."""
        while self._reader.is_hungry() and self.read_result():
            pass

    def read_stdout(self) -> None:
        """Read all there is, keep the first part, raise Ended at a flood."""
        while self._out >= 0:
            try:
                data = os.read(self._out, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                self._out = self._closed(self._out)
                return
            self._n_stdout += len(data)
            room = self._limits.stdout_bytes - len(self._stdout)
            self._stdout += data[: max(room, 0)]
            if self._n_stdout > max(FLOOD_BYTES, self._limits.stdout_bytes):
                raise Ended("stdout")

    def stdout_bytes(self) -> bytes:
        """Return what was kept of the child's standard output and error."""
        return bytes(self._stdout)

    def _write_request(self) -> bool:
        """Write what the pipe takes now; return whether it is worth while to try again."""
        try:
            sent = os.write(self._request, self._pending[:_REQUEST_BYTES])
        except BlockingIOError:
            return True
        except BrokenPipeError:
            # It closed its end; whether that matters shows in its answer or its end.
            self.is_refused = True
            return False
        self._pending = self._pending[sent:]
        return bool(self._pending)

    def _finish_request(self) -> None:
        if self._is_last:
            self.close_request()
        else:
            with suppress(KeyError):
                self._poller.unregister(self._request)

    def _closed(self, fd: int) -> int:
        if fd >= 0:
            with suppress(KeyError):
                self._poller.unregister(fd)
            os.close(fd)
        return -1


def _ended_by(error: framing.FrameError) -> Ended:
    is_long = isinstance(error, framing.FrameTooLong)
    return Ended("result_size" if is_long else "malformed_answer")
