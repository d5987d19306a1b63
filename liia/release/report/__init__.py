"""The report for Directors: html files, from what a release holds and nothing else.

Tables of the release in, pages out: London's, and one for each borough with its own
figures first. They need no network, no script and no other file; every number in them
stands in the release or is one of them written shorter (`wording`).
"""

from liia.release.report.page import approved, pages, render
from liia.release.report.tables import Tables, read_tables

__all__ = ["Tables", "approved", "pages", "read_tables", "render"]
