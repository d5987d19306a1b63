"""The truth that is planted: how each step of a journey depends on who a child is."""
