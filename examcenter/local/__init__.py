"""Runs the whole service on one machine: its own Redis, web server, worker and scheduler."""
