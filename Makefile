# Everything a newcomer needs: `make site` builds the digest, `make test` checks the program, `make serve`
# opens the preview. Set-up happens once, in .venv; nothing outside this folder is touched.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := .make
ARGS   ?=

.PHONY: site serve test check fast-tests lint types layers check-tests format bench screenshots browser-tools lock reference sbom rehearse clean distclean help

site: $(STAMPS)/site ## build the digest into site/
	$(BIN)/python build.py build $(ARGS)

serve: $(STAMPS)/site ## open the live preview
	$(BIN)/python build.py serve $(ARGS)

test: $(STAMPS)/dev lint types layers check-tests ## lint, types, layers and all tests, with coverage's floor

check: $(STAMPS)/dev lint types layers fast-tests ## the fast lane: no npm, no browser, no slow tests

lint: $(STAMPS)/dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMPS)/dev ## mypy --strict
	$(BIN)/mypy

layers: $(STAMPS)/dev ## imports point down
	$(BIN)/lint-imports

check-tests: $(STAMPS)/dev browser-tools ## pytest, warnings as errors
	$(BIN)/python -m pytest -n auto --reruns 1 -r R --cov --cov-report=term:skip-covered -m "not untraced" $(ARGS)
	$(BIN)/python -m pytest -m untraced

fast-tests: $(STAMPS)/dev
	$(BIN)/python -m pytest -n auto --bound -m "not browser and not slow and not shared" $(ARGS)

format: $(STAMPS)/dev ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Copydesk needs Python 3.11 or newer: make site PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'

$(STAMPS)/site: pyproject.toml $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[images,office,pdf]'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: pyproject.toml $(STAMPS)/site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@mkdir -p $(STAMPS) && touch $@

lock: $(STAMPS)/dev ## resolve dependencies anew into requirements.lock, with hashes
	$(BIN)/python scripts/lock.py

reference: $(STAMPS)/site ## write docs/reference.md anew from the code
	$(BIN)/python scripts/reference.py

sbom: $(STAMPS)/site ## list what is inside as dist/copydesk.cdx.json (CycloneDX)
	$(BIN)/python scripts/sbom.py dist/copydesk.cdx.json

rehearse: ## run the Pages workflow's steps on a fresh clone, to the artifact
	scripts/pages_rehearsal.sh

browser-tools: tests/browser/node_modules/.stamp ## what browser tests check pages with (needs npm)

# No lock file: it would name the registry it was made with. The two tools are pinned in package.json.
tests/browser/node_modules/.stamp: tests/browser/package.json
	@if command -v npm >/dev/null 2>&1; then \
	  cd tests/browser && npm install --no-package-lock --no-audit --no-fund --silent && touch node_modules/.stamp || \
	  echo "npm could not install axe-core and html-validate: their tests skip, in CI they fail"; \
	else echo "no npm: the tests with axe-core and html-validate skip"; fi

screenshots: $(STAMPS)/dev ## take pictures of every kind of page into docs/screenshots
	$(BIN)/python scripts/screenshots.py $(ARGS)

bench: $(STAMPS)/dev ## compare build times with other generators (see docs/benchmarks.md)
	$(BIN)/python benchmarks/peers/compare.py --write docs/benchmarks.md $(ARGS)

clean: ## remove the built site and what builds remember
	rm -rf site .copydesk/cache

distclean: clean ## remove the virtual environment too
	rm -rf $(VENV) $(STAMPS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
