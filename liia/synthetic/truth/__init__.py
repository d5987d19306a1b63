"""What is true, beside the files."""
