"""Reads what the child claims, strictly, into the parent's own values; decides nothing."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.child import framing
from grader.sandbox.model import CallResult, ReturnKind, StudentError

_KINDS = {
    framing.ARRAY: ReturnKind.ARRAY,
    framing.SCALAR: ReturnKind.SCALAR,
    framing.TUPLE: ReturnKind.TUPLE,
    framing.WRONG_TYPE: ReturnKind.WRONG_TYPE,
    framing.RAISED: ReturnKind.RAISED,
}
_PLAIN = framing.pack_u8(framing.ARRAY)
_NDIM_OF = {ReturnKind.SCALAR: 0, ReturnKind.TUPLE: 1}
# Everything of C0 and C1 but tab and newline: no terminal escapes, and no NUL, which PostgreSQL
# refuses in a text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MAX_TEXT = 4000


def clean_text(data: bytes) -> str:
    """Return a student's bytes as text that is safe to store: control characters are dropped."""
    return _CONTROL.sub("", data.decode("utf-8", "replace").replace("\r\n", "\n"))


def read_error(cursor: framing.Cursor, source: str) -> tuple[StudentError, bool]:
    """Return the claimed exception and whether it says that memory ran out.

    Line texts come from the source that the parent holds, never from the child.
    """
    is_memory = cursor.u8() != 0
    name = _CONTROL.sub("", cursor.text())[:100]
    message = _CONTROL.sub("", cursor.text())[:_MAX_TEXT]
    texts = source.splitlines()
    numbers = [cursor.u64() for _ in range(cursor.u8())]
    lines = tuple((n, texts[n - 1].strip()) for n in numbers if 1 <= n <= len(texts))
    line = lines[-1][0] if lines else None
    return StudentError(name, message, line, lines), is_memory


def is_plain(payload: bytes) -> bool:
    """Return whether a call's claim is an array, which does not end a run."""
    return payload[1:2] == _PLAIN


def read_result(payload: bytes, source: str, *, time_s: float) -> tuple[CallResult, bool]:
    """Return one call's claim and whether memory ran out in it; raises FrameError."""
    cursor = framing.Cursor(payload)
    is_changed = cursor.u8() != 0
    kind = _KINDS.get(cursor.u8())
    if kind is None:
        raise framing.FrameError("a result of unknown kind")
    array: NDArray[Any] | None = None
    error, is_memory, type_name = None, False, ""
    if kind is ReturnKind.RAISED:
        error, is_memory = read_error(cursor, source)
    else:
        type_name = _CONTROL.sub("", cursor.text())[:200]
        if kind is not ReturnKind.WRONG_TYPE:
            array = cursor.array()
            if array.ndim != _NDIM_OF.get(kind, array.ndim):
                raise framing.FrameError(f"a {kind.value} of {array.ndim} axes")
            if not array.flags.c_contiguous:
                array = np.ascontiguousarray(array)
    cursor.finish()
    return CallResult(kind, array, type_name, is_changed, error, time_s), is_memory
