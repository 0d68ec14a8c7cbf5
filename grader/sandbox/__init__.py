"""The sandbox: one door, ``run``, to run a student's function, and ``check_sandbox`` to ask first.

THEORY OF OPERATION

Processes. Each trusts only those to its left:

    worker  ->  bwrap  ->  zygote (pid 1 of the jail)  ->  child (the student's code)
    trusted     Debian's   our code, NumPy loaded          hostile, one per run

The *worker* (a Celery process, with all its secrets) calls ``run``. It never compiles, imports or
unpickles anything of a student's; it measures and encodes the source, writes frames and reads
frames. It starts *bwrap* with an empty environment and, when it is root, as a user of its own
(``config``). bwrap makes the namespaces (user, pid, ipc, net, uts, cgroup) and a root that holds
two read-only trees (``runtime``): a copied Python with NumPy, and our ``child`` package. There is
no /proc, no /dev, no /tmp, nothing writable. bwrap itself waits outside the jail; inside, pid 1 is
the *zygote*, which imports NumPy, says hello, forks, and reports what ``wait4`` told it. It never
reads a student's byte. The *child* fences itself (``lockdown``: descriptors, namespaces, rlimits,
capabilities, no_new_privs, Landlock, seccomp last), says READY, and only then reads the source.

Warm and cold. Starting Python and NumPy is nine tenths of a cold run, so a jail is *warm*: kept by
its thread (``keep``) from run to run, started with the first one. What one run could leave to the
next is avoided by having nothing to leave it in. The zygote keeps no state. Each child gets a
*cell* (``child.cell``), namespaces made for it and ended with it: a pid namespace with an idle
*keeper* as pid 1, in which the child is pid 2; network, IPC objects and host name, which the zygote
takes anew with each cell and never uses; and mounts, which the child takes itself. All but the last
are made before the child is wanted. The zygote says ENDED when the child has been waited for;
before the next fork it kills the keeper and waits: its end is reported only when the namespace is
empty. The keeper shares the zygote's memory and runs a few system calls in machine code
(``child.keeper``), because a second copy of the zygote's page tables would cost more than all that
it does. For this the zygote keeps CAP_SYS_ADMIN over the jail's own user namespace; its bounding
set is emptied first, and no child keeps a capability. Before the fork, and again in a child that
waits, a source of our own is compiled and called, so that first uses cost no student. The zygote
must be single-threaded, which the kernel confirms before every fork. Anything odd (a cell that
cannot be left, a child not buried, a fault of ours, a forbidden call, an exception in the worker)
costs the jail, as do 500 runs or half an hour. A run whose jail dies is repeated once. A *cold*
jail (EXAMCENTER_GRADER_WARM=0) serves one run and has no privilege at all; tests use it as the
oracle: the same child code, the same verdicts.

Stopgap. Where a machine lets a cold jail start and refuses the warm one (a container's filter
without ``setns``, a bwrap that may keep no capability), runs get cold ones by themselves, with a
tier that ends in ", cold"; it is logged once, shown by the self-test, and asked again every five
minutes. The isolation is the same or stricter; only the speed is less.

The spare. While the last calls of a run are answered, the worker orders the next fork; the order
waits in the zygote's socket until this run's child is buried. The next child fences itself and
waits at READY, knowing nothing. The next run sends its source, which wakes it. A spare with another
memory or CPU fence than wanted is exchanged; for one that died, nobody can take the source.

Pipes. Between worker and zygote there is one SEQPACKET socket; over it the worker passes the ends
of four pipes, which the zygote hands to its fork unread, and gets back a pidfd of the child:

    worker --(requests: source, then calls in batches)----> child, descriptor 3
    worker <--(answers: framed claims)--------------------- child, descriptor 4
    worker <--(captured output, 1 and 2 together)---------- child, descriptors 1 and 2
    worker <--(bell: the batch is answered)---------------- child, descriptor 5
    worker <--(HELLO, CHILD, ENDED with wait status)------- zygote

The child is never pid 1 of a namespace, because pid 1 ignores signals that it does not handle,
which would blur the evidence.

Order. READY separates blame: whatever goes wrong before it is ours (BROKEN), afterwards the
student's, unless the jail died or the child got a SIGKILL that nobody here sent; the filter keeps
it from sending one to itself. The source may lie in the pipe before READY; it is read after it.
Both clocks start at READY, so starting Python costs nobody anything. Calls enter in batches, by
default of one call: a batch is sent only when every answer of the one before has arrived and what
was printed has been read, so neither can depend on a later batch's inputs. Grading sends what a
student may see with the source, then all hidden inputs at once; within a batch an answer may know
its neighbours' inputs, which gains nothing, because each is compared with its own expected output.
Names of cases and expected outputs never enter. After the last batch the requests end, so the child
leaves without being told. What the arrays of the first batch hold is read when the next one is on
its way, because the child waits meanwhile.

Looking. A supervisor that wakes for every answer takes the processor away from the child that wrote
it. So the worker looks every few milliseconds, wakes at once when the child rings (a batch is
answered and others follow), shuts its answers or ends, and watches closely only while much is
coming. The bell says no more than that a look is worth while. Limits are kept as exactly as before.

Leaving. A child whose requests have ended shuts its answers and sleeps until it is killed. The
kernel reports the answers as shut only when no process holds their other end, so nothing more can
come; the zygote closed its copies when it had forked. The worker then takes CPU time and peak
memory from the living process, kills it, and returns its result without waiting for the end: taking
down an address space costs a tenth of a run. A process gives up its memory before its descriptors,
so one that still has memory did not die while it shut them; for one that has none, the end is
waited for as it always was, and is the evidence. ENDED is awaited before the jail's next child is
taken, and an end by anything but our kill costs the jail.

Evidence. What comes out of the child is a claim of what the function returned: raw framed bytes
(``child.framing``), read strictly (``intake``), never pickle. Sequence numbers show a second
answer; a forged one is only another claim. Verdicts (``verdict``) rest on the wait status, on the
CPU clock of the child's pid and on our own wall clock (``session``), on the number of bytes read
(``pipes``), on the kernel's count of processes killed for want of memory (``groups``). Two things
are the child's word and can only hurt itself: that an input was changed, and that a MemoryError
ended it. What a child does after it has shut its answers changes no verdict: it has some
microseconds to live, behind the same fence.

Memory. RLIMIT_AS is the limit that a student meets. Where this process may make cgroups (version 1
or 2), the jail lives in a group with a bound on used memory and on processes (``groups``), and the
tier is "namespaces+cgroup"; elsewhere it is "namespaces", which is no fault.

The end. Killing the zygote through its pidfd kills its pid namespace and every cell below it, and
its end is reported only when every process in it is gone. If the worker dies, --die-with-parent
does the same; its group is removed by the next worker that starts a jail.

NOT PROMISED. Protection from kernel bugs and hardware side channels; from covert timing channels
between two runs at once; secrets of the memory layout between runs of one warm jail (they share
it, and hold nothing secret); that only allowed parts of NumPy were used; machines other than
x86-64 Linux. ``docs/threat-model.md`` lists each promise with the test that proves it.

Use ``python -m grader.sandbox --self-test`` to probe a machine by hand.
"""

from grader.sandbox.config import configure
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.model import (
    Argument,
    Call,
    CallResult,
    Limits,
    Outcome,
    ReturnKind,
    RunResult,
    SandboxProblem,
    SandboxStatus,
    StudentError,
)
from grader.sandbox.probe import check_sandbox
from grader.sandbox.running import run

__all__ = [
    "Argument",
    "Call",
    "CallResult",
    "Limits",
    "Outcome",
    "ReturnKind",
    "RunResult",
    "SandboxBroken",
    "SandboxProblem",
    "SandboxStatus",
    "StudentError",
    "check_sandbox",
    "configure",
    "run",
]
