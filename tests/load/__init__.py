"""Many students at once, over HTTP, against the service as `make run` starts it."""
