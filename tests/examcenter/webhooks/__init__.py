"""Tests of events and their delivery; the receivers are real servers."""
