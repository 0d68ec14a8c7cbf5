"""Shows that work goes on: steps with elapsed time, and the reason when one fails.

Standard library only, and readable by every Python 3: it runs before the project's own Python.
"""

import os
import subprocess
import sys
import threading
import time

_STARTED = time.monotonic()
_TAIL_LINES = 25
# A terminal's line is redrawn; a log file gets a line only this often.
_REDRAW_S = 0.2
_LOG_LINE_S = 5.0


class SetupError(Exception):
    """A set-up step that cannot be done; the text names the cause, ``fix`` what to do."""

    def __init__(self, cause, fix):
        super().__init__(cause)
        self.cause = cause
        self.fix = fix


def say(text):
    """Print one line with the time since the start."""
    sys.stdout.write(f"[{time.monotonic() - _STARTED:5.1f} s] {text}\n")
    sys.stdout.flush()


def run_step(title, command, log_path, environment=None):
    """Run a command with visible progress; return its output, or raise CalledProcessError."""
    say(title + " ...")
    started = time.monotonic()
    lines = []
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    )
    reader = threading.Thread(target=_collect, args=(process.stdout, lines, log_path), daemon=True)
    reader.start()
    try:
        _watch(process, started, lines)
    except BaseException:
        process.kill()
        process.wait()
        raise
    reader.join(5)
    output = "\n".join(lines)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    say(f"{title}: done in {time.monotonic() - started:.1f} s")
    return output


def last_lines(output):
    """Return the end of a command's output, indented for reading."""
    return "\n".join("    " + line for line in output.splitlines()[-_TAIL_LINES:])


def _collect(stream, lines, log_path):
    with open(log_path, "a", encoding="utf-8") as log:
        for raw in iter(stream.readline, b""):
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            log.write(line + "\n")


def _watch(process, started, lines):
    is_terminal = sys.stdout.isatty()
    shown_at = started
    while True:
        try:
            process.wait(_REDRAW_S)
            break
        except subprocess.TimeoutExpired:
            pass
        now = time.monotonic()
        if not is_terminal and now - shown_at < _LOG_LINE_S:
            continue
        shown_at = now
        text = f"          {now - started:3.0f} s  {_newest(lines)}"
        if is_terminal:
            width = _terminal_width() - 1
            sys.stdout.write("\r" + text[:width].ljust(width))
        else:
            sys.stdout.write(text[:100] + "\n")
        sys.stdout.flush()
    if is_terminal:
        sys.stdout.write("\r" + " " * (_terminal_width() - 1) + "\r")


def _newest(lines):
    """Return the last line that tells what is being done."""
    told = (line.strip() for line in reversed(lines[-50:]))
    return next((line for line in told if line and not line.startswith("WARNING:")), "")


def _terminal_width():
    try:
        return max(20, os.get_terminal_size(sys.stdout.fileno()).columns)
    except OSError:
        return 80
