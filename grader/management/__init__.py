"""Commands of the judge."""
