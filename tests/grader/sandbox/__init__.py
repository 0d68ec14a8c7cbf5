"""Tests of the sandbox, with the real jail."""
