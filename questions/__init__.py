"""The bank: makes, renders and marks questions; the only box that knows what is right."""
