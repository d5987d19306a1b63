"""Imported once by the process that trials are forked from, so that each begins warm."""

import dbt.adapters.duckdb.impl
import dbt.cli.main
import dbt.task.build
import pyarrow
import python_calamine

import ingest.door
import ingest.receipt
import liia.cli
import liia.refresh
from ingest.layout import RETURNS, forms, heading_fields

IMPORTED = (dbt, pyarrow, python_calamine, ingest, liia)
for name in RETURNS:
    forms(name), heading_fields(name)
