"""What a local run says on the terminal; plain lines when the output is a file."""

import os
import sys
import time

_LOG_LINE_S = 5.0


class Console:
    """Prints steps with elapsed time and one live line while something is awaited."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._is_terminal = sys.stdout.isatty()
        self._shown_at = 0.0
        self._shown = ""

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def say(self, text: str) -> None:
        """Print a line with the elapsed time."""
        self._clear()
        self._write(f"[{self.elapsed_s:5.1f} s] {text}\n")

    def show(self, text: str) -> None:
        """Print text as it is."""
        self._clear()
        self._write(text + "\n")

    def wait(self, text: str) -> None:
        """Show what is awaited: a line redrawn on a terminal, a new one now and then in a file."""
        now = time.monotonic()
        if self._is_terminal:
            width = _width() - 1
            self._write("\r" + f"[{self.elapsed_s:5.1f} s] {text}"[:width].ljust(width))
            self._shown = text
        elif text != self._shown or now - self._shown_at >= _LOG_LINE_S:
            self._shown, self._shown_at = text, now
            self._write(f"[{self.elapsed_s:5.1f} s] {text}\n")

    def _clear(self) -> None:
        if self._is_terminal and self._shown:
            self._write("\r" + " " * (_width() - 1) + "\r")
        self._shown = ""

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except UnicodeEncodeError:
            sys.stdout.write(text.encode("ascii", "replace").decode("ascii"))
        except BrokenPipeError:
            # The reader left (`make run | head`); the run itself goes on until it is stopped.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def _width() -> int:
    try:
        return max(20, os.get_terminal_size(sys.stdout.fileno()).columns)
    except OSError:
        return 80
