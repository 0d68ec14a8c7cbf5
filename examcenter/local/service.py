"""One long-running child of the supervisor: started, watched, restarted when that may help."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from examcenter.local import child
from examcenter.local.errors import LocalError
from examcenter.local.services import ROOT

# A child that lived this long was well; what ends it then is a new trouble, not the old one.
_WELL_S = 60.0
# Before each further start; whoever was well until now is missed by everybody at once.
_PAUSES_S = (0.0, 1.0, 2.0, 4.0, 8.0)
_MOST_QUICK_DEATHS = len(_PAUSES_S) + 1


@dataclass
class Service:
    """A command and the process that runs it now."""

    command: child.Command
    # For people: "web server".
    name: str
    # Its end before the run was ready ends the run: what is wrong is then told at once.
    is_needed_to_start: bool = False
    process: subprocess.Popen[bytes] | None = None
    # How it is started, where that takes more than its command.
    launch: Callable[[], subprocess.Popen[bytes]] | None = None
    _started_at: float = 0.0
    _n_quick_deaths: int = 0
    _restart_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the command."""
        self.process = self.launch() if self.launch else child.start(self.command, cwd=ROOT)
        self._started_at = time.monotonic()

    def watch(self) -> str:
        """Look after the process; return what happened for people, or an empty text.

        Raises
        ------
        LocalError
            If it ends again and again, or ended and is needed to start.
        """
        now = time.monotonic()
        if self.process is None:
            if now < self._restart_at:
                return ""
            self.start()
            return f"The {self.name} is started again."
        code = self.process.poll()
        if code is None:
            return ""
        # Whatever it started must not meet its successor.
        child.kill_group(self.process.pid)
        self.process = None
        how = describe_end(code)
        self._n_quick_deaths = 1 if now - self._started_at > _WELL_S else self._n_quick_deaths + 1
        if self.is_needed_to_start or self._n_quick_deaths >= _MOST_QUICK_DEATHS:
            n = self._n_quick_deaths
            again = "" if self.is_needed_to_start else f" for the {n}th time in a row"
            raise LocalError(
                f"the {self.name} {how}{again}; its log ends:\n{child.tail(self.command.log_path)}",
                fix=f"the whole log is {self.command.log_path}",
            )
        pause_s = _PAUSES_S[self._n_quick_deaths - 1]
        self._restart_at = now + pause_s
        soon = f" in {pause_s:.0f} s" if pause_s else ""
        return f"The {self.name} {how}; it is started again{soon} (log: {self.command.log_path})."

    def ask_to_stop(self) -> None:
        """Send the polite signal."""
        if self.process is not None:
            child.ask_to_stop(self.process)

    def is_running(self) -> bool:
        """Return whether the process is still there."""
        return self.process is not None and self.process.poll() is None

    def stop(self, *, patience_s: float) -> None:
        """End the process: asked first, killed when patience runs out."""
        if self.process is not None:
            child.stop(self.process, patience_s=patience_s)

    def kill(self) -> None:
        """Kill the process and everything in its group."""
        if self.process is not None:
            child.kill_group(self.process.pid)
            self.process.wait()


def describe_end(code: int) -> str:
    """Return how a process ended, in words."""
    return f"ended with code {code}" if code >= 0 else f"was ended by signal {-code}"
