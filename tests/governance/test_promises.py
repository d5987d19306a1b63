"""Every promise names proofs that exist, and its page is made of nothing else."""

import re
from xml.etree import ElementTree

import pytest

from ingest.project import project_root, read_seed
from liia.configuration import settings
from liia.dbt_run import ended_file
from liia.governance.durable import write_json, write_text
from liia.governance.evidence import junit_file, write
from liia.governance.promises import as_markdown, promises
from liia.governance.verification import verify

OURS = [one for one in promises() if one.whose == "liia"]


def proofs_written(home, failing: str = "") -> None:
    """The artefacts of a test run and a build in which one proof failed, or none."""
    suite = ElementTree.Element("testsuite", timestamp="2026-04-15T02:00:00")
    for one in OURS:
        for name in one.tests:
            file, _, test = name.partition("::")
            place = "tests." + file.removesuffix(".py").replace("/", ".")
            case = ElementTree.SubElement(suite, "testcase", classname=place, name=test)
            if name == failing:
                ElementTree.SubElement(case, "failure")
    write_text(junit_file(settings()), ElementTree.tostring(suite, encoding="unicode"))
    ended = {
        name: "fail" if name == failing else "pass"
        for one in OURS
        for name in one.builds
    }
    told = {"at": "2026-04-15T02:00:00", "tests": ended}
    write_json(ended_file(settings()), told)


def states() -> dict[str, str]:
    return {row.promise_id: row.state for row in write(settings(), verify(settings()))}


def test_every_proof_that_a_promise_names_exists():
    root = project_root()
    declared = "".join(path.read_text() for path in root.glob("models/**/*.yml"))
    for one in OURS:
        assert one.control and (one.tests or one.builds), one.promise
        for name in one.tests:
            file, _, test = name.partition("::")
            assert f"def {test}(" in (root / "tests" / file).read_text(), name
        for name in one.builds:
            singular = root / "tests" / "governance" / f"{name}.sql"
            assert singular.exists() or f"name: {name}" in declared, name


def test_the_page_of_promises_is_the_one_that_the_promises_make():
    page = project_root() / "docs" / "promises.md"
    assert page.read_text() == as_markdown(), "python -m liia.governance.promises"


def test_every_item_and_right_of_the_notice_has_its_promise():
    words = " ".join(one.notice for one in promises()).casefold()
    for item in read_seed("governance/privacy_notice_items"):
        first = re.split(r"[ (]", item["wording"])[0].casefold()
        assert first in words, item["notice_item"]
    for right in (
        "copy of",
        "object",
        "deleted",
        "rectified",
        "transferred",
        "automated",
    ):
        assert right in words, right


def test_nothing_is_proven_until_a_run_has_proven_it(home):
    assert {states()[one.promise] for one in OURS} == {"unproven"}
    proofs_written(home)
    assert {states()[one.promise] for one in OURS} == {"proven"}


@pytest.mark.parametrize("promise", OURS, ids=[one.promise for one in OURS])
def test_a_promise_turns_red_when_one_of_its_proofs_fails(home, promise):
    for proof in (promise.tests + promise.builds)[:1]:
        proofs_written(home, failing=proof)
        assert states()[promise.promise] == "broken"


def test_the_pack_is_whole_without_script_and_without_the_network(home):
    proofs_written(home)
    states()
    page = (home / "evidence" / "evidence.html").read_text()
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    for one in OURS:
        assert one.control.split("`")[0].split("'")[0][:30] in page
