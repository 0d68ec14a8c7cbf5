"""Pages of building exams; each view calls one service or selector."""
