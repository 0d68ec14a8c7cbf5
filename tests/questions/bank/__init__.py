"""Tests of the shipped bank."""
