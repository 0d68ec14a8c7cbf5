"""Runs one submission inside the fence: compile, execute the body, answer one call after another.

Everything it needs is bound before the student's code exists, so that patched modules do not
break it; nothing here is secret and no verdict is made here: what leaves is a claim about what
the function returned, and the supervisor treats it as one.
"""

import os
import random
import signal
import sys
from collections.abc import Callable
from io import TextIOWrapper
from types import ModuleType
from typing import Any, NamedTuple, NoReturn, cast

import numpy as np

from . import framing, wire
from .report import pack_error, type_name_of

FILE_NAME = "submission.py"
_MAX_ITEMS = 1 << 20
_FAILED = 70

_receive, _send, _ring, _shut = wire.receive, wire.send, wire.ring, wire.shut
_exit, _pause = os._exit, signal.pause
_ndarray, _generic, _asarray, _ascontiguousarray = (
    np.ndarray,
    np.generic,
    np.asarray,
    np.ascontiguousarray,
)
_tobytes, _dtype = np.ndarray.tobytes, np.dtype
_ALLOWED_DTYPES = frozenset(np.dtype(code) for code in framing.DTYPE_CODES)
_PLAIN_NUMBERS = (bool, int, float)
# Standard output and standard error.
_streams: list[TextIOWrapper] = []

_UNCHANGED, _CHANGED = framing.pack_u8(0), framing.pack_u8(1)
_PLAIN_ARRAY = framing.pack_u8(framing.ARRAY) + framing.pack_text(type_name_of(np.zeros(0)))
# Made in advance, because nothing can be made when it is needed.
_OUT_OF_MEMORY = [
    framing.pack_u8(0),
    framing.pack_u8(framing.RAISED),
    pack_error(MemoryError("no room is left for the next inputs")),
]


# What students' first solutions look like.
_REHEARSED_SOURCE = """
import numpy as np

def conv2d(image, kernel, stride=1, padding=1):
    image = np.pad(image, padding)
    size = (image.shape[0] - kernel.shape[0]) // stride + 1
    output = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            patch = image[i*stride:i*stride+kernel.shape[0], j*stride:j*stride+kernel.shape[1]]
            output[i, j] = np.sum(patch * kernel) + (patch @ kernel).mean()
    return output
"""


class Source(NamedTuple):
    """What the SOURCE frame carries."""

    function: str
    seed: bytes
    text: str


def serve() -> NoReturn:
    """Answer requests until the supervisor closes the pipe, then wait to be killed.

    Exit handlers and finalisers of the student never run.
    """
    _exchange()
    _leave()


def _exchange() -> None:
    """Take a source and calls, and answer them, until no more come."""
    frame = _receive()
    if frame is None or frame.kind != framing.SOURCE:
        _exit(_FAILED)
    function = _load(_read_source(frame.payload))
    number = 0
    while True:
        number += 1
        frame = None
        try:
            frame = _receive()
            if frame is None:
                return
            answer = _answer(function, frame.payload)
            _flush()
        except MemoryError:
            # What the student keeps leaves no room for the next inputs.
            answer = _OUT_OF_MEMORY
        _send(framing.RESULT, number, *answer)
        if frame is not None and frame.kind == framing.LAST_CALL:
            _ring()


def say_ready(memory_kib: int, cpu_ns: int) -> None:
    """Tell the supervisor that the fence is up, and what this process has used until then."""
    _flush()
    _send(framing.READY, 0, framing.pack_u64(memory_kib), framing.pack_u64(cpu_ns))


def _leave() -> NoReturn:
    """Shut the answers and wait for the end.

    What has been used is read from a process that lives; taking down its memory is not waited for.
    """
    _flush()
    _shut()
    while True:
        _pause()


def rehearse(n_runs: int, n_calls: int, size: int) -> None:
    """Serve a source and calls of our own from memory; nobody sees the answers.

    In the zygote it fills what Python and NumPy fill at first use (bytecode is specialised after
    some eight executions; dispatch and cast caches). In a child that waits it touches the pages
    that a run writes to, and so copies them, before any clock runs.
    """
    parts = framing.pack_text("conv2d"), framing.pack_bytes(bytes(32)), _REHEARSED_SOURCE
    source = parts[0] + parts[1] + framing.pack_bytes(parts[2].encode())
    arrays = [framing.pack_value(np.ones((n, n))) for n in (size, 3)]
    keyword = framing.pack_text("stride") + framing.pack_value(2)
    call = framing.pack_u8(2) + b"".join(arrays) + framing.pack_u8(1) + keyword
    requests = framing.pack_frame(framing.SOURCE, 0, source)
    requests += framing.pack_frame(framing.CALL, 1, call) * n_calls
    for _ in range(n_runs):
        with wire.played(requests):
            _exchange()
    del sys.modules["submission"]


def open_streams() -> None:
    """Let ``print`` write line by line to what descriptors 1 and 2 are, here and in every fork.

    The streams are held here, because ``sys.stdout`` may be another object later. Text that UTF-8
    cannot hold must not raise in an innocent ``print``.
    """
    for fd in (1, 2):
        stream = open(  # noqa: SIM115 - stays open as long as the process
            fd, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
        )
        _streams.append(stream)
    sys.stdout = sys.__stdout__ = _streams[0]  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _streams[1]  # type: ignore[misc]


def _flush() -> None:
    try:
        _streams[0].flush()
    except (OSError, ValueError):
        # The student closed it; what was not written is the student's loss.
        return


def _load(source: Source) -> Callable[..., object]:
    """Compile and execute the module, report it, and return the function; or report and exit."""
    try:
        code = compile(source.text, FILE_NAME, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError) as error:
        _refuse("syntax_error", pack_error(error))
    module = ModuleType("submission")
    sys.modules["submission"] = module
    sys.argv[:] = [FILE_NAME]
    _seed(source.seed)
    try:
        exec(code, module.__dict__)  # noqa: S102 - the one place where it is meant to happen
        function = module.__dict__.get(source.function)
        is_callable = callable(function)
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt too
        payload = pack_error(error)
        _flush()
        _send(framing.IMPORT_RAISED, 0, payload)
        _exit(0)
    _flush()
    if not is_callable:
        _refuse("no_callable", b"")
    _send(framing.LOADED, 0, b"")
    return cast(Callable[..., object], function)


def _seed(seed: bytes) -> None:
    # One number: seeding with bytes or an array goes a much longer way.
    number = int.from_bytes(seed[:4], "little")
    random.seed(number)
    np.random.seed(number)


def _refuse(reason: str, error: bytes) -> NoReturn:
    _send(framing.REFUSED, 0, framing.pack_text(reason) + error)
    _exit(0)


def _answer(function: Callable[..., object], payload: bytes) -> list[bytes]:
    """Return the RESULT payload of one call, in parts: a copy less of a large result."""
    cursor = framing.Cursor(payload)
    arguments = [cursor.value() for _ in range(cursor.u8())]
    keywords = {cursor.text(): cursor.value() for _ in range(cursor.u8())}
    inputs = cursor.inputs
    try:
        result = function(*arguments, **keywords)
        claim = _describe(result)
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt too
        claim = [framing.pack_u8(framing.RAISED), pack_error(error)]
    is_changed = any(
        array.shape != shape or array.dtype != dtype or _tobytes(array) != data
        for array, shape, dtype, data in inputs
    )
    return [_CHANGED if is_changed else _UNCHANGED, *claim]


def _describe(result: object) -> list[bytes]:
    """Return kind, exact type and value of what the function returned."""
    if type(result) is _ndarray and result.dtype in _ALLOWED_DTYPES:
        return [_PLAIN_ARRAY, *framing.array_parts(result)]
    kind, value = framing.WRONG_TYPE, None
    name = type_name_of(result)
    if type(result) is _ndarray:
        if result.dtype.newbyteorder("<") in _ALLOWED_DTYPES:
            kind, value = framing.ARRAY, result
        else:
            name = f"{name} of {result.dtype}"
    elif _is_plain_number(result):
        kind, value = framing.SCALAR, _number_array(result)
    elif (
        (type(result) is tuple or type(result) is list)
        and len(result) <= _MAX_ITEMS
        and all(_is_plain_number(item) for item in result)
    ):
        kind, value = framing.TUPLE, _number_array(result)
    if value is None:
        kind = framing.WRONG_TYPE
    body = () if value is None else framing.array_parts(value)
    return [framing.pack_u8(kind), framing.pack_text(name), *body]


def _is_plain_number(value: object) -> bool:
    kind = type(value)
    return kind in _PLAIN_NUMBERS or (
        issubclass(kind, _generic) and _dtype(kind) in _ALLOWED_DTYPES
    )


def _number_array(value: object) -> "np.ndarray[Any, Any] | None":
    """Return numbers as an array, or None when they fit no dtype that is sent (a huge int)."""
    array = _ascontiguousarray(_asarray(value)).reshape(_asarray(value).shape)
    return array if array.dtype in _ALLOWED_DTYPES else None


def _read_source(payload: bytes) -> Source:
    cursor = framing.Cursor(payload)
    function, seed = cursor.text(), cursor.data()
    # Strict: the supervisor has checked it, and a coding cookie in a str means nothing.
    text = cursor.data().decode("utf-8").removeprefix("\ufeff")
    return Source(function, seed, text)
