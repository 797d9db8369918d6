PYTHON ?= python3
BIN := .venv/bin
# JAX compiles for seconds what the tests then train for milliseconds, often the same: it keeps what it compiled, and
# compiles with few optimizations.
JAX := KERAS_BACKEND=jax JAX_DISABLE_MOST_OPTIMIZATIONS=1 JAX_COMPILATION_CACHE_DIR=.jax_cache JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0
# Two processes of tests use all of two cores: more threads of NumPy and scikit-learn would only wait for each other.
QUIET := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# A file's tests in one process, which fit the models that they share once; files in the order of tests/conftest.py.
SHARED := -n auto --dist loadfile --no-loadscope-reorder
# The engine, the layers and what models promise; what one model learns is the same on either backend.
BACKEND_TESTS := tests/training tests/layers tests/test_losses.py tests/autoencoders/test_contract.py \
	tests/gans/test_contract.py
QUICK_TESTS := tests/data tests/layers tests/metrics tests/plots tests/test_files.py tests/test_losses.py \
	tests/test_parameters.py tests/test_registry.py tests/training/test_feed.py tests/training/test_phase.py

.DEFAULT_GOAL := help
.PHONY: help demo test quick notebooks catalogue page docs lint format

help:  ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "codings needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[cpu,dev]'
	touch $@

demo: .venv/installed  ## Train every model of the chapter on handwritten digits, and write a report with pictures
	rm -rf demo
	$(BIN)/codings reproduce --quick --out demo

test: .venv/installed  ## Run all tests on TensorFlow, and the engine, layers and contracts on JAX too
	$(QUIET) $(BIN)/python -m pytest $(SHARED)
	$(QUIET) $(JAX) $(BIN)/python -m pytest $(SHARED) $(BACKEND_TESTS)

quick: .venv/installed  ## Run the tests that train little, on TensorFlow
	$(QUIET) $(BIN)/python -m pytest $(SHARED) -m "not slow" $(QUICK_TESTS)

notebooks: .venv/installed  ## Run the notebooks, and keep what comes out: half an hour on two cores
	cd notebooks; for text in [0-9]*.py; do TF_CPP_MIN_LOG_LEVEL=3 ../$(BIN)/jupytext --to ipynb --execute $$text || exit; done

catalogue: .venv/installed  ## Make the command line's table of models from their signatures and docstrings
	$(BIN)/python -m codings.cli.catalogue

page:  ## Bundle the explorer's page from its modules, with npm
	cd page && npm install --silent && npm run --silent build -- --outfile=../codings/explorer/explorer.js

docs: .venv/installed  ## Build the documentation into docs/_build/html
	$(BIN)/python -m sphinx -b html -W --keep-going -q docs docs/_build/html

lint: .venv/installed  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/installed  ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
