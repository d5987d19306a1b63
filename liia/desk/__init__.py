"""The desk of an analyst: notebooks, the documentation as a page, the data dictionary."""
