"""Tests of the exams app."""
