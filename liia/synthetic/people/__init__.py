"""Who they are: children, care leavers, adopters."""
