"""Periods of being looked after, and what they are made of."""
