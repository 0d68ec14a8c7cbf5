"""Runs the proof of a text in a process of its own, within bounds, and reads what it says."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from questions.proof import Proof


@dataclass(frozen=True)
class Bounds:
    """What a proof may take."""

    memory_bytes: int
    time_s: int


class ProofStopped(Exception):
    """The proof did not come to its end; says nothing about the question."""


def prove_text(text: str, bounds: Bounds, on_progress: Callable[[int, int], None]) -> Proof:
    """Return the proof of a text. Raises ProofStopped beyond a bound or when the process fails."""
    process = subprocess.Popen(
        [sys.executable, "-m", "questions.proof_process", *_arguments(bounds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        # A thread for each core would count against the memory bound and gain nothing here.
        env={**_clean_environment(), "OPENBLAS_NUM_THREADS": "1"},
    )
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ProofStopped("The process of the proof has no streams.")
    watchdog = threading.Timer(bounds.time_s, process.kill)
    watchdog.start()
    try:
        process.stdin.write(text.encode())
        process.stdin.close()
        last: dict[str, Any] = {}
        for line in process.stdout:
            last = json.loads(line)
            if "done" in last:
                on_progress(last["done"], last["total"])
        noise = process.stderr.read().decode(errors="replace")
        code = process.wait()
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
    return _read_result(last, code, noise, bounds)


def _read_result(last: dict[str, Any], code: int, noise: str, bounds: Bounds) -> Proof:
    if "certificate" in last:
        return Proof(
            certificate=last["certificate"],
            certified=base64.b64decode(last["certified"]),
            n_variants=last["n_variants"],
            problems=tuple(last["problems"]),
        )
    if "unreadable" in last:
        raise ProofStopped(f"The text cannot be read: {last['unreadable'][:200]}")
    if "out_of_memory" in last or "MemoryError" in noise:
        raise ProofStopped(
            f"The proof needs more than {bounds.memory_bytes >> 20} MB of memory. Make the domain "
            "smaller: fewer values of a parameter, or more requirements."
        )
    if code < 0:
        raise ProofStopped(
            f"The proof took more than {bounds.time_s} seconds. Make the domain smaller."
        )
    raise ProofStopped(f"The process of the proof ended with code {code}.")


def _arguments(bounds: Bounds) -> list[str]:
    return [str(bounds.memory_bytes), str(bounds.time_s)]


def _clean_environment() -> dict[str, str]:
    """Return what Python needs; secrets of the service are none of the proof's business."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}
