"""`python -m liia`, for machines where scripts are not on the path."""

from liia.cli import main

main()
