"""Who may open what, where it may lie, and what a stolen file shows."""

import os
import shutil
import subprocess
import sys

import pytest

from ingest.errors import KeyProblem, UsageError
from liia.configuration import TransferSettings, settings
from liia.database import opened
from liia.governance.database_keys import finish_new_database_key, new_database_key
from liia.governance.forgetting import forget
from liia.governance.locations import refuse_a_home_elsewhere
from liia.governance.traces_in_files import markers_in_files
from liia.governance.zones import exposed
from liia.keys import new_key
from tests.governance.homes import landed, markers_of, sent, taken_in, uncompressed

COUNT = "select count(distinct child_id) from annex_a.referrals"


@pytest.fixture
def encrypted(home, monkeypatch):
    """A home of five children whose landing was encrypted after it was filled."""
    pytest.importorskip(
        "duckdb_extension_httpfs", reason="what encrypts is not installed: [encryption]"
    )
    uncompressed(monkeypatch)
    sent(home, range(1, 6))
    taken_in()
    assert sum(markers_in_files(home, markers_of(2)).values()) > 0
    new_database_key(settings())
    return home


def test_an_encrypted_home_shows_nothing_and_opens_with_its_key_alone(encrypted):
    assert markers_in_files(encrypted, markers_of(2)) == {}
    assert landed(COUNT) == [(5,)]
    path = settings().key_file("database")
    kept = path.rename(path.with_suffix(".kept"))
    with pytest.raises(KeyProblem, match="is encrypted and no database key"):
        landed(COUNT)
    new_key(path, "database")
    with pytest.raises(KeyProblem, match="encrypted with another key"):
        landed(COUNT)
    path.unlink()
    kept.rename(path)
    assert landed(COUNT) == [(5,)]


def test_what_is_written_under_a_key_is_encrypted_spilled_and_logged_files_too(
    encrypted,
):
    sent(encrypted, range(1, 8))
    with opened(settings().landing_file, "landing", read_only=False) as landing:
        told = landing.execute(
            "select current_setting('temp_file_encryption'), "
            "current_setting('enable_external_access')"
        ).fetchone()
        assert told == (True, False)
        landing.execute("create table register.marked as select 'MARKED' || i as x "
                        "from range(1000) as numbers(i)")  # fmt: skip
        assert (encrypted / "landing.duckdb.wal").exists()
        assert markers_in_files(encrypted, ["MARKED"]) == {}
        landing.execute("drop table register.marked")
    taken_in()
    forget(settings())
    assert landed_children() == 7
    shutil.rmtree(encrypted / "inbox")
    assert markers_in_files(encrypted, markers_of(7)) == {}


def landed_children() -> int:
    return landed(COUNT)[0][0]


def test_a_plain_file_is_not_opened_when_a_key_is_configured(home):
    sent(home, range(1, 4))
    taken_in()
    new_key(settings().key_file("database"), "database")
    with pytest.raises(KeyProblem, match="rekey --database"):
        landed(COUNT)


def test_a_change_of_the_databases_key_that_was_cut_off_is_ended(encrypted):
    before = settings().key_file("database").read_bytes()
    new_key(settings().key_file("database-next"), "database")
    finish_new_database_key(settings())
    assert settings().key_file("database").read_bytes() != before
    assert landed(COUNT) == [(5,)]
    assert not settings().key_file("database-next").exists()


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - Waltham Forest",
        "Dropbox",
        "Google Drive",
        "iCloud Drive",
    ],
)
def test_a_home_in_a_synchronised_folder_or_an_undeclared_place_is_refused(
    home, tmp_path, folder
):
    refuse_a_home_elsewhere(settings())
    synced = settings().model_copy(update={"home": tmp_path / folder / "liia"})
    with pytest.raises(UsageError, match="copies to other machines"):
        refuse_a_home_elsewhere(synced)
    here = TransferSettings(allowed_locations=[tmp_path])
    refuse_a_home_elsewhere(settings().model_copy(update={"transfers": here}))
    elsewhere = TransferSettings(allowed_locations=[tmp_path / "volume"])
    with pytest.raises(UsageError, match=r"transfers\.allowed_locations"):
        refuse_a_home_elsewhere(settings().model_copy(update={"transfers": elsewhere}))


def test_every_verb_refuses_a_home_elsewhere(tmp_path):
    home = tmp_path / "Dropbox" / "liia"
    for verb in (["ingest"], ["retention"], ["refresh"]):
        said = subprocess.run(
            [sys.executable, "-m", "liia", *verb],
            env={**os.environ, "LIIA_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 2 and "other machines" in said.stderr, said.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files to test")
def test_what_is_private_is_readable_by_its_owner_alone(home):
    from liia.configuration import private_files

    before = os.umask(0o022)
    try:
        private_files()
        sent(home, range(1, 4))
        taken_in()
        forget(settings())
    finally:
        os.umask(before)
    assert exposed(settings()) == []
    landing = settings().landing_file
    if os.geteuid() == 0:
        # The superuser reads all; somebody else must not.
        os.chmod(landing, 0o600)
        said = subprocess.run(
            ["setpriv", "--reuid=65534", "--clear-groups", "cat", str(landing)],
            capture_output=True,
            check=False,
        )
        assert said.returncode != 0
    landing.chmod(0o644)
    assert exposed(settings()) == [landing]
