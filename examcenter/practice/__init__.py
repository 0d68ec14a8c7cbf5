"""Practice: endless variants by topic, what was learnt from them, and what comes next."""
