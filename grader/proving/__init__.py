"""Proves that a problem's cases test: every wrong program must be killed, however it came about.

Knows problems, the checker and the grading; knows no database, no student and no web. The door is
``proof.prove``, which ``manage.py check_problem`` prints.
"""
