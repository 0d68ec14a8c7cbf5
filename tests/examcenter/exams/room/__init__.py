"""Tests of what teachers do while an exam is sat."""
