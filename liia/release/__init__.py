"""Protected tables in, a release folder out."""
