"""Tests of the integrations app."""
