"""What the workbench writes: only these modules save."""
