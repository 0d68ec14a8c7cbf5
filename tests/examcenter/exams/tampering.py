"""What somebody with SQL in hand may do to a log once the triggers are away, on either database.

Each way has the statements, and the words with which verifying says where. A log of six entries is
what they are written for.
"""

from __future__ import annotations

N_ENTRIES = 6
_ALL = "course_id, exam_id, attempt_id, actor_id, action, data, created_at"
_LOG = "exams_auditentry"


def _set(values: str, where: str) -> str:
    return f"UPDATE {_LOG} SET {values} WHERE {where}"


def _delete(where: str) -> str:
    return f"DELETE FROM {_LOG} WHERE {where}"


def _copy(source: int, target: int) -> str:
    """Return the statement that puts a copy of an entry, with its hash, at another number."""
    return (
        f"INSERT INTO {_LOG} ({_ALL}, sequence, hash) "
        f"SELECT {_ALL}, {target}, hash FROM {_LOG} WHERE sequence = {source}"
    )


def _content(number: int) -> str:
    return f"number {number}: its content has another hash"


WAYS: dict[str, tuple[tuple[str, ...], str]] = {
    "change what was done": (
        (_set("action = 'other'", "sequence = 3"),),
        _content(3),
    ),
    "change the data": (
        (_set("data = '{\"n\": 7}'", "sequence = 3"),),
        _content(3),
    ),
    "change the first": (
        (_set("action = 'other'", "sequence = 1"),),
        _content(1),
    ),
    "change the last": (
        (_set("action = 'other'", "sequence = 6"),),
        _content(6),
    ),
    "change when it was": (
        (_set("created_at = '2020-01-01 00:00:00'", "sequence = 2"),),
        _content(2),
    ),
    "change a hash": (
        (_set("hash = '00'", "sequence = 4"),),
        _content(4),
    ),
    "delete the first": ((_delete("sequence = 1"),), "found number 2, expected 1"),
    "delete one between": ((_delete("sequence = 4"),), "found number 5, expected 4"),
    "delete one and close the gap": (
        (
            _delete("sequence = 4"),
            _set("sequence = 4", "sequence = 5"),
            _set("sequence = 5", "sequence = 6"),
        ),
        _content(4),
    ),
    "insert one between": (
        (
            _set("sequence = sequence + 1000", "sequence >= 4"),
            _set("sequence = sequence - 999", "sequence > 1000"),
            _copy(2, 4),
        ),
        _content(4),
    ),
    "insert one at the end": ((_copy(2, 7),), _content(7)),
    "insert one far behind": ((_copy(2, 9),), "found number 9, expected 7"),
    "change the places of two": (
        (
            _set("sequence = 1000", "sequence = 2"),
            _set("sequence = 2", "sequence = 5"),
            _set("sequence = 5", "sequence = 1000"),
        ),
        _content(2),
    ),
    "turn the order round": (
        (
            _set("sequence = 1000 - sequence", "sequence <= 6"),
            _set("sequence = sequence - 993", "sequence > 900"),
        ),
        _content(1),
    ),
    # A chain from its start is whole wherever it is cut off: the head that was noted tells.
    "cut off the last": ((_delete("sequence = 6"),), ""),
    "cut off all but two": ((_delete("sequence > 2"),), ""),
    "cut off everything": ((_delete("sequence > 0"),), ""),
}
