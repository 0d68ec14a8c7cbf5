"""Keeps pytest's hands off the attacks: they are data, run in the jail only, never imported."""

collect_ignore_glob = ["*__*.py"]
