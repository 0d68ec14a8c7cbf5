"""Pages of the workbench: each view calls one service or selector and shows what it said."""
