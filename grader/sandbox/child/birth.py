"""What a fork does from its first step until it serves: fence itself, say READY, hand over.

All that can be done in the zygote is done there (``prepare``): a fork pays for each page that it
writes to, so importing or opening something costs it several times as much.
"""

import os
import resource
import signal
import time
import traceback
from typing import NoReturn

from . import framing, harness, lockdown
from .cell import Cell, NoCell

# Bound before a student's code can replace it.
_exit = os._exit


def prepare() -> None:
    """Do in the zygote, once, what no child needs to do again."""
    harness.open_streams()
    # Not Python's: they would run after a fork what was meant for another process.
    for number in (signal.SIGINT, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)


def be_child(
    fds: list[int], fence: lockdown.Fence, place: Cell | NoCell, *, is_ahead: bool
) -> NoReturn:
    """Fence this process, say READY, and serve; a fault before READY is reported as ours."""
    try:
        lockdown.arrange_descriptors(*fds)
        place.close_off()
        lockdown.lock_down(fence)
        baseline = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if is_ahead:
            harness.rehearse(1, 1, 5)
        harness.say_ready(baseline, time.process_time_ns())
    except BaseException:  # noqa: BLE001 - whatever it is, it must be told and must end here
        text = framing.pack_text(traceback.format_exc())
        os.write(lockdown.RESULT_FD, framing.pack_frame(framing.FAULT, 0, text))
        _exit(71)
    try:
        harness.serve()
    finally:
        # Never return into the zygote's code in a process that ran a student's.
        _exit(72)
