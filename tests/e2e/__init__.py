"""The service in a real browser: a real server, a real database, a real worker."""
