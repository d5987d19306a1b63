"""The documentation as one page that needs no network: dbt's own, made complete.

dbt describes a column where a yml file lists it. Here every column that the warehouse
holds is listed in its table, and one without words of its own has those of the column
that first bore its name: a field is declared once. No row is read.
"""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COLUMNS = """
select
    columns.table_schema,
    columns.table_name,
    columns.column_name,
    columns.data_type,
    columns.ordinal_position,
    register.description
from information_schema.columns as columns
left join (
    select column_name, any_value(description) as description
    from governance.column_register
    group by column_name
) as register
    on columns.column_name = register.column_name
order by columns.table_schema, columns.table_name, columns.ordinal_position
"""


def page(manifest: dict, warehouse: "DuckDBPyConnection", glossary: str) -> str:
    """The page; its first sight is the project's overview, with the glossary below."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH

    overview = manifest["docs"]["doc.liia.__overview__"]
    overview["block_contents"] += f"\n\n{glossary}"
    for node in manifest["nodes"].values():
        node.pop("root_path", None)  # where this machine keeps the project
    catalog = _catalog(manifest, warehouse.execute(_COLUMNS).fetchall())
    with open(DOCS_INDEX_FILE_PATH, encoding="utf-8") as file:
        text = file.read()
    for name, content in {"MANIFEST": manifest, "CATALOG": catalog}.items():
        # A script ends where its text says so, whatever quotes stand around.
        inline = json.dumps(content, default=str).replace("</", "<\\/")
        text = text.replace(f'"{name}.JSON INLINE DATA"', inline)
    return text


def _catalog(manifest: dict, columns: list[tuple]) -> dict:
    """What dbt's page calls a catalogue; columns not listed are added to `manifest`."""
    nodes = {
        (node["schema"], node["alias"]): node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }
    tables: dict[str, dict] = {}
    for schema, table, name, data_type, index, description in columns:
        node = nodes.get((schema, table))
        if node is None:
            continue
        declared = node["columns"].setdefault(name, {"name": name, "description": ""})
        declared["description"] = declared["description"] or description or ""
        about = {"type": "table", "schema": schema, "name": table}
        entry = tables.setdefault(
            node["unique_id"],
            {"unique_id": node["unique_id"], "metadata": about, "columns": {}}
            | {"stats": {}},
        )
        entry["columns"][name] = {"type": data_type, "index": index, "name": name}
    return {"metadata": {}, "nodes": tables, "sources": {}, "errors": None}
