"""Parts of the running service are killed while a crowd sits an exam, and the losses are counted.

The chaos tests of the grader (`tests/grader/chaos/`) do the same to submissions of code.
"""
