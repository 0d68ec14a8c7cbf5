"""One long-running child of the supervisor: started, watched, restarted when that may help."""

import subprocess
import time
from dataclasses import dataclass, field

from examcenter.local import child
from examcenter.local.errors import LocalError
from examcenter.local.services import ROOT

# A child that lived this long was well; what ends it then is a new trouble, not the old one.
_WELL_S = 60.0
_LONGEST_PAUSE_S = 30.0
_MOST_QUICK_DEATHS = 6


@dataclass
class Service:
    """A command and the process that runs it now."""

    command: child.Command
    # For people: "web server".
    name: str
    # The end of a vital service ends the run: without it nobody is served.
    is_vital: bool
    process: subprocess.Popen[bytes] | None = None
    _started_at: float = 0.0
    _n_quick_deaths: int = 0
    _restart_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the command."""
        self.process = child.start(self.command, cwd=ROOT)
        self._started_at = time.monotonic()

    def watch(self) -> str:
        """Look after the process; return what happened for people, or an empty text.

        Raises
        ------
        LocalError
            If it ended and is vital, or ends again and again.
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
        if self.is_vital or self._n_quick_deaths >= _MOST_QUICK_DEATHS:
            again = "" if self.is_vital else f" for the {self._n_quick_deaths}th time in a row"
            raise LocalError(
                f"the {self.name} {how}{again}; its log ends:\n{child.tail(self.command.log_path)}",
                fix=f"the whole log is {self.command.log_path}",
            )
        pause_s = min(_LONGEST_PAUSE_S, 2.0 ** (self._n_quick_deaths - 1))
        self._restart_at = now + pause_s
        return (
            f"The {self.name} {how}; it is started again in {pause_s:.0f} s "
            f"(log: {self.command.log_path})."
        )

    def ask_to_stop(self) -> None:
        """Send the polite signal."""
        if self.process is not None:
            child.ask_to_stop(self.process)

    def is_running(self) -> bool:
        """Return whether the process is still there."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Kill the process and everything in its group."""
        if self.process is not None:
            child.kill_group(self.process.pid)
            self.process.wait()


def describe_end(code: int) -> str:
    """Return how a process ended, in words."""
    return f"ended with code {code}" if code >= 0 else f"was ended by signal {-code}"
