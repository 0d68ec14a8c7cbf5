"""What comes after the exam: gradebook, marking by hand, release, exports, receipts, the log."""
