"""Kills the real parts of grading at random moments and counts what became of the submissions."""
