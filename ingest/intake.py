"""The inbox into landing: every new submission, one transaction and one receipt each.

One borough's bad file never stops another's. A refused file stays where it is, and is
not tried again until it or the rules change; nothing of it is copied anywhere.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.acceptance import judge
from ingest.boroughs import Borough, find_borough
from ingest.door import Verdict, judged
from ingest.earlier_submissions import last_accepted, unseen_findings
from ingest.errors import UnknownBorough
from ingest.findings import Finding, worst_first
from ingest.identifiers import shown_name
from ingest.landing import (
    LandingRefused,
    TooFewRows,
    connected,
    land,
    open_landing,
)
from ingest.project import project_root
from ingest.receipt import write_receipt
from ingest.receipt.submitted import write_submitted
from ingest.register import Known, Register, read_register
from ingest.sandbox import DoorStumbled, open_apart
from ingest.sidecar import NAME as SIDECAR
from ingest.submission import digest_of, grouped
from liia import __version__
from liia.configuration import Settings
from liia.governance import audit_log
from liia.governance.chain import Chain, chain_in_force
from liia.governance.requests import Requests
from liia.governance.tombstones import erased_rows, without_erased
from liia.keys import Key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Outcome:
    """What became of one submission in the inbox."""

    borough: Borough | None
    """None for what stands in the inbox under no borough's name."""
    files: list[Path]
    kind: str
    """landed, would land, already landed, replaced before, refused, still refused, no
    borough, or fault (ours, met while the file was judged)."""
    words: str
    rows: int = 0
    receipt: Path | None = None

    @property
    def is_refusal(self) -> bool:
        return self.kind not in ("landed", "would land", "already landed")


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
    refusals = _Refusals(settings, landing_key)
    register = read_register(settings.landing_file)
    intake = _Intake(
        settings,
        now,
        dry_run,
        accept_large_change,
        refusals,
        register,
        chain_in_force(settings, register.epochs),
        Requests(settings),
    )
    for folder in sorted(inbox.iterdir() if inbox.is_dir() else ()):
        if folder.name.startswith("."):
            continue
        try:
            borough = find_borough(folder.name if folder.is_dir() else "")
        except UnknownBorough as unknown:
            words = f"not looked at: in a folder of the inbox, {unknown}"
            yield Outcome(None, [folder], "no borough", words)
            continue
        progress(f"{borough.name}: reading")
        yield from intake.take_in(borough, folder)
    if not dry_run:
        receipts = settings.home / "receipts"
        write_submitted(settings.landing_file, receipts, now.date())


@dataclass(frozen=True)
class _New:
    """A submission that is to be read."""

    digest: str
    """Empty where its files are too large, or none, to be opened."""
    paths: list[Path]
    findings: Sequence[Finding] = ()
    """What is wrong with it before it is read."""


@dataclass(frozen=True)
class _Intake:
    settings: Settings
    now: datetime
    dry_run: bool
    accept_large_change: bool
    refusals: "_Refusals"
    register: Register
    chain: Chain
    requests: Requests

    def take_in(self, borough: Borough, folder: Path) -> Iterable[Outcome]:
        new: list[_New] = []
        for paths in submissions_in(folder):
            try:
                yield from self._look_at(paths, borough, folder, new)
            except Exception as bug:  # noqa: BLE001 - one file must not stop the others
                yield _stumbled(borough, paths, bug)
        verdicts: list[tuple[str, Verdict]] = []
        # Each is read by a process of its own: some are read while one is judged here.
        with ThreadPoolExecutor(self.settings.threads) as pool:
            reading = [pool.submit(self._open, one.paths, borough) for one in new]
            for one, read in zip(new, reading, strict=True):
                try:
                    verdict = _with(self._judge(read.result()), one.findings)
                    verdicts.append((one.digest, verdict))
                except Exception as bug:  # noqa: BLE001
                    yield _stumbled(borough, one.paths, bug)
        yield from self._settle_all(_in_order(verdicts), folder) if verdicts else ()

    def _settle_all(
        self, verdicts: list[tuple[str, Verdict]], folder: Path
    ) -> list[Outcome]:
        """Through one connection, which takes longer to open than a file to land."""
        outcomes = []
        some_may_land = any(not verdict.is_refused for _, verdict in verdicts)
        with self._landing(for_writing=some_may_land and not self.dry_run) as landing:
            for digest, verdict in verdicts:
                try:
                    outcome = self._settle(digest, verdict, folder, landing)
                except (
                    LandingRefused,
                    ArithmeticError,
                    LookupError,
                    ValueError,
                ) as bug:
                    outcome = _stumbled(verdict.borough, verdict.files, bug)
                outcomes.append(outcome)
        return outcomes

    @contextmanager
    def _landing(self, *, for_writing: bool) -> Iterator["DuckDBPyConnection | None"]:
        """None where nothing has landed yet, and nothing will."""
        path = self.settings.landing_file
        if for_writing:
            with open_landing(path) as connection:
                yield connection
        elif path.exists():
            with connected(path, read_only=True) as connection:
                yield connection
        else:
            yield None

    def _look_at(
        self,
        paths: list[Path],
        borough: Borough,
        folder: Path,
        new: "list[_New]",
    ) -> Iterable[Outcome]:
        """What is known of a submission already; others go to `new`."""
        largest = self.settings.limits.census_mb * 1_000_000
        if not all(_is_ordinary(path, largest) for path in paths):
            new.append(_New("", paths))
            return
        digest = digest_of(paths)
        known = self.register.digests.get(digest)
        if known and known.borough_code == borough.code:
            yield self._known(known, borough, paths, folder)
        elif known:
            found = [Finding("other_boroughs_file", shown_name(p)) for p in paths]
            new.append(_New(digest, paths, found))
        elif (
            self.refusals.holds(borough.code + digest) and not self.accept_large_change
        ):
            words = "refused before, and neither the file nor the rules have changed"
            yield Outcome(borough, paths, "still refused", words)
        else:
            new.append(_New(digest, paths))

    def _known(
        self, known: Known, borough: Borough, paths: list[Path], folder: Path
    ) -> Outcome:
        if known.superseded_by:
            # A stale copy looks the same as a change of mind; only a person can tell.
            words = (
                f"an earlier version, replaced by {known.superseded_by}: not taken. If "
                "it is the right one after all, save it anew and send it"
            )
            return Outcome(borough, paths, "replaced before", words)
        receipts = self.settings.home / "receipts"
        words = f"landed before as {known.submission_id}; nothing to do"
        if not (receipts / borough.code / f"{known.submission_id}.html").exists():
            # The run that landed it ended before it could say so.
            verdict = self._judge(self._open(paths, borough))
            write_receipt(receipts, known.submission_id, verdict, "accepted before")
        self._after_landing(paths, folder)
        return Outcome(borough, paths, "already landed", words)

    def _open(self, paths: list[Path], borough: Borough) -> Verdict:
        pattern = self.settings.child_id_pattern(borough.code)
        today, limits = self.now.date(), self.settings.limits
        return open_apart(paths, borough, today, pattern, limits)

    def _judge(self, verdict: Verdict) -> Verdict:
        return judged(verdict, judge, self.settings.most_rejected)

    def _settle(
        self,
        digest: str,
        verdict: Verdict,
        folder: Path,
        landing: "DuckDBPyConnection | None",
    ) -> Outcome:
        verdict = _with(verdict, self.register.history_findings(verdict))
        if verdict.submission:
            before = last_accepted(landing, verdict.submission)
            verdict = replace(verdict, last_accepted=before)
        if verdict.is_refused:
            return self._refuse(digest, verdict)
        verdict, stored_ids = without_erased(verdict, self.chain, self.requests)
        verdict = _with(verdict, unseen_findings(landing, verdict, stored_ids))
        rows = sum(tally.landed for tally in verdict.tallies)
        if self.dry_run:
            words = f"would be accepted: {rows} rows"
            return Outcome(verdict.borough, verdict.files, "would land", words, rows)
        name = verdict.submission.submission_id
        facts = {"rows": rows, "rows_erased": erased_rows(verdict), "digest": digest}
        # Written before it lands: what landing holds without such a line is not ours.
        audit_log.record(self.settings, "land", submission_id=name, **facts)
        try:
            landed = land(
                landing,
                verdict,
                stored_ids,
                self.now,
                epochs=self.chain.fingerprints,
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
        receipt = write_receipt(self.settings.home / "receipts", name, verdict, words)
        self._after_landing(verdict.files, folder)
        return Outcome(
            verdict.borough, verdict.files, "landed", words, landed.rows, receipt
        )

    def _refuse(self, digest: str, verdict: Verdict) -> Outcome:
        words = (
            "refused: nothing of it landed, and what was accepted before stays in use; "
            "the file is still in the inbox"
        )
        if self.dry_run:
            return Outcome(verdict.borough, verdict.files, "refused", words)
        # What depends on other files is judged anew each time.
        hangs = {"period_twice", "large_change", "other_boroughs_file"}
        is_its_own = not hangs & {found.rule_id for found in verdict.findings}
        place = verdict.borough.code + digest
        keyed = self.refusals.remember(place if is_its_own else "", place)
        name = f"{self.now:%Y-%m-%d}-refused-{keyed}"
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


def _is_ordinary(path: Path, largest_bytes: int) -> bool:
    """Whether a file may be opened at all, if only for its digest."""
    is_file = path.is_file() and not path.is_symlink()
    return is_file and path.stat().st_size <= largest_bytes


def _stumbled(borough: Borough, paths: list[Path], bug: Exception) -> Outcome:
    told = str(bug) if isinstance(bug, DoorStumbled) else type(bug).__name__
    words = f"a fault of ours, {told}; nothing of it landed: tell us"
    return Outcome(borough, paths, "fault", words)


def _in_order(verdicts: list[tuple[str, Verdict]]) -> list[tuple[str, Verdict]]:
    """Oldest period first; two of the same period refuse each other."""
    good = [verdict for _, verdict in verdicts if not verdict.is_refused]
    periods = [_period(verdict) for verdict in good]
    judged = [
        (
            digest,
            _with(v, [Finding("period_twice", shown_name(path)) for path in v.files])
            if v in good and periods.count(_period(v)) > 1
            else v,
        )
        for digest, v in verdicts
    ]
    first = datetime.min.date()
    return sorted(
        judged,
        key=lambda pair: pair[1].submission.period_end if pair[1].submission else first,
    )


def _period(verdict: Verdict) -> tuple:
    return verdict.submission.return_name, verdict.submission.period_end


def _with(verdict: Verdict, found: Sequence[Finding]) -> Verdict:
    return replace(verdict, findings=worst_first([*verdict.findings, *found]))


class _Refusals:
    """Keyed digests of refused files and whose they were, with the rules' version."""

    def __init__(self, settings: Settings, key: Key):
        self.path, self.key = settings.home / "state" / "refused.json", key
        self.known = json.loads(self.path.read_text()) if self.path.exists() else {}
        patterns = json.dumps({k: v.model_dump() for k, v in settings.boroughs.items()})
        declared = sorted(project_root().glob("models/staging/*/_*__sources.yml"))
        rules = project_root() / "seeds/governance/door_rules.csv"
        allowed = repr(settings.limits)
        rules_now = __version__ + digest_of([*declared, rules]) + patterns + allowed
        self.version = hashlib.sha256(rules_now.encode()).hexdigest()[:12]

    def _keyed(self, digest: str) -> str:
        return hmac.digest(self.key.secret, digest.encode(), "sha256").hex()[:16]

    def holds(self, digest: str) -> bool:
        return self.known.get(self._keyed(digest)) == self.version

    def remember(self, digest: str, name_after: str) -> str:
        """Remember a refused file; what comes back names its receipt."""
        if digest:
            self.known[self._keyed(digest)] = self.version
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: a run that is killed here must not stop the next.
            written = self.path.with_suffix(".tmp")
            written.write_text(json.dumps(self.known, indent=2) + "\n")
            written.replace(self.path)
        return self._keyed(name_after)[:8]
