# Inspectiekompas: every chore has a name here. `make` alone lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

PYTHON ?= python3.11
UV_VERSION := 0.13.9
UV ?= $(CURDIR)/.tools/uv-$(UV_VERSION)/bin/uv
BIN := .venv/bin
export UV
# Where nothing compiled is kept, every start of `kompas` compiles its libraries again: seconds each, minutes for the tests.
unexport PYTHONDONTWRITEBYTECODE

# `make demo` listens to these: DEMO_DATA (folder), DEMO_PORT (0: any free one), EMPLOYERS and MONTHS (size).
DEMO_DATA ?= data/demo
demo_settings = KOMPAS_DATA_DIR='$(DEMO_DATA)' \
	$(if $(DEMO_PORT),KOMPAS_DASHBOARD__PORT='$(DEMO_PORT)') \
	$(if $(EMPLOYERS),KOMPAS_SYNTH__EMPLOYERS='$(EMPLOYERS)') \
	$(if $(MONTHS),KOMPAS_SYNTH__MONTHS='$(MONTHS)')

# Extra arguments for pytest, e.g. `make test PYTEST="-k plan -x"`.
PYTEST ?=
# How many tests run beside each other; a file's tests stay together, for they share what they set up.
WORKERS ?= 2
beside = -n $(WORKERS) --dist loadfile
# What the targets `browser` and `postgres` brought, for the tests.
brought = KOMPAS_CHROMIUM="$$(cat .tools/chromium.path)" KOMPAS_POSTGRES="$$(cat .tools/postgres.path)"
# What `setup` installs beside the locked dependencies; only `test-all` asks for more.
EXTRA =

.PHONY: help setup demo test test-all check format browser postgres bench bench-registers bench-features bench-selection bench-fairness bench-models bench-planning bench-dashboard bench-audit bench-cases features-page indicators-page roles-page statute-page browser-tests-page pictures clean

help: ## List what can be made (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

$(CURDIR)/.tools/uv-$(UV_VERSION)/bin/uv:
	@echo "setup: bringing uv $(UV_VERSION)"
	@PIP_ROOT_USER_ACTION=ignore $(PYTHON) -m pip install --quiet --disable-pip-version-check \
		--upgrade --target '.tools/uv-$(UV_VERSION)' 'uv==$(UV_VERSION)'

setup: $(UV) ## Install the locked dependencies into .venv (quick when done)
	@'$(UV)' sync --locked --quiet --python $(PYTHON) $(EXTRA)
	@$(BIN)/python scripts/openmp.py

demo: setup ## Make a synthetic Netherlands, run it from register to plan, and serve the dashboard
	@$(demo_settings) $(BIN)/kompas run --activate-by demo
	@$(demo_settings) $(BIN)/kompas routes
	@$(demo_settings) $(BIN)/kompas accounts demo
	@$(demo_settings) $(BIN)/kompas dashboard --with-worker

check: setup ## Lint, formatting, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup ## Put the code in the house's format
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

browser: setup ## Find or bring a headless Chromium for the browser tests
	@$(BIN)/python scripts/browser.py

postgres: setup ## Find or bring a PostgreSQL server for the tests of the store
	@$(BIN)/python scripts/postgres.py

test: check browser postgres ## Checks and tests, but for the slow ones
	@$(brought) $(BIN)/pytest -m "not slow" $(beside) $(PYTEST)

# Apache Spark (half a gigabyte) is installed for these tests only; the next `make setup` takes it away again.
test-all: EXTRA = --extra spark
test-all: check browser postgres ## Checks and every test, the slow ones too
	@$(brought) $(BIN)/pytest $(beside) $(PYTEST)

bench: setup ## Measure seconds and memory of each step, and write benchmarks/steps.md
	@$(if $(EMPLOYERS),KOMPAS_SYNTH__EMPLOYERS='$(EMPLOYERS)' EMPLOYERS='$(EMPLOYERS)') \
		$(if $(MONTHS),KOMPAS_SYNTH__MONTHS='$(MONTHS)' MONTHS='$(MONTHS)') $(BIN)/python -m benchmarks.steps

bench-registers: setup ## Generate, ingest and query a national register (a quarter of an hour on a quiet machine)
	@$(BIN)/python -m benchmarks.synth_national
	@$(BIN)/python -m benchmarks.registers

bench-selection: setup ## Hold estimates from chosen cases against the synthetic world, and let policies learn (ten minutes)
	@$(BIN)/python -m benchmarks.selective_labels

bench-fairness: setup ## Let the audit of fairness look at synthetic years with and without discrimination (half an hour)
	@$(if $(SEEDS),SEEDS='$(SEEDS)') $(if $(POWER),POWER='$(POWER)') $(BIN)/python -m benchmarks.fairness

bench-features: setup ## Build the features of a country, beside a plain scan and pandas (a quarter of an hour on a quiet machine)
	@'$(UV)' sync --locked --quiet --group bench --python $(PYTHON)
	@$(BIN)/python -m benchmarks.features

bench-models: setup ## Train, score and explain a country, beside the plain library calls (half an hour on a quiet machine)
	@'$(UV)' sync --locked --quiet --group bench --python $(PYTHON)
	@$(BIN)/python -m benchmarks.models

bench-audit: setup postgres ## Check an audit log of a million lines on both databases (a few minutes)
	@KOMPAS_POSTGRES="$$(cat .tools/postgres.path)" $(if $(LINES),LINES='$(LINES)') $(BIN)/python -m benchmarks.audit_log

bench-dashboard: setup browser ## Ask a dashboard on a national run (DATA=...) what eight visitors ask (a few minutes)
	@KOMPAS_CHROMIUM="$$(cat .tools/chromium.path)" $(if $(DATA),DATA='$(DATA)') $(BIN)/python -m benchmarks.dashboard

bench-planning: setup ## Plan a national year, beside the greedy rule (a minute)
	@$(BIN)/python -m benchmarks.planning

bench-cases: setup ## Audit the Swedish case (DATA=... holds sweden_benefit) and write the made part of docs/cases.md
	@$(if $(DATA),DATA='$(DATA)') $(BIN)/python scripts/cases_page.py

features-page: setup ## Write docs/features.md from the catalogue of features
	@$(BIN)/python scripts/features_page.py

indicators-page: setup ## Write docs/indicators.md from the indicator files of the features
	@$(BIN)/python scripts/indicators_page.py

roles-page: setup ## Write docs/roles.md: who may do what, page by page
	@$(BIN)/python scripts/roles_page.py

statute-page: setup ## Write the made parts of docs/statute.md from the law as data
	@$(BIN)/python scripts/statute_page.py

browser-tests-page: setup ## Write docs/browser-tests.md: what is tried in a real browser
	@$(BIN)/python scripts/browser_tests_page.py

pictures: setup browser ## Take the pictures of the docs from a dashboard on the demo data (after make demo)
	@KOMPAS_CHROMIUM="$$(cat .tools/chromium.path)" $(demo_settings) $(BIN)/python scripts/pictures.py

clean: ## Remove what was built or downloaded (.venv, .tools, dist, caches); data stays
	@rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
