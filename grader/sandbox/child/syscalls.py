"""The x86-64 system calls that the filter names, in the three groups of ``seccomp``."""

# Needed by NumPy and pure Python after preload.
ALLOWED = (
    *("read", "write", "munmap", "brk", "mremap", "madvise", "futex", "clock_gettime"),
    *("lseek", "fstat", "newfstatat", "stat", "lstat", "statx", "close", "getdents64"),
    *("pread64", "readv", "writev", "readlink", "readlinkat", "access", "faccessat"),
    *("faccessat2", "getcwd", "fadvise64", "dup", "dup2", "dup3", "poll", "ppoll", "select"),
    *("pselect6", "nanosleep", "clock_nanosleep", "clock_getres", "gettimeofday", "time"),
    *("times", "getrusage", "getrlimit", "getrandom", "sysinfo", "uname", "getpid", "getppid"),
    *("gettid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid"),
    *("getgroups", "getpgrp", "getpgid", "getsid", "sched_yield", "sched_getaffinity"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigpending"),
    *("sigaltstack", "setitimer", "getitimer", "alarm", "pause", "restart_syscall"),
    *("set_robust_list", "rseq", "exit", "exit_group"),
)

# No innocent program of a student makes these: the attempt ends the process with SIGSYS.
KILLED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp"),
    *("pidfd_getfd", "pidfd_send_signal", "mount", "umount2", "pivot_root", "chroot", "fsopen"),
    *("fsconfig", "fsmount", "fspick", "move_mount", "open_tree", "mount_setattr"),
    *("open_by_handle_at", "name_to_handle_at", "unshare", "setns", "bpf", "perf_event_open"),
    *("userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl"),
    *("add_key", "request_key", "init_module", "finit_module", "delete_module", "kexec_load"),
    *("kexec_file_load", "reboot", "swapon", "swapoff", "syslog", "acct", "quotactl"),
    *("quotactl_fd", "modify_ldt", "personality", "iopl", "ioperm", "settimeofday"),
    *("clock_settime", "adjtimex", "clock_adjtime", "sethostname", "setdomainname", "vhangup"),
    *("memfd_secret", "mknod", "mknodat", "fanotify_init", "setuid", "setgid", "setreuid"),
    *("setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid", "capset"),
)

NUMBERS = {
    # arch/x86/entry/syscalls/syscall_64.tbl
    **{"read": 0, "write": 1, "open": 2, "close": 3, "stat": 4, "fstat": 5, "lstat": 6},
    **{"poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12},
    **{"rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "ioctl": 16},
    **{"pread64": 17, "readv": 19, "writev": 20, "access": 21, "select": 23},
    **{"sched_yield": 24, "mremap": 25, "madvise": 28, "dup": 32, "dup2": 33, "pause": 34},
    **{"nanosleep": 35, "getitimer": 36, "alarm": 37, "setitimer": 38, "getpid": 39},
    **{"exit": 60, "kill": 62, "uname": 63, "fcntl": 72, "getcwd": 79, "readlink": 89},
    **{"gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100},
    **{"ptrace": 101, "getuid": 102, "syslog": 103, "getgid": 104, "setuid": 105},
    **{"setgid": 106, "geteuid": 107, "getegid": 108, "getppid": 110, "getpgrp": 111},
    **{"setreuid": 113, "setregid": 114, "getgroups": 115, "setgroups": 116},
    **{"setresuid": 117, "getresuid": 118, "setresgid": 119, "getresgid": 120, "getpgid": 121},
    **{"setfsuid": 122, "setfsgid": 123, "getsid": 124, "capset": 126, "rt_sigpending": 127},
    **{"rt_sigsuspend": 130, "sigaltstack": 131, "mknod": 133, "personality": 135},
    **{"vhangup": 153, "modify_ldt": 154, "pivot_root": 155, "adjtimex": 159, "chroot": 161},
    **{"acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167},
    **{"swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171, "iopl": 172},
    **{"ioperm": 173, "init_module": 175, "delete_module": 176, "quotactl": 179},
    **{"gettid": 186, "tkill": 200, "time": 201, "futex": 202, "sched_getaffinity": 204},
    **{"getdents64": 217, "restart_syscall": 219, "fadvise64": 221, "clock_settime": 227},
    **{"clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231},
    **{"tgkill": 234, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250},
    **{"openat": 257, "mknodat": 259, "newfstatat": 262, "readlinkat": 267, "faccessat": 269},
    **{"pselect6": 270, "ppoll": 271, "unshare": 272, "set_robust_list": 273, "dup3": 292},
    **{"perf_event_open": 298, "fanotify_init": 300, "prlimit64": 302},
    **{"name_to_handle_at": 303, "open_by_handle_at": 304, "clock_adjtime": 305, "setns": 308},
    **{"process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "finit_module": 313},
    **{"getrandom": 318, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323},
    **{"statx": 332, "rseq": 334, "pidfd_send_signal": 424, "io_uring_setup": 425},
    **{"io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429},
    **{"fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "clone3": 435},
    **{"pidfd_getfd": 438, "faccessat2": 439, "process_madvise": 440, "mount_setattr": 442},
    **{"quotactl_fd": 443, "memfd_secret": 447},
}
