"""How much one submission may ask of the machine; `[limits]` of liia.toml says more or less.

They are the process's own, as the operating system's are: set once, where the child that
reads a file begins, and the same for every reader in it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The defaults are several times what the largest borough's largest file asks."""

    file_mb: int = 100
    """A workbook or a csv file."""
    census_mb: int = 300
    """A CIN census; the largest borough's has about 40 MB."""
    inflated_mb: int = 400
    """All parts of a workbook, unpacked."""
    inflation: int = 200
    """How many times its packed size a part may become; a sheet becomes ten to fifty."""
    parts: int = 500
    """Parts of a workbook."""
    cells: int = 30_000_000
    """Cells of a workbook, empty ones too: 700,000 rows of the widest list."""
    columns: int = 1_000
    """Filled cells of a row; the widest list has 45."""
    records: int = 2_000_000
    """Records of a CIN census; the largest borough's has about 100,000."""
    memory_mb: int = 4_000
    """Address space of the child that reads."""
    cpu_seconds: int = 120
    wall_seconds: int = 240


_in_force = Limits()


def limits() -> Limits:
    """The limits that hold in this process."""
    return _in_force


def hold_to(new: Limits) -> None:
    """From here on these limits hold in this process."""
    global _in_force
    _in_force = new
