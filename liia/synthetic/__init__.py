"""A made-up London whose truth we planted.

It writes returns as boroughs hold them before anything is made safe: local ids, full
dates of birth, whole postcodes, names of workers, none of them anybody's. It imports
nothing of the house, so that a fault there cannot hide behind the same fault here.
"""

from liia.synthetic.annex_a.workbook import make_annex_a

__all__ = ["make_annex_a"]
