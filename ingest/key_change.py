"""At the borough: which new pseudonym each old one became, when its key or system changed.

Only the borough can tell, since only it has the local ids. LIIA gets pairs of pseudonyms
and learns no id from them.
"""

import csv
from pathlib import Path

from ingest.errors import UsageError
from ingest.pseudonyms import borough_pseudonym, canonical_id
from liia.keys import Key


def write_pairs(ids: Path, old_key: Key, new_key: Key, out: Path) -> int:
    """Write the pairs for a csv of local ids, and count them.

    One column: the same ids under another key. Two: the old system's id, the new one's.
    Raises UsageError, naming rows, for ids that a spreadsheet has spoilt.
    """
    with ids.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))[1:]
    pairs, spoilt = {}, []
    for number, row in enumerate(rows, start=2):
        cells = [canonical_id(cell) for cell in row[:2]]
        if not cells or None in cells:
            spoilt.append(number)
            continue
        old = borough_pseudonym(old_key.secret, cells[0])
        pairs[old] = borough_pseudonym(new_key.secret, cells[-1])
    if spoilt:
        shown = ", ".join(map(str, spoilt[:10]))
        raise UsageError(f"rows {shown} of the ids are not ids. Nothing was written.")
    with out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("old", "new"), *pairs.items()])
    return len(pairs)
