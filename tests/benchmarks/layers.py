"""What each layer of the sandbox costs: the same run with one layer switched off at a time.

Nothing of the product can do that, by no setting and no environment. Here a jail is started from a
copy of its harness in which the layer's function is overwritten, by patching what this process
finds as the runtime while that one jail starts. Only this module's own source is run in it.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from unittest.mock import patch

from grader import sandbox
from grader.sandbox import jail, keep, runtime
from tests.benchmarks.registry import Row, bench
from tests.benchmarks.sandbox import run_jailed, time_checked

_ROUNDS = 25
_PAUSE_S = 0.05
# Appended to a module of the jail's; a later definition replaces the one before.
_WITHOUT = {
    "system call filter": {"kernel": "def install_filter(program): pass"},
    "Landlock": {"landlock": "def restrict_to_reading(root): pass"},
    "resource limits": {"lockdown": "def _set_limits(fence): pass"},
    "dropped capabilities": {"kernel": "def drop_capabilities(): pass"},
    "fresh namespaces": {
        "cell": (
            "class Cell(NoCell):\n"
            "    def __init__(self, zygote_pidfd): pass\n"
            "    def renew(self): pass"
        ),
        # Built once for the pid that a child has in a cell; here it would be another one each time.
        "lockdown": "_built = build_filter(2)\ndef build_filter(pid): return _built",
    },
    "memory and process group": {},
}


@bench
def sandbox_layers_one_by_one() -> Iterator[Row]:
    """The twenty cases in a warm jail without a waiting child, with and without each layer."""
    sandbox.configure(is_warm=True, has_spare=False)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="examcenter-layers-") as folder,
            ExitStack() as open_,
        ):
            Path(folder).chmod(0o755)
            # A jail belongs to its thread, so each way has one.
            ways = {name: open_.enter_context(ThreadPoolExecutor(1)) for name in ("", *_WITHOUT)}
            for name, pool in ways.items():
                with _without(name, Path(folder)):
                    pool.submit(run_jailed).result()
            rounds = []
            order = list(ways)
            for _ in range(_ROUNDS):
                # Whoever comes first, or after whom, must not matter.
                random.shuffle(order)
                rounds.append({name: _time(ways[name]) for name in order})
            for pool in ways.values():
                pool.submit(keep.close).result()
        for name in _WITHOUT:
            saved_s = median(times[""] - times[name] for times in rounds)
            yield Row(f"saved without: {name}", saved_s * 1000, "ms")
    finally:
        sandbox.configure(is_warm=True, has_spare=True)


def _time(pool: ThreadPoolExecutor) -> float:
    # Until the jail of the way before has buried its child.
    time.sleep(_PAUSE_S)
    return pool.submit(time_checked, run_jailed).result()


@contextmanager
def _without(name: str, folder: Path) -> Iterator[None]:
    """Let the jails that start in here lack a layer."""
    if name == "memory and process group":
        with patch.object(jail, "open_group", lambda pid: None):
            yield
    elif name:
        harness = folder / name.replace(" ", "-")
        _build_harness_without(name, harness)
        altered = runtime.Runtime(runtime.ensure_runtime().root, harness)
        with patch.object(jail, "hold_runtime", lambda: (altered, [])):
            yield
    else:
        yield


def _build_harness_without(name: str, harness: Path) -> None:
    harness.mkdir()
    runtime._build_harness(harness)
    # Compiled without a look at the source: what was compiled before would win.
    shutil.rmtree(harness / "child" / "__pycache__")
    for module, override in _WITHOUT[name].items():
        with (harness / "child" / f"{module}.py").open("a") as source:
            source.write(f"\n\n{override}\n")
    runtime._compile(harness, "/harness")
    runtime._fix_modes(harness)
