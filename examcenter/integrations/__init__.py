"""Programs that work in courses: who they are, what they may do, and the tokens they come with."""
