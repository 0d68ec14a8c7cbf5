"""Turns what a student's code raised or returned into short, plain text, inside the fence."""

from types import TracebackType

from . import framing

FILE_NAME = "submission.py"
_MAX_MESSAGE = 2000
_MAX_NAME = 100
# Outermost and innermost frames kept of a deep traceback.
_KEPT_FRAMES = 5


def type_name_of(value: object) -> str:
    """Return the exact type's name, with its module unless it is built in or the student's."""
    kind = type(value)
    try:
        name, module = str(kind.__qualname__), str(kind.__module__)
    except Exception:  # noqa: BLE001 - a metaclass of the student's may do anything here
        return "a type that hides its name"
    full = name if module in ("builtins", "submission") else f"{module}.{name}"
    return full[:_MAX_NAME]


def pack_error(error: BaseException) -> bytes:
    """Return type, message, line, frames and whether memory ran out, as bytes.

    The message is the student's own text: cut here, cleaned by the supervisor.
    """
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)[:_MAX_MESSAGE]
    except BaseException:  # noqa: BLE001 - __str__ is the student's, too
        message = "(the exception's own text could not be made)"
    lines = _lines_of(error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename == FILE_NAME and error.lineno:
        lines = [*lines, error.lineno]
    if len(lines) > 2 * _KEPT_FRAMES:
        lines = lines[:_KEPT_FRAMES] + lines[-_KEPT_FRAMES:]
    return b"".join(
        (
            framing.pack_u8(isinstance(error, MemoryError)),
            framing.pack_text(type_name_of(error)),
            framing.pack_text(message),
            framing.pack_u8(len(lines)),
            *(framing.pack_u64(line) for line in lines),
        )
    )


def _lines_of(traceback: TracebackType | None) -> list[int]:
    lines = []
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILE_NAME and traceback.tb_lineno:
            lines.append(max(traceback.tb_lineno, 0))
        traceback = traceback.tb_next
    return lines
