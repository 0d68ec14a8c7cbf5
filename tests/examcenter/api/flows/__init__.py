"""Whole ways through the interface, as an LMS and its people walk them."""
