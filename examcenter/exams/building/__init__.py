"""Building exams: rules, sections and slots, the check before publishing, preview, copies."""
