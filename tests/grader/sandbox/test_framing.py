"""Frames survive a round trip, and nothing but a frame of ours is ever accepted."""

import random
import struct

import numpy as np
import pytest

from grader.sandbox.child import framing
from grader.sandbox.intake import clean_text, read_result
from grader.sandbox.model import ReturnKind


def pack_result(kind: int, *parts: bytes, is_changed: bool = False) -> bytes:
    """Return a RESULT payload as the harness would make it."""
    head = framing.pack_u8(is_changed) + framing.pack_u8(kind)
    return head + framing.pack_text("numpy.ndarray") + b"".join(parts)


ARRAY_PAYLOAD = pack_result(framing.ARRAY, *framing.array_parts(np.arange(6.0).reshape(2, 3)))


def test_a_frame_is_handed_out_only_when_it_is_complete():
    data = framing.pack_frame(framing.RESULT, 3, b"payload")
    reader = framing.FrameReader(100)
    for byte in data[:-1]:
        reader.feed(bytes([byte]))
        assert reader.next() is None
    reader.feed(data[-1:] + b"E")
    assert reader.next() == framing.Frame(framing.RESULT, 3, b"payload")
    assert reader.has_rest()


@pytest.mark.parametrize("data", [b"HTTP/1.1 200 OK....", bytes(17), b"ECF2" + bytes(13)])
def test_foreign_bytes_are_refused_as_soon_as_a_header_is_there(data: bytes):
    with pytest.raises(framing.FrameError, match="frame starts with"):
        framing.FrameReader(100).feed(data)


def test_a_frame_above_the_cap_is_refused_by_its_header_alone():
    header = framing.pack_header(framing.RESULT, 1, 101)
    with pytest.raises(framing.FrameTooLong, match="101 bytes, at most 100"):
        framing.FrameReader(100).feed(header)


@pytest.mark.parametrize(
    "value", [None, True, False, 0, -(2**63), 1.5, float("inf"), "Größe", "", np.arange(3)]
)
def test_a_value_survives_the_round_trip(value: object):
    cursor = framing.Cursor(framing.pack_value(value))
    got = cursor.value()
    cursor.finish()
    assert type(got) is type(value)
    np.testing.assert_array_equal(got, value)


@pytest.mark.parametrize("value", [[1], (1,), {}, b"x", 1j, object()])
def test_a_value_of_another_type_is_not_sent(value: object):
    with pytest.raises(TypeError, match="expected a number, text or array"):
        framing.pack_value(value)


def test_a_number_beyond_64_bits_is_not_sent():
    with pytest.raises(framing.FrameError, match="does not fit 64 bits"):
        framing.pack_value(1 << 63)


@pytest.mark.parametrize("dtype", [object, complex, np.longdouble, "U3", "M8[D]", [("a", int)]])
def test_an_array_of_another_dtype_is_not_sent(dtype):
    with pytest.raises(framing.FrameError, match="cannot be sent"):
        framing.array_parts(np.zeros(2, dtype=dtype))


def test_a_result_is_read():
    result, is_memory = read_result(ARRAY_PAYLOAD, "", time_s=0.5)
    assert result.kind is ReturnKind.ARRAY
    np.testing.assert_array_equal(result.array, [[0, 1, 2], [3, 4, 5]])
    assert (result.time_s, is_memory) == (0.5, False)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (ARRAY_PAYLOAD + b"x", "1 bytes too many"),
        (ARRAY_PAYLOAD[:-1], "payload ends early"),
        (pack_result(99), "unknown kind"),
        (pack_result(framing.SCALAR, *framing.array_parts(np.zeros(2))), "a scalar of 1 axes"),
        (pack_result(framing.TUPLE, *framing.array_parts(np.zeros((2, 2)))), "a tuple of 2 axes"),
        (pack_result(framing.ARRAY, bytes((12, 0, 0))), "not one of ours"),
        (pack_result(framing.ARRAY, bytes((0, 3, 0))), "not one of ours"),
        (pack_result(framing.ARRAY, bytes((11, 0, 33))), "not one of ours"),
        (pack_result(framing.ARRAY, bytes((11, 0, 1)), struct.pack("<Q", 1 << 63)), "larger than"),
        (pack_result(framing.ARRAY, bytes((11, 0, 2)), struct.pack("<QQ", 1 << 39, 0)), "larger"),
        (b"", "payload ends early"),
    ],
)
def test_a_malformed_result_is_refused(payload: bytes, message: str):
    with pytest.raises(framing.FrameError, match=message):
        read_result(payload, "", time_s=0)


def test_a_huge_announced_shape_allocates_nothing():
    payload = pack_result(framing.ARRAY, bytes((11, 0, 1)), struct.pack("<Q", 1 << 36))
    with pytest.raises(framing.FrameError, match="payload ends early"):
        read_result(payload, "", time_s=0)


def test_random_damage_is_refused_or_read_and_nothing_else():
    rng = random.Random(5)
    for _ in range(5000):
        data = bytearray(ARRAY_PAYLOAD)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read_result(bytes(data[: rng.randint(1, len(data))]), "", time_s=0)
        except framing.FrameError:
            continue


def test_a_bool_array_holds_zeros_and_ones_only():
    payload = pack_result(framing.ARRAY, bytes((0, 0, 1)), struct.pack("<Q", 3), bytes((0, 1, 255)))
    result, _ = read_result(payload, "", time_s=0)
    assert result.array is not None
    assert result.array.view(np.uint8).tolist() == [0, 1, 1]


def test_text_loses_control_characters_and_keeps_lines_and_tabs():
    assert clean_text(b"a\x00b\x1b[31m\tc\r\nd\xff\xc2\x9b") == "ab[31m\tc\nd\ufffd"


@pytest.mark.parametrize("layout", ["C", "Fortran", "strided"])
def test_a_read_only_array_enters_read_only_and_a_writable_one_writable(layout: str):
    wide = np.arange(24.0).reshape(4, 6)
    sent = {"C": wide, "Fortran": wide.T, "strided": wide[:, ::2]}[layout]
    for is_writable in (True, False):
        sent.flags.writeable = is_writable
        got = framing.Cursor(framing.pack_value(sent)).value()
        assert isinstance(got, np.ndarray)
        assert got.flags.writeable is is_writable
        assert got.flags.c_contiguous == sent.flags.c_contiguous
        np.testing.assert_array_equal(got, sent)


def test_a_read_only_result_is_only_data_and_no_claim_makes_ours_read_only():
    constant = np.broadcast_to(np.float64(2), (2, 3))
    parts = framing.array_parts(constant)
    result, _ = read_result(pack_result(framing.ARRAY, *parts), "", time_s=0)
    assert result.array is not None and result.array.flags.writeable
    claimed = bytes((parts[0][0], parts[0][1] | 128)) + parts[0][2:]
    with pytest.raises(framing.FrameError, match="not one of ours"):
        read_result(pack_result(framing.ARRAY, claimed, parts[1]), "", time_s=0)
