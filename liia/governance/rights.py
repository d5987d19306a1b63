"""The rights of a child's family, by borough and shared pseudonym.

Only the borough can turn a person into her pseudonym, and requests reach the borough.
What changes what is used ends with a build, so that it holds at once, and a certificate.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.boroughs import Borough
from ingest.errors import UsageError
from ingest.register import read_register
from liia.build import build
from liia.clock import today
from liia.configuration import Settings
from liia.governance import audit_log
from liia.governance.chain import chain_in_force
from liia.governance.child_rows import rows_held
from liia.governance.forgetting import is_pending
from liia.governance.requests import Request, Requests, new_reference
from liia.governance.traces_in_files import holds


@dataclass(frozen=True)
class Child:
    """Whom a request is about, as the borough names her; never printed or written."""

    borough: Borough
    shared_id: str

    def __repr__(self) -> str:
        return f"Child({self.borough.code})"


def child_of(settings: Settings, borough: Borough, text: str) -> Child:
    """The child that a line of standard input names.

    Raises UsageError when it is not a pseudonym as that borough shares them.
    """
    shared_id = text.strip()
    if not re.fullmatch(settings.child_id_pattern(borough.code), shared_id):
        raise UsageError(
            f"what came on standard input is not a pseudonym of {borough.name}. Give "
            "the one that stands in the files it sends, and nothing else."
        )
    return Child(borough, shared_id)


def stored_ids(settings: Settings, child: Child) -> list[str]:
    """What the child was stored as in each epoch; the last is in force."""
    epochs = read_register(settings.landing_file).epochs
    chain = chain_in_force(settings, epochs)
    return chain.of_every_epoch(child.borough.dfe_code, child.shared_id)


def erase(settings: Settings, child: Child) -> str:
    """Erase a child everywhere and refuse her rows for ever; the request's reference."""
    stored, requests = stored_ids(settings, child), Requests(settings)
    if known := requests.about(stored, "erased"):
        return _carried_out(settings, known)
    if restricted := requests.about(stored, "restricted", "lifted"):
        requests.remove(restricted)
    # From this line on the erasure holds, whatever ends the run: see `forget`.
    request = _stand(settings, requests, "erase", child, "erased")
    for path in sorted((settings.inbox_folder / child.borough.code).rglob("*")):
        if path.is_file() and holds(path, child.shared_id):
            path.unlink()
    return _carried_out(settings, request)


def restrict(settings: Settings, child: Child) -> str:
    """Hold a child's rows and use them no more; the request's reference."""
    stored, requests = stored_ids(settings, child), Requests(settings)
    if requests.about(stored, "erased"):
        raise UsageError("that child was erased; there is nothing left to restrict.")
    request = requests.about(stored, "restricted")
    if request is None:
        request = _stand(settings, requests, "restrict", child, "restricted")
    return _carried_out(settings, request)


def unrestrict(settings: Settings, child: Child) -> str:
    """End a restriction: the child's rows are used again; the request's reference."""
    stored, requests = stored_ids(settings, child), Requests(settings)
    request = requests.about(stored, "restricted", "lifted")
    if request is None:
        raise UsageError(
            f"no restriction stands for that child of {child.borough.name}."
        )
    if request.kind == "restricted":
        day = today().isoformat()
        name = new_reference(settings, requests, "unrestrict", child.borough.code, day)
        request = requests.change(
            request, kind="lifted", reference=name, since=day, is_certified=False
        )
        audit_log.record(settings, "unrestrict", reference=name)
    return _carried_out(settings, request)


def _carried_out(settings: Settings, request: Request) -> str:
    """Build, unless an earlier run has carried the request out; its reference."""
    if is_pending(settings, today()):
        build(settings)
    return request.reference


def _stand(
    settings: Settings, requests: Requests, verb: str, child: Child, kind: str
) -> Request:
    stored, day = stored_ids(settings, child), today().isoformat()
    code = child.borough.code
    name = new_reference(settings, requests, verb, code, day)
    hashes = tuple(requests.hash(one) for one in stored)
    held = rows_held(settings, {stored[-1]: code})
    request = Request(name, kind, code, day, hashes, held)
    requests.add(request)
    audit_log.record(settings, verb, reference=name, borough_code=code)
    return request


def certificate_of(settings: Settings, reference: str) -> Path:
    """The readable certificate of a request that was carried out."""
    return settings.certificates_folder / f"{reference}.txt"
