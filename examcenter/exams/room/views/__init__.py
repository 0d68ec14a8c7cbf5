"""Pages of the room; each view calls one service or selector and shows what it said."""
