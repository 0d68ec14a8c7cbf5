"""Template tags of the pages about exams."""
