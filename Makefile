# Two commands do everything, set-up included: `make run` and `make test`. Python 3.11 and make are all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INPUT ?=
OUTPUT ?=

# A checkout's own folder may hold Chinese names, whatever the locale.
export PYTHONUTF8 := 1

.PHONY: help run test golden bench setup pins clean

help:
	@echo 'make run                            corpus/ -> output/: the main job'
	@echo 'make run INPUT=folder OUTPUT=dir    the circulars of a folder of your own'
	@echo 'make test                           all checks and tests'
	@echo 'make golden                         write expected results anew after a wanted change'
	@echo 'make bench                          speed, measured against other tools in the same run'
	@echo 'make setup | clean | pins           set up only | remove what was made | pin newer versions (needs uv)'

run: $(VENV)/.run-ready
	$(BIN)/ipr-extract run $(if $(INPUT),"$(INPUT)") $(if $(OUTPUT),--output "$(OUTPUT)")

test: $(VENV)/.dev-ready
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

# Expected results that are files, written anew: look at what it prints, and at the diff.
golden: $(VENV)/.dev-ready
	$(BIN)/python -m pytest -q tests/tables/test_golden.py tests/golden tests/gold/test_residue.py --update-golden
	-git diff --stat -- tests docs

bench: $(VENV)/.dev-ready
	$(BIN)/python -m tests.benchmarks

setup: $(VENV)/.run-ready

# Only what is pinned, with its hash, is installed, build tools included; nothing is resolved anew (--no-deps).
# Bytecode is compiled apart: where PYTHONDONTWRITEBYTECODE is set pip leaves it out and every start pays. Some
# packages carry files that are templates and don't compile: that is no failure.
define install
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r $(1)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib ipr_extract || true
	touch $@
endef

$(VENV)/.run-ready: constraints.txt pyproject.toml
	$(call install,constraints.txt)

$(VENV)/.dev-ready: constraints-dev.txt pyproject.toml
	$(call install,constraints-dev.txt)

UV_PINS = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --quiet --upgrade
pins:
	echo hatchling | $(UV_PINS) pyproject.toml - --extra crawl -o constraints.txt
	$(UV_PINS) pyproject.toml --extra dev --extra bench --extra crawl --extra ocr --extra postgres -c constraints.txt -o constraints-dev.txt

clean:
	rm -rf $(VENV) output build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
