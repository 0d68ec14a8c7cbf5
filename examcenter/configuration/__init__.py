"""Settings by subject; `examcenter.settings` joins them to its own."""
