"""What ties the warehouse together: the command line, configuration, build, release."""

__version__ = "0.1.0"
