"""Where personal data may lie: in declared folders, and never where something copies them.

A folder that a synchronising program watches is a transfer to wherever its servers are.
"""

from pathlib import Path

from ingest.errors import UsageError
from liia.configuration import Settings

_SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "my drive",
    "icloud",
    "clouddocs",
    "cloudstorage",
    "nextcloud",
    "owncloud",
    "box sync",
    "syncthing",
    "mega",
    "pcloud",
)
"""How the folders of synchronising programs are called, alone or with a name after."""
_MARKS = (".dropbox", ".stfolder", ".sync", ".owncloudsync.log", ".nextcloudsync.log")
"""Files that such programs leave in the folder that they watch."""


def synced_by(folder: Path) -> str | None:
    """The folder by which `folder` is seen to be synchronised, or None."""
    for place in (folder, *folder.parents):
        name = place.name.casefold()
        if any(name == word or name.startswith(f"{word} ") for word in _SYNCED):
            return str(place)
        if name.startswith("onedrive-") or any((place / m).exists() for m in _MARKS):
            return str(place)
    return None


def fault_of_home(settings: Settings) -> str | None:
    """Why LIIA_HOME may not lie where it lies, or None."""
    for folder in (settings.home, settings.inbox_folder, settings.releases_folder):
        if synced := synced_by(folder.resolve()):
            return (
                f"{folder} lies in {synced}, which a program copies to other machines. "
                "Set LIIA_HOME to a folder that stays here."
            )
    allowed = [place.resolve() for place in settings.transfers.allowed_locations]
    home = settings.home.resolve()
    if allowed and not any(home.is_relative_to(place) for place in allowed):
        return (
            f"{settings.home} is in none of transfers.allowed_locations. Set LIIA_HOME "
            "to a folder in one of them, or declare another place in liia.toml."
        )
    return None


def refuse_a_home_elsewhere(settings: Settings) -> None:
    """Raise UsageError when LIIA_HOME may not lie where it lies."""
    if fault := fault_of_home(settings):
        raise UsageError(fault)
