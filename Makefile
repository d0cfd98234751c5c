# Everything here works on a bare machine with Python 3.11 or newer, make and git. “make” alone lists the rest.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
ARGS ?=
VERSION ?=
export PYTHONDONTWRITEBYTECODE = # Empty: what one process has compiled, the next one reads.

.DEFAULT_GOAL := help
.PHONY: help run demo test crashtest mailtest loadtest unwell replays costs bench check lint format manifest docs screenshots doctor constraints release wheel sbom licences clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name words; do \
		printf '  make %-12s %s\n' "$$name" "$$words"; done

run: $(VENV)/for-running ## Start Convene: in Slack with tokens in .env, else with the sandbox, at the address that it prints
	@$(BIN)/python -m bot run --or-sandbox

demo: $(VENV)/for-running ## Start the sandbox with the demo consortium as new, forgetting what was done in it
	@rm -rf var/sandbox
	@$(BIN)/python -m bot sandbox

test: $(VENV)/for-tests ## Run all tests, on SQLite and on an embedded PostgreSQL; ARGS="tests/bot" runs some
ifeq ($(ARGS),)
	@$(BIN)/python -m pytest -n auto --ignore=tests/browser
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/browser
else
	@$(BIN)/python -m pytest -n auto $(ARGS)
endif

crashtest: $(VENV)/for-tests ## Kill the process 2,500 times and count what was lost or said twice; takes half an hour
	@$(BIN)/python -m tests.campaigns.crash --show-plants
	@$(BIN)/python -m tests.campaigns.crash $(ARGS)

mailtest: $(VENV)/for-tests ## Kill the process while it sends mail, and count what was lost or came twice
	@$(BIN)/python -m tests.campaigns.mail $(ARGS)

loadtest: $(VENV)/for-tests ## Let two and four schedulers share one PostgreSQL, and kill one of them
	@$(BIN)/python -m tests.campaigns.load $(ARGS)

unwell: $(VENV)/for-tests ## Start and run with Slack unwell in each way, and count what was lost; takes half an hour
	@$(BIN)/python -m tests.campaigns.unwell $(ARGS)

replays: $(VENV)/for-tests ## Send each request to two processes at once, on both databases, and count what it made
	@$(BIN)/python -m tests.campaigns.replays $(ARGS)

check: lint test ## Check format, style, types, imports and the manifest, then run all tests

lint: $(VENV)/for-tests ## Check everything but the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m bot manifest --check

format: $(VENV)/for-tests ## Put the code into its one format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

manifest: $(VENV)/for-running ## Write manifest.json anew from the routes
	@$(BIN)/python -m bot manifest > manifest.json.new
	@mv manifest.json.new manifest.json

costs: $(VENV)/for-tests ## Measure what a beat of the reminders costs with up to 100,000 tasks (some minutes)
	@$(BIN)/python -m tests.scheduler.costs

bench: $(VENV)/for-tests ## Measure what requests cost beside the smallest Bolt app (half an hour); see docs/performance.md
	@$(BIN)/python -m tests.campaigns.bench $(ARGS)

docs: $(VENV)/for-tests ## Write anew what docs/ draws from the code: rules, picture, journeys, data model, rights
	@$(BIN)/python -m tests.sandbox.proofs
	@$(BIN)/python -m tests.import_picture
	@$(BIN)/python -m tests.data_model
	@$(BIN)/python -m tests.rights
	@$(BIN)/python -m tests.journeys

screenshots: $(VENV)/for-tests ## Take the pictures of the README from the sandbox (needs Chromium)
	@$(BIN)/python docs/screenshots.py

doctor: $(VENV)/for-running ## Look the installation over; ARGS=--online also asks Slack
	@$(BIN)/python -m bot doctor $(ARGS)

constraints: $(VENV)/for-releases ## Write deploy/constraints.txt anew: the newest libraries that fit, with hashes
	@$(BIN)/python -m deploy.release constraints

release: $(VENV)/for-releases ## Make a release: VERSION=0.2.0 writes it, commits, tags and builds; nothing is published
	@$(BIN)/python -m deploy.release $(VERSION)

wheel: $(VENV)/for-releases ## Build the wheel into dist/ and look whether everything is in it
	@$(BIN)/python -m deploy.release wheel

sbom: $(VENV)/for-tests ## Print the bill of materials (CycloneDX): make sbom > sbom.json
	@$(BIN)/python -m deploy.parts sbom

licences: $(VENV)/for-tests ## List every library that Convene needs, with version and licence
	@$(BIN)/python -m deploy.parts licences

clean: ## Remove the environment and all caches; your data in var/ and your .env stay
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/for-running: pyproject.toml | $(VENV)/bin/pip
	@echo "Installing Convene into $(VENV) ..." >&2
	@$(PIP) install --editable .
	@touch $@

$(VENV)/for-tests: pyproject.toml | $(VENV)/bin/pip
	@echo "Installing Convene and what its tests need into $(VENV) ..." >&2
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/for-running

$(VENV)/for-releases: pyproject.toml | $(VENV)/bin/pip
	@echo "Installing Convene and what a release needs into $(VENV) ..." >&2
	@$(PIP) install --editable '.[release]'
	@touch $@ $(VENV)/for-tests $(VENV)/for-running

# Some systems ship Python without ensurepip; there, a pip of the system can fill the environment.
$(VENV)/bin/pip:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Convene needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.12 run" >&2; \
		exit 1; fi
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
		|| { $(PYTHON) -m venv --clear --without-pip $(VENV) \
			&& $(PYTHON) -m pip --quiet --python $(BIN)/python install pip >/dev/null 2>&1; } \
		|| { rm -rf $(VENV); \
			echo "This Python cannot make environments, and has no pip. Install the missing part first:" >&2; \
			echo "  Debian or Ubuntu: sudo apt install python3-venv" >&2; \
			echo "  elsewhere: a Python from https://www.python.org/downloads/" >&2; exit 1; }
