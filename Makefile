# Everything a fresh machine needs is installed on the way: Python 3.11+ and Node 20+ suffice.
.DEFAULT_GOAL := help
.PHONY: help run demo test check fix bench docs build lock clean
SHELL := /bin/bash

PYTHON := .venv/bin/python
PORT ?= 8000
HOST ?= 127.0.0.1
DEMO ?= boutique
# How many tests run at a time.
JOBS ?= 2

PYTHON_READY := .stamps/python
WEB_READY := .stamps/node_modules
WEB_BUILT := .stamps/web-build
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/build/*' \
	-not -path 'web/.svelte-kit/*' 2>/dev/null) $(wildcard tillbook_pricing/*.py)

help: ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: build ## start Tillbook with the demo shop (PORT, HOST, DEMO, ARGS="--data DIR ...")
	.venv/bin/tillbook run --host=$(HOST) --port=$(PORT) $(if $(DEMO),--demo=$(DEMO)) $(ARGS)

demo: build ## the same with data that is thrown away at the end
	@data=$$(mktemp -d) && trap 'rm -rf "$$(readlink -f "$$data/database")" "$$data"' EXIT && \
	.venv/bin/tillbook run --host=$(HOST) --port=$(PORT) --demo=$(DEMO) --data="$$data"

test: build ## all tests, browser included (ARGS="-k words" for pytest)
	scripts/need-chromium
	.venv/bin/pytest -n $(JOBS) --dist loadgroup $(ARGS)
	cd web && npm test

check: $(PYTHON_READY) $(WEB_READY) ## lint, types and contracts, without changing anything
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	cd web && npm run check && npm run lint

fix: $(PYTHON_READY) $(WEB_READY) ## repair what the linters can repair
	.venv/bin/ruff check --fix
	.venv/bin/ruff format
	cd web && npx eslint . --fix

bench: build ## measure speed and memory against the baselines
	$(PYTHON) -m benchmarks $(ARGS)

docs: $(PYTHON_READY) ## write docs/openapi.json anew
	.venv/bin/tillbook openapi > docs/openapi.json

build: $(PYTHON_READY) $(WEB_BUILT) ## install what is locked and build the web application

lock: $(PYTHON_READY) ## resolve the Python requirements anew
	scripts/lock

clean: ## remove what was built and installed here, never data
	rm -rf .stamps .venv web/node_modules web/build web/.svelte-kit dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(PYTHON_READY): requirements/development.txt scripts/python-environment
	scripts/python-environment
	@mkdir -p .stamps && touch $@

$(WEB_READY): web/package-lock.json scripts/need-node
	scripts/need-node
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	@mkdir -p .stamps && touch $@

$(WEB_BUILT): $(WEB_READY) $(WEB_SOURCES)
	cd web && npm run build
	@mkdir -p .stamps && touch $@
