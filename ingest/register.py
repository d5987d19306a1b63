"""What landing knows of submissions and keys, read before it is opened for writing."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.door import Verdict
from ingest.findings import Finding
from ingest.identifiers import shown_name
from ingest.landing import connected

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Known(NamedTuple):
    """A submission that was accepted before."""

    submission_id: str
    superseded_by: str | None
    borough_code: str


@dataclass(frozen=True)
class Register:
    """What landing already knows, read without touching it."""

    digests: dict[str, Known] = field(default_factory=dict)
    """What is known of files by the digest of their bytes."""
    fingerprints: dict[str, str] = field(default_factory=dict)
    """Borough to the fingerprint of the key of its latest submission."""
    epochs: dict[int, str] = field(default_factory=dict)
    """Each epoch of LIIA's landing secret that is in force, to its key's fingerprint."""

    def history_findings(self, verdict: Verdict) -> list[Finding]:
        """Whether the borough's key is not the one of its last submission."""
        last = self.fingerprints.get(verdict.borough.code)
        if last and verdict.key_fingerprint and last != verdict.key_fingerprint:
            return [Finding("key_changed", shown_name(path)) for path in verdict.files]
        return []


def read_register(path: Path) -> Register:
    """The register of `path`; an empty one when nothing has landed."""
    if not path.exists():
        return Register()
    with connected(path, read_only=True) as connection:
        rows = connection.execute(
            "select digest, submission_id, superseded_by, borough_code, key_fingerprint "
            "from register.submissions order by received_at"
        ).fetchall()
        epochs = read_epochs(connection)
    digests = {row[0]: Known(*row[1:4]) for row in rows}
    return Register(digests, {row[3]: row[4] for row in rows if row[4]}, epochs)


def read_epochs(connection: "DuckDBPyConnection") -> dict[int, str]:
    """The epochs in force of LIIA's landing secret, with their keys' fingerprints."""
    is_told = connection.execute(
        "select count(*) from information_schema.tables "
        "where table_schema = 'register' and table_name = 'epochs'"
    ).fetchone()[0]
    query = "select epoch, key_fingerprint from register.epochs"
    return dict(connection.execute(query).fetchall() if is_told else ())
