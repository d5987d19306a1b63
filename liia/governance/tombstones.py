"""The door's part of an erasure: the rows of an erased child are turned away for ever."""

from array import array
from collections import Counter
from dataclasses import replace

from ingest.door import Verdict
from ingest.findings import Finding, worst_first
from ingest.identifiers import shown_name
from ingest.rows import AcceptedTable
from liia.governance.chain import Chain
from liia.governance.requests import Requests

RULE = "erased_child"


def without_erased(
    verdict: Verdict, chain: Chain, requests: Requests
) -> tuple[Verdict, dict[str, str]]:
    """The verdict without rows of erased children, and what each other id is stored as.

    The rows are counted and their places are not kept: a place would lead back to them.
    """
    dfe_code = verdict.borough.dfe_code
    shared = {text for table in verdict.tables for text in table.columns["child_id"]}
    epochs = {text: chain.of_every_epoch(dfe_code, text) for text in shared}
    stored = {text: made[-1] for text, made in epochs.items()}
    if verdict.borough.code not in requests.boroughs("erased"):
        return verdict, stored
    erased = {text for text, made in epochs.items() if requests.about(made, "erased")}
    if not erased:
        return verdict, stored
    withheld = Counter(
        {
            table.name: sum(text in erased for text in table.columns["child_id"])
            for table in verdict.tables
        }
    )
    tallies = [
        replace(
            tally,
            landed=tally.landed - withheld[tally.table_name],
            rejected={**tally.rejected, RULE: withheld[tally.table_name]},
        )
        if withheld[tally.table_name]
        else tally
        for tally in verdict.tallies
    ]
    file = shown_name(verdict.files[0])
    findings = [
        Finding(RULE, file, tally.label, value_class=f"{tally.rejected[RULE]} rows")
        for tally in tallies
        if RULE in tally.rejected
    ]
    tables = [_without(table, erased) for table in verdict.tables]
    findings = worst_first([*verdict.findings, *findings])
    return replace(verdict, tables=tables, tallies=tallies, findings=findings), stored


def erased_rows(verdict: Verdict) -> int:
    """The rows of a verdict that were turned away because their child was erased."""
    return sum(tally.rejected.get(RULE, 0) for tally in verdict.tallies)


def _without(table: AcceptedTable, erased: set[str]) -> AcceptedTable:
    kept = [n for n, text in enumerate(table.columns["child_id"]) if text not in erased]
    return replace(
        table,
        columns={name: cells.at(kept) for name, cells in table.columns.items()},
        source_rows=array("i", map(table.source_rows.__getitem__, kept)),
    )
