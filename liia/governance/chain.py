"""LIIA's landing secrets, one an epoch: a rotation keys once more what the last one made.

What a one-way key has made cannot be made again from scratch, so an epoch is never
replaced: k2 is made out of k1, and a new file passes through every epoch. The epoch in
force is written in landing itself, with the fingerprint of each key, so that a rotation
that was killed before landing was rewritten never was.
"""

from dataclasses import dataclass
from pathlib import Path

from ingest.errors import KeyProblem
from ingest.pseudonyms import landing_pseudonym, rotated_pseudonym
from liia.configuration import Settings
from liia.keys import Key, read_key


@dataclass(frozen=True)
class Chain:
    """The keys of every epoch up to the one in force."""

    keys: tuple[Key, ...]

    @property
    def epoch(self) -> int:
        return len(self.keys)

    @property
    def fingerprints(self) -> dict[int, str]:
        return {epoch: key.fingerprint for epoch, key in enumerate(self.keys, start=1)}

    def of_every_epoch(self, dfe_code: str, shared_id: str) -> list[str]:
        """What a shared pseudonym was stored as in each epoch; the last is in force."""
        made = [landing_pseudonym(self.keys[0].secret, dfe_code, shared_id)]
        for epoch, key in enumerate(self.keys[1:], start=2):
            made.append(rotated_pseudonym(key.secret, epoch, made[-1]))
        return made


def chain_in_force(settings: Settings, epochs: dict[int, str]) -> Chain:
    """The keys of `epochs`, as landing tells them with their fingerprints.

    Raises KeyProblem when a key is missing or is not the one that landing was made with.
    """
    keys = []
    for epoch in range(1, max(epochs, default=1) + 1):
        path = epoch_file(settings, epoch)
        key = read_key(path, "landing")
        if epochs.get(epoch, key.fingerprint) != key.fingerprint:
            raise KeyProblem(
                f"{path} is not the key that landing was made with (its fingerprint is "
                f"{epochs[epoch]}). Put the right one back: with another, every child "
                "would become a stranger."
            )
        keys.append(key)
    return Chain(tuple(keys))


def epoch_file(settings: Settings, epoch: int) -> Path:
    """Where the landing secret of an epoch lies."""
    return settings.key_file("landing" if epoch == 1 else f"landing-{epoch}")
