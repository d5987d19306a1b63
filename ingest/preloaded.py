"""The door's modules and declarations, loaded: what each child is forked with.

Importing this reads every source YAML and seed that the door asks once a process.
"""

from ingest import door  # noqa: F401
from ingest.findings import rules
from ingest.layout import RETURNS, forms, heading_fields, person_columns

rules()
for _name in RETURNS:
    forms(_name)
    heading_fields(_name)
    person_columns(_name)
