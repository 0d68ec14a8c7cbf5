"""A program: claims and grades all that waits, as one of several workers at once."""

import sys

import django


def main() -> None:
    """Print the id of each submission whose result was taken from this process.

    Begins when a line comes in, so that several begin together, however long each one loads.
    """
    django.setup()
    from django.utils import timezone

    from grader import claims, processes
    from grader.report import Report

    sys.stdout.write("loaded\n")
    sys.stdout.flush()
    sys.stdin.readline()
    me = claims.Claimant("test", processes.name_own_process())
    while (claim := claims.claim_next(now=timezone.now(), claimant=me)) is not None:
        report = Report(claim.problem, "v", "accepted", 1.0)
        if claims.finish_submission(claim, report, now=timezone.now()):
            sys.stdout.write(f"{claim.submission_id} {claim.run}\n")


if __name__ == "__main__":
    main()
