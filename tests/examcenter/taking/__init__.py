"""Tests of taking an exam."""
