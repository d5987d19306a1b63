"""What trials of faults have shown, for the table at the end of a test run."""

from collections import defaultdict

TABLE: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
"""By fault: the state after, rows lost, and the words that the operator read."""
