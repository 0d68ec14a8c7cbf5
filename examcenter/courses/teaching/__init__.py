"""Pages for those who teach a course: its people, lists, groups and settings."""
