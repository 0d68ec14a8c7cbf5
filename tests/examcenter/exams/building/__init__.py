"""Tests of building exams."""
