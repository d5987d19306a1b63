"""What happens to a referred child, up to a protection plan."""
