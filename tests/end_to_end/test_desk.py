"""The analyst's desk on the warehouse that the whole road led to."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import duckdb
import pytest

from ingest.project import project_root
from liia.warehouse import connect
from tests.end_to_end.conftest import BLACK, BLACK_WITH, BRITISH, BRITISH_WITH
from tests.end_to_end.traces import traces

NOTEBOOKS = sorted((project_root() / "notebooks").glob("*.py"))
BY_HAND = (BLACK_WITH * (BRITISH - BRITISH_WITH)) / (
    (BLACK - BLACK_WITH) * BRITISH_WITH
)


def tables_of(notebook: Path) -> list[str]:
    """The tables that a notebook's SQL reads, as schema.table."""
    found = re.findall(r"\b(?:from|join) (\w+\.\w+)", notebook.read_text())
    return sorted({name for name in found if not name.startswith(("liia.", "marimo."))})


def run(notebook: Path) -> tuple[list, dict]:
    """What each cell showed, and the names it gave."""
    spec = spec_from_file_location(notebook.stem, notebook)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    outputs, names = module.app.run()
    return list(outputs), dict(names)


def by_stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=by_stem)
def test_a_notebook_runs_as_a_script_and_stores_nothing(walked, tmp_path, notebook):
    environment = {**os.environ, "PYTHONPATH": str(project_root())}
    before = set(notebook.parent.iterdir())
    said = subprocess.run(
        [sys.executable, str(notebook)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr[-2000:]
    assert not list(tmp_path.iterdir())
    assert {p for p in notebook.parent.iterdir() if p.stem != "__pycache__"} <= before


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=by_stem)
def test_every_picture_of_a_notebook_can_be_drawn(walked, notebook):
    import altair
    import vl_convert

    outputs, _ = run(notebook)
    pictures = [shown for shown in outputs if isinstance(shown, altair.TopLevelMixin)]
    assert pictures or notebook.stem == "start_here"
    for picture in pictures:
        assert "<svg" in vl_convert.vegalite_to_svg(picture.to_dict())


@pytest.mark.parametrize(
    ("notebook", "table"),
    [(notebook, table) for notebook in NOTEBOOKS for table in tables_of(notebook)],
    ids=lambda part: part.stem if isinstance(part, Path) else part,
)
def test_a_notebook_fails_when_a_model_changes_under_it(
    walked, tmp_path, monkeypatch, notebook, table
):
    changed = tmp_path / "home" / "warehouse.duckdb"
    changed.parent.mkdir()
    shutil.copy(walked.home / "warehouse.duckdb", changed)
    with duckdb.connect(str(changed)) as database:
        database.execute(f"create or replace table {table} as select 1 as renamed")
    monkeypatch.setenv("LIIA_HOME", str(changed.parent))
    with pytest.raises(Exception, match="Binder Error"):
        run(notebook)


def test_the_equalities_tell_the_ratio_that_is_known_by_hand(walked):
    _, names = run(project_root() / "notebooks" / "equalities.py")
    (row,) = [
        row
        for row in names["london"].to_dicts()
        if row["measure_name"] == "Section 47 enquiry given referral"
        and row["ethnic_group"] == "Black"
    ]
    assert row["odds_ratio"] == pytest.approx(BY_HAND, abs=0.005)
    assert (row["children_with"], row["children_at_risk"]) == (BLACK_WITH, BLACK)
    assert row["boroughs_included"] == 1


def test_the_data_quality_tells_who_sent_and_who_did_not(walked):
    _, names = run(project_root() / "notebooks" / "data_quality.py")
    sent = names["sent"].to_dicts()
    assert len({row["borough_name"] for row in sent}) == 33
    assert [r["borough_name"] for r in sent if r["return_name"]] == ["Islington"]
    (lost,) = names["lost"].to_dicts()
    assert lost["borough_code"] == "ISL" and lost["rejected_per_1000"] == 0


def test_a_notebook_on_the_desk_keeps_what_it_showed_in_a_folder_that_goes(tmp_path):
    from liia.cli.desk import environment

    small = tmp_path / "small.py"
    cell = "@app.cell\ndef _():\n    6 * 7\n    return\n"
    small.write_text(f"import marimo\n\napp = marimo.App()\n\n\n{cell}")
    command = [sys.executable, "-m", "marimo", "export", "html", small]
    command += ["-o", tmp_path / "shown.html", "--force"]
    gone = tmp_path / "gone"
    for private, kept_beside in ((environment(str(gone)), False), (None, True)):
        subprocess.run(command, env=private, check=True, capture_output=True)
        assert (tmp_path / "__marimo__").exists() is kept_beside
    assert list(gone.rglob("*.json"))


@pytest.fixture(scope="module")
def documentation(walk) -> Path:
    """The folder that `liia docs` wrote."""
    said = subprocess.run(
        [sys.executable, "-m", "liia", "docs"],
        env={**os.environ, "LIIA_HOME": str(walk.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return walk.home / "docs"


def test_the_documentation_is_one_page_with_words_for_every_column(
    walked, documentation
):
    page = (documentation / "index.html").read_text(encoding="utf-8")

    assert not re.search(r'<(script|link|img)[^>]+(src|href)="https?:', page)
    assert "INLINE DATA" not in page
    assert str(project_root()) not in page and str(walked.home) not in page
    assert traces([documentation], walked.raw_values) == []
    beginning = "n={manifest:"
    manifest, _ = json.JSONDecoder().raw_decode(
        page, page.index(beginning) + len(beginning)
    )
    with connect() as warehouse:
        held = warehouse.execute(
            "select table_schema, table_name, column_name "
            "from information_schema.columns "
            "where table_schema != 'seeds' "
            # What a build writes of itself.
            "and table_name not in ('built_from', 'published_sql')"
        ).fetchall()
    nodes = {
        (node["schema"], node["alias"]): node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    assert len(held) > 1000
    silent = [
        column
        for column in held
        if not nodes[column[:2]]["columns"][column[2]]["description"]
    ]
    assert silent == []
    first_sight = manifest["docs"]["doc.liia.__overview__"]["block_contents"]
    assert "# Glossary" in first_sight


def test_the_data_dictionary_is_up_to_date(documentation):
    written = (documentation / "data_dictionary.md").read_text(encoding="utf-8")
    kept = (project_root() / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    assert kept == written, "run: liia docs, and put its data_dictionary.md into docs/"
