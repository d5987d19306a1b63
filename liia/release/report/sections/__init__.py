"""The parts of the report, each left out where the release has nothing of it."""
