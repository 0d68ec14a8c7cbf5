"""Lists of people coming in and going out: read, planned line by line, then applied."""
