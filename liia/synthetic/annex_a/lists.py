"""The eleven lists of Annex A, row by row, as an extract on a given day shows them.

A row is a tuple of cells in the order of the list's headings. What happens after the
day of the extract is not known on it: its cells are empty.
"""

from collections.abc import Callable, Iterator

from liia.synthetic.annex_a.adoption import adopters, adoptions
from liia.synthetic.annex_a.extract import Extract, Row
from liia.synthetic.annex_a.looked_after import care_leavers, children_looked_after
from liia.synthetic.annex_a.never_referred import contacts, early_help
from liia.synthetic.annex_a.referred import (
    assessments,
    child_protection_plans,
    children_in_need,
    referrals,
    section_47_enquiries,
)

LISTS: dict[int, Callable[[Extract], Iterator[Row]]] = {
    1: contacts,
    2: early_help,
    3: referrals,
    4: assessments,
    5: section_47_enquiries,
    6: children_in_need,
    7: child_protection_plans,
    8: children_looked_after,
    9: care_leavers,
    10: adoptions,
    11: adopters,
}
