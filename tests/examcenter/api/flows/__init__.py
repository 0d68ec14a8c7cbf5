"""Flows over REST: what teachers, programs and students do with exams."""
