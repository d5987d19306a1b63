"""The project's macros as dbt renders them for DuckDB, without dbt."""

from jinja2 import Environment, StrictUndefined

from ingest.project import project_root


class _Adapter:
    """Dispatch finds DuckDB's, which is the default."""

    def __init__(self):
        self.macros = None

    def dispatch(self, name: str, package: str):
        return getattr(self.macros, f"default__{name}")


def rendered(text: str, *paths: str) -> str:
    """`text` with the macros of these files or folders at hand; a `ref` is a table of
    that name.
    """
    folder = project_root() / "macros"
    found = [folder / path for path in ("engines/aggregates.sql", "engines/text.sql")]
    for path in paths:
        place = folder / path
        found += [place] if place.is_file() else sorted(place.glob("*.sql"))
    source = "\n".join(path.read_text() for path in found)
    environment = Environment(
        undefined=StrictUndefined, extensions=["jinja2.ext.do"], autoescape=False
    )
    adapter = _Adapter()
    environment.globals |= {"adapter": adapter, "ref": str, "return": str}
    adapter.macros = environment.from_string(source).module
    return environment.from_string(f"{source}\n{text}").render()
