"""The front page, which stands on every other app: what is due for a student or a teacher now."""
