"""Tests of the question engine."""
