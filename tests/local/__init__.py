"""Tests of the set-up, the embedded Redis and the supervisor; the processes are real."""
