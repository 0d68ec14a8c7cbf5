"""Settings that no environment changes, by subject; `examcenter.settings` joins them."""
