"""Compiles requirements/*.in into hash-locked requirements/*.txt; arguments go to the compiler.

Each file is locked against the ones before it, so that one version serves every shape.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GROUPS = ("runtime", "embedded", "dev")


def main(arguments: list[str]) -> int:
    """Compile the three files in order; stop at the first that has no solution."""
    for group in GROUPS:
        print(f"Locking requirements/{group}.txt ...", flush=True)
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
        command += ["--python-version", "3.11"]
        command += [f"requirements/{group}.in", "-o", f"requirements/{group}.txt", *arguments]
        code = subprocess.call(command, cwd=ROOT)
        if code:
            print(f"requirements/{group}.in has no solution; the old lock is kept.")
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
