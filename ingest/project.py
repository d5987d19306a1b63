"""Where the dbt project stands: beside the packages, or inside the installed one."""

import csv
from pathlib import Path


def project_root() -> Path:
    """The folder of `dbt_project.yml`, whose seeds and sources the door also reads."""
    checkout = Path(__file__).resolve().parent.parent
    installed = checkout / "liia" / "project"
    return checkout if (checkout / "dbt_project.yml").exists() else installed


def read_seed(name: str) -> list[dict[str, str]]:
    """The rows of `seeds/<name>.csv`, each a dict of column to text."""
    path = project_root() / "seeds" / f"{name}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
