# Two commands are enough on a fresh machine: `make run` and `make test`. Needs Python 3.11+, make and git.
PYTHON ?= python3
PORT ?= 8000
MINUTES ?= 40
SAMPLE ?= 300
SEED ?= 1
ROOM ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Two processes, one file of tests after another each: there are as many cores where the suite must end in time.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help run install test check bench soak mutate audit lock upgrade clean

help: ## What there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: install ## A family's phone beside the coordinators' inbox, on http://127.0.0.1:8000 (PORT= to change)
	@$(BIN)/kinline demo --port $(PORT)

install: $(VENV)/.installed ## Only the virtual environment

$(VENV)/.installed: requirements/runtime.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the line needs (once, about a minute) ..."
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-compile --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: requirements/dev.txt $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

test: $(VENV)/.tested ## The whole suite, with its own PostgreSQL and Chromium
	@tests/needs.sh
	@$(PYTEST)

check: $(VENV)/.tested ## Lint, format, types, architecture, pure tests: under a minute
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache | tail -n 5
	@$(PYTEST) -q tests/test_house.py tests/dialogs tests/locales

bench: $(VENV)/.tested ## Speed and memory against their goals, medians and ratios of one run
	@$(BIN)/python -m benchmarks

soak: $(VENV)/.tested ## The kill test at length (MINUTES= at most)
	@KILLS=20 timeout $$(( $(MINUTES) * 60 )) $(BIN)/python -m pytest tests/durability -m "" -s

mutate: $(VENV)/.tested ## Which small faults the tests notice: SAMPLE= (or all), SEED=, ROOM=dialogs/turns
	@$(BIN)/python -m tests.mutation --sample $(SAMPLE) --seed $(SEED) --room "$(ROOM)"

audit: $(VENV)/.installed ## Check the audit's hash chain
	@$(BIN)/kinline audit verify

lock: ## Pin every requirement anew, with hashes and without index addresses (needs uv)
	@for set in runtime dev; do uv pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	  --no-emit-index-url --no-header requirements/$$set.in -o requirements/$$set.txt; done

upgrade: install ## Bring the schema of a real installation up to date; back it up first
	@echo "Back up the database before this (SQLite: copy with VACUUM INTO; PostgreSQL: pg_dump)."
	@$(BIN)/kinline migrate
	@echo "Now restart kinline serve."

clean: ## Remove what was built; the data in var/ stays
	@rm -rf $(VENV) build mutants *.egg-info .mypy_cache .ruff_cache
