"""The children in need census, a file a year."""
