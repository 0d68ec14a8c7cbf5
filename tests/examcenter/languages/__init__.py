"""Tests of the languages: that every text can be translated, and that it is."""
