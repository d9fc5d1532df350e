# `make run` serves a city, `make test` runs every check. Both prepare what they need first.
PYTHON ?= $(shell tools/python.sh)
CITY ?= trutnov
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.PHONY: help run test test-ha check fmt types lint unit rules cases soak reliability bench docs site wheel screenshots audit sbom lock system clean

help:
	@echo "make run          serve deployments/$(CITY).yaml as a demo on http://$(HOST):$(PORT)  (CITY=, HOST=, PORT=)"
	@echo "make test         all checks and tests, as CI runs them"
	@echo "make check        check every shipped deployment file"
	@echo "make fmt          lay the code out and mend what can be mended"
	@echo "make rules        the rules of the five systems with the tests that show them"
	@echo "make cases        the numbered hard cases with their tests"
	@echo "make soak         the long counts: races, kills, mutations"
	@echo "make test-ha      kill the primary of two PostgreSQL servers under load (Patroni, etcd)"
	@echo "make reliability  run what counts faults and inputs, and write docs/reliability.md"
	@echo "make bench        the figures of docs/performance.md; ARGS=--quick, ARGS='--only w1'"
	@echo "make docs         write the generated pages of docs/ again"
	@echo "make site         the manual as a site in site/"
	@echo "make screenshots  pictures of the pages for the README"
	@echo "make wheel        a wheel and a source archive in dist/"
	@echo "make audit        ask the registry for known weaknesses of our libraries"
	@echo "make sbom         what a running city consists of, as CycloneDX in dist/"
	@echo "make lock         write the lock files from what is installed"

# -- what has to be there

.venv/bin/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "CivicCore needs Python 3.11 or newer with its module venv; name one: make PYTHON=python3.12" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

.venv/.ready: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.ready-for-tests: requirements-test.lock tests/tools/open311/package-lock.json \
		tests/tools/yaml_server/package-lock.json .venv/.ready
	$(BIN)/python -m pip install --quiet --requirement requirements.lock --requirement requirements-test.lock
	$(BIN)/python -m tests.tools.npm
	@touch $@

system:
	@tools/system-packages.sh

# -- the two commands

run: .venv/.ready
	$(BIN)/civicore run deployments/$(CITY).yaml --demo --host $(HOST) --port $(PORT) $(ARGS)

test: system lint types audit unit

lint: .venv/.ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/.ready-for-tests
	$(BIN)/mypy civicore plugins/*/civicore_* tests tools
	cd tests/external/lostfound && ../../../$(BIN)/mypy --strict lostfound

# A test that hangs ends the run, by name; none takes more than two minutes on CI's machine.
HANGING = -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true --max-worker-restart=0

unit: .venv/.ready-for-tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -rR $(HANGING) $(ARGS)

# -- the rest

check: .venv/.ready
	$(BIN)/civicore check deployments/*.yaml

fmt: .venv/.ready-for-tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

rules cases: .venv/.ready-for-tests
	@$(BIN)/python -m tests.rules.report $@

soak: .venv/.ready-for-tests system
	CIVICORE_SOAK=1 $(BIN)/python -m pytest -n 2 --dist loadgroup -m soak $(ARGS)

# Root's own home is closed to the user who runs the servers.
HA ?= $(shell [ "$$(id -u)" = 0 ] && echo /var/lib/civicore-ha || echo .ha)
test-ha: .venv/.ready-for-tests system
	@tests/ha/prepare.sh $(HA) $(PYTHON)
	CIVICORE_HA=$(HA) $(BIN)/python -m pytest tests/ha -rP $(ARGS)

reliability: .venv/.ready-for-tests system
	$(BIN)/python -m tests.tools.reliability $(ARGS)

bench: .venv/.ready-for-tests
	$(BIN)/python -m bench $(ARGS)

docs: .venv/.ready-for-tests
	$(BIN)/python -m tools.pages

site: .venv/.ready-for-tests
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

screenshots: .venv/.ready-for-tests system
	$(BIN)/python -m tests.stories.screenshots docs/screenshots

audit: .venv/.ready-for-tests
	$(BIN)/python -m tools.audit $(ARGS)

sbom: .venv/.ready-for-tests
	$(BIN)/python -m tools.sbom

wheel: .venv/.ready-for-tests
	$(BIN)/python -m build --no-isolation --outdir dist .

lock: .venv/bin/python
	$(BIN)/python tools/lock.py

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
