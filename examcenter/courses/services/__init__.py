"""What is done to courses, their people and their groups."""
