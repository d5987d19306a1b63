"""What Spark needs of this project, told without Spark; `make test-spark` has the rows."""

import json
import re

import duckdb
import pytest

from ingest.landing import open_landing
from ingest.project import project_root
from liia import spark
from liia.configuration import Settings

MACRO = re.compile(r"{%-? macro (\w+)\((.*?)\) -?%}", flags=re.DOTALL)


def declared() -> dict[str, str]:
    """Each macro of the project and its arguments."""
    paths = sorted((project_root() / "macros").rglob("*.sql"))
    return dict(match for path in paths for match in MACRO.findall(path.read_text()))


def test_a_macro_that_dispatches_speaks_both_dialects():
    macros = declared()
    text = "".join(p.read_text() for p in (project_root() / "macros").rglob("*.sql"))
    dispatched = re.findall(r"adapter\.dispatch\('(\w+)'", text)
    assert len(dispatched) > 8
    for name in dispatched:
        assert macros[f"default__{name}"] == macros[f"spark__{name}"] == macros[name]


def test_no_model_speaks_one_dialect_alone():
    """Words that macros stand for; each was found to differ between the engines."""
    words = r"(?<!{{ )\barg_m(ax|in)\(|datediff\(|ignore nulls|try_strptime|isodow\("
    words += r"|regexp_matches\(|unnest\(|to_months\(|::"
    found = [
        path.name
        for path in (project_root() / "models").rglob("*.sql")
        if "published" not in path.parts and re.search(words, path.read_text())
    ]
    assert found == []


@pytest.fixture(scope="module")
def manifest_and_counts(tmp_path_factory) -> tuple[dict, set[str]]:
    from dbt.cli.main import dbtRunner

    target = tmp_path_factory.mktemp("counts")
    root = str(project_root())
    words = ["ls", "--project-dir", root, "--profiles-dir", root, "--quiet"]
    words += ["--selector", "counts", "--resource-type", "model", "--output", "json"]
    words += ["--output-keys", "unique_id", "--target-path", str(target)]
    outcome = dbtRunner().invoke([*words, "--log-path", str(target)])
    assert outcome.success, outcome.exception
    manifest = json.loads((target / "manifest.json").read_text())
    return manifest, {json.loads(line)["unique_id"] for line in outcome.result}


def test_all_that_protection_reads_is_counted_on_either_engine(manifest_and_counts):
    manifest, counts = manifest_and_counts
    models = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }
    protection = {k for k, n in models.items() if n["schema"] == "protection"}
    read = {
        parent
        for key in protection
        for parent in models[key]["depends_on"]["nodes"]
        if parent in models
    }
    assert len(read - protection) > 5
    assert read - protection <= counts
    for key in counts:
        assert models[key]["language"] == "sql"
        parents = set(models[key]["depends_on"]["nodes"]) & set(models)
        assert parents <= counts, key


def test_landing_is_told_whole_and_not_for_longer_than_the_run(tmp_path):
    settings = Settings(home=tmp_path)
    with open_landing(settings.landing_file) as landing:
        landing.execute("insert into register.epochs values (1, 'of a key')")
    with pytest.raises(RuntimeError), spark.workplace(settings) as folder:
        assert spark.export_landing(settings, folder) == 1
        told = f"{folder}/landing/register/epochs/*.parquet"
        assert duckdb.sql(f"select epoch from read_parquet('{told}')").fetchone() == (
            1,
        )
        assert (folder / "landing" / "register" / "restrictions").exists()
        raise RuntimeError
    assert not folder.exists()


def test_what_was_made_comes_back_as_tables(tmp_path):
    made = tmp_path / "warehouse" / "core.db" / "children"
    made.mkdir(parents=True)
    duckdb.sql(f"copy (select 7 as child_key) to '{made}/part-0.parquet'")
    ran = [
        spark.Ran("core", "children", "model", "success", 0.1, ""),
        spark.Ran("seeds", "codes", "seed", "success", 0.1, ""),
    ]
    assert spark.bring_back(tmp_path, ran, tmp_path / "made.duckdb") == 1
    with duckdb.connect(str(tmp_path / "made.duckdb"), read_only=True) as back:
        assert back.execute("from core.children").fetchall() == [(7,)]
