"""What stands by a family's request: tombstones of erased children, restrictions.

`rights/standing.json` is kept apart from landing and survives its rewriting, its loss
and its restoring from a backup. It names nobody: a child is a hash keyed by the tombstone
secret of the stored pseudonym, one for each epoch of the landing secret that was in force.
"""

import hmac
import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

from liia.configuration import Settings
from liia.governance.durable import write_json
from liia.keys import read_key


@dataclass(frozen=True)
class Request:
    """One child's erasure or restriction."""

    reference: str
    """What the borough and the certificate call it."""
    kind: str
    """erased, restricted, or lifted (a restriction that ends with the next build)."""
    borough_code: str
    since: str
    """The day, YYYY-MM-DD."""
    hashes: tuple[str, ...]
    held_before: dict[str, int] = field(default_factory=dict)
    """Place to the rows that it held of the child."""
    is_certified: bool = False


class Requests:
    """The requests that stand, read once and written whole."""

    def __init__(self, settings: Settings):
        self.path = settings.home / "rights" / "standing.json"
        self._key_file = settings.key_file("tombstone")
        told = json.loads(self.path.read_text()) if self.path.exists() else []
        self.standing = [
            Request(**{**one, "hashes": tuple(one["hashes"])}) for one in told
        ]

    @cached_property
    def _secret(self) -> bytes:
        return read_key(self._key_file, "tombstone").secret

    def hash(self, stored_id: str) -> str:
        """The one form in which a request knows a child."""
        message = b"liia/v1/tombstone\x1f" + stored_id.encode()
        return hmac.digest(self._secret, message, "sha256").hex()

    @property
    def waiting(self) -> list[Request]:
        """Requests that no build has carried out yet."""
        return [one for one in self.standing if not one.is_certified]

    def boroughs(self, *kinds: str) -> set[str]:
        return {one.borough_code for one in self.standing if one.kind in kinds}

    def about(self, stored_ids: list[str], *kinds: str) -> Request | None:
        """The request of such a kind about the child of these stored pseudonyms."""
        wanted = [one for one in self.standing if one.kind in kinds]
        if not wanted:
            return None
        hashes = {self.hash(stored_id) for stored_id in stored_ids}
        return next((one for one in wanted if hashes & set(one.hashes)), None)

    def children(self, stored_ids: list[str], kind: str) -> dict[str, Request]:
        """Of these stored pseudonyms, those that a request of the kind is about."""
        known = {
            hashed: one
            for one in self.standing
            if one.kind == kind
            for hashed in one.hashes
        }
        if not known:
            return {}
        hashed = ((stored_id, self.hash(stored_id)) for stored_id in stored_ids)
        return {stored_id: known[h] for stored_id, h in hashed if h in known}

    def add(self, request: Request) -> None:
        """Let a request stand, durably; from here on it is carried out by every build."""
        self.standing.append(request)
        self.save()

    def change(self, request: Request, **changes: object) -> Request:
        changed = replace(request, **changes)
        self.standing[self.standing.index(request)] = changed
        self.save()
        return changed

    def remove(self, request: Request) -> None:
        self.standing.remove(request)
        self.save()

    def save(self) -> None:
        write_json(self.path, [asdict(one) for one in self.standing])


def new_reference(
    settings: Settings, requests: Requests, verb: str, borough_code: str, day: str
) -> str:
    """A name for a request that says nothing of its child: ISL-erase-2026-04-15-2."""
    begin = f"{borough_code}-{verb}-{day}-"
    taken = [path.stem for path in settings.certificates_folder.glob("*.json")]
    taken += [one.reference for one in requests.standing]
    numbers = [name.removeprefix(begin) for name in taken if name.startswith(begin)]
    return begin + str(max(map(int, numbers), default=0) + 1)
