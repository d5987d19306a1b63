"""New keys for pseudonyms: LIIA's landing secret by chaining, a borough's by pairs.

Each is carried out by writing landing anew and putting it in place whole, so that a run
that is killed leaves the old state or the new one. What was made before stays linked.
"""

import csv
import re
from pathlib import Path

from ingest.boroughs import Borough, boroughs
from ingest.errors import UsageError
from ingest.pseudonyms import rotated_pseudonym
from ingest.register import read_register
from liia.build import build
from liia.configuration import Settings
from liia.governance import audit_log
from liia.governance.chain import Chain, chain_in_force, epoch_file
from liia.governance.child_rows import children_in_landing
from liia.governance.durable import write_json
from liia.governance.forgetting import notes_file, read_notes
from liia.governance.requests import Requests
from liia.governance.rewriting import Change, rewrite_landing
from liia.keys import new_key, read_key


def rotate_landing_secret(settings: Settings) -> Chain:
    """Begin the next epoch of LIIA's landing secret; every stored pseudonym changes."""
    chain = begin_next_epoch(settings)
    build(settings)
    return chain


def begin_next_epoch(settings: Settings) -> Chain:
    """Landing under the next epoch, or under the one that a killed run had begun."""
    chain = _chain(settings)
    notes = read_notes(settings)
    if notes.get("epoch") == chain.epoch:
        return (
            chain  # A run was killed after landing was rewritten: only build is left.
        )
    epoch = chain.epoch + 1
    path = epoch_file(settings, epoch)
    # A key without its epoch in landing is what a killed rotation left: it was never used.
    is_left = path.exists()
    demo = chain.keys[0].is_demo
    key = read_key(path, "landing") if is_left else new_key(path, "landing", demo=demo)
    children = children_in_landing(settings, set(boroughs()))
    new_ids = {child: rotated_pseudonym(key.secret, epoch, child) for child in children}
    requests = Requests(settings)
    for child, one in requests.children(list(children), "restricted").items():
        hashed = requests.hash(new_ids[child])
        requests.change(one, hashes=tuple(dict.fromkeys((*one.hashes, hashed))))
    write_json(notes_file(settings), {**notes, "epoch": epoch})
    made = Chain((*chain.keys, key))
    rewrite_landing(settings, Change(new_ids=new_ids, epochs=made.fingerprints))
    audit_log.record(settings, "rekey", epoch=epoch, key=key.fingerprint)
    return made


def change_borough_key(settings: Settings, borough: Borough, pairs: Path) -> int:
    """Move a borough's history to new shared pseudonyms; the children that moved.

    `pairs` is a csv of old and new, made at the borough with `liia pairs`.
    """
    moved = move_to_new_ids(settings, borough, read_pairs(settings, borough, pairs))
    build(settings)
    return moved


def move_to_new_ids(settings: Settings, borough: Borough, pairs: dict[str, str]) -> int:
    """Landing with each old pseudonym's rows under the new one, and requests with it."""
    chain, requests = _chain(settings), Requests(settings)
    held = children_in_landing(settings, {borough.code})
    new_ids = {}
    for old, new in pairs.items():
        before = chain.of_every_epoch(borough.dfe_code, old)
        after = chain.of_every_epoch(borough.dfe_code, new)
        if before[-1] in held:
            new_ids[before[-1]] = after[-1]
        if one := requests.about(before, "erased", "restricted"):
            hashes = (*one.hashes, *(requests.hash(stored) for stored in after))
            requests.change(one, hashes=tuple(dict.fromkeys(hashes)))
    write_json(notes_file(settings), {**read_notes(settings), "moved": borough.code})
    rewrite_landing(settings, Change(new_ids=new_ids, strangers=[borough.code]))
    facts = {"borough_code": borough.code, "children": len(new_ids)}
    audit_log.record(settings, "borough_key_changed", **facts)
    return len(new_ids)


def read_pairs(settings: Settings, borough: Borough, path: Path) -> dict[str, str]:
    """Old shared pseudonym to new.

    Raises UsageError, naming rows, when a pair is not one or says two things.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))[1:]
    pattern = re.compile(settings.child_id_pattern(borough.code))
    wrong = [
        number
        for number, row in enumerate(rows, start=2)
        if len(row) != 2 or not all(pattern.fullmatch(cell) for cell in row)
    ]
    old = [row[0] for row in rows if len(row) == 2]
    new = {row[1] for row in rows if len(row) == 2}
    twice = [
        number for number, row in enumerate(rows, start=2) if old.count(row[0]) > 1
    ]
    both = [number for number, row in enumerate(rows, start=2) if row[0] in new]
    for numbers, words in (
        (wrong, "are not an old and a new pseudonym"),
        (twice, "have an old pseudonym that stands twice"),
        (both, "have an old pseudonym that is also a new one"),
    ):
        if numbers:
            shown = ", ".join(map(str, numbers[:10]))
            raise UsageError(f"rows {shown} of the pairs {words}. Nothing was changed.")
    return dict(rows)


def _chain(settings: Settings) -> Chain:
    if not settings.landing_file.exists():
        raise UsageError(f"nothing has landed in {settings.home}; no key to change.")
    return chain_in_force(settings, read_register(settings.landing_file).epochs)
