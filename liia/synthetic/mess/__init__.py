"""What goes wrong between a case system and a file, and a note of every bit of it.

A borough has a personality: how it spells headings, writes dates and codes, saves csv
files. On top of it rows are repeated, left out, blanked or misdated. Each fault is a row
of the truth, so that a test can demand that it is found, or that it explains a count.
"""

from liia.synthetic.mess.faults import SHARES, Fault, Level, Mess

__all__ = ["SHARES", "Fault", "Level", "Mess"]
