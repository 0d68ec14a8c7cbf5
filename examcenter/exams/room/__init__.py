"""What teachers do while an exam is sat: time, pauses, exceptions, outages, watching."""
