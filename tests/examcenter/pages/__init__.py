"""Tests of the pages: their files, figures and views."""
