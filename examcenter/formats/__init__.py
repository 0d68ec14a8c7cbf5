"""How dates and times are written in each language, beside what Django knows."""
