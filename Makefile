# nightfloat: `make demo`, `make test` and `make check` need Python >= 3.12 with pip, or uv, and set up the rest.
# Everything they write is inside this checkout, in .venv, .cache, demo-program and __pycache__.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:

CACHE := $(CURDIR)/.cache
export TMPDIR := $(CACHE)/tmp
export XDG_CACHE_HOME := $(CACHE)
export PIP_CACHE_DIR := $(CACHE)/pip
export UV_COMPILE_BYTECODE := 1
export UV_CACHE_DIR := $(CACHE)/uv
export UV_PYTHON_INSTALL_DIR := $(CACHE)/uv-python
export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_USER := 0
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)
FIND_PYTHON = for p in python3.12 python3.13 python3.14 python3 python; do \
	if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done
NO_PYTHON = nightfloat needs Python 3.12 or later with its venv module (or uv), and none was found on PATH.

ifdef UV
CREATE_VENV = "$(UV)" venv --quiet --clear --python "$${python:-3.12}" .venv
INSTALL = "$(UV)" pip install --quiet --python $(BIN)/python
else
CREATE_VENV = test -n "$$python" || { echo "$(NO_PYTHON)" >&2; exit 1; }; $$python -m venv --clear .venv
INSTALL = $(BIN)/python -m pip install --quiet
# A .venv that uv made has no pip of its own.
ENSURE_PIP = $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
endif
INSTALL_LOCKED = $(INSTALL) --only-binary :all: --require-hashes

.PHONY: help demo test check lock clean

help:
	@echo "make demo   build the example program, schedule it, commit it, show it"
	@echo "make test   all tests, with line and branch coverage"
	@echo "make check  format, lint, types, import contracts"
	@echo "make lock   resolve the lock files again"
	@echo "make clean  remove all that make has written"

demo: .venv/.stamp-runtime | .cache/tmp
	$(BIN)/nightfloat demo demo-program

test: .venv/.stamp-dev | .cache/tmp
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term-missing:skip-covered

check: .venv/.stamp-dev | .cache/tmp
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/basedpyright
	$(BIN)/lint-imports --cache-dir .cache/import-linter

clean:
	rm -rf .venv .cache dist build demo-program
	find nightfloat tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.cache/tmp:
	@mkdir -p $@

.venv/.stamp-venv: | .cache/tmp
	@echo "creating .venv"
	@python=$$($(FIND_PYTHON)); $(CREATE_VENV)
	@touch $@

.venv/.stamp-runtime: requirements.lock requirements-build.lock pyproject.toml | .venv/.stamp-venv
	@echo "installing nightfloat and what it needs"
	@$(ENSURE_PIP)
	@$(INSTALL_LOCKED) -r requirements.lock -r requirements-build.lock
	@$(INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@echo "compiling the pricing kernels"
	@$(BIN)/python -m nightfloat.solver.columns.warm
	@touch $@

.venv/.stamp-dev: requirements-dev.lock .venv/.stamp-runtime
	@echo "installing the development tools"
	@$(ENSURE_PIP)
	@$(INSTALL_LOCKED) -r requirements-dev.lock
	@touch $@

# The dev lock is resolved first and binds the other two, so that one version of each package is ever in use.
# Extras stay: pip < 24 takes the newest release for another package's `coverage[toml]`, which no hash then allows.
LOCK_UV = $(if $(UV),"$(UV)",.cache/lock-venv/bin/uv)
COMPILE = env -u UV_FIND_LINKS -u UV_INDEX -u UV_EXTRA_INDEX_URL $(LOCK_UV) --no-config pip compile --quiet \
	--upgrade --universal --python-version 3.12 --generate-hashes --no-strip-extras \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: | .cache/tmp $(if $(UV),,.cache/lock-venv/bin/uv)
	$(COMPILE) pyproject.toml --group dev --group build --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock
	$(COMPILE) --group build --constraint requirements-dev.lock --output-file requirements-build.lock
	@! grep -nE '://|file:|^-' requirements*.lock

.cache/lock-venv/bin/uv: | .cache/tmp
	@python=$$($(FIND_PYTHON)); test -n "$$python" || { echo "$(NO_PYTHON)" >&2; exit 1; }; \
	$$python -m venv --clear .cache/lock-venv && .cache/lock-venv/bin/pip install --quiet uv
