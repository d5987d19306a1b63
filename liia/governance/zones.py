"""Who may open what: the zones of LIIA_HOME and the widest mode of their files."""

from pathlib import Path

from liia.configuration import Settings

WIDEST = {
    "keys": 0o600,
    "landing.duckdb": 0o600,
    "warehouse.duckdb": 0o600,
    "ledger.duckdb": 0o600,
    "inbox": 0o600,
    "receipts": 0o600,
    "certificates": 0o600,
    "rights": 0o600,
    "audit": 0o600,
    "evidence": 0o640,
    "state": 0o600,
    "logs": 0o600,
    "dev": 0o600,
    "releases": 0o644,
}
"""A release is of nobody and may be read by anyone; all else by its owner alone."""


def exposed(settings: Settings) -> list[Path]:
    """Files that more people may open than their zone allows."""
    found = []
    for zone, widest in WIDEST.items():
        place = settings.home / zone
        files = place.rglob("*") if place.is_dir() else [place]
        found += [
            path
            for path in sorted(files)
            if path.is_file() and path.stat().st_mode & 0o777 & ~widest
        ]
    return found
