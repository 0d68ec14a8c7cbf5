"""Template tags that pages of every app use."""
