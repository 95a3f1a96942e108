# The two commands of the README: `make demo` and `make test`. Both need Python 3.11+ and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_STORE ?= kgstore-data

.PHONY: demo test explore lint format bench bench-corpus bench-concepts bench-find bench-linking bench-pages bench-serve examples sources generated screenshots clean help

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kgstore needs Python 3.11 or newer; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: $(VENV)/installed  ## Install, load the example catalogue, answer the paper's seven questions
	$(BIN)/kgstore --store $(DEMO_STORE) demo

test: $(VENV)/installed-dev lint  ## Check style and types, then run every test
	$(BIN)/python -m pytest -n auto --dist loadfile --max-worker-restart 0

explore: $(VENV)/installed-dev  ## Run the tests of open inputs on examples that nobody has tried yet
	$(BIN)/python -m pytest -n auto --hypothesis-profile explore -m hypothesis

lint: $(VENV)/installed-dev  ## Check style and types only, of the scripts too
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m kgstore.web.frontend.build_hook --check

format: $(VENV)/installed-dev  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generated: $(VENV)/installed-dev  ## Generate ontology/context.jsonld and ontology/closure.ttl anew
	$(BIN)/python -m kgstore.ontology

sources: $(VENV)/installed-dev  ## Make docs/sources.md anew from a folder of source data (SOURCES=...)
	$(BIN)/python -m kgstore.survey $(SOURCES)

screenshots: $(VENV)/installed-dev  ## Make the pictures of docs/screenshots anew; needs Chromium
	$(BIN)/python -m tests.web.browser.screenshots docs/screenshots

examples: $(VENV)/installed-dev  ## Make examples/ anew from a folder of source data (SOURCES=...)
	$(BIN)/python -m kgstore.catalogue $(SOURCES)

bench-serve: $(VENV)/installed-dev  ## Benchmark the server beside the native one (SOURCES=...)
	$(BIN)/python -m benchmarks.serving $(SOURCES)

bench-find: $(VENV)/installed-dev $(VENV)/mlflow/installed  ## Benchmark finding beside SPARQL and MLflow (SOURCES=...)
	$(BIN)/python -m benchmarks.finding $(SOURCES) --mlflow $(VENV)/mlflow/bin/python

# MLflow and what it needs, apart from our own packages; only `bench-find` compares with it.
$(VENV)/mlflow/installed:
	$(PYTHON) -m venv $(VENV)/mlflow
	$(VENV)/mlflow/bin/python -m pip install --quiet 'mlflow-skinny>=3' sqlalchemy alembic
	@touch $@

bench-linking: $(VENV)/installed-dev  ## Measure the linker on labels whose concept is known (SOURCES=...)
	$(BIN)/python -m benchmarks.linking $(SOURCES)

bench-corpus: $(VENV)/installed-dev  ## Import all source data into one store, and again (SOURCES=...)
	$(BIN)/python -m benchmarks.corpus $(SOURCES)

bench-concepts: $(VENV)/installed-dev  ## Measure loading, linking and asking for concepts (SOURCES=...)
	$(BIN)/python -m benchmarks.concepts $(SOURCES)

bench-pages: $(VENV)/installed-dev  ## Measure every kind of page over all source data (SOURCES=...)
	$(BIN)/python -m benchmarks.pages $(SOURCES)

bench: $(VENV)/installed-dev  ## Run the benchmarks over a folder of source data (SOURCES=...)
	$(BIN)/python -m benchmarks $(SOURCES)

clean:  ## Remove what was made here
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
