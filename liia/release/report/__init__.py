"""The report for Directors: one HTML file, from what a release holds and nothing else.

Tables of the release in, a page out. It needs no network, no script and no other file;
every number in it stands in the release or is one of them written shorter (`wording`).
"""

from liia.release.report.page import approved, render
from liia.release.report.tables import Tables, read_tables

__all__ = ["Tables", "approved", "read_tables", "render"]
