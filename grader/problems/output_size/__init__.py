"""The problem output_size: numbers in, one number out."""
