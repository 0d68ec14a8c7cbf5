"""That the proof of a problem proves: mutants, fates, refusal and redundancy."""
