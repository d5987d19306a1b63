"""Where everything lies: `liia.toml`, overridden by `LIIA_…` in the environment."""

import os
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingest.door import MOST_REJECTED
from ingest.errors import UsageError
from ingest.limits import Limits
from ingest.privacy import SHARED_PSEUDONYM


class BoroughSettings(BaseModel, extra="forbid"):
    """What is particular to one borough."""

    child_id_pattern: str = SHARED_PSEUDONYM
    """Pattern of the pseudonyms that a borough makes with a tool of its own."""


class TransferSettings(BaseModel, extra="forbid"):
    """Where personal data may lie."""

    allowed_locations: list[Path] = Field(default_factory=list)
    """Folders, such as an encrypted volume in the United Kingdom; LIIA_HOME must lie in
    one of them. None declared: any folder of this machine that nothing copies away."""


class Settings(BaseSettings):
    """Every path can be set; the default is a folder `data` where the command runs."""

    model_config = SettingsConfigDict(
        env_prefix="LIIA_", toml_file="liia.toml", extra="forbid"
    )

    home: Path = Path("data")
    """Inbox, databases, releases, receipts, state, keys and logs."""
    inbox: Path | None = None
    keys: Path | None = None
    releases: Path | None = None
    after_landing: Literal["delete", "keep"] = "delete"
    """What becomes of an inbox file once its rows are durable in landing."""
    memory_limit: str = Field("2GB", pattern=r"^[0-9]+ ?(MB|GB)$")
    """Most that DuckDB holds in memory, in a build and for a reader; what is more goes
    to the spill folder."""
    threads: int = Field(os.cpu_count() or 2, ge=1)
    """Processors that DuckDB uses."""
    spill: Path | None = None
    """Where a build keeps what does not fit in memory; emptied by each run."""
    limits: Limits = Limits()
    """How much one submission may ask of the machine."""
    most_rejected: float = Field(default=MOST_REJECTED, ge=0, le=1)
    """Share of a list's rows that may be rejected before the file is refused."""
    boroughs: dict[str, BoroughSettings] = Field(default_factory=dict)
    """By LIIA code."""
    transfers: TransferSettings = Field(default_factory=TransferSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @cached_property
    def inbox_folder(self) -> Path:
        return self.inbox or self.home / "inbox"

    @cached_property
    def releases_folder(self) -> Path:
        return self.releases or self.home / "releases"

    @cached_property
    def spill_folder(self) -> Path:
        return self.spill or self.home / "state" / "spill"

    @property
    def landing_file(self) -> Path:
        return self.home / "landing.duckdb"

    @property
    def warehouse_file(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def ledger_file(self) -> Path:
        """What was published of which cell, in every release."""
        return self.home / "ledger.duckdb"

    @property
    def certificates_folder(self) -> Path:
        return self.home / "certificates"

    def key_file(self, purpose: str) -> Path:
        """Where the key for a purpose lies, such as the landing or the rounding secret."""
        return (self.keys or self.home / "keys") / f"{purpose}.key"

    def child_id_pattern(self, borough_code: str) -> str:
        """What a pseudonym of that borough looks like."""
        return self.boroughs.get(borough_code, BoroughSettings()).child_id_pattern


def settings() -> Settings:
    """The settings in force.

    Raises UsageError, naming each setting that is wrong and never what it holds.
    """
    # LIIA_TODAY and LIIA_BUILD_FILE are read where they are used, not settings.
    try:
        return Settings()
    except ValidationError as fault:
        wrong = ", ".join(
            sorted({".".join(str(part) for part in e["loc"]) for e in fault.errors()})
        )
        raise UsageError(f"liia.toml or LIIA_ variables: check {wrong}.") from None


def private_files() -> None:
    """From here on this process makes files that only their owner may read."""
    os.umask(0o077)
