"""Taking an exam: the palette, notes, signs of life, and runs of the examples."""
