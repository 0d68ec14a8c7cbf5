"""Management commands of the REST interface."""
