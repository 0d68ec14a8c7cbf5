"""Tests of the school: people, courses, exams and the REST interface."""
