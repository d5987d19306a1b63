"""What is held of a child as a page that her family can read: no script, nothing fetched."""

from importlib import resources


def as_page(reference: str, about: dict, tables: list) -> str:
    """The page; `tables` are those of the export, in its order."""
    from jinja2 import Environment

    template = resources.files("liia.governance").joinpath("export.html.jinja")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return page.from_string(template.read_text(encoding="utf-8")).render(
        reference=reference,
        about=about,
        sent=[table for table in tables if table.is_as_sent],
        made=[table for table in tables if not table.is_as_sent],
    )
