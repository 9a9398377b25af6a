# Everything a person needs to run, test and build Hereabouts. Needs Python 3.11 or newer, pip and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run test test-browser check fix bench data assets screenshots soak lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.run: requirements.lock pyproject.toml
	@echo "Making the environment (once; a few minutes) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Adding what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

FRONTEND := web/frontend/package-lock.json web/frontend/build.mjs $(shell find web/frontend/src -type f 2>/dev/null)

web/static/build/manifest.json: $(FRONTEND) $(VENV)/.run
	@echo "Building styles and scripts …"
	@$(BIN)/python -m web.frontend_build

assets: web/static/build/manifest.json ## Build styles and scripts

run: $(VENV)/.run assets ## Run the service on http://127.0.0.1:8000 (PORT= changes it)
	@$(BIN)/hereabouts init
	@HEREABOUTS_BASE_URL=$${HEREABOUTS_BASE_URL:-http://127.0.0.1:$(PORT)} \
	 $(BIN)/hereabouts serve --port $(PORT)

test: $(VENV)/.dev assets ## Run the tests (browser tests where Chromium is there)
	@$(BIN)/python -m pytest -n 2 --dist loadfile

soak: $(VENV)/.dev ## Kill a process in the middle of its work 1,000 times, and look for what was lost
	@HEREABOUTS_KILLS=1000 $(BIN)/python -m pytest -q -p no:randomly tests/directory/test_kill.py

check: $(VENV)/.dev ## Format, lint, types, layers, spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell

fix: $(VENV)/.dev ## Format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.dev assets ## Measure; results in benchmarks/results
	@$(BIN)/python -m benchmarks

data: $(VENV)/.dev ## Build the shipped tables: make data SOURCE=dir
	@test -n "$(SOURCE)" || { echo "Say where the sources are: make data SOURCE=dir"; exit 2; }
	@$(BIN)/hereabouts data build "$(SOURCE)"

screenshots: $(VENV)/.dev assets ## Take the pictures in docs/images anew (needs Chromium)
	@$(BIN)/python docs/screenshots.py

lock: $(VENV)/.dev ## Lock the dependencies anew
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --group install --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group install --group dev --group build --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --quiet -c requirements.lock -o requirements-dev.lock
	@$(BIN)/uv pip compile --group node --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --quiet -o requirements-node.lock

clean: ## Remove what was built, but never the databases
	@rm -rf $(VENV) web/static/build web/frontend/node_modules
