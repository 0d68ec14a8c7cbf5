"""Tests of the misconceptions."""
