"""The project's macros as dbt renders them for DuckDB, without dbt."""

from jinja2 import Environment, StrictUndefined

from tests.sqlfluff import adapter


def rendered(text: str, *paths: str) -> str:
    """`text` with the macros of these files or folders at hand; a `ref` is a table of
    that name.
    """
    places = [adapter.MACROS / path for path in paths]
    found = [[p] if p.is_file() else sorted(p.glob("*.sql")) for p in places]
    source = "\n".join(path.read_text() for paths in found for path in paths)
    environment = Environment(
        undefined=StrictUndefined, extensions=["jinja2.ext.do"], autoescape=False
    )
    environment.globals |= {"adapter": adapter, "ref": str, "return": str}
    return environment.from_string(f"{source}\n{text}").render()
