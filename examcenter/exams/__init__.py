"""Exams, attempts, responses, and the clock."""
