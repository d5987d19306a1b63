"""The inbox into landing: every new submission, one transaction and one receipt each.

One borough's bad file never stops another's. A refused file stays where it is, and is
not tried again until it or the rules change; nothing of it is copied anywhere.
"""

import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ingest.boroughs import Borough, boroughs
from ingest.door import Verdict, examine
from ingest.findings import Finding, worst_first
from ingest.identifiers import shown_name
from ingest.landing import Register, TooFewRows, land, open_landing, read_register
from ingest.project import project_root
from ingest.receipt import write_receipt
from ingest.sidecar import NAME as SIDECAR
from ingest.submission import digest_of
from liia.configuration import Settings
from liia.keys import Key


@dataclass(frozen=True)
class Outcome:
    """What became of one submission in the inbox."""

    borough: Borough
    files: list[Path]
    kind: str
    """landed, would land, already landed, refused, or still refused."""
    words: str
    rows: int = 0
    receipt: Path | None = None

    @property
    def is_refusal(self) -> bool:
        return self.kind in ("refused", "still refused")


def submissions_in(folder: Path) -> list[list[Path]]:
    """The files of each submission below `folder`."""
    files = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not (
            hidden or path.is_dir() or path.name == SIDECAR or path.suffix == ".part"
        ):
            files.append(path)
    return grouped(files)


def grouped(files: list[Path]) -> list[list[Path]]:
    """A workbook is a submission by itself; the csv files of one folder are one."""
    workbooks, csv_folders = [], {}
    for path in files:
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            csv_folders.setdefault(path.parent, []).append(path)
        else:
            workbooks.append([path])
    return workbooks + list(csv_folders.values())


def ingest(
    inbox: Path,
    settings: Settings,
    landing_key: Key,
    now: datetime,
    *,
    dry_run: bool = False,
    accept_large_change: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterable[Outcome]:
    """Take in every new submission of `inbox/<borough code>/`, borough by borough."""
    refusals = _Refusals(settings.home / "state" / "refused.json", landing_key)
    register = read_register(settings.landing_file)
    intake = _Intake(
        settings, landing_key, now, dry_run, accept_large_change, refusals, register
    )
    for folder in sorted(inbox.iterdir() if inbox.is_dir() else ()):
        borough = boroughs().get(folder.name.upper())
        if borough and folder.is_dir():
            progress(f"{borough.name}: reading")
            yield from intake.take_in(borough, folder)


@dataclass(frozen=True)
class _Intake:
    settings: Settings
    key: Key
    now: datetime
    dry_run: bool
    accept_large_change: bool
    refusals: "_Refusals"
    register: Register

    def take_in(self, borough: Borough, folder: Path) -> Iterable[Outcome]:
        verdicts: list[tuple[str, Verdict]] = []
        for paths in submissions_in(folder):
            if not all(path.is_file() and not path.is_symlink() for path in paths):
                verdicts.append(("", self._examine(paths, borough)))
                continue
            digest = digest_of(paths)
            if digest in self.register.digests:
                submission_id, later = self.register.digests[digest]
                words = f"landed before as {submission_id}; nothing to do"
                if later:
                    words = f"an earlier version, replaced by {later}; nothing to do"
                self._after_landing(paths, folder)
                yield Outcome(borough, paths, "already landed", words)
            elif self.refusals.holds(digest) and not self.accept_large_change:
                words = (
                    "refused before, and neither the file nor the rules have changed"
                )
                yield Outcome(borough, paths, "still refused", words)
            else:
                verdicts.append((digest, self._examine(paths, borough)))
        for digest, verdict in _in_order(verdicts):
            yield self._settle(digest, verdict, folder)

    def _examine(self, paths: list[Path], borough: Borough) -> Verdict:
        pattern = self.settings.child_id_pattern(borough.code)
        return examine(paths, borough, self.now.date(), pattern)

    def _settle(self, digest: str, verdict: Verdict, folder: Path) -> Outcome:
        verdict = _with(verdict, self.register.history_findings(verdict))
        if verdict.is_refused:
            return self._refuse(digest, verdict)
        rows = sum(tally.landed for tally in verdict.tallies)
        if self.dry_run:
            words = f"would be accepted: {rows} rows"
            return Outcome(verdict.borough, verdict.files, "would land", words, rows)
        try:
            # Opened for writing only now: a refused file leaves landing untouched.
            with open_landing(self.settings.landing_file) as connection:
                landed = land(
                    connection,
                    verdict,
                    self.key.secret,
                    self.now,
                    accept_large_change=self.accept_large_change,
                )
        except TooFewRows:
            found = [
                Finding("large_change", shown_name(path)) for path in verdict.files
            ]
            return self._refuse(digest, _with(verdict, found))
        words = f"accepted: {landed.rows} rows landed"
        if landed.replaced:
            words += f", in place of {landed.replaced}"
        name = verdict.submission.submission_id
        receipt = write_receipt(self.settings.home / "receipts", name, verdict, words)
        self._after_landing(verdict.files, folder)
        return Outcome(
            verdict.borough, verdict.files, "landed", words, landed.rows, receipt
        )

    def _refuse(self, digest: str, verdict: Verdict) -> Outcome:
        words = "refused: nothing of it was kept; what was accepted before stays in use"
        if self.dry_run:
            return Outcome(verdict.borough, verdict.files, "refused", words)
        name = f"{self.now:%Y-%m-%d}-refused-{self.refusals.remember(digest)}"
        receipt = write_receipt(self.settings.home / "receipts", name, verdict, words)
        return Outcome(verdict.borough, verdict.files, "refused", words, 0, receipt)

    def _after_landing(self, paths: list[Path], folder: Path) -> None:
        if self.dry_run or self.settings.after_landing == "keep":
            return
        for path in paths:
            path.unlink()
        if not any(submissions_in(folder)):
            for sidecar in folder.rglob(SIDECAR):
                sidecar.unlink()


def _in_order(verdicts: list[tuple[str, Verdict]]) -> list[tuple[str, Verdict]]:
    """Oldest period first; two of the same period refuse each other."""
    good = [verdict for _, verdict in verdicts if not verdict.is_refused]
    periods = [verdict.submission.period_end for verdict in good]
    judged = [
        (
            digest,
            _with(v, [Finding("period_twice", shown_name(path)) for path in v.files])
            if v in good and periods.count(v.submission.period_end) > 1
            else v,
        )
        for digest, v in verdicts
    ]
    first = datetime.min.date()
    return sorted(
        judged,
        key=lambda pair: pair[1].submission.period_end if pair[1].submission else first,
    )


def _with(verdict: Verdict, found: list[Finding]) -> Verdict:
    return replace(verdict, findings=worst_first([*verdict.findings, *found]))


class _Refusals:
    """Keyed digests of refused files, each with the version of the rules."""

    def __init__(self, path: Path, key: Key):
        self.path, self.key = path, key
        self.known = json.loads(path.read_text()) if path.exists() else {}
        declared = project_root() / "models/staging/annex_a/_annex_a__sources.yml"
        rules = project_root() / "seeds/governance/door_rules.csv"
        self.version = digest_of([declared, rules])[:12]

    def _keyed(self, digest: str) -> str:
        return hmac.digest(self.key.secret, digest.encode(), "sha256").hex()[:16]

    def holds(self, digest: str) -> bool:
        return self.known.get(self._keyed(digest)) == self.version

    def remember(self, digest: str) -> str:
        """Remember a refused file; what comes back names its receipt."""
        keyed = self._keyed(digest)
        if digest:
            self.known[keyed] = self.version
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps(self.known, indent=2) + "\n")
        return keyed[:8]
