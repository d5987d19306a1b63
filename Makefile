# Each target is one or two plain commands; the README gives them for machines without make.
VENV   ?= .venv
SPARK  ?= .venv-spark
BIN    := $(VENV)/bin
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

.PHONY: install demo test test-spark faults mutants bench lint notebook dictionary lock clean

install: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: install  ## the whole road on a made-up London, into ./data
	LIIA_HOME=$${LIIA_HOME:-data} $(BIN)/liia demo

test: install  ## every test
	$(BIN)/python -m pytest -n 2 --dist loadfile --junitxml $${LIIA_HOME:-data}/state/tests.xml

test-spark: $(SPARK)/installed  ## both engines, every model up to the counts, row by row
	$(SPARK)/bin/python -m benchmarks.spark_parity

$(SPARK)/installed: requirements.lock pyproject.toml
	python3 -m venv $(SPARK)
	$(SPARK)/bin/pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(SPARK)/bin/pip install --quiet --no-build-isolation --editable '.[warehouse,spark]'
	touch $@

faults: install  ## the door, nights, erasures and rotations killed, starved and confused
	FAULT_TRIALS=all $(BIN)/python -m pytest tests/faults tests/end_to_end/test_killed_release.py

bench: install  ## speed and memory, as ratios
	$(BIN)/python -m benchmarks.door
	$(BIN)/python -m benchmarks.build
	$(BIN)/python -m benchmarks.refresh

mutants: install  ## each rule of the privacy gate taken out: a test must turn red
	$(BIN)/python -m benchmarks.gate_mutants

lint: install  ## Python and SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint --processes 2 models tests

notebook: install  ## open the SQL notebook on the demo's warehouse
	LIIA_HOME=$${LIIA_HOME:-data} $(BIN)/liia notebook

dictionary: install  ## every table and column on one page, and docs/data_dictionary.md
	LIIA_HOME=$${LIIA_HOME:-data} $(BIN)/liia docs
	cp $${LIIA_HOME:-data}/docs/data_dictionary.md docs/

lock:  ## make requirements.lock again: hashes, no host names
	$(BIN)/uv pip compile --quiet --no-strip-extras --no-emit-index-url \
		--no-annotate --no-header --generate-hashes --extra warehouse --extra encryption --extra dev \
		pyproject.toml --group build -o requirements.lock

clean:
	rm -rf $(VENV) $(SPARK) data target logs .pytest_cache .ruff_cache .hypothesis
