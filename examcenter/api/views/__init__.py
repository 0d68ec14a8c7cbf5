"""The operations of the REST interface, one module a resource; each is thin."""
