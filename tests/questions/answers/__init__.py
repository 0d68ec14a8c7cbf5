"""Tests of reading, comparing and showing answers."""
