"""The problem receptive_field: layers in, two whole numbers out."""
