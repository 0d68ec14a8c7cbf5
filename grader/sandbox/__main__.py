"""``python -m grader.sandbox --self-test``: the probe for operators; exit 0 when ready, else 1."""

import argparse
import sys

from grader.sandbox.probe import check_sandbox


def main() -> int:
    """Probe this machine and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m grader.sandbox", description=__doc__)
    parser.add_argument("--self-test", action="store_true", required=True, help="probe and report")
    parser.parse_args()
    status = check_sandbox(fresh=True)
    lines = [f"sandbox: ready, tier {status.tier}"] if status.is_ready else ["sandbox: not ready"]
    for problem in status.problems:
        lines += [f"- {problem.what}", f"  fix: {problem.fix}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if status.is_ready else 1


if __name__ == "__main__":
    sys.exit(main())
