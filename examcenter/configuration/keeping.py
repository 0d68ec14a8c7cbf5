"""Settings: how long is kept what nobody needs any more; `examcenter.pruning` forgets the rest."""

from examcenter.env import env_int

_DAY_S = 24 * 3600
# When pages of an exam were heard of: an outage is looked for within twelve hours.
KEEP_PULSES_S = _DAY_S * env_int("KEEP_PULSES_DAYS", 7, minimum=1)
# Code that was run against the examples: no try, no score. What was submitted stays for good.
KEEP_EXAMPLE_RUNS_S = _DAY_S * env_int("KEEP_EXAMPLE_RUNS_DAYS", 90, minimum=1)
# Who signed in or tried to, when and from where.
KEEP_SIGN_INS_S = _DAY_S * env_int("KEEP_SIGN_INS_DAYS", 90, minimum=1)
PRUNE_INTERVAL_S = env_int("PRUNE_INTERVAL_S", 3600, minimum=60)
