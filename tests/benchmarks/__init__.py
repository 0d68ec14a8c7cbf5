"""Measurements against the goals that issues name; `make bench` runs them, pytest does not."""
