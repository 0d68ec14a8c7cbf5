"""Runs the project's checks: ``lint``, the ``quick`` tests, or the whole ``test``.

Run by the project's own Python. The code checks run two at a time and are all reported before
pytest starts, so one run names every fault; pytest's closing line stays the last one of a good run.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
VENDOR = ROOT / "static" / "vendor"
# Tests that start other programs; `make check` leaves them out.
SLOW_MARKS = "not browser and not services and not worker and not sandbox"
LINTS: dict[str, list[str]] = {
    "ruff check": [str(BIN / "ruff"), "check", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
    "import contracts": [str(BIN / "lint-imports")],
    "mypy": [sys.executable, "-m", "mypy", "."],
    "missing migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "django check": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "vendored assets": [sys.executable, __file__, "assets"],
}


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    name: str
    is_good: bool
    output: str
    time_s: float


def main(arguments: list[str]) -> int:
    """Run the asked-for checks; return 0 only if every one of them is good."""
    what, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if what == "assets":
        return check_assets()
    if what not in {"lint", "quick", "test"}:
        print("usage: check.py lint|quick|test [pytest arguments]")
        return 2
    bad = lint()
    if what == "lint":
        return int(bool(bad))
    marks = ["-m", SLOW_MARKS] if what == "quick" else []
    code = run_tests([*marks, *rest])
    if bad:
        print(f"\nThe tests ended with code {code}; failed before them: {', '.join(bad)}")
    return code or int(bool(bad))


def lint() -> list[str]:
    """Run every code check, print each outcome and return the names of those that failed."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        findings = []
        for finding in pool.map(run_check, LINTS.items()):
            findings.append(finding)
            word = "ok" if finding.is_good else "FAILED"
            print(f"{finding.name:<20} {word:<7} {finding.time_s:5.1f} s", flush=True)
    bad = [finding for finding in findings if not finding.is_good]
    for finding in bad:
        print(f"\n--- {finding.name} ---\n{finding.output}", flush=True)
    return [finding.name for finding in bad]


def run_check(item: tuple[str, list[str]]) -> Finding:
    """Run one check with its output kept for the report."""
    name, command = item
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    output = (done.stdout + done.stderr).strip()
    return Finding(name, done.returncode == 0, output, time.monotonic() - started)


def run_tests(arguments: list[str]) -> int:
    """Run pytest with its output on this terminal; no test executed is a failure too."""
    command = [sys.executable, "-m", "pytest", *arguments]
    # One process for each core, unless the caller chose; whole files stay together because
    # their fixtures start servers.
    if not any(argument.startswith(("-n", "-k", "--pdb", "tests")) for argument in arguments):
        command += ["-n", "2", "--dist", "loadfile"]
    return subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL)


def check_assets() -> int:
    """Compare the committed front-end files with the manifest that their build wrote."""
    rows = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    known = {"manifest.json"}
    faults = []
    for row in rows:
        known |= {row["file"], row["licence_file"]}
        path = VENDOR / row["file"]
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "no file"
        if found != row["sha256"]:
            faults.append(f"{row['file']}: expected sha256 {row['sha256']}, found {found}")
        if not (VENDOR / row["licence_file"]).exists():
            faults.append(f"{row['licence_file']}: expected the licence, found no file")
    strays = {path.name for path in VENDOR.iterdir()} - known
    faults += [f"{name}: found, but the manifest does not name it" for name in sorted(strays)]
    print("\n".join(faults) or f"{len(rows)} vendored files are as built")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
