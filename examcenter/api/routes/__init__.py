"""The addresses of the REST interface, one file for each kind of thing."""
