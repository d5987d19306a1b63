"""The CIN census, one XML file per borough and year, into grids; and its safe twin.

A record is an element below Child that holds other elements: a grid per module, named
by its element, a row per record, numbered by the line on which the record starts.
Records carry the keys of what they stand in: LAchildID; CINreferralDate of their
referral; CPPstartDate, for Reviews, of their plan. The conference date of CINdetails
and that of Section47 are two facts under one name, and stay each in its own grid.

Text is trimmed and nothing is interpreted; an element empty or absent is None; one that
repeats in a record is joined with ";", but each CPPreviewDate makes a row of its own.
What is text and no record's goes into a grid of its own, for the privacy gate to search.
"""

from ingest.census.modules import ASIDE, MODULES
from ingest.census.records import CensusFile, read_cin_census
from ingest.census.twin import ModuleCount, rewrite_cin_census

__all__ = [
    "ASIDE",
    "MODULES",
    "CensusFile",
    "ModuleCount",
    "read_cin_census",
    "rewrite_cin_census",
]
