"""SSDA903, the return on looked-after children: csv files of a year."""
