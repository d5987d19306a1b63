"""The rules of the house, read from dbt's own manifest."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.project import project_root, read_seed

LAYERS = ("staging", "intermediate", "core", "equalities", "protection", "published")
PRIVATE = ("equalities", "benchmarks", "sufficiency")
"""Marts of true counts: folder and schema."""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory) -> dict:
    from dbt.cli.main import dbtRunner

    target = tmp_path_factory.mktemp("manifest")
    root = str(project_root())
    outcome = dbtRunner().invoke(
        [
            "parse",
            "--project-dir",
            root,
            "--profiles-dir",
            root,
            "--quiet",
            "--target-path",
            str(target),
            "--log-path",
            str(target),
        ]
    )
    assert outcome.success, outcome.exception
    return json.loads((target / "manifest.json").read_text())


@pytest.fixture(scope="module")
def models(manifest) -> dict[str, dict]:
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


def parents(node: dict, kind: str) -> list[str]:
    return [p for p in node["depends_on"]["nodes"] if p.startswith(f"{kind}.")]


def test_every_model_says_one_row_per_what(models):
    for name, node in models.items():
        assert node["description"].startswith("One row per "), name


def test_every_model_has_a_key_that_a_test_proves(manifest, models):
    proven = {
        parent
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name")
        in ("unique", "unique_combination")
        for parent in node["depends_on"]["nodes"]
    }
    assert [n for n, node in models.items() if node["unique_id"] not in proven] == []


def test_a_models_name_and_folder_say_the_same(models):
    prefixes = {"staging": "stg_", "intermediate": "int_", "published": "published_"}
    for name, node in models.items():
        layer = Path(node["original_file_path"]).parts[1]
        for folder, prefix in prefixes.items():
            assert name.startswith(prefix) is (layer == folder), name


def test_only_staging_reads_what_landed_and_governance_counts_it(models):
    for name, node in models.items():
        layer = Path(node["original_file_path"]).parts[1]
        if layer not in ("staging", "governance"):
            assert parents(node, "source") == [], name


def test_every_staging_model_reads_one_source_and_leaves_restricted_children_out(
    models,
):
    restrictions = "source.liia.register.restrictions"
    read = Counter()
    for name, node in models.items():
        if name.startswith("stg_") and not name.startswith("stg_register__"):
            sources = set(parents(node, "source"))
            assert restrictions in sources and len(sources) == 2, name
            # The macro is the only way in: the source itself is named nowhere else.
            assert "source(" not in node["raw_code"], name
            assert node["raw_code"].count("unrestricted(") == 1, name
            read.update(sources - {restrictions})
        if name.startswith("stg_"):
            refs = {p.split(".")[-1] for p in parents(node, "model")}
            assert refs == set(), name
    assert set(read.values()) == {1}


def test_every_landed_table_is_staged(manifest, models):
    landed = {
        f"stg_{source['source_name']}__{source['name']}"
        for source in manifest["sources"].values()
        if source["source_name"] != "register"
    }
    staged = {n for n in models if n.startswith("stg_")}
    assert landed == {n for n in staged if not n.startswith("stg_register__")}


def test_what_leaves_reads_protected_counts_seeds_and_the_register_only(models):
    # The populations are public figures, the register of practice is made to be seen, and
    # a submission is a fact about a borough: no child of ours is in them.
    allowed = {"int_child_populations", "int_borough_populations", "column_register"}
    allowed |= {"int_practice_register", "stg_register__submissions"}
    allowed |= {n for n in models if n.startswith(("protected_", "published_"))}
    for name, node in models.items():
        if name.startswith("published_"):
            assert {p.split(".")[-1] for p in parents(node, "model")} <= allowed, name
            assert "column_register" in str(node["depends_on"]["nodes"]), name


def test_true_counts_are_private_and_only_protection_knows_both(models):
    private = {n for n, node in models.items() if node["access"] == "private"}
    private -= {"rounded_cells"}
    assert private == {n for n, node in models.items() if node["schema"] in PRIVATE}
    readers = {
        name
        for name, node in models.items()
        if private & {p.split(".")[-1] for p in parents(node, "model")}
    }
    assert readers - private == {"rounded_cells"}
    twins = {name for name in models if name.startswith("protected_")}
    assert len(twins) >= 4
    for twin in twins:
        assert parents(models[twin], "model") == ["model.liia.rounded_cells"], twin


def test_marts_and_publications_are_contracted_and_every_column_described(models):
    for name, node in models.items():
        if node["schema"] in ("core", *PRIVATE, "published"):
            assert node["contract"]["enforced"], name
            for column in node["columns"].values():
                assert column["description"], (name, column["name"])


def test_nothing_reads_the_clock_casts_a_source_or_names_a_table_by_hand(models):
    forbidden = {
        r"\b(current_date|current_timestamp|now\s*\(|today\s*\()": "a clock",
        r"::": "a cast that is not spelt out",
        rf"\bfrom\s+(landing|core|staging|{'|'.join(PRIVATE)}|warehouse)\.": "a table by "
        "hand",
    }
    for name, node in models.items():
        for pattern, what in forbidden.items():
            if node["language"] == "sql":
                assert not re.search(pattern, node["raw_code"], re.IGNORECASE), (
                    name,
                    what,
                )
        if name.startswith("stg_") and not name.startswith("stg_register__"):
            assert "cast(" not in node["raw_code"], name


def test_no_column_scores_or_ranks_a_child(models):
    """The notice excludes automated decisions: no score, flag of risk, rank or forecast."""
    words = r"score|risk|rank|predict|forecast|likelihood|probab|propensity|priority"
    for name, node in models.items():
        assert not re.search(words, name), name
        of_children = "child_key" in node["raw_code"]
        for column in node["columns"]:
            # A ratio of risks is a statistic of groups.
            of_a_child = column.replace("risk_ratio", "")
            assert not re.search(words, of_a_child), (name, column)
        # A model of children may number events in time, and never children by a figure.
        ranked = r"\b(percent_rank|cume_dist|ntile|dense_rank|rank)\s*\("
        assert not (of_children and re.search(ranked, node["raw_code"])), name


def test_tests_have_names_that_are_sentences(manifest):
    for node in manifest["nodes"].values():
        kind = (node.get("test_metadata") or {}).get("name")
        if node["resource_type"] == "test" and kind not in (
            "unique",
            "not_null",
            "relationships",
        ):
            assert node["name"].count("_") >= 3, node["name"]


def test_a_publication_cannot_even_name_a_true_count(tmp_path):
    """A public model that reads a private one does not parse."""
    import shutil

    from dbt.cli.main import dbtRunner

    copy = tmp_path / "project"
    ignored = shutil.ignore_patterns(".*", "data", "target", "logs", "docs", "*.pyc")
    shutil.copytree(project_root(), copy, ignore=ignored)
    leak = copy / "models" / "published" / "published_leak.sql"
    leak.write_text("select * from {{ ref('equality_counts') }}\n")
    outcome = dbtRunner().invoke(
        [
            "parse",
            "--project-dir",
            str(copy),
            "--profiles-dir",
            str(copy),
            "--quiet",
            "--target-path",
            str(tmp_path / "t"),
            "--log-path",
            str(tmp_path / "t"),
        ]
    )
    assert not outcome.success
    assert "private" in str(outcome.exception) and "true_counts" in str(
        outcome.exception
    )


ROAD = ("seeds", "staging", "intermediate", "core", "journeys")
ROAD += ("sufficiency", "equalities", "benchmarks")


def test_a_model_reads_nothing_that_comes_after_it(manifest, models):
    """The folders are the order of work, and a reader never goes back."""
    nodes = manifest["nodes"]
    road = {schema: place for place, schema in enumerate(ROAD)}
    back = [
        (name, parent)
        for name, node in models.items()
        for parent in node["depends_on"]["nodes"]
        if node["schema"] in road
        and parent in nodes
        and road.get(nodes[parent]["schema"], len(ROAD)) > road[node["schema"]]
    ]
    assert back == []


def test_the_exposure_of_a_notebook_names_what_its_sql_reads(manifest):
    """What is private to true counts cannot be named in one: dbt refuses it."""
    told = {
        exposure["name"]: {p.split(".")[-1] for p in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    notebooks = sorted((project_root() / "notebooks").glob("*.py"))
    assert len(notebooks) >= 3
    for notebook in notebooks:
        sql = re.findall(
            r"\b(?:from|join) (?!liia\.|marimo)\w+\.(\w+)", notebook.read_text()
        )
        assert told[f"notebook_{notebook.stem}"] == set(sql), notebook.stem
    for exposure in manifest["exposures"].values():
        assert exposure["owner"]["name"] and exposure["description"]


def test_whoever_leaves_by_a_published_table_has_a_reader(manifest, models):
    read = {p for e in manifest["exposures"].values() for p in e["depends_on"]["nodes"]}
    published = {n["unique_id"] for n in models.values() if n["schema"] == "published"}
    assert published - read == set()


@pytest.mark.parametrize(
    ("seed", "folder"),
    [("equality_measures", "equalities"), ("benchmark_measures", "benchmarks")],
)
def test_every_measure_has_its_events(models, seed, folder):
    measures = {row["measure"] for row in read_seed(f"measures/{seed}")}
    sql = "".join(
        node["raw_code"]
        for name, node in models.items()
        if node["schema"] == folder and name.endswith("_events")
    )
    assert len(measures) > 10
    assert [name for name in sorted(measures) if f"'{name}'" not in sql] == []


def test_every_measure_of_equalities_says_which_tables_tell_of_it():
    measures = {row["measure"] for row in read_seed("measures/equality_measures")}
    sources = {row["measure"] for row in read_seed("measures/measure_sources")}
    assert measures == sources
