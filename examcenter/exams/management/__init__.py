"""Commands of exams."""
