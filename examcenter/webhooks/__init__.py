"""Tells other programs what happened: events, who wants to hear of them, and their delivery."""
