"""Commands of the integrations app."""
