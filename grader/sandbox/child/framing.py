"""Raw framed bytes, the only language between supervisor and child: no pickle, no ``np.load``.

A frame is a header (magic, kind, sequence number, length) and a payload. Both sides use this
module; everything it needs is bound at import, so that a student who patches NumPy or ``struct``
afterwards changes nothing here (and could forge no more than another claim).
"""

import struct
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAGIC = b"ECF1"
_HEADER = struct.Struct("<4sBIQ")
HEADER_BYTES = _HEADER.size
_U8, _U32, _U64 = struct.Struct("<B"), struct.Struct("<I"), struct.Struct("<Q")
_I64, _F64 = struct.Struct("<q"), struct.Struct("<d")

# Kinds of frames, supervisor to child and back. After answering the last call of a batch that is
# not the last one, the child rings.
SOURCE, CALL, LAST_CALL = 1, 2, 3
READY, FAULT, LOADED, REFUSED, IMPORT_RAISED, RESULT = 16, 17, 18, 19, 20, 21
# Kinds of returned values inside a RESULT frame.
ARRAY, SCALAR, TUPLE, WRONG_TYPE, RAISED = 1, 2, 3, 4, 5
# Tags of values.
_NONE, _BOOL, _INT, _FLOAT, _TEXT, _ARRAY = 0, 1, 2, 3, 4, 5
# Memory layouts of arrays that go in: a stride trick in a solution must meet all three. A bit of
# the same byte makes an input read-only.
_C_ORDER, _F_ORDER, _STRIDED = 0, 1, 2
_READ_ONLY = 1 << 7

DTYPE_CODES = ("?", "<i1", "<i2", "<i4", "<i8", "<u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8")
_DTYPES = tuple(np.dtype(code) for code in DTYPE_CODES)
_CODE_OF = {dtype: code for code, dtype in enumerate(_DTYPES)}
_N_DTYPES = len(_DTYPES)
_ITEM_BYTES = tuple(dtype.itemsize for dtype in _DTYPES)
_BOOL_CODE = _CODE_OF[np.dtype(bool)]
# By number of axes, made once.
_SHAPES = tuple(struct.Struct(f"<{ndim}Q") for ndim in range(33))
_ARRAY_TAG = _U8.pack(_ARRAY)
MAX_NDIM = 32
# No single axis may be longer, so that products of dims stay far from overflow.
_MAX_DIM = 1 << 40

_ndarray, _ascontiguousarray, _asfortranarray = np.ndarray, np.ascontiguousarray, np.asfortranarray
_zeros, _uint8 = np.zeros, np.uint8


class FrameError(ValueError):
    """The bytes are not a frame of ours; says what was found and what was expected."""


class Frame(NamedTuple):
    """One complete frame."""

    kind: int
    sequence: int
    payload: bytes


def pack_frame(kind: int, sequence: int, payload: bytes) -> bytes:
    """Return the frame as bytes."""
    return _HEADER.pack(MAGIC, kind, sequence, len(payload)) + payload


def pack_header(kind: int, sequence: int, length: int) -> bytes:
    """Return the header of a frame whose payload follows in parts."""
    return _HEADER.pack(MAGIC, kind, sequence, length)


def unpack_header(
    buffer: bytes | bytearray, max_bytes: int, *, at: int = 0
) -> tuple[int, int, int]:
    """Return kind, sequence number and payload length of the complete header at a place.

    Raises FrameError for a wrong magic, FrameTooLong for a payload above ``max_bytes``.
    """
    magic, kind, sequence, length = _HEADER.unpack_from(buffer, at)
    if magic != MAGIC:
        raise FrameError(f"frame starts with {magic!r}, expected {MAGIC!r}")
    if length > max_bytes:
        raise FrameTooLong(f"frame of {length} bytes, at most {max_bytes} are read")
    return kind, sequence, length


class FrameTooLong(FrameError):
    """The header announces more than the reader is willing to take."""


class FrameReader:
    """Collects bytes as they arrive and hands out complete frames."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        # What was handed out stays in front until more comes.
        self._buffer, self._at = bytearray(), 0

    def feed(self, data: bytes) -> None:
        """Add bytes that were read; raises FrameError as soon as a header is wrong."""
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        self._buffer += data
        if len(self._buffer) >= HEADER_BYTES:
            unpack_header(self._buffer, self.max_bytes)

    def next(self) -> Frame | None:
        """Return the oldest complete frame, or None while it is incomplete."""
        start = self._at + HEADER_BYTES
        if len(self._buffer) < start:
            return None
        kind, sequence, length = unpack_header(self._buffer, self.max_bytes, at=self._at)
        end = start + length
        if len(self._buffer) < end:
            return None
        self._at = end
        return Frame(kind, sequence, bytes(self._buffer[start:end]))

    def is_hungry(self) -> bool:
        """Return whether no complete frame is waiting; raises FrameError as ``feed`` does."""
        n_left = len(self._buffer) - self._at
        if n_left < HEADER_BYTES:
            return True
        _, _, length = unpack_header(self._buffer, self.max_bytes, at=self._at)
        return n_left < HEADER_BYTES + length

    def has_rest(self) -> bool:
        """Return whether bytes beyond the frames handed out have arrived."""
        return len(self._buffer) > self._at


def pack_u64(value: int) -> bytes:
    """Return a count as eight bytes."""
    return _U64.pack(value)


def pack_u8(value: int) -> bytes:
    """Return a small code as one byte."""
    return _U8.pack(value)


def pack_text(text: str) -> bytes:
    """Return length and UTF-8 bytes; what UTF-8 cannot hold becomes a question mark."""
    data = text.encode("utf-8", "replace")
    return _U32.pack(len(data)) + data


def pack_bytes(data: bytes) -> bytes:
    """Return length and bytes."""
    return _U64.pack(len(data)) + data


def array_parts(array: NDArray[Any], *, is_input: bool = False) -> tuple[bytes, bytes]:
    """Return head (dtype code, layout, dims) and data of an array of an allowed dtype.

    An input that is read-only stays so; a result is only data. Raises FrameError for any other
    dtype and for more than MAX_NDIM axes.
    """
    dtype, ndim = array.dtype, array.ndim
    # The machine's own byte order is ours; only another one has to be turned round.
    code = _CODE_OF.get(dtype)
    if code is None:
        code = _CODE_OF.get(dtype.newbyteorder("<"))
    if code is None or ndim > MAX_NDIM:
        raise FrameError(f"array of {dtype} with {ndim} axes cannot be sent")
    flags = array.flags
    is_c, is_f = flags.c_contiguous, flags.f_contiguous
    layout = _C_ORDER if is_c else _F_ORDER if is_f else _STRIDED
    if is_input and not flags.writeable:
        layout |= _READ_ONLY
    head = bytes((code, layout, ndim)) + _SHAPES[ndim].pack(*array.shape)
    return head, _ascontiguousarray(array, dtype=_DTYPES[code]).tobytes()


def pack_value(value: object) -> bytes:
    """Return one argument as bytes.

    Raises TypeError for a type that is never sent, FrameError for a value that does not fit.
    """
    if type(value) is _ndarray:
        return b"".join((_ARRAY_TAG, *array_parts(value, is_input=True)))
    if value is None:
        return _U8.pack(_NONE)
    if isinstance(value, bool | np.bool_):
        return _U8.pack(_BOOL) + _U8.pack(bool(value))
    if isinstance(value, int | np.integer):
        if not -(1 << 63) <= value < 1 << 63:
            raise FrameError(f"the number {value} does not fit 64 bits")
        return _U8.pack(_INT) + _I64.pack(int(value))
    if isinstance(value, float | np.floating):
        return _U8.pack(_FLOAT) + _F64.pack(float(value))
    if isinstance(value, str):
        return _U8.pack(_TEXT) + pack_text(value)
    if isinstance(value, _ndarray):
        return b"".join((_ARRAY_TAG, *array_parts(value, is_input=True)))
    raise TypeError(f"argument of type {type(value).__name__}, expected a number, text or array")


class Cursor:
    """Reads a payload front to back and refuses whatever does not add up."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._at = 0
        # The input arrays that were read, with shape, dtype and data as they were sent.
        self.inputs: list[tuple[NDArray[Any], tuple[int, ...], np.dtype[Any], bytes]] = []

    def take(self, count: int) -> bytes:
        """Return the next bytes; raises FrameError when there are fewer."""
        end = self._at + count
        if end > len(self._payload):
            left = len(self._payload) - self._at
            raise FrameError(f"payload ends early: {left} bytes left, {count} expected")
        data = self._payload[self._at : end]
        self._at = end
        return data

    def finish(self) -> None:
        """Check that nothing is left; raises FrameError otherwise."""
        if self._at != len(self._payload):
            raise FrameError(f"{len(self._payload) - self._at} bytes too many in a payload")

    def u8(self) -> int:
        """Return the next small code."""
        at = self._at
        if at >= len(self._payload):
            raise FrameError("payload ends early: 0 bytes left, 1 expected")
        self._at = at + 1
        return self._payload[at]

    def u64(self) -> int:
        """Return the next count."""
        return int(_U64.unpack(self.take(8))[0])

    def text(self) -> str:
        """Return the next text; bytes that are not UTF-8 become replacement characters."""
        return self.take(int(_U32.unpack(self.take(4))[0])).decode("utf-8", "replace")

    def data(self) -> bytes:
        """Return the next length-prefixed bytes."""
        return self.take(self.u64())

    def array(self, *, is_input: bool = False) -> NDArray[Any]:
        """Return the next array: fresh, in the layout it was sent in; an input may be read-only."""
        code, layout, ndim = self.take(3)
        is_read_only = is_input and layout >= _READ_ONLY
        if is_read_only:
            layout -= _READ_ONLY
        if code >= _N_DTYPES or layout > _STRIDED or ndim > MAX_NDIM:
            raise FrameError(f"array header ({code}, {layout}, {ndim}) is not one of ours")
        shape: tuple[int, ...] = _SHAPES[ndim].unpack(self.take(8 * ndim))
        n_bytes = _ITEM_BYTES[code] * prod(shape)
        # Python's integers do not overflow, and an axis of length 0 must not hide a huge one.
        if n_bytes > _MAX_DIM or (not n_bytes and prod(n or 1 for n in shape) > _MAX_DIM >> 3):
            raise FrameError(f"array of shape {shape} is larger than anything that is read")
        data = self.take(n_bytes)
        array: NDArray[Any]
        if code == _BOOL_CODE:
            # A byte other than 0 and 1 in a bool array is undefined behaviour in NumPy.
            array = _ndarray(shape, _uint8, data) != 0
        else:
            array = _ndarray(shape, _DTYPES[code], data).copy()
        if layout == _F_ORDER:
            array = _asfortranarray(array)
        elif layout == _STRIDED:
            wide = _zeros((*shape[:-1], 2 * shape[-1]), dtype=_DTYPES[code])
            wide[..., ::2] = array
            array = wide[..., ::2]
        if is_input:
            if is_read_only:
                array.flags.writeable = False
            self.inputs.append((array, shape, _DTYPES[code], data))
        return array

    def value(self) -> object:
        """Return the next argument."""
        tag = self.u8()
        # The most frequent first.
        if tag == _ARRAY:
            return self.array(is_input=True)
        if tag == _INT:
            return int(_I64.unpack(self.take(8))[0])
        if tag == _FLOAT:
            return float(_F64.unpack(self.take(8))[0])
        if tag == _BOOL:
            return self.u8() != 0
        if tag == _TEXT:
            return self.text()
        if tag == _NONE:
            return None
        raise FrameError(f"value tag {tag} is not one of ours")
